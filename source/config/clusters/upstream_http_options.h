#ifndef NUNCIO_SOURCE_CONFIG_CLUSTERS_UPSTREAM_HTTP_OPTIONS_H_
#define NUNCIO_SOURCE_CONFIG_CLUSTERS_UPSTREAM_HTTP_OPTIONS_H_

#include "envoy/config/cluster/v3/cluster.pb.h"
#include "source/config/shared/scope.h"
#include "source/upstream/cluster_options.h"

namespace nuncio::config {

// How requests go to a cluster: the HttpProtocolOptions among its typed_extension_protocol_options,
// or the older fields of the cluster itself.
upstream::HttpOptions ParseUpstreamHttpOptions(const envoy::config::cluster::v3::Cluster& cluster,
                                               Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_CLUSTERS_UPSTREAM_HTTP_OPTIONS_H_
