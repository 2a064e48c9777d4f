#include "source/http/http1/connection_header.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "source/http/http1/errors.h"

namespace nuncio::http::http1 {
namespace {

constexpr int kTooManyNames = 10;

absl::string_view LowerCopy(base::Arena& arena, absl::string_view text) {
  char* const copy = arena.NewArray<char>(text.size());
  std::transform(text.begin(), text.end(), copy,
                 [](unsigned char c) { return absl::ascii_tolower(c); });
  return {copy, text.size()};
}

bool HasField(const HeaderList& headers, absl::string_view name) {
  return std::any_of(headers.begin(), headers.end(), [name](const HeaderField& field) {
    return absl::EqualsIgnoreCase(field.name, name);
  });
}

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
    const absl::string_view name = LowerCopy(headers.arena(), token);
    if (MustStay(name)) {
      error = &kBadConnectionHeader;
    } else {
      headers.Remove(name);
    }
  });
  return error;
}

absl::string_view UpgradeOptions(const HeaderList& headers) {
  const absl::string_view options = headers.Value(HeaderId::kConnection);
  bool upgrades = false;
  bool harmless = true;
  ForEachToken(options, [&](absl::string_view option) {
    if (absl::EqualsIgnoreCase(option, "upgrade")) {
      upgrades = true;
    } else if (absl::EqualsIgnoreCase(option, "close") || HasField(headers, option)) {
      harmless = false;
    }
  });
  return upgrades && harmless ? options : absl::string_view("upgrade");
}

}  // namespace nuncio::http::http1
