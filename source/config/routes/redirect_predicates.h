#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_REDIRECT_PREDICATES_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_REDIRECT_PREDICATES_H_

#include "envoy/config/route/v3/route_components.pb.h"
#include "source/config/shared/scope.h"
#include "source/routing/route.h"

namespace nuncio::config {

// InternalRedirectPolicy.predicates into the fields of the policy.
void ParseRedirectPredicates(const envoy::config::route::v3::InternalRedirectPolicy& message,
                             Scope& scope, routing::InternalRedirectPolicy& out);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_REDIRECT_PREDICATES_H_
