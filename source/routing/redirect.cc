#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/matching/query_parameters.h"
#include "source/routing/route_decision.h"

namespace nuncio::routing {
namespace {

// Where the port of a host begins, with its colon; npos without one.
size_t PortOf(absl::string_view host) {
  if (!host.empty() && host[0] == '[') {
    const size_t end = host.rfind("]:");
    return end == absl::string_view::npos ? end : end + 1;
  }
  return host.rfind(':');
}

bool IsOwnPort(absl::string_view scheme, absl::string_view port) {
  return (scheme == "http" && port == ":80") || (scheme == "https" && port == ":443");
}

// The request's host for another scheme or port: a port that is replaced goes, and so does the
// old scheme's own.
absl::string_view HostFor(const http::RequestHead& head, absl::string_view scheme, bool new_port) {
  const absl::string_view host = head.authority;
  const size_t port = PortOf(host);
  if (port == absl::string_view::npos) return host;
  const http::HeaderField* const proto = head.headers.Find(http::HeaderId::kXForwardedProto);
  const absl::string_view old_scheme = proto != nullptr ? proto->value : head.scheme;
  const bool drop = new_port || (scheme != old_scheme && IsOwnPort(old_scheme, host.substr(port)));
  return drop ? host.substr(0, port) : host;
}

std::string PathFor(const Route& route, const RedirectAction& redirect,
                    const http::RequestHead& head, const format::Input& input) {
  const size_t end = std::min(head.path.find('?'), head.path.size());
  std::string path;
  if (!redirect.path_redirect.empty()) {
    path = absl::StrCat(absl::StartsWith(redirect.path_redirect, "/") ? "" : "/",
                        redirect.path_redirect);
    // A query of its own wins, and stays.
    if (path.find('?') != std::string::npos) return path;
    absl::StrAppend(&path, head.path.substr(end));
  } else {
    const size_t matched = route.match.MatchedLength(head.path.substr(0, end));
    path = policy::RewritePath(redirect.path_rewrite, head.path, matched, &input);
    if (path.empty()) path = std::string(head.path);
    // The path ends the host before it.
    if (!absl::StartsWith(path, "/")) path.insert(0, "/");
  }
  if (redirect.strip_query) path.resize(std::min(path.find('?'), path.size()));
  return path;
}

}  // namespace

std::string RedirectUrl(const Route& route, const http::RequestHead& head,
                        const format::Input& input) {
  const RedirectAction& redirect = *route.redirect();
  absl::string_view scheme = head.scheme;
  if (redirect.https_redirect) {
    scheme = "https";
  } else if (!redirect.scheme_redirect.empty()) {
    scheme = redirect.scheme_redirect;
  }
  const bool new_port = redirect.port_redirect != 0;
  const absl::string_view host = redirect.host_redirect.empty()
                                     ? HostFor(head, scheme, new_port)
                                     : absl::string_view(redirect.host_redirect);
  std::string url = absl::StrCat(scheme, "://", host);
  if (new_port) absl::StrAppend(&url, ":", redirect.port_redirect);
  absl::StrAppend(&url, PathFor(route, redirect, head, input));
  return url;
}

std::string TlsRedirectUrl(const http::RequestHead& head) {
  return absl::StrCat("https://", head.authority, head.path);
}

}  // namespace nuncio::routing
