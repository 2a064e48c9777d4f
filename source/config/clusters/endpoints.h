#ifndef NUNCIO_SOURCE_CONFIG_CLUSTERS_ENDPOINTS_H_
#define NUNCIO_SOURCE_CONFIG_CLUSTERS_ENDPOINTS_H_

#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "source/config/shared/scope.h"
#include "source/upstream/cluster.h"

namespace nuncio::config {

// The hosts of a cluster.
upstream::Endpoints ParseEndpoints(
    const envoy::config::endpoint::v3::ClusterLoadAssignment& assignment, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_CLUSTERS_ENDPOINTS_H_
