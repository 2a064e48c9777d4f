#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_HASH_POLICY_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_HASH_POLICY_H_

#include <optional>

#include "envoy/config/route/v3/route_components.pb.h"
#include "source/config/shared/scope.h"
#include "source/policy/hash_policy.h"

namespace nuncio::config {

std::optional<policy::HashPolicy> ParseHashPolicy(
    const envoy::config::route::v3::RouteAction::HashPolicy& hash, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_HASH_POLICY_H_
