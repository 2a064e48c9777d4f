#include <charconv>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "source/record/metadata.h"

namespace nuncio::record {
namespace {

// Whole numbers up to here are exact in a double and are written as such.
constexpr double kExactIntegers = 9007199254740992.0;  // 2^53

void AppendEscaped(unsigned char byte, std::string& out) {
  constexpr char kHex[] = "0123456789abcdef";
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
  }
}

bool NeedsEscape(unsigned char byte) {
  return byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7f;
}

void AppendList(const List& list, std::string& out) {
  out.push_back('[');
  for (size_t i = 0; i < list.size(); ++i) {
    if (i != 0) out.push_back(',');
    AppendJson(list[i], out);
  }
  out.push_back(']');
}

// How many bytes the UTF-8 sequence at the front has; 0 if they are none (also over-long forms,
// surrogates and what lies beyond Unicode).
size_t Utf8Length(absl::string_view text) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](size_t i) { return i < text.size() && (at(i) & 0xc0) == 0x80; };
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return continues(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if (!continues(1) || !continues(2)) return 0;
    if (first == 0xe0 && at(1) < 0xa0) return 0;
    if (first == 0xed && at(1) > 0x9f) return 0;
    return 3;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (first == 0xf0 && at(1) < 0x90) return 0;
    if (first == 0xf4 && at(1) > 0x8f) return 0;
    return 4;
  }
  return 0;
}

// Every byte that is not ASCII as a character of Latin-1, which is what most such texts are.
void AppendLatin1(absl::string_view text, std::string& out) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && !NeedsEscape(byte)) {
      out.push_back(c);
    } else if (byte < 0x80) {
      AppendEscaped(byte, out);
    } else {
      absl::StrAppend(&out, "\\u00", absl::Hex(byte));
    }
  }
}

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

void AppendJsonString(absl::string_view text, std::string& out) {
  out.push_back('"');
  if (!IsUtf8(text)) {
    AppendLatin1(text, out);
    text = absl::string_view();
  }
  while (!text.empty()) {
    size_t plain = 0;
    while (plain < text.size() && static_cast<signed char>(text[plain]) >= 0 &&
           !NeedsEscape(static_cast<unsigned char>(text[plain]))) {
      ++plain;
    }
    out.append(text.data(), plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    if (static_cast<signed char>(text[0]) >= 0) {
      AppendEscaped(static_cast<unsigned char>(text[0]), out);
      text.remove_prefix(1);
      continue;
    }
    const size_t length = Utf8Length(text);
    out.append(text.data(), length);
    text.remove_prefix(length);
  }
  out.push_back('"');
}

void AppendJsonNumber(double number, std::string& out) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  if (number == std::trunc(number) && std::abs(number) < kExactIntegers) {
    absl::StrAppend(&out, static_cast<int64_t>(number));
    return;
  }
  char text[32];
  const std::to_chars_result end = std::to_chars(text, text + sizeof(text), number);
  out.append(text, end.ptr - text);
}

void AppendJson(const Value& value, std::string& out) {
  if (const bool* const flag = value.AsBool()) {
    out += *flag ? "true" : "false";
  } else if (const double* const number = value.AsNumber()) {
    AppendJsonNumber(*number, out);
  } else if (const std::string* const text = value.AsText()) {
    AppendJsonString(*text, out);
  } else if (const List* const list = value.AsList()) {
    AppendList(*list, out);
  } else if (const Struct* const fields = value.AsStruct()) {
    AppendJson(*fields, out);
  } else {
    out += "null";
  }
}

void AppendJson(const Struct& fields, std::string& out) {
  out.push_back('{');
  bool first = true;
  for (const auto& [key, value] : fields) {
    if (!first) out.push_back(',');
    first = false;
    AppendJsonString(key, out);
    out.push_back(':');
    AppendJson(value, out);
  }
  out.push_back('}');
}

}  // namespace nuncio::record
