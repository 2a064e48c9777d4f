#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_TREE_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_TREE_H_

#include <cstddef>

#include "source/config/shared/scope.h"
#include "source/routing/route.h"
#include "xds/type/matcher/v3/matcher.pb.h"

namespace nuncio::config {

// VirtualHost.matcher: the tree, and the routes of its actions, into `out`.
void ParseRouteTree(const xds::type::matcher::v3::Matcher& matcher,
                    size_t max_direct_response_bytes, Scope& scope, routing::VirtualHost& out);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_TREE_H_
