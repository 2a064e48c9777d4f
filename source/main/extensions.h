#ifndef NUNCIO_SOURCE_MAIN_EXTENSIONS_H_
#define NUNCIO_SOURCE_MAIN_EXTENSIONS_H_

#include "source/config/shared/extensions.h"

namespace nuncio::main {

// Everything that the proxy of this build can be configured with. The control plane reads with the
// same list.
config::Extensions AllExtensions();

}  // namespace nuncio::main

#endif  // NUNCIO_SOURCE_MAIN_EXTENSIONS_H_
