#ifndef NUNCIO_SOURCE_CONFIG_FILTERS_HTTP_CONNECTION_MANAGER_H_
#define NUNCIO_SOURCE_CONFIG_FILTERS_HTTP_CONNECTION_MANAGER_H_

#include "source/config/shared/extensions.h"

namespace nuncio::config {

// The HTTP connection manager: a terminal network filter.
NetworkFilterExtension HttpConnectionManagerExtension();

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_FILTERS_HTTP_CONNECTION_MANAGER_H_
