#include "source/schema/json_writer.h"

#include "absl/strings/str_format.h"
#include "source/schema/utf8.h"

namespace nuncio::schema {

void JsonWriter::Begin(char bracket) {
  Separate();
  text_.push_back(bracket);
  has_members_.push_back(false);
}

void JsonWriter::End(char bracket) {
  const bool had_members = has_members_.back();
  has_members_.pop_back();
  if (had_members) NewLine();
  text_.push_back(bracket);
}

void JsonWriter::Key(absl::string_view key) {
  Separate();
  AppendQuoted(key);
  text_.append(pretty_ ? ": " : ":");
  after_key_ = true;
}

void JsonWriter::String(absl::string_view text) {
  Separate();
  AppendQuoted(text);
}

void JsonWriter::Literal(absl::string_view text) {
  Separate();
  text_.append(text.data(), text.size());
}

void JsonWriter::Separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_members_.empty()) return;
  if (has_members_.back()) text_.push_back(',');
  has_members_.back() = true;
  NewLine();
}

void JsonWriter::NewLine() {
  if (!pretty_) return;
  text_.push_back('\n');
  text_.append(has_members_.size(), ' ');
}

void JsonWriter::AppendQuoted(absl::string_view text) {
  text_.push_back('"');
  while (!text.empty()) {
    const char c = text[0];
    size_t size = Utf8CharacterSize(text);
    if (size == 0) {
      text_.append("\xEF\xBF\xBD");
      size = 1;
    } else if (c == '"' || c == '\\') {
      text_.push_back('\\');
      text_.push_back(c);
    } else if (c == '\n') {
      text_.append("\\n");
    } else if (c == '\r') {
      text_.append("\\r");
    } else if (c == '\t') {
      text_.append("\\t");
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      absl::StrAppendFormat(&text_, "\\u%04x", static_cast<unsigned char>(c));
    } else {
      text_.append(text.data(), size);
    }
    text.remove_prefix(size);
  }
  text_.push_back('"');
}

}  // namespace nuncio::schema
