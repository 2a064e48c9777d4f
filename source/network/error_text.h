#ifndef NUNCIO_SOURCE_NETWORK_ERROR_TEXT_H_
#define NUNCIO_SOURCE_NETWORK_ERROR_TEXT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace nuncio::network {

// What an errno value says, for people: "Connection refused". Any thread.
std::string ErrnoText(int error);

// A status whose code fits the errno value: "bind 127.0.0.1:80: Address already in use".
absl::Status ErrnoStatus(int error, absl::string_view what);

}  // namespace nuncio::network

#endif  // NUNCIO_SOURCE_NETWORK_ERROR_TEXT_H_
