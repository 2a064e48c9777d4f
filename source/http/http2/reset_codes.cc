#include "source/http/http2/reset_codes.h"

#include <nghttp2/nghttp2.h>

namespace nuncio::http::http2 {

uint32_t CodeFor(ResetReason reason) {
  switch (reason) {
    case ResetReason::kLocalRefused:
      return NGHTTP2_REFUSED_STREAM;
    case ResetReason::kProtocolError:
      return NGHTTP2_PROTOCOL_ERROR;
    default:
      return NGHTTP2_INTERNAL_ERROR;
  }
}

ResetReason ReasonOf(uint32_t code) {
  switch (code) {
    case NGHTTP2_REFUSED_STREAM:
      return ResetReason::kRemoteRefused;
    case NGHTTP2_PROTOCOL_ERROR:
      return ResetReason::kProtocolError;
    default:
      return ResetReason::kRemoteReset;
  }
}

absl::string_view ResetDetails(uint32_t code) {
  return code == NGHTTP2_REFUSED_STREAM ? "http2.remote_refuse" : "http2.remote_reset";
}

}  // namespace nuncio::http::http2
