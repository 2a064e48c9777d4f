#include "source/proxy/tcp/tcp_proxy_config.h"

#include <utility>

namespace nuncio::proxy::tcp {

TcpProxyConfig::TcpProxyConfig(TcpProxyOptions options, upstream::ClusterSet& clusters,
                               stats::Store& store)
    : options_(std::move(options)),
      clusters_(clusters),
      stats_(store.Instantiate(kTcpGroup, options_.stat_prefix)) {
  for (const WeightedCluster& cluster : options_.weighted_clusters) {
    total_weight_ += cluster.weight;
  }
}

absl::string_view TcpProxyConfig::PickCluster(base::Random& random) const {
  if (options_.weighted_clusters.empty()) return options_.cluster;
  uint64_t at = random.Below(total_weight_);
  for (const WeightedCluster& cluster : options_.weighted_clusters) {
    if (at < cluster.weight) return cluster.name;
    at -= cluster.weight;
  }
  return options_.weighted_clusters.back().name;
}

}  // namespace nuncio::proxy::tcp
