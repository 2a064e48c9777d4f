#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_MIRROR_POLICY_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_MIRROR_POLICY_H_

#include <vector>

#include "envoy/config/route/v3/route_components.pb.h"
#include "source/config/shared/matchers.h"
#include "source/config/shared/scope.h"
#include "source/policy/mirror_policy.h"

namespace nuncio::config {

// The list in the field `request_mirror_policies`, where the scope stands.
std::vector<policy::MirrorPolicy> ParseMirrorPolicies(
    const Repeated<envoy::config::route::v3::RouteAction::RequestMirrorPolicy>& mirrors,
    Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_MIRROR_POLICY_H_
