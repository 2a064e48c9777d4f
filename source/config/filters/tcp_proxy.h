#ifndef NUNCIO_SOURCE_CONFIG_FILTERS_TCP_PROXY_H_
#define NUNCIO_SOURCE_CONFIG_FILTERS_TCP_PROXY_H_

#include "envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy.pb.h"
#include "source/config/shared/extensions.h"
#include "source/proxy/tcp/options.h"

namespace nuncio::config {

// The TCP proxy: a terminal network filter.
NetworkFilterExtension TcpProxyExtension();

// Its options without the logs, which are opened when it is made.
proxy::tcp::TcpProxyOptions ParseTcpProxyOptions(
    const envoy::extensions::filters::network::tcp_proxy::v3::TcpProxy& message, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_FILTERS_TCP_PROXY_H_
