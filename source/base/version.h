#ifndef NUNCIO_SOURCE_BASE_VERSION_H_
#define NUNCIO_SOURCE_BASE_VERSION_H_

#include "absl/strings/string_view.h"

namespace nuncio::base {

// What every program of the tree says for --version.
inline constexpr absl::string_view kVersion = "0.1.0";

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_VERSION_H_
