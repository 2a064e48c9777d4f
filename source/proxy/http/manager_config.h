#ifndef NUNCIO_SOURCE_PROXY_HTTP_MANAGER_CONFIG_H_
#define NUNCIO_SOURCE_PROXY_HTTP_MANAGER_CONFIG_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "source/proxy/http/date.h"
#include "source/proxy/http/manager_stats.h"
#include "source/proxy/http/options.h"
#include "source/runtime/values.h"
#include "source/stats/group.h"
#include "source/stats/store.h"
#include "source/worker/published.h"
#include "source/worker/worker_context.h"

namespace nuncio::proxy {

// What connection managers need of the process; all outlive them.
struct HttpConnectionManagerDependencies {
  stats::Store& stats;
  // How many workers there are.
  size_t workers = 1;
  // This machine's own address, which stands in x-forwarded-for for clients of the loopback.
  std::string local_ip;
  // Runtime keys; null: none.
  std::shared_ptr<worker::Published<runtime::Values>> runtime;
};

// One configured connection manager, ready for use: its options and its metrics.
//
// Owner: shared by the factory and every connection of it. Immutable, but for what belongs to one
// worker each. Thread: made on main, used on workers.
class ManagerConfig {
 public:
  ManagerConfig(HttpConnectionManagerOptions options,
                HttpConnectionManagerDependencies dependencies)
      : options_(Completed(std::move(options))),
        dependencies_(std::move(dependencies)),
        stats_(dependencies_.stats.Instantiate(kHttpManagerGroup, options_.stat_prefix)),
        refused_underscores_(dependencies_.stats.FindOrAddCounter(
            "http1.requests_rejected_with_underscores_in_headers")),
        dropped_underscores_(
            dependencies_.stats.FindOrAddCounter("http1.dropped_headers_with_underscores")),
        workers_(dependencies_.workers) {}

  const HttpConnectionManagerOptions& options() const { return options_; }
  const HttpConnectionManagerDependencies& dependencies() const { return dependencies_; }

  void Add(worker::WorkerContext& worker, HttpManagerMetric counter, uint64_t n = 1) const {
    worker.stats.Add(stats_->counter(counter), n);
  }
  void AddGauge(worker::WorkerContext& worker, HttpManagerMetric gauge) const {
    worker.stats.Add(stats_->gauge(gauge));
  }
  void SubGauge(worker::WorkerContext& worker, HttpManagerMetric gauge) const {
    worker.stats.Sub(stats_->gauge(gauge));
  }
  void Record(worker::WorkerContext& worker, HttpManagerMetric histogram, uint64_t value) const {
    worker.stats.Record(stats_->histogram(histogram), value);
  }
  void CountRefusedUnderscore(worker::WorkerContext& worker) const {
    worker.stats.Add(refused_underscores_);
  }
  void CountDroppedHeaders(worker::WorkerContext& worker, uint64_t n) const {
    worker.stats.Add(dropped_underscores_, n);
  }
  // The text of the date header. Valid until the worker's next call.
  absl::string_view Date(const worker::WorkerContext& worker) const {
    return workers_[worker.index].date.Text(worker.loop.WallNow());
  }

 private:
  struct alignas(64) PerWorker {
    DateText date;
  };

  static HttpConnectionManagerOptions Completed(HttpConnectionManagerOptions options);

  const HttpConnectionManagerOptions options_;
  const HttpConnectionManagerDependencies dependencies_;
  const stats::GroupRef stats_;
  // Of the codec, whatever connection manager it serves.
  const stats::Counter refused_underscores_;
  const stats::Counter dropped_underscores_;
  mutable std::vector<PerWorker> workers_;  // each entry by its worker only
};

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_MANAGER_CONFIG_H_
