#ifndef NUNCIO_SOURCE_CONFIG_FILTERS_ROUTER_FILTER_H_
#define NUNCIO_SOURCE_CONFIG_FILTERS_ROUTER_FILTER_H_

#include "envoy/extensions/filters/http/router/v3/router.pb.h"
#include "source/config/shared/extensions.h"
#include "source/proxy/router/options.h"

namespace nuncio::config {

// The router: the HTTP filter that answers requests by sending them on.
HttpFilterExtension RouterExtension();

proxy::router::RouterOptions ParseRouterOptions(
    const envoy::extensions::filters::http::router::v3::Router& message, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_FILTERS_ROUTER_FILTER_H_
