#ifndef NUNCIO_SOURCE_HTTP_PROTOCOL_ERROR_H_
#define NUNCIO_SOURCE_HTTP_PROTOCOL_ERROR_H_

#include "absl/strings/string_view.h"

namespace nuncio::http {

// What a peer did against the protocol, and what it should be told. A value of constants; all texts
// live for ever.
struct ProtocolError {
  // The cause in our own words, one for each check: "bare_line_feed", "repeated_content_length", …
  absl::string_view cause;
  // The status of the reply (400, 413, 426, 431, 501) that a server sends, if it can still send
  // one. Its body is the status' reason phrase, and the connection closes behind it.
  int status = 400;
  // As it stands in response code details, by the name that users know: "http1.codec_error", …
  absl::string_view details;
};

}  // namespace nuncio::http

#endif  // NUNCIO_SOURCE_HTTP_PROTOCOL_ERROR_H_
