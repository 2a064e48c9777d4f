#ifndef NUNCIO_SOURCE_HTTP_HTTP1_TARGET_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_TARGET_H_

#include "absl/strings/string_view.h"

namespace nuncio::http::http1 {

// An absolute target taken apart. Views into it.
struct AbsoluteTarget {
  absl::string_view scheme;     // "http" or "https", a constant
  absl::string_view authority;  // host and port, without user; never empty
  absl::string_view path;       // begins with "/" or "?", or is empty
};

// False unless `target` is an http or https URL with a host (no underscore in it) and, if any, a
// good port. A well-formed user is taken off, a fragment refused.
bool ParseAbsoluteTarget(absl::string_view target, AbsoluteTarget& parts);

// Whether it begins like an absolute URL, with letters and "://".
bool HasScheme(absl::string_view target);

// "host:port" or "[v6]:port", the port from 1 to 65535 and never left out: what CONNECT asks for.
bool IsHostAndPort(absl::string_view text);

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_TARGET_H_
