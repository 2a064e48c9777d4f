#include "source/schema/json_reader.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "source/schema/utf8.h"

namespace nuncio::schema {
namespace {

// Recursive descent; `limits.max_depth` bounds the recursion. The first error ends it: every Parse
// function returns false from then on.
class JsonReader {
 public:
  JsonReader(absl::string_view text, const ReaderLimits& limits) : text_(text), limits_(limits) {}

  std::optional<ReadError> Read(Node& root) {
    SkipSpace();
    if (AtEnd()) return ReadError{"the document is empty", PlaceHere()};
    if (ParseValue(root, 0)) {
      SkipSpace();
      if (!AtEnd()) Fail("nothing may follow the value");
    }
    return std::move(error_);
  }

 private:
  bool AtEnd() const { return at_ >= text_.size(); }
  char Here() const { return AtEnd() ? '\0' : text_[at_]; }
  Place PlaceHere() const { return {line_, static_cast<int>(at_ - line_start_) + 1}; }

  void Advance() {
    if (text_[at_++] == '\n') {
      ++line_;
      line_start_ = at_;
    }
  }

  void SkipSpace() {
    while (Here() == ' ' || Here() == '\t' || Here() == '\n' || Here() == '\r') Advance();
  }

  bool Fail(std::string reason) {
    if (!error_) error_ = ReadError{std::move(reason), PlaceHere()};
    return false;
  }

  bool FailHere(absl::string_view wanted) {
    return Fail(AtEnd() ? absl::StrCat("expected ", wanted, ", got the end of the text")
                        : absl::StrCat("expected ", wanted));
  }

  bool ParseValue(Node& node, int depth) {
    node.place = PlaceHere();
    if ((Here() == '{' || Here() == '[') && depth > limits_.max_depth) {
      return Fail(absl::StrCat("nested deeper than ", limits_.max_depth, " levels"));
    }
    switch (Here()) {
      case '{':
        return ParseMap(node, depth);
      case '[':
        return ParseList(node, depth);
      case '"':
      case '\'':
        node.kind = Node::Kind::kString;
        return ParseString(node.text);
      default:
        return ParseLiteral(node);
    }
  }

  // After an element: true where another one follows. Consumes the comma and the closing bracket.
  bool MoreElements(char closing, bool& more) {
    SkipSpace();
    const bool comma = Here() == ',' && !AtEnd();
    if (comma) {
      Advance();
      SkipSpace();
    }
    more = Here() != closing;
    if (more && !comma) return FailHere(closing == '}' ? "',' or '}'" : "',' or ']'");
    if (!more) Advance();
    return true;
  }

  bool ParseList(Node& node, int depth) {
    node.kind = Node::Kind::kList;
    Advance();
    SkipSpace();
    bool more = Here() != ']';
    if (!more) Advance();
    while (more) {
      node.items.emplace_back();
      if (!ParseValue(node.items.back(), depth + 1) || !MoreElements(']', more)) return false;
    }
    return true;
  }

  bool ParseMap(Node& node, int depth) {
    node.kind = Node::Kind::kMap;
    Advance();
    SkipSpace();
    bool more = Here() != '}';
    if (!more) Advance();
    while (more) {
      node.members.emplace_back();
      if (!ParseMember(node.members.back(), depth) || !MoreElements('}', more)) return false;
    }
    return true;
  }

  bool ParseMember(NodeMember& member, int depth) {
    member.key_place = PlaceHere();
    if (!ParseKey(member.key)) return false;
    SkipSpace();
    if (Here() != ':') return FailHere("':'");
    Advance();
    SkipSpace();
    return ParseValue(member.value, depth + 1);
  }

  bool ParseKey(std::string& key) {
    if (Here() == '"' || Here() == '\'') return ParseString(key);
    const size_t start = at_;
    while (absl::ascii_isalnum(Here()) || Here() == '_') Advance();
    key = std::string(text_.substr(start, at_ - start));
    return (!key.empty() && !absl::ascii_isdigit(key[0])) || FailHere("a key in quotes");
  }

  bool ParseLiteral(Node& node) {
    if (Here() == '-' || absl::ascii_isdigit(Here())) return ParseNumber(node);
    const size_t start = at_;
    while (absl::ascii_isalpha(Here())) ++at_;
    const absl::string_view word = text_.substr(start, at_ - start);
    node.text = std::string(word);
    if (word == "true" || word == "false") {
      node.kind = Node::Kind::kBool;
      node.boolean = word == "true";
      return true;
    }
    if (word == "null") return true;
    at_ = start;
    return FailHere("a value");
  }

  bool SkipDigits() {
    const size_t start = at_;
    while (absl::ascii_isdigit(Here())) ++at_;
    return at_ > start || FailHere("a digit");
  }

  bool ParseNumber(Node& node) {
    const size_t start = at_;
    node.kind = Node::Kind::kNumber;
    if (Here() == '-') ++at_;
    if (Here() == '0') {
      ++at_;
      if (absl::ascii_isdigit(Here())) return Fail("a number may not begin with 0");
    } else if (!SkipDigits()) {
      return false;
    }
    if (Here() == '.') {
      ++at_;
      if (!SkipDigits()) return false;
    }
    if (Here() == 'e' || Here() == 'E') {
      ++at_;
      if (Here() == '+' || Here() == '-') ++at_;
      if (!SkipDigits()) return false;
    }
    node.text = std::string(text_.substr(start, at_ - start));
    return true;
  }

  bool ParseString(std::string& value) {
    const char quote = Here();
    Advance();
    while (!AtEnd() && Here() != quote) {
      if (Here() == '\\') {
        if (!ParseEscape(value)) return false;
        continue;
      }
      const size_t size = Utf8CharacterSize(text_.substr(at_, 4));
      if (size == 0) return Fail("not UTF-8");
      value.append(text_.data() + at_, size);
      for (size_t i = 0; i < size; ++i) Advance();
    }
    if (AtEnd()) return FailHere("the end of the string");
    Advance();
    return true;
  }

  bool ParseEscape(std::string& value) {
    Advance();
    const char letter = Here();
    if (letter == 'u' && !AtEnd()) return ParseUnicodeEscape(value);
    constexpr absl::string_view kLetters = "\"'\\/bfnrt";
    constexpr absl::string_view kMeanings = "\"'\\/\b\f\n\r\t";
    const size_t which = AtEnd() ? absl::string_view::npos : kLetters.find(letter);
    if (which == absl::string_view::npos) return FailHere("an escape that JSON knows");
    value.push_back(kMeanings[which]);
    Advance();
    return true;
  }

  // Stands on the 'u'.
  bool ParseUnicodeEscape(std::string& value) {
    uint32_t code = 0;
    if (!ParseHex4(code)) return false;
    if (code >= 0xDC00 && code <= 0xDFFF) return Fail("the second half of a pair alone");
    if (code >= 0xD800 && code <= 0xDBFF) {
      uint32_t low = 0;
      if (text_.substr(at_, 2) != "\\u") return Fail("the first half of a pair alone");
      Advance();
      if (!ParseHex4(low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return Fail("the first half of a pair alone");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    AppendUtf8(code, value);
    return true;
  }

  bool ParseHex4(uint32_t& code) {
    ++at_;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char digit = Here();
      if (!absl::ascii_isxdigit(digit)) return FailHere("four hexadecimal digits");
      const int nibble =
          absl::ascii_isdigit(digit) ? digit - '0' : absl::ascii_tolower(digit) - 'a' + 10;
      code = code * 16 + static_cast<uint32_t>(nibble);
    }
    return true;
  }

  const absl::string_view text_;
  const ReaderLimits& limits_;
  size_t at_ = 0;
  size_t line_start_ = 0;
  int line_ = 1;
  std::optional<ReadError> error_;
};

}  // namespace

std::optional<ReadError> ReadJson(absl::string_view text, const ReaderLimits& limits, Node& root) {
  return JsonReader(text, limits).Read(root);
}

}  // namespace nuncio::schema
