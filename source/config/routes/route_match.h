#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_MATCH_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_MATCH_H_

#include <optional>

#include "envoy/config/route/v3/route_components.pb.h"
#include "source/config/shared/scope.h"
#include "source/routing/route_match.h"

namespace nuncio::config {

std::optional<routing::RouteMatch> ParseRouteMatch(
    const envoy::config::route::v3::RouteMatch& match, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_MATCH_H_
