#include "source/proxy/http/referer.h"

#include <cstddef>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace nuncio::proxy {
namespace {

bool IsHost(absl::string_view host) {
  if (host.empty()) return false;
  return host.find_first_of(" @<>\"\\^`{|}") == absl::string_view::npos;
}

}  // namespace

bool IsReferer(absl::string_view value) {
  if (value.find_first_of(" #") != absl::string_view::npos) return false;
  absl::string_view rest = value;
  const size_t colon = rest.find(':');
  const size_t slash = rest.find('/');
  if (colon == absl::string_view::npos || slash < colon) return true;  // a path, maybe a bare name
  if (absl::StartsWithIgnoreCase(rest, "http://")) {
    rest.remove_prefix(7);
  } else if (absl::StartsWithIgnoreCase(rest, "https://")) {
    rest.remove_prefix(8);
  } else {
    return false;
  }
  return IsHost(rest.substr(0, rest.find_first_of("/?")));
}

}  // namespace nuncio::proxy
