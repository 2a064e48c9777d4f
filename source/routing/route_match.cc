#include "source/routing/route_match.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "source/format/grpc_status.h"
#include "source/routing/route_request.h"

namespace nuncio::routing {
namespace {

bool HasPrefix(absl::string_view path, absl::string_view prefix, bool case_sensitive) {
  return case_sensitive ? absl::StartsWith(path, prefix) : absl::StartsWithIgnoreCase(path, prefix);
}

// The ways to match, for paths of requests that are not CONNECT.
struct PathMatch {
  absl::string_view path;
  bool case_sensitive;

  bool operator()(const MatchPrefix& match) const {
    return HasPrefix(path, match.prefix, case_sensitive);
  }
  bool operator()(const MatchPath& match) const {
    return case_sensitive ? path == match.path : absl::EqualsIgnoreCase(path, match.path);
  }
  bool operator()(const MatchPathSeparatedPrefix& match) const {
    const size_t length = match.prefix.size();
    return HasPrefix(path, match.prefix, case_sensitive) &&
           (path.size() == length || path[length] == '/');
  }
  bool operator()(const MatchRegex& match) const { return match.safe_regex.FullMatch(path); }
  bool operator()(const MatchUriTemplate& match) const { return match.path_template.Matches(path); }
  bool operator()(const MatchConnect&) const { return false; }
};

bool MeetsTls(const RouteMatch& match, const record::TlsRecord* tls) {
  const bool presented = tls != nullptr && tls->peer_presented;
  const bool validated = tls != nullptr && tls->peer_validated;
  return (!match.tls_presented || *match.tls_presented == presented) &&
         (!match.tls_validated || *match.tls_validated == validated);
}

bool Meets(const FilterStateMatcher& matcher, const record::FilterState* state) {
  const record::FilterStateObject* const object =
      state == nullptr ? nullptr : state->Find(matcher.key);
  const absl::optional<std::string> text = object == nullptr ? absl::nullopt : object->Text();
  return text && matcher.string_match.Matches(*text);
}

}  // namespace

bool RouteMatch::MatchesPath(absl::string_view path, bool connect) const {
  if (connect) return absl::holds_alternative<MatchConnect>(path_specifier);
  return absl::visit(PathMatch{path, case_sensitive}, path_specifier);
}

bool RouteMatch::MatchesRest(const RouteRequest& request) const {
  const http::RequestHead& head = request.head;
  const record::RequestRecord& record = request.record;
  if (runtime_fraction && !runtime_fraction->Matches(request.random, request.runtime)) {
    return false;
  }
  if (!matching::AllMatch(headers, head)) return false;
  for (const matching::QueryParameterMatcher& parameter : query_parameters) {
    if (!parameter.Matches(head.path)) return false;
  }
  for (const matching::CookieMatcher& cookie : cookies) {
    if (!cookie.Matches(head.headers)) return false;
  }
  if (grpc && !format::IsGrpcRequest(head)) return false;
  if (!MeetsTls(*this, record.connection.tls.get())) return false;
  for (const matching::MetadataMatcher& matcher : dynamic_metadata) {
    if (!matcher.Matches(record.dynamic_metadata())) return false;
  }
  return std::all_of(
      filter_state.begin(), filter_state.end(),
      [&](const FilterStateMatcher& matcher) { return Meets(matcher, record.filter_state()); });
}

size_t RouteMatch::MatchedLength(absl::string_view path) const {
  if (const auto* const prefix = absl::get_if<MatchPrefix>(&path_specifier)) {
    return prefix->prefix.size();
  }
  if (const auto* const prefix = absl::get_if<MatchPathSeparatedPrefix>(&path_specifier)) {
    return prefix->prefix.size();
  }
  return path.size();
}

}  // namespace nuncio::routing
