#ifndef NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_CONFIG_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_CONFIG_H_

#include <string>
#include <utility>

#include "source/proxy/router/options.h"
#include "source/proxy/router/router_factory.h"
#include "source/proxy/router/router_stats.h"
#include "source/stats/group.h"
#include "source/worker/worker_context.h"

namespace nuncio::proxy::router {

// One configured router, ready for use. Owned by its factory; immutable, any worker.
struct RouterConfig {
  RouterOptions options;
  stats::GroupRef stats;
  ClustersOfWorker clusters;
  std::string local_ip;

  void Add(worker::WorkerContext& worker, RouterMetric metric) const {
    worker.stats.Add(stats->counter(metric));
  }
};

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_CONFIG_H_
