#ifndef NUNCIO_SOURCE_HTTP_HTTP1_CONTROL_FIELDS_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_CONTROL_FIELDS_H_

#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "source/http/http1/characters.h"

namespace nuncio::http::http1 {

// The fields of a head that steer this one connection. The parser takes them out of the list, so
// that nothing behind it sees or forwards them. Repeated ones are joined with ",".
struct ControlFields {
  absl::string_view connection;
  absl::string_view proxy_connection;
  absl::string_view transfer_encoding;
  absl::string_view upgrade;
  bool has_transfer_encoding = false;
  bool te_trailers = false;            // `te` names trailers
  bool authority_from_target = false;  // an absolute target or CONNECT: `host` does not count
  bool bad_host = false;               // a `host` that does not count is malformed all the same
  uint32_t hosts = 0;
};

// Calls visit(token) for each element of a comma-separated list; empty ones are passed over.
template <typename Visitor>
void ForEachToken(absl::string_view list, Visitor visit) {
  while (!list.empty()) {
    const size_t comma = list.find(',');
    const absl::string_view token = TrimBlanks(list.substr(0, comma));
    if (!token.empty()) visit(token);
    list.remove_prefix(comma == absl::string_view::npos ? list.size() : comma + 1);
  }
}

// Whether a comma-separated list holds that token, in any case.
inline bool HasToken(absl::string_view list, absl::string_view wanted) {
  bool found = false;
  ForEachToken(list, [&](absl::string_view token) {
    found = found || absl::EqualsIgnoreCase(token, wanted);
  });
  return found;
}

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_CONTROL_FIELDS_H_
