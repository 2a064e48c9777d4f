#ifndef NUNCIO_SOURCE_CONFIG_CLUSTERS_BALANCE_OPTIONS_H_
#define NUNCIO_SOURCE_CONFIG_CLUSTERS_BALANCE_OPTIONS_H_

#include "envoy/config/cluster/v3/cluster.pb.h"
#include "source/config/shared/scope.h"
#include "source/upstream/cluster_options.h"

namespace nuncio::config {

// How a cluster chooses among its hosts: lb_policy with its settings, or load_balancing_policy,
// which wins.
upstream::BalanceOptions ParseBalanceOptions(const envoy::config::cluster::v3::Cluster& cluster,
                                             Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_CLUSTERS_BALANCE_OPTIONS_H_
