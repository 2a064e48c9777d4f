#ifndef NUNCIO_SOURCE_ROUTING_FILTER_CONFIGS_H_
#define NUNCIO_SOURCE_ROUTING_FILTER_CONFIGS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace nuncio::routing {

// A filter's name in a chain, as a small number.
using FilterId = uint32_t;

// Gives each filter name one number for the life of the process. Owned by config; one thread.
class FilterNames {
 public:
  FilterId Intern(absl::string_view name);

 private:
  absl::flat_hash_map<std::string, FilterId> ids_;
};

// typed_per_filter_config of one level for one filter. Opaque here: the filter that is registered
// under the config's type knows what it points to.
struct FilterConfig {
  std::shared_ptr<const void> config;  // null: only the switch below
  bool disabled = false;
};

// typed_per_filter_config of one level: route configuration, virtual host, route, weighted cluster.
// Immutable once in a table.
class FilterConfigs {
 public:
  void Set(FilterId filter, FilterConfig config);
  // Null if this level says nothing of the filter.
  const FilterConfig* Find(FilterId filter) const {
    for (const auto& [id, config] : entries_) {
      if (id == filter) return &config;
    }
    return nullptr;
  }
  bool empty() const { return entries_.empty(); }

 private:
  std::vector<std::pair<FilterId, FilterConfig>> entries_;  // few: searched from the front
};

}  // namespace nuncio::routing

#endif  // NUNCIO_SOURCE_ROUTING_FILTER_CONFIGS_H_
