#include "source/http/http2/server_codec.h"

namespace nuncio::http::http2 {

Stream* ServerCodec::OnRequest(int32_t id) {
  const base::LifeWatch watch(life());
  auto* const stream = new ServerStream(*this, id, options_, readers_);
  Adopt(*stream);
  const OpenedStream opened = host_.OnNewStream(*stream);
  if (!watch) return nullptr;
  stream->Open(opened);
  return stream;
}

}  // namespace nuncio::http::http2
