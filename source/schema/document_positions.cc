#include "source/schema/document_positions.h"

#include "absl/strings/str_cat.h"

namespace nuncio::schema {

void DocumentPositions::Set(std::string field_path, int line, int column) {
  places_[std::move(field_path)] = {line, column};
}

SourcePosition DocumentPositions::Find(absl::string_view field_path) const {
  while (!field_path.empty()) {
    if (const auto found = places_.find(field_path); found != places_.end()) {
      return {file_, found->second.line, found->second.column};
    }
    // To the field around it. A step inside a quoted key names nothing, and goes on to the next.
    const size_t step = field_path.find_last_of(".[<");
    if (step == absl::string_view::npos) break;
    field_path = field_path.substr(0, step);
  }
  return {file_};
}

void DocumentPositions::Annotate(ConfigErrors& errors, absl::string_view prefix) const {
  for (ConfigError& error : errors.list()) {
    if (error.position.line != 0 || !error.position.file.empty()) continue;
    const bool joined = !prefix.empty() && !error.field_path.empty();
    error.position = Find(absl::StrCat(prefix, joined ? "." : "", error.field_path));
  }
}

}  // namespace nuncio::schema
