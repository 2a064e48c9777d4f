#ifndef NUNCIO_SOURCE_UPSTREAM_PRIORITY_LOAD_H_
#define NUNCIO_SOURCE_UPSTREAM_PRIORITY_LOAD_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace nuncio::upstream {

// How many hosts of a priority are there, and how they are.
struct PriorityCounts {
  uint32_t total = 0;
  uint32_t healthy = 0;
  uint32_t degraded = 0;
  uint32_t excluded = 0;
};

// Which hosts of a priority a pick is made from.
enum class HostSelection : uint8_t { kHealthy, kDegraded, kAll };

// How requests are divided over the priorities of a cluster, and which hosts of each may be used.
// The healthy hosts of all priorities come before the degraded ones of any. A value.
class PriorityLoad {
 public:
  struct Choice {
    uint32_t priority = 0;
    HostSelection hosts = HostSelection::kHealthy;
    bool panic = false;
  };

  // `overprovisioning` in percent: a priority takes its whole share while healthy hosts times this
  // factor make up all of it. `panic_threshold` in percent of healthy and degraded hosts.
  PriorityLoad(absl::Span<const PriorityCounts> priorities, uint32_t overprovisioning,
               double panic_threshold);

  // `point` in [0, 100).
  Choice Choose(uint32_t point) const;
  // Whether every point gives the same choice, as in most clusters.
  bool uniform() const { return uniform_; }
  // Percent of requests; they sum up to 100, or to 0 if there is no host.
  uint32_t healthy_percent(size_t priority) const { return parts_[priority].healthy; }
  uint32_t degraded_percent(size_t priority) const { return parts_[priority].degraded; }
  bool in_panic(size_t priority) const { return parts_[priority].panic; }
  size_t size() const { return parts_.size(); }

 private:
  struct Part {
    uint32_t healthy = 0;
    uint32_t degraded = 0;
    bool panic = false;
  };

  void ShareByHealth(absl::Span<const PriorityCounts> priorities, uint32_t overprovisioning,
                     double panic_threshold);
  void ShareBySize(absl::Span<const PriorityCounts> priorities);

  std::vector<Part> parts_;
  bool uniform_ = false;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_PRIORITY_LOAD_H_
