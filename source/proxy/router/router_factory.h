#ifndef NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_FACTORY_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_FACTORY_H_

#include <functional>
#include <memory>
#include <string>

#include "source/filter/http_filter_factory.h"
#include "source/proxy/router/options.h"
#include "source/stats/store.h"
#include "source/upstream/clusters/worker_clusters.h"

namespace nuncio::proxy::router {

// A worker's own table of clusters (ClusterSet::ForWorker). Asked on that worker.
using ClustersOfWorker = std::function<upstream::WorkerClusters&(const worker::WorkerContext&)>;

// What a router needs of the process; all outlive its factory.
struct RouterDependencies {
  ClustersOfWorker clusters;
  stats::Store& stats;
  // This machine's own address, for copies of requests.
  std::string local_ip = {};
};

// The terminal filter of a chain. `stat_prefix` is the connection manager's. On main.
std::shared_ptr<const filter::HttpFilterFactory> MakeRouterFactory(RouterOptions options,
                                                                   absl::string_view stat_prefix,
                                                                   RouterDependencies dependencies);

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_FACTORY_H_
