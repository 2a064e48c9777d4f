#ifndef NUNCIO_SOURCE_CONFIG_ROUTER_FILTER_H_
#define NUNCIO_SOURCE_CONFIG_ROUTER_FILTER_H_

#include "source/config/extensions.h"

namespace nuncio::config {

// The router: the HTTP filter that answers requests by sending them on.
HttpFilterExtension RouterExtension();

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTER_FILTER_H_
