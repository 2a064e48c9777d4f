#include "source/record/metadata.h"

namespace nuncio::record {

void Metadata::Merge(absl::string_view name_space, const Struct& fields) {
  auto place = filter_metadata.find(name_space);
  if (place == filter_metadata.end()) {
    place = filter_metadata.emplace(std::string(name_space), Struct()).first;
  }
  for (const auto& [key, value] : fields) place->second[key] = value;
}

const Value* FindValue(const Struct& fields, absl::Span<const std::string> path) {
  const Struct* level = &fields;
  const Value* value = nullptr;
  for (const std::string& key : path) {
    if (level == nullptr) return nullptr;
    const auto found = level->find(key);
    if (found == level->end()) return nullptr;
    value = &found->second;
    level = value->AsStruct();
  }
  return value;
}

const Struct* FindStruct(const Metadata& metadata, absl::string_view name_space) {
  const auto found = metadata.filter_metadata.find(name_space);
  return found == metadata.filter_metadata.end() ? nullptr : &found->second;
}

const Value* FindValue(const Metadata& metadata, absl::string_view name_space,
                       absl::Span<const std::string> path) {
  const Struct* const fields = FindStruct(metadata, name_space);
  return fields == nullptr ? nullptr : FindValue(*fields, path);
}

}  // namespace nuncio::record
