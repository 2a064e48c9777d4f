#ifndef NUNCIO_SOURCE_HTTP_HTTP2_PREFACE_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_PREFACE_H_

#include <cstdint>

#include "source/buffer/buffer.h"

namespace nuncio::http::http2 {

// Whether a connection begins like HTTP/2 with prior knowledge (RFC 9113, 3.4). The first line of
// the preface decides: no request of HTTP/1 begins with it.
enum class PrefaceMatch : uint8_t { kNo, kNeedMore, kYes };
PrefaceMatch MatchPreface(const buffer::Buffer& in);

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_PREFACE_H_
