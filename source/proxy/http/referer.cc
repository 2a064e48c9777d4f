#include "source/proxy/http/referer.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "source/http/authority.h"

namespace nuncio::proxy {
namespace {

// RFC 3986, 3.1.
bool IsScheme(absl::string_view text) {
  return !text.empty() && absl::ascii_isalpha(static_cast<unsigned char>(text.front())) &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '+' || c == '-' || c == '.';
         });
}

// Without a user; names of hosts know no underscore.
bool IsHost(absl::string_view text) {
  http::Authority parts;
  return http::ParseAuthority(text, parts) && (!parts.has_port || http::IsPort(parts.port)) &&
         !absl::StrContains(parts.host, '_');
}

}  // namespace

bool IsReferer(absl::string_view value) {
  if (value.find_first_of(" #") != absl::string_view::npos) return false;
  const size_t colon = value.find(':');
  if (colon == absl::string_view::npos || value.find('/') < colon) return true;  // a path
  if (!absl::StartsWith(value.substr(colon), "://")) return false;
  const absl::string_view rest = value.substr(colon + 3);
  return IsScheme(value.substr(0, colon)) && IsHost(rest.substr(0, rest.find_first_of("/?")));
}

}  // namespace nuncio::proxy
