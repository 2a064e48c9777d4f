#include "source/http/http2/client_codec.h"

#include <algorithm>

namespace nuncio::http::http2 {

RequestStream& ClientCodec::NewStream(ResponseEvents& events, base::Arena& arena) {
  auto* const stream = new ClientStream(*this, options_, readers_, *this, events, arena);
  Adopt(*stream);
  return *stream;
}

bool ClientCodec::CanOpenStream() const {
  if (draining() || closed()) return false;
  if (nghttp2_session_check_request_allowed(library()) == 0) return false;
  const uint32_t theirs =
      nghttp2_session_get_remote_settings(library(), NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
  return active() < std::min(theirs, options_.max_concurrent_streams);
}

absl::string_view ClientCodec::DisconnectDetails() const {
  return DetailName(ResetReason::kConnectionTermination);
}

void ClientCodec::OnOver() { host_.OnStreamOver(CanOpenStream()); }

}  // namespace nuncio::http::http2
