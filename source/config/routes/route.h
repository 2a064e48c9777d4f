#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_H_

#include <cstddef>
#include <optional>

#include "envoy/config/route/v3/route_components.pb.h"
#include "source/config/shared/scope.h"
#include "source/routing/route.h"

namespace nuncio::config {

// Longest body of a direct response where the route configuration says nothing.
inline constexpr size_t kMaxDirectResponseBytes = 4096;

// None where the match or the action makes no sense.
std::optional<routing::Route> ParseRoute(const envoy::config::route::v3::Route& route,
                                         size_t max_direct_response_bytes, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_H_
