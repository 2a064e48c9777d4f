#include "source/http/http1/connection_header.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "source/http/http1/errors.h"

namespace nuncio::http::http1 {
namespace {

constexpr int kTooManyNames = 10;

bool MustStay(absl::string_view name) {
  return name.front() == ':' || name == "host" || name == "content-length" ||
         absl::StartsWith(name, "x-forwarded-");
}

}  // namespace

bool KeepsAlive(Protocol protocol, const ControlFields& control) {
  // Most heads of HTTP/1.1 hold neither of the two.
  if (control.connection.empty() && control.proxy_connection.empty()) {
    return protocol != Protocol::kHttp10;
  }
  const auto either_says = [&control](absl::string_view token) {
    return HasToken(control.connection, token) || HasToken(control.proxy_connection, token);
  };
  if (either_says("close")) return false;
  return protocol != Protocol::kHttp10 || either_says("keep-alive");
}

const ProtocolError* RemoveNominated(absl::string_view connection, HeaderList& headers) {
  const ProtocolError* error = nullptr;
  int names = 0;
  ForEachToken(connection, [&](absl::string_view token) {
    if (++names >= kTooManyNames) error = &kBadConnectionHeader;
    if (error != nullptr) return;
    // What this connection means has been taken out already, and `te` was cut to what may pass.
    for (const char* own : {"close", "keep-alive", "upgrade", "te"}) {
      if (absl::EqualsIgnoreCase(token, own)) return;
    }
    char lower[64];
    if (token.size() > sizeof(lower)) {
      error = &kBadConnectionHeader;
      return;
    }
    for (size_t i = 0; i < token.size(); ++i) lower[i] = absl::ascii_tolower(token[i]);
    const absl::string_view name(lower, token.size());
    if (MustStay(name)) {
      error = &kBadConnectionHeader;
    } else {
      headers.Remove(name);
    }
  });
  return error;
}

}  // namespace nuncio::http::http1
