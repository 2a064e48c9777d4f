#ifndef NUNCIO_SOURCE_SERVER_VERSION_H_
#define NUNCIO_SOURCE_SERVER_VERSION_H_

#include "absl/strings/string_view.h"

namespace nuncio::server {

// "<revision>/<version>/<state of the tree>/<kind of build>/<TLS library>".
absl::string_view Version();
// Only the version: "0.1.0".
absl::string_view ShortVersion();

}  // namespace nuncio::server

#endif  // NUNCIO_SOURCE_SERVER_VERSION_H_
