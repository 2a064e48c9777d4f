#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_CONFIGURATION_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_CONFIGURATION_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "envoy/config/route/v3/route.pb.h"
#include "source/config/shared/scope.h"
#include "source/routing/route_table.h"

namespace nuncio::config {

// A route configuration that made sense. Immutable; shared by all who serve it.
struct Routes {
  std::shared_ptr<const routing::RouteTable> table;
  // Every cluster that is named outright: routes, weighted entries, mirrors.
  std::vector<ClusterReference> clusters;
  // Whether those must exist: unless it is said, those of static routes must.
  std::optional<bool> validate_clusters;
};

// Null where a complaint was made.
std::shared_ptr<const Routes> ParseRouteConfiguration(
    const envoy::config::route::v3::RouteConfiguration& configuration, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_CONFIGURATION_H_
