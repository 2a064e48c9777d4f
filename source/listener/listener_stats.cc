#include "source/listener/listener_stats.h"

#include "absl/strings/str_cat.h"

namespace nuncio::listener {

ListenerStats::ListenerStats(stats::Store& store, absl::string_view name, size_t workers)
    : name(name), listener(store.Instantiate(kListenerGroup, name)) {
  for (size_t i = 0; i < workers; ++i) {
    const std::string index = absl::StrCat(i);
    this->workers.push_back(store.Instantiate(kListenerWorkerGroup, {name, index}));
  }
}

}  // namespace nuncio::listener
