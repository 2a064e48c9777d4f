#ifndef NUNCIO_SOURCE_HTTP_HTTP2_RESET_CODES_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_RESET_CODES_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "source/http/reset_reason.h"

// The error codes of RST_STREAM and GOAWAY (RFC 9113, 7), and what they are to the proxy.

namespace nuncio::http::http2 {

// The code that this side sends when it gives a stream up.
uint32_t CodeFor(ResetReason reason);
// What it means that the peer sent this code in RST_STREAM.
ResetReason ReasonOf(uint32_t code);
// The same as it stands in response code details of a request: "http2.remote_reset", …
absl::string_view ResetDetails(uint32_t code);

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_RESET_CODES_H_
