#include <algorithm>

#include "absl/strings/match.h"
#include "source/proxy/router/router.h"
#include "source/record/details.h"

// Redirects of hosts that the proxy follows itself: the stream begins again with another request.

namespace nuncio::proxy::router {
namespace {

using http::HeaderId;
using routing::InternalRedirectPolicy;

struct Target {
  absl::string_view scheme;
  absl::string_view authority;
  absl::string_view path;  // with its query; may be empty
};

// An absolute URL of http or https, without its fragment.
bool ParseTarget(absl::string_view url, Target& out) {
  const size_t colon = url.find("://");
  if (colon == absl::string_view::npos) return false;
  out.scheme = url.substr(0, colon);
  if (out.scheme != "http" && out.scheme != "https") return false;
  url = url.substr(colon + 3);
  url = url.substr(0, url.find('#'));
  const size_t end = std::min(url.find_first_of("/?"), url.size());
  out.authority = url.substr(0, end);
  out.path = url.substr(end);
  return !out.authority.empty() && out.authority.find('@') == absl::string_view::npos;
}

void CopyHeaders(const InternalRedirectPolicy& policy, const http::ResponseHead& response,
                 http::HeaderList& headers) {
  for (const std::string& name : policy.response_headers_to_copy) {
    headers.Remove(name);
    response.headers.ForEachValue(name,
                                  [&](absl::string_view value) { headers.AddCopy(name, value); });
  }
}

bool Lists(const std::vector<std::string>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool Router::FollowRedirect(http::ResponseHead& response) {
  if (!action_->internal_redirect_policy) return false;
  const InternalRedirectPolicy& policy = *action_->internal_redirect_policy;
  const auto& codes = policy.redirect_response_codes;
  if (std::find(codes.begin(), codes.end(), static_cast<uint32_t>(response.status)) ==
      codes.end()) {
    return false;
  }
  http::RequestHead* const next = RedirectedHead(policy, response);
  if (next == nullptr) {
    cluster_->Add(upstream::kInternalRedirectFailedTotal);
    return false;
  }
  cluster_->Add(upstream::kInternalRedirectSucceededTotal);
  record().response = &response;
  record().response_code = response.status;
  record().response_code_details = record::details::kInternalRedirect;
  ResumeClient();
  if (upstream_blocked_) OnAttemptUnblocked(*attempt_);
  // See Other: look there, with nothing in hand.
  const bool see_other = response.status == 303 && next->method != "GET" && next->method != "HEAD";
  if (see_other) {
    next->method = "GET";
    next->content_length.reset();
    next->headers.Remove(HeaderId::kContentLength);
    body_.Drop();
  }
  attempt_->Cancel();
  done_ = true;
  callbacks().BeginAgain(*next, body_.bytes(), see_other ? nullptr : trailers_);
  return true;
}

http::RequestHead* Router::RedirectedHead(const InternalRedirectPolicy& policy,
                                          const http::ResponseHead& response) {
  const bool whole = request_complete_ && (head_ends_ || body_.keeps_all());
  if (!whole || head_->kind != http::RequestKind::kOrdinary) return nullptr;
  Target target;
  if (!ParseTarget(response.headers.Value(HeaderId::kLocation), target)) {
    config_.Add(worker(), kPassthroughInternalRedirectBadLocation);
    return nullptr;
  }
  const absl::string_view scheme = record().connection.tls != nullptr ? "https" : "http";
  if (target.scheme != scheme && !policy.allow_cross_scheme_redirect) {
    config_.Add(worker(), kPassthroughInternalRedirectUnsafeScheme);
    return nullptr;
  }
  record::InternalRedirects& taken = record().MutableInternalRedirects();
  if (taken.count >= policy.max_internal_redirects) {
    config_.Add(worker(), kPassthroughInternalRedirectTooManyRedirects);
    return nullptr;
  }
  auto* const next = arena().New<http::RequestHead>(head_->Share(arena()));
  CopyHeaders(policy, response, next->headers);
  next->scheme = arena().Copy(target.scheme);
  next->authority = arena().Copy(target.authority);
  next->path = absl::StartsWith(target.path, "/") ? arena().Copy(target.path)
                                                  : arena().Concat("/", target.path);
  const routing::RouteDecision found = callbacks().FindRoute(*next);
  if (found.outcome == routing::RouteDecision::Outcome::kNotFound) {
    config_.Add(worker(), kPassthroughInternalRedirectNoRoute);
    return nullptr;
  }
  const absl::string_view name = found.route == nullptr ? "" : absl::string_view(found.route->name);
  const bool unsafe = scheme == "http" && target.scheme == "https";
  if ((policy.safe_cross_scheme && unsafe) ||
      (policy.allow_listed_routes && !Lists(*policy.allow_listed_routes, name)) ||
      (policy.previous_routes && !taken.Enter(decision_->route->name, name))) {
    config_.Add(worker(), kPassthroughInternalRedirectPredicate);
    return nullptr;
  }
  ++taken.count;
  next->headers.Set("x-envoy-original-url",
                    arena().Concat(arena().Concat(scheme, "://"), head_->authority, head_->path));
  return next;
}

}  // namespace nuncio::proxy::router
