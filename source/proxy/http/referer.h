#ifndef NUNCIO_SOURCE_PROXY_HTTP_REFERER_H_
#define NUNCIO_SOURCE_PROXY_HTTP_REFERER_H_

#include "absl/strings/string_view.h"

namespace nuncio::proxy {

// Whether a referer is a path or a URL of any scheme with a host, without user and fragment; what
// is not is dropped from requests.
bool IsReferer(absl::string_view value);

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_REFERER_H_
