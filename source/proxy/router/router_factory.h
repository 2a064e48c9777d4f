#ifndef NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_FACTORY_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_FACTORY_H_

#include <memory>
#include <string>

#include "source/filter/http_filter_factory.h"
#include "source/proxy/router/options.h"
#include "source/runtime/values.h"
#include "source/stats/store.h"
#include "source/upstream/clusters/cluster_set.h"

namespace nuncio::proxy::router {

// What a router needs of the process; all outlive its factory.
struct RouterDependencies {
  upstream::ClusterSet& clusters;
  stats::Store& stats;
};

// The terminal filter of a chain. `stat_prefix` is the connection manager's. On main.
std::shared_ptr<const filter::HttpFilterFactory> MakeRouterFactory(RouterOptions options,
                                                                   absl::string_view stat_prefix,
                                                                   RouterDependencies dependencies);

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_FACTORY_H_
