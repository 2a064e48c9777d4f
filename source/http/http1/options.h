#ifndef NUNCIO_SOURCE_HTTP_HTTP1_OPTIONS_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_OPTIONS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"

// What configuration may change about HTTP/1. Values; shared by all sessions of a listener or
// cluster, so a session keeps a reference and the options must outlive it.

namespace nuncio::http::http1 {

// How names are written. Inside the proxy they are always lower case.
enum class HeaderCase : uint8_t {
  kLower,
  kProperWords,  // "content-type" becomes "Content-Type"
  kAsReceived,   // as the first field of that name came, where the side that read it keeps that too
};

enum class UnderscoreAction : uint8_t { kAllow, kReject, kDrop };

// The limits of one head or of one block of trailers (each counts on its own).
struct HeadLimits {
  uint32_t max_bytes = 60 * 1024;  // start line, headers and line ends, to the byte; trailers alike
  uint32_t max_fields = 100;       // `host` counts
};

struct ServerOptions {
  HeadLimits limits;
  HeaderCase header_case = HeaderCase::kLower;
  UnderscoreAction underscores = UnderscoreAction::kAllow;
  // Take absolute targets apart; otherwise they stay in RequestHead::path as they are.
  bool allow_absolute_url = true;
  // Serve every version but 1.1 as HTTP/1.0 instead of asking for an upgrade (426).
  bool accept_http_10 = false;
  // The host of an HTTP/1.0 request that names none; empty: none.
  std::string default_host_for_http_10;
  // Pass trailers on, both ways; otherwise they are checked and dropped.
  bool enable_trailers = false;
  // Drop content-length where transfer-encoding is chunked instead of refusing the request.
  bool allow_chunked_length = false;
  // Any token is a method; otherwise only the registered ones.
  bool allow_custom_methods = false;
  // Upgrades (the value of the header) that are served as if they were not asked for; null: none.
  std::function<bool(absl::string_view)> ignores_upgrade;
};

struct ClientOptions {
  HeadLimits limits = {.max_bytes = 80 * 1024};
  HeaderCase header_case = HeaderCase::kLower;
  bool enable_trailers = false;
  bool allow_chunked_length = false;
  // Write "GET http://host/path" instead of "GET /path".
  bool send_fully_qualified_url = false;
};

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_OPTIONS_H_
