#include "source/config/routes/route_match.h"

#include <utility>

#include "source/config/routes/path_template.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/matchers.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::route::v3::RouteMatch;

// False where there is none that makes sense.
bool ParseTemplate(const Message& match, Scope& scope, routing::RouteMatch& out) {
  const auto step = scope.Field("path_match_policy");
  auto parsed = ParsePathMatchPolicy(match.path_match_policy(), scope);
  if (!parsed.has_value()) return false;
  out.path_specifier = routing::MatchUriTemplate{*std::move(parsed)};
  return true;
}

bool ParsePath(const Message& match, Scope& scope, routing::RouteMatch& out) {
  switch (match.path_specifier_case()) {
    case Message::kPrefix:
      out.path_specifier = routing::MatchPrefix{match.prefix()};
      return true;
    case Message::kPath:
      out.path_specifier = routing::MatchPath{match.path()};
      return true;
    case Message::kPathSeparatedPrefix:
      out.path_specifier = routing::MatchPathSeparatedPrefix{match.path_separated_prefix()};
      return true;
    case Message::kSafeRegex: {
      const auto step = scope.Field("safe_regex");
      auto regex = ParseRegex(match.safe_regex(), scope);
      if (!regex.has_value()) return false;
      out.path_specifier = routing::MatchRegex{*std::move(regex)};
      return true;
    }
    case Message::kConnectMatcher:
      out.path_specifier = routing::MatchConnect{};
      return true;
    case Message::kPathMatchPolicy:
      return ParseTemplate(match, scope, out);
    case Message::PATH_SPECIFIER_NOT_SET:
      scope.Fail("must have a path specifier");
      return false;
  }
  return false;
}

void ParseParameters(const Message& match, Scope& scope, routing::RouteMatch& out) {
  {
    const auto list = scope.Field("query_parameters");
    for (int i = 0; i < match.query_parameters_size(); ++i) {
      const auto step = scope.Index(i);
      auto parsed = ParseQueryParameterMatcher(match.query_parameters(i), scope);
      if (parsed.has_value()) out.query_parameters.push_back(*std::move(parsed));
    }
  }
  const auto list = scope.Field("cookies");
  for (int i = 0; i < match.cookies_size(); ++i) {
    const auto step = scope.Index(i);
    auto parsed = ParseCookieMatcher(match.cookies(i), scope);
    if (parsed.has_value()) out.cookies.push_back(*std::move(parsed));
  }
}

}  // namespace

std::optional<routing::RouteMatch> ParseRouteMatch(const Message& match, Scope& scope) {
  routing::RouteMatch out;
  if (!ParsePath(match, scope, out)) return std::nullopt;
  out.case_sensitive = ValueOr(match.has_case_sensitive(), match.case_sensitive(), true);
  if (match.has_runtime_fraction()) {
    out.runtime_fraction = ToRuntimeFraction(match.runtime_fraction());
  }
  {
    const auto step = scope.Field("headers");
    out.headers = ParseHeaderMatchers(match.headers(), scope);
  }
  ParseParameters(match, scope, out);
  out.grpc = match.has_grpc();
  if (match.tls_context().has_presented()) {
    out.tls_presented = match.tls_context().presented().value();
  }
  if (match.tls_context().has_validated()) {
    out.tls_validated = match.tls_context().validated().value();
  }
  const auto list = scope.Field("dynamic_metadata");
  for (int i = 0; i < match.dynamic_metadata_size(); ++i) {
    const auto step = scope.Index(i);
    auto parsed = ParseMetadataMatcher(match.dynamic_metadata(i), scope);
    if (parsed.has_value()) out.dynamic_metadata.push_back(*std::move(parsed));
  }
  return out;
}

}  // namespace nuncio::config
