#ifndef NUNCIO_SOURCE_CONFIG_TCP_PROXY_H_
#define NUNCIO_SOURCE_CONFIG_TCP_PROXY_H_

#include "source/config/extensions.h"

namespace nuncio::config {

// The TCP proxy: a terminal network filter.
NetworkFilterExtension TcpProxyExtension();

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_TCP_PROXY_H_
