#include "source/stats/group.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "source/stats/store.h"

namespace nuncio::stats {

Group::Group(Store& store, const GroupSpec& spec, std::string name,
             std::vector<std::string> label_values)
    : store_(store), spec_(spec), name_(std::move(name)), label_values_(std::move(label_values)) {}

Group::~Group() { store_.Release(*this); }

Counter Group::FindOrAddCounter(absl::string_view name) const {
  return Counter{FindOrAdd(name, MetricKind::kCounter)};
}

Gauge Group::FindOrAddGauge(absl::string_view name) const {
  return Gauge{FindOrAdd(name, MetricKind::kGauge)};
}

Histogram Group::FindOrAddHistogram(absl::string_view name) const {
  return Histogram{FindOrAdd(name, MetricKind::kHistogram)};
}

Text Group::FindOrAddText(absl::string_view name) const {
  return Text{FindOrAdd(name, MetricKind::kText)};
}

uint32_t Group::FindOrAdd(absl::string_view name, MetricKind kind) const {
  bool taken = false;
  for (size_t i = 0; i < spec_.metrics.size(); ++i) {
    if (spec_.metrics[i].name != name) continue;
    if (spec_.metrics[i].kind == kind) return ids_[i];
    taken = true;
  }
  const std::lock_guard lock(mutex_);
  std::string key(name);
  auto found = added_.find(key);
  if (taken || (found != added_.end() && found->second.kind != kind)) {
    // Two kinds by one name: the later one is kept under a name that readers pass over.
    key = absl::StrCat(name, std::string(1, kHiddenMark), static_cast<int>(kind));
    found = added_.find(key);
  }
  if (found != added_.end()) return found->second.id;
  const uint32_t id = store_.TakeId(kind, 1);
  added_.emplace(std::move(key), Added{kind, id});
  return id;
}

}  // namespace nuncio::stats
