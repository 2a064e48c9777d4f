#ifndef NUNCIO_SOURCE_SCHEMA_JSON_WRITER_H_
#define NUNCIO_SOURCE_SCHEMA_JSON_WRITER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace nuncio::schema {

// Writes JSON text piece by piece: Begin and End in pairs, and in a map a Key before each value.
// Text that is not UTF-8 has U+FFFD in the place of each bad byte.
class JsonWriter {
 public:
  // Pretty: one member per line, indented by one space a level.
  explicit JsonWriter(bool pretty) : pretty_(pretty) {}

  void BeginMap() { Begin('{'); }
  void EndMap() { End('}'); }
  void BeginList() { Begin('['); }
  void EndList() { End(']'); }
  void Key(absl::string_view key);
  void String(absl::string_view text);
  // A number, true, false or null.
  void Literal(absl::string_view text);

  std::string Take() { return std::move(text_); }

 private:
  void Begin(char bracket);
  void End(char bracket);
  // What stands before a value or a key: a comma, a new line.
  void Separate();
  void NewLine();
  void AppendQuoted(absl::string_view text);

  const bool pretty_;
  std::string text_;
  std::vector<bool> has_members_;  // of each open map or list
  bool after_key_ = false;
};

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_JSON_WRITER_H_
