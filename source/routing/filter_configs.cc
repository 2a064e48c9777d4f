#include "source/routing/filter_configs.h"

namespace nuncio::routing {

FilterId FilterNames::Intern(absl::string_view name) {
  const auto found = ids_.find(name);
  if (found != ids_.end()) return found->second;
  const auto id = static_cast<FilterId>(ids_.size());
  ids_.emplace(std::string(name), id);
  return id;
}

void FilterConfigs::Set(FilterId filter, FilterConfig config) {
  for (auto& [id, existing] : entries_) {
    if (id != filter) continue;
    existing = std::move(config);
    return;
  }
  entries_.emplace_back(filter, std::move(config));
}

}  // namespace nuncio::routing
