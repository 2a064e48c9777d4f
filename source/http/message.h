#ifndef NUNCIO_SOURCE_HTTP_MESSAGE_H_
#define NUNCIO_SOURCE_HTTP_MESSAGE_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/base/arena.h"
#include "source/http/header_list.h"

// The heads of requests and responses, free of any version of the protocol. Pseudo headers are
// members here and never stand in the list; neither does `host`, which is the authority, nor what
// steers one connection (`connection`, `keep-alive`, `transfer-encoding`, …; an upgrade keeps
// `connection` and `upgrade`). A request's `te` is "trailers" or is not there.

namespace nuncio::http {

enum class Protocol : uint8_t { kHttp10, kHttp11, kHttp2, kHttp3 };
// "HTTP/1.1", "HTTP/2", …
absl::string_view ToString(Protocol protocol);

// What the bytes behind a request's head are.
enum class RequestKind : uint8_t {
  kOrdinary,  // a body
  kUpgrade,   // another protocol, if the answer is 101; the name stands in the `upgrade` header
  kConnect,   // a tunnel, if the answer is 2xx; the authority names the target
};

// A request's start line and headers. Move-only, in one stream's arena; the views are kept alive by
// `headers`.
struct RequestHead {
  explicit RequestHead(base::Arena& arena) : headers(arena) {}

  absl::string_view method;
  // "http" or "https" where the target said so, else empty until the connection manager sets it.
  absl::string_view scheme;
  // The host with its port, as it came. May be empty although it was there: see has_authority.
  absl::string_view authority;
  // With its query: starts with "/", or is "*" (OPTIONS), or an absolute URL where those are not
  // taken apart, or a query alone ("http://host?query"), or is empty (CONNECT).
  absl::string_view path;
  Protocol protocol = Protocol::kHttp11;
  RequestKind kind = RequestKind::kOrdinary;
  bool has_authority = false;
  // The body's length where a content-length header gives it. For reading: a session that sends the
  // head goes by the header in the list.
  absl::optional<uint64_t> content_length;
  // Headers that were dropped for an underscore in their name.
  uint16_t dropped_headers = 0;
  HeaderList headers;

  // A copy in another arena (or the same) that shares the bytes: an attempt's overlay.
  RequestHead Share(base::Arena& arena) const;
};

// A response's status and headers.
struct ResponseHead {
  explicit ResponseHead(base::Arena& arena) : headers(arena) {}

  int status = 0;  // 100 to 999
  Protocol protocol = Protocol::kHttp11;
  absl::optional<uint64_t> content_length;
  HeaderList headers;

  ResponseHead Share(base::Arena& arena) const;
};

// The value of a header or pseudo header (":method", ":scheme", ":authority", ":path"; `host` is
// the authority too); the first one if there are several. `name` is lower case.
absl::optional<absl::string_view> FindValue(const RequestHead& head, absl::string_view name);
// The same for a response (":status"; its text is made in the head's arena).
absl::optional<absl::string_view> FindValue(const ResponseHead& head, absl::string_view name);

// The reason phrase of a status, "Unknown" for one without.
absl::string_view ReasonPhrase(int status);

}  // namespace nuncio::http

#endif  // NUNCIO_SOURCE_HTTP_MESSAGE_H_
