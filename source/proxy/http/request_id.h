#ifndef NUNCIO_SOURCE_PROXY_HTTP_REQUEST_ID_H_
#define NUNCIO_SOURCE_PROXY_HTTP_REQUEST_ID_H_

#include "absl/strings/string_view.h"
#include "source/base/arena.h"
#include "source/base/random.h"

namespace nuncio::proxy {

// A new version 4 UUID, in the arena.
absl::string_view MakeRequestId(base::Random& random, base::Arena& arena);

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_REQUEST_ID_H_
