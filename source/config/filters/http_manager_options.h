#ifndef NUNCIO_SOURCE_CONFIG_FILTERS_HTTP_MANAGER_OPTIONS_H_
#define NUNCIO_SOURCE_CONFIG_FILTERS_HTTP_MANAGER_OPTIONS_H_

#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "source/config/shared/scope.h"
#include "source/proxy/http/options.h"

namespace nuncio::config {

// The plain values of a connection manager: all but its routes, filters and logs.
proxy::HttpConnectionManagerOptions ParseManagerOptions(
    const envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager&
        message,
    Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_FILTERS_HTTP_MANAGER_OPTIONS_H_
