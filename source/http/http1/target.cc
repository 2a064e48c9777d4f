#include "source/http/http1/target.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "source/http/http1/characters.h"

namespace nuncio::http::http1 {
namespace {

bool IsPort(absl::string_view text) {
  int port = 0;
  return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), IsDigit) &&
         absl::SimpleAtoi(text, &port) && port > 0 && port <= 65535;
}

// Splits "host", "host:port" and "[v6]:port". False for what is none of them.
bool SplitHost(absl::string_view text, absl::string_view& host, absl::string_view& port,
               bool& has_port) {
  size_t end = text.find(':');
  if (!text.empty() && text.front() == '[') {
    end = text.find(']');
    if (end == absl::string_view::npos || end == 1) return false;
    const auto is_address_byte = [](char c) {
      return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    };
    if (!std::all_of(text.begin() + 1, text.begin() + end, is_address_byte)) return false;
    ++end;
    if (end < text.size() && text[end] != ':') return false;
  }
  host = text.substr(0, end);
  has_port = end < text.size();
  port = has_port ? text.substr(end + 1) : absl::string_view();
  const auto is_host_byte = [](char c) { return c != '@' && c != ','; };
  return !host.empty() && IsAuthorityText(host) &&
         std::all_of(host.begin(), host.end(), is_host_byte);
}

}  // namespace

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
  const size_t user_end = parts.authority.rfind('@');
  if (user_end != absl::string_view::npos) parts.authority.remove_prefix(user_end + 1);

  absl::string_view host;
  absl::string_view port;
  bool has_port = false;
  return SplitHost(parts.authority, host, port, has_port) && (!has_port || IsPort(port)) &&
         host.find('_') == absl::string_view::npos;
}

bool IsHostAndPort(absl::string_view text) {
  absl::string_view host;
  absl::string_view port;
  bool has_port = false;
  return SplitHost(text, host, port, has_port) && IsPort(port);
}

bool HasScheme(absl::string_view target) {
  const size_t colon = target.find(':');
  if (colon == 0 || colon == absl::string_view::npos) return false;
  if (!absl::StartsWith(target.substr(colon), "://")) return false;
  const absl::string_view scheme = target.substr(0, colon);
  return std::all_of(scheme.begin(), scheme.end(), absl::ascii_isalpha);
}

}  // namespace nuncio::http::http1
