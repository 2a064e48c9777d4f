#ifndef NUNCIO_SOURCE_CONFIG_FILTERS_BUFFER_FILTER_H_
#define NUNCIO_SOURCE_CONFIG_FILTERS_BUFFER_FILTER_H_

#include "source/config/shared/extensions.h"

namespace nuncio::config {

// The buffer filter, with its configuration for routes.
HttpFilterExtension BufferExtension();

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_FILTERS_BUFFER_FILTER_H_
