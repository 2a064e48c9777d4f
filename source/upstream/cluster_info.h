#ifndef NUNCIO_SOURCE_UPSTREAM_CLUSTER_INFO_H_
#define NUNCIO_SOURCE_UPSTREAM_CLUSTER_INFO_H_

#include <array>
#include <memory>

#include "source/stats/group.h"
#include "source/stats/store.h"
#include "source/upstream/circuit_breaker.h"
#include "source/upstream/cluster_options.h"
#include "source/upstream/cluster_stats.h"

namespace nuncio::upstream {

// What stays the same while a cluster's endpoints change: its options, its metrics and its limits.
//
// Owner: shared by generations, pools and whoever counts. Thread: made on main, used on any. The
// metrics belong to the stat name: a new ClusterInfo of that name goes on with the old values as
// long as the old one, or any stream of it, lives when the new one is made.
class ClusterInfo {
 public:
  ClusterInfo(std::shared_ptr<const ClusterOptions> options, stats::Store& store);

  const ClusterOptions& options() const { return *options_; }
  const std::shared_ptr<const ClusterOptions>& shared_options() const { return options_; }
  const std::string& name() const { return options_->name; }
  const stats::GroupRef& stats() const { return stats_; }
  stats::Counter counter(ClusterMetric metric) const { return stats_->counter(metric); }
  stats::Gauge gauge(ClusterMetric metric) const { return stats_->gauge(metric); }
  stats::Histogram histogram(ClusterMetric metric) const { return stats_->histogram(metric); }
  CircuitBreaker& breaker(ResourcePriority priority) const {
    return breakers_[static_cast<size_t>(priority)];
  }

 private:
  const std::shared_ptr<const ClusterOptions> options_;
  const stats::GroupRef stats_;
  mutable std::array<CircuitBreaker, kResourcePriorities> breakers_;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_CLUSTER_INFO_H_
