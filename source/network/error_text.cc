#include "source/network/error_text.h"

#include <system_error>

#include "absl/strings/str_cat.h"

namespace nuncio::network {

std::string ErrnoText(int error) { return std::generic_category().message(error); }

absl::Status ErrnoStatus(int error, absl::string_view what) {
  return absl::ErrnoToStatus(error, what);
}

}  // namespace nuncio::network
