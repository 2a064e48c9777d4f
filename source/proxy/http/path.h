#ifndef NUNCIO_SOURCE_PROXY_HTTP_PATH_H_
#define NUNCIO_SOURCE_PROXY_HTTP_PATH_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "source/base/arena.h"
#include "source/proxy/http/options.h"

namespace nuncio::proxy {

// The path part of a target is everything before its first "?"; what is behind it is never touched.

enum class PathOutcome : uint8_t {
  kUnchanged,
  kChanged,   // `path` is the new one
  kRedirect,  // the client is to ask for `path`
  kRefused,
};

struct PathResult {
  PathOutcome outcome = PathOutcome::kUnchanged;
  absl::string_view path;
};

// What options ask for: first escaped slashes, then dots and needless escapes (normalize_path),
// then runs of slashes (merge_slashes). A new path is made in the arena; a clean one costs one look
// at each byte.
PathResult CleanPath(absl::string_view target, const HttpConnectionManagerOptions& options,
                     base::Arena& arena);

// The host without its port as options ask, unless it must keep it (the target of CONNECT is host
// and port); `local_port` is the listener's. A view into `authority` (a dot before the port is
// removed in the arena).
absl::string_view CleanHost(absl::string_view authority, uint16_t local_port,
                            const HttpConnectionManagerOptions& options, base::Arena& arena,
                            bool keep_port = false);

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_PATH_H_
