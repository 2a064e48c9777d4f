#ifndef NUNCIO_SOURCE_BASE_TEXT_H_
#define NUNCIO_SOURCE_BASE_TEXT_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace nuncio::base {

// On Debian absl::string_view is a class of its own. The tree speaks absl's; these two stand where
// the standard library wants or gives the other.
inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view ToStd(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_TEXT_H_
