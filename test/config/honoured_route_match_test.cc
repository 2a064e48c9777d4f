// What each honoured field of a route's match becomes, a row for each.

#include "envoy/config/route/v3/route_components.pb.h"
#include "gtest/gtest.h"
#include "source/config/routes/route_match.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::route::v3::RouteMatch;

struct PathText {
  std::string operator()(const routing::MatchPrefix& match) { return "prefix " + match.prefix; }
  std::string operator()(const routing::MatchPath& match) { return "path " + match.path; }
  std::string operator()(const routing::MatchPathSeparatedPrefix& match) {
    return "below " + match.prefix;
  }
  std::string operator()(const routing::MatchRegex& match) {
    return "regex " + match.safe_regex.expression();
  }
  std::string operator()(const routing::MatchUriTemplate& match) {
    return "template " + match.path_template.text();
  }
  std::string operator()(const routing::MatchConnect&) { return "connect"; }
};

void DescribeMatch(const Message& message, Scope& scope, Lines& lines) {
  const std::optional<routing::RouteMatch> match = ParseRouteMatch(message, scope);
  if (!match.has_value()) return;
  lines.Add("by", absl::visit(PathText(), match->path_specifier));
  lines.Add("case_sensitive", match->case_sensitive);
  lines.Add("runtime_fraction", match->runtime_fraction);
  lines.Add("headers", match->headers);
  for (const auto& parameter : match->query_parameters) {
    lines.Add("query parameter", parameter.name);
  }
  for (const auto& cookie : match->cookies) lines.Add("cookie", cookie.name);
  lines.Add("grpc", match->grpc);
  lines.Add("tls_presented", match->tls_presented);
  lines.Add("tls_validated", match->tls_validated);
  lines.Add("dynamic_metadata", match->dynamic_metadata);
}

TEST(HonouredRouteMatchTest, Fields) {
  const FieldTable<Message> table = {"envoy.config.route.v3.RouteMatch.", "prefix: /",
                                     DescribeMatch};
  table.Check({
      {"prefix", "prefix: /a", "by prefix /a"},
      {"path", "path: /a", "by path /a"},
      {"path_separated_prefix", "path_separated_prefix: /a", "by below /a"},
      {"safe_regex", "safe_regex: {regex: /a.*}", "by regex /a.*"},
      {"connect_matcher", "connect_matcher: {}", "by connect"},
      {"case_sensitive", "case_sensitive: false", "case_sensitive no"},
      {"runtime_fraction", "runtime_fraction: {default_value: {numerator: 3}}",
       "runtime_fraction 3/100 by ''"},
      {"headers", "headers: [{name: x-h, string_match: {exact: a}}]", "headers [x-h takes a]"},
      {"query_parameters", "query_parameters: [{name: q}]", "query parameter q"},
      {"cookies", "cookies: [{name: c, string_match: {exact: a}}]", "cookie c"},
      {"grpc", "grpc: {}", "grpc yes"},
      {"tls_context", "tls_context: {presented: true}", "tls_presented yes"},
      {"TlsContextMatchOptions.presented", "tls_context: {presented: false}", "tls_presented no"},
      {"TlsContextMatchOptions.validated", "tls_context: {validated: true}", "tls_validated yes"},
      {"dynamic_metadata",
       "dynamic_metadata: [{filter: f, path: [{key: k}], value: {bool_match: true}}]",
       "dynamic_metadata [takes true]"},
  });
}

TEST(HonouredRouteMatchTest, SharesOfRequests) {
  const FieldTable<Message> table = {
      "envoy.", "{prefix: /, runtime_fraction: {default_value: {numerator: 3}}}", DescribeMatch};
  table.Check({
      {"config.core.v3.RuntimeFractionalPercent.default_value",
       "runtime_fraction: {default_value: {numerator: 4}}", "runtime_fraction 4/100 by ''"},
      {"config.core.v3.RuntimeFractionalPercent.runtime_key", "runtime_fraction: {runtime_key: k}",
       "runtime_fraction 3/100 by k"},
      {"type.v3.FractionalPercent.numerator", "runtime_fraction: {default_value: {numerator: 5}}",
       "runtime_fraction 5/100 by ''"},
      {"type.v3.FractionalPercent.denominator",
       "runtime_fraction: {default_value: {denominator: MILLION}}",
       "runtime_fraction 3/1000000 by ''"},
      {"type.v3.FractionalPercent.denominator",
       "runtime_fraction: {default_value: {denominator: TEN_THOUSAND}}",
       "runtime_fraction 3/10000 by ''"},
  });
}

TEST(HonouredRouteMatchTest, MistakesSayWhereTheyStand) {
  const FieldTable<Message> table = {"envoy.config.route.v3.RouteMatch.", "prefix: /",
                                     DescribeMatch};
  table.Check({
      {"safe_regex", "safe_regex: {regex: 'a('}",
       "refused safe_regex.regex: must be a regular expression: regex 'a(': missing ): a("},
      {"path_match_policy", "path_match_policy: {name: p}",
       "refused path_match_policy.typed_config: must be the type of a known policy"},
      {"headers", "headers: [{name: a}, {name: b, string_match: {}}]",
       "refused headers[1].string_match: must be exact, prefix, suffix, contains or safe_regex: "
       "others are not supported"},
      {"cookies", "cookies: [{name: c}]",
       "refused cookies[0].string_match: must be exact, prefix, suffix, contains or safe_regex: "
       "others are not supported"},
      {"dynamic_metadata", "dynamic_metadata: [{filter: f}]",
       "refused dynamic_metadata[0].value: must have a pattern"},
  });
}

}  // namespace
}  // namespace nuncio::config
