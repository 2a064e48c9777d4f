#include "source/schema/config_error.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "source/schema/utf8.h"

namespace nuncio::schema {
namespace {

constexpr size_t kMaxQuoted = 64;  // bytes

bool ContinuesCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

std::string SourcePosition::ToString() const {
  if (line == 0) return file;
  return absl::StrCat(file, file.empty() ? "" : ":", line, ":", column);
}

std::string ConfigError::ToString() const {
  std::vector<std::string> front;
  if (std::string place = position.ToString(); !place.empty()) front.push_back(std::move(place));
  if (!resource.type.empty() || !resource.name.empty()) {
    front.push_back(absl::StrCat(resource.type, resource.name.empty()
                                                    ? ""
                                                    : absl::StrCat(resource.type.empty() ? "" : " ",
                                                                   QuoteValue(resource.name))));
  }
  if (!field_path.empty()) front.push_back(field_path);
  front.push_back(
      absl::StrCat(rule, value.empty() ? "" : ", got ", value, hint.empty() ? "" : "; ", hint));
  return absl::StrJoin(front, ": ");
}

void ConfigErrors::Add(ConfigError error) {
  ++count_;
  if (list_.size() < kMaxKept) list_.push_back(std::move(error));
}

void ConfigErrors::Append(ConfigErrors other) {
  const size_t not_kept = other.count_ - other.list_.size();
  for (ConfigError& error : other.list_) Add(std::move(error));
  count_ += not_kept;
}

std::string ConfigErrors::ToString() const {
  std::string text = absl::StrJoin(list_, "\n", [](std::string* out, const ConfigError& error) {
    absl::StrAppend(out, error.ToString());
  });
  if (count_ > list_.size()) absl::StrAppend(&text, "\nand ", count_ - list_.size(), " more");
  return text;
}

absl::Status ConfigErrors::ToStatus() const {
  return empty() ? absl::OkStatus() : absl::InvalidArgumentError(ToString());
}

std::string QuoteValue(absl::string_view value, bool sensitive) {
  if (sensitive) return "[redacted]";
  absl::string_view shown = value;
  if (value.size() > kMaxQuoted) {
    size_t end = kMaxQuoted;
    while (end > kMaxQuoted - 4 && ContinuesCharacter(value[end])) --end;
    shown = value.substr(0, end);
  }
  return absl::StrCat(
      "\"", EscapeText(shown), "\"",
      shown.size() < value.size() ? absl::StrCat("... (", value.size(), " bytes)") : std::string());
}

}  // namespace nuncio::schema
