#include <string>

#include "absl/strings/ascii.h"
#include "source/http/authority.h"
#include "source/matching/query_parameters.h"
#include "source/routing/route_decision.h"

// What a decision does to the heads of request and response.

namespace nuncio::routing {
namespace {

using HeaderId = http::HeaderId;

// Calls visit(level) for the header mutations of each level, in the order in which they apply
// behind those of the weighted cluster, which always come first.
template <typename Visitor>
void ForEachLevel(const RouteDecision& decision, Visitor visit) {
  if (decision.configuration->most_specific_header_mutations_wins) {
    visit(decision.configuration->headers);
    visit(decision.virtual_host->headers);
    visit(decision.route->headers);
  } else {
    visit(decision.route->headers);
    visit(decision.virtual_host->headers);
    visit(decision.configuration->headers);
  }
}

absl::string_view LastElement(absl::string_view list) {
  const size_t comma = list.rfind(',');
  if (comma != absl::string_view::npos) list.remove_prefix(comma + 1);
  return absl::StripAsciiWhitespace(list);
}

// x-forwarded-host lists the hosts that the request had, each once in a row.
void AppendForwardedHost(http::RequestHead& head) {
  const absl::string_view before = head.headers.Value(HeaderId::kXForwardedHost);
  if (before.empty()) {
    head.headers.Set(HeaderId::kXForwardedHost, head.authority);
  } else if (LastElement(before) != head.authority) {
    head.headers.Set(HeaderId::kXForwardedHost,
                     head.headers.arena().Concat(before, ",", head.authority));
  }
}

// The host that the route asks for; empty to keep what there is. In the arena or the table.
absl::string_view NewHost(const HostRewrite& rewrite, const format::Input& input,
                          const http::RequestHead& head) {
  base::Arena& arena = head.headers.arena();
  if (const auto* const literal = absl::get_if<HostRewriteLiteral>(&rewrite)) {
    return literal->host;
  }
  if (const auto* const header = absl::get_if<HostRewriteHeader>(&rewrite)) {
    // The client's word: what cannot be a host does not become one.
    const absl::string_view value = http::FindValue(head, header->header).value_or("");
    return http::IsAuthorityText(value) ? value : absl::string_view();
  }
  if (const auto* const regex = absl::get_if<matching::RegexSubstitution>(&rewrite)) {
    return arena.Copy(regex->Apply(matching::PathWithoutQuery(head.path)));
  }
  if (const auto* const written = absl::get_if<HostRewriteFormat>(&rewrite)) {
    return arena.Copy(written->format.Format(input));
  }
  return {};
}

void RewriteHost(const RouteAction& action, const format::Input& input, http::RequestHead& head) {
  const absl::string_view host = NewHost(action.host_rewrite, input, head);
  if (!host.empty()) SetAuthority(head, host, action.append_x_forwarded_host);
}

void RewritePath(const Route& route, const RouteAction& action, const format::Input& input,
                 http::RequestHead& head) {
  if (absl::holds_alternative<absl::monostate>(action.path_rewrite)) return;
  const size_t matched = route.match.MatchedLength(matching::PathWithoutQuery(head.path));
  const std::string path = policy::RewritePath(action.path_rewrite, head.path, matched, &input);
  if (path.empty()) return;
  head.headers.Set(HeaderId::kXEnvoyOriginalPath, head.path);
  head.path = head.headers.arena().Copy(path);
}

}  // namespace

void SetAuthority(http::RequestHead& head, absl::string_view host, bool append_x_forwarded_host) {
  if (!head.authority.empty()) {
    if (append_x_forwarded_host) AppendForwardedHost(head);
    head.headers.Set(HeaderId::kXEnvoyOriginalHost, head.authority);
  }
  head.authority = host;
  head.has_authority = true;
}

void RewriteRequest(const RouteDecision& decision, const format::Input& input,
                    http::RequestHead& head) {
  const RouteAction* const action = decision.route == nullptr ? nullptr : decision.route->forward();
  if (action == nullptr) return;
  if (decision.weighted != nullptr) {
    decision.weighted->headers.request.Apply(input, head.headers);
    if (!decision.weighted->host_rewrite_literal.empty()) {
      head.authority = decision.weighted->host_rewrite_literal;
      head.has_authority = true;
    }
  }
  ForEachLevel(decision,
               [&](const HeaderMutations& level) { level.request.Apply(input, head.headers); });
  RewriteHost(*action, input, head);
  RewritePath(*decision.route, *action, input, head);
}

void RewriteResponse(const RouteDecision& decision, const format::Input& input,
                     http::ResponseHead& head) {
  if (decision.route == nullptr) return;
  if (decision.weighted != nullptr) decision.weighted->headers.response.Apply(input, head.headers);
  ForEachLevel(decision,
               [&](const HeaderMutations& level) { level.response.Apply(input, head.headers); });
}

}  // namespace nuncio::routing
