#ifndef NUNCIO_SOURCE_UPSTREAM_POOL_POOL_CONTEXT_H_
#define NUNCIO_SOURCE_UPSTREAM_POOL_POOL_CONTEXT_H_

#include <cstdint>
#include <memory>

#include "source/upstream/cluster_info.h"
#include "source/upstream/host.h"
#include "source/worker/worker_context.h"

namespace nuncio::upstream {

// What everything that belongs to one host on one worker works with. A value that keeps the
// cluster's options, metrics and limits alive, and the host; the worker outlives it.
struct PoolContext {
  std::shared_ptr<const ClusterInfo> info;
  HostRef host;
  worker::WorkerContext& worker;

  const ClusterOptions& options() const { return info->options(); }
  CircuitBreaker& breaker(ResourcePriority priority) const { return info->breaker(priority); }
  stats::Slots& slots() const { return worker.stats; }

  void Add(ClusterMetric counter, uint64_t n = 1) const {
    worker.stats.Add(info->counter(counter), n);
  }
  void AddGauge(ClusterMetric gauge) const { worker.stats.Add(info->gauge(gauge)); }
  void SubGauge(ClusterMetric gauge) const { worker.stats.Sub(info->gauge(gauge)); }
  void Record(ClusterMetric histogram, uint64_t value) const {
    worker.stats.Record(info->histogram(histogram), value);
  }
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_POOL_POOL_CONTEXT_H_
