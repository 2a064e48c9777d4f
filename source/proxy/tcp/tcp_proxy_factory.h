#ifndef NUNCIO_SOURCE_PROXY_TCP_TCP_PROXY_FACTORY_H_
#define NUNCIO_SOURCE_PROXY_TCP_TCP_PROXY_FACTORY_H_

#include <memory>

#include "source/filter/network_filter.h"
#include "source/proxy/tcp/options.h"
#include "source/stats/store.h"
#include "source/upstream/clusters/cluster_set.h"

namespace nuncio::proxy::tcp {

// The terminal filter that connects each client with a server of a cluster and passes bytes both
// ways. Clusters and store outlive the factory and its connections.
std::shared_ptr<const filter::TerminalFilterFactory> MakeTcpProxyFactory(
    TcpProxyOptions options, upstream::ClusterSet& clusters, stats::Store& store);

}  // namespace nuncio::proxy::tcp

#endif  // NUNCIO_SOURCE_PROXY_TCP_TCP_PROXY_FACTORY_H_
