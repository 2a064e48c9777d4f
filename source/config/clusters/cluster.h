#ifndef NUNCIO_SOURCE_CONFIG_CLUSTERS_CLUSTER_H_
#define NUNCIO_SOURCE_CONFIG_CLUSTERS_CLUSTER_H_

#include <memory>
#include <optional>
#include <string>

#include "envoy/config/cluster/v3/cluster.pb.h"
#include "source/config/shared/config_source.h"
#include "source/config/shared/scope.h"
#include "source/upstream/cluster.h"
#include "source/upstream/cluster_options.h"

namespace nuncio::config {

// Where the endpoints of a cluster come from, when they are not its own.
struct EdsOptions {
  std::string service_name;
  ResourceSource source;
};

// A cluster that made sense. Immutable.
struct ClusterConfig {
  std::shared_ptr<const upstream::ClusterOptions> options;
  upstream::Endpoints endpoints;  // without eds
  std::optional<EdsOptions> eds;
};

// Null where a complaint was made.
std::shared_ptr<const ClusterConfig> ParseCluster(
    const envoy::config::cluster::v3::Cluster& cluster, bool added_via_api, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_CLUSTERS_CLUSTER_H_
