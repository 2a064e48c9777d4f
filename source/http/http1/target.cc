#include "source/http/http1/target.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "source/http/authority.h"

namespace nuncio::http::http1 {

bool ParseAbsoluteTarget(absl::string_view target, AbsoluteTarget& parts) {
  if (absl::StartsWithIgnoreCase(target, "http://")) {
    parts.scheme = "http";
  } else if (absl::StartsWithIgnoreCase(target, "https://")) {
    parts.scheme = "https";
  } else {
    return false;
  }
  target.remove_prefix(parts.scheme.size() + 3);
  const size_t end = std::min(target.find_first_of("/?#"), target.size());
  parts.authority = target.substr(0, end);
  parts.path = target.substr(end);
  if (!parts.path.empty() && parts.path.front() == '#') return false;
  // The first "@" ends the user: what others take for the host must not be cut off as one.
  const size_t user_end = parts.authority.find('@');
  if (user_end != absl::string_view::npos) {
    if (!IsUserText(parts.authority.substr(0, user_end))) return false;
    parts.authority.remove_prefix(user_end + 1);
  }
  Authority authority;
  return ParseAuthority(parts.authority, authority) &&
         (!authority.has_port || IsPort(authority.port)) &&
         authority.host.find('_') == absl::string_view::npos;
}

bool IsHostAndPort(absl::string_view text) {
  Authority authority;
  return ParseAuthority(text, authority) && IsPort(authority.port);
}

bool HasScheme(absl::string_view target) {
  const size_t colon = target.find(':');
  if (colon == 0 || colon == absl::string_view::npos) return false;
  if (!absl::StartsWith(target.substr(colon), "://")) return false;
  const absl::string_view scheme = target.substr(0, colon);
  return std::all_of(scheme.begin(), scheme.end(), absl::ascii_isalpha);
}

}  // namespace nuncio::http::http1
