#ifndef NUNCIO_SOURCE_HTTP_HTTP2_CALLBACKS_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_CALLBACKS_H_

#include <nghttp2/nghttp2.h>

namespace nuncio::http::http2 {

// The library's callbacks, whose user data is a Core (or null once it is gone). The caller deletes
// what it gets.
nghttp2_session_callbacks* MakeCallbacks();

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_CALLBACKS_H_
