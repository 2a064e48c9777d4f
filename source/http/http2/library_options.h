#ifndef NUNCIO_SOURCE_HTTP_HTTP2_LIBRARY_OPTIONS_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_LIBRARY_OPTIONS_H_

#include <nghttp2/nghttp2.h>

#include "source/http/http2/options.h"

// How the library is set up.

namespace nuncio::http::http2 {

class Core;

// A new session that calls back to `core`. The caller deletes it.
nghttp2_session* MakeLibrarySession(const Options& options, bool server, Core* core);

// Submits the first SETTINGS and the connection's window.
void SubmitSettings(nghttp2_session& library, const Options& options, bool server);

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_LIBRARY_OPTIONS_H_
