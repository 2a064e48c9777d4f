#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_ACTION_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_ACTION_H_

#include "envoy/config/route/v3/route_components.pb.h"
#include "source/config/shared/scope.h"
#include "source/matching/uri_template.h"
#include "source/routing/route.h"

namespace nuncio::config {

// `source` is the URI template that the route matches by, null where it matches otherwise.
routing::RouteAction ParseRouteAction(const envoy::config::route::v3::RouteAction& action,
                                      const matching::UriTemplate* source, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_ACTION_H_
