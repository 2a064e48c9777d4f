// What each honoured field of a virtual host's matcher and of URI templates becomes, a row for
// each.

#include <string>

#include "envoy/config/route/v3/route.pb.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "gtest/gtest.h"
#include "source/config/routes/route_configuration.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

namespace route = ::envoy::config::route::v3;

// The name of the route that a request takes, or "-".
std::string RouteFor(const routing::RouteTable& table, const char* path, const char* value) {
  base::Arena arena;
  const record::ConnectionRecord connection;
  record::RequestRecord record(arena, connection);
  http::RequestHead head(arena);
  head.method = "GET";
  head.authority = "a.test";
  head.path = path;
  if (value != nullptr) head.headers.Add("x-a", value);
  const routing::RouteDecision decision = table.Find({head, record});
  return decision.route == nullptr ? "-" : decision.route->name;
}

void Describe(const route::VirtualHost& message, Scope& scope, Lines& lines) {
  route::RouteConfiguration configuration;
  *configuration.add_virtual_hosts() = message;
  const auto routes = ParseRouteConfiguration(configuration, scope);
  if (routes == nullptr) return;
  for (const char* value : {"ab", "AB", "b", "12"}) {
    lines.Add(value, RouteFor(*routes->table, "/", value));
  }
  lines.Add("none", RouteFor(*routes->table, "/", nullptr));
  lines.Add("/two", RouteFor(*routes->table, "/two", "ab"));
}

FieldTable<route::VirtualHost> Table() { return {"", "{name: h, domains: [a.test]}", Describe}; }

std::string To(const std::string& name, const std::string& prefix = "/") {
  return "{action: {name: r, typed_config: {'@type': "
         "type.googleapis.com/envoy.config.route.v3.Route, name: " +
         name + ", match: {prefix: " + prefix + "}, direct_response: {status: 200}}}}";
}

std::string Input(const std::string& name = "X-A") {
  return "input: {name: i, typed_config: {'@type': "
         "type.googleapis.com/envoy.type.matcher.v3.HttpRequestHeaderMatchInput, header_name: " +
         name + "}}";
}

std::string Tree(const std::string& map) {
  return "matcher: {matcher_tree: {" + Input() + ", " + map + "}}";
}

std::string When(const std::string& match) {
  return "{single_predicate: {" + Input() + ", " + match + "}}";
}

std::string List(const std::string& predicate) {
  return "matcher: {matcher_list: {matchers: [{predicate: " + predicate + ", on_match: " + To("m") +
         "}]}}";
}

TEST(HonouredVirtualHostMatcherTest, Fields) {
  const std::string matcher = "xds.type.matcher.v3.Matcher.";
  const auto check = [](const std::string& field, const std::string& set, const char* expected) {
    Table().Check({{field.c_str(), set.c_str(), expected}});
  };
  const std::string exact = Tree("exact_match_map: {map: {ab: " + To("m") + "}}");
  for (const std::string field :
       {"envoy.config.route.v3.VirtualHost.matcher",
        "envoy.type.matcher.v3.HttpRequestHeaderMatchInput.header_name",
        "xds.core.v3.TypedExtensionConfig.typed_config", "xds.type.matcher.v3.Matcher.matcher_tree",
        "xds.type.matcher.v3.Matcher.OnMatch.action",
        "xds.type.matcher.v3.Matcher.MatcherTree.input",
        "xds.type.matcher.v3.Matcher.MatcherTree.exact_match_map",
        "xds.type.matcher.v3.Matcher.MatcherTree.MatchMap.map"}) {
    check(field, exact, "ab m; /two m");
  }
  check(matcher + "MatcherTree.prefix_match_map",
        Tree("prefix_match_map: {map: {a: " + To("m") + ", 1: " + To("one") + "}}"),
        "ab m; 12 one; /two m");
  check(matcher + "on_no_match", "matcher: {on_no_match: " + To("other", "/two") + "}",
        "/two other");
  check(matcher + "OnMatch.matcher",
        "matcher: {on_no_match: {matcher: {on_no_match: " + To("other", "/two") + "}}}",
        "/two other");
  check("envoy.config.route.v3.RouteList.routes",
        "matcher: {on_no_match: {action: {name: r, typed_config: {'@type': "
        "type.googleapis.com/envoy.config.route.v3.RouteList, routes: [{name: q, match: {path: "
        "/two}, direct_response: {status: 200}}, {name: p, match: {prefix: /two}, "
        "direct_response: {status: 200}}]}}}}",
        "/two q");
  const std::string ab = When("value_match: {exact: ab}");
  for (const std::string field :
       {"matcher_list", "MatcherList.matchers", "MatcherList.FieldMatcher.predicate",
        "MatcherList.FieldMatcher.on_match", "MatcherList.Predicate.single_predicate",
        "MatcherList.Predicate.SinglePredicate.input",
        "MatcherList.Predicate.SinglePredicate.value_match"}) {
    check(matcher + field, List(ab), "ab m; /two m");
  }
  check(matcher + "MatcherList.Predicate.not_matcher", List("{not_matcher: " + ab + "}"),
        "AB m; b m; 12 m; none m");
  check(matcher + "MatcherList.Predicate.or_matcher",
        List("{or_matcher: {predicate: [" + ab + ", " + When("value_match: {exact: b}") + "]}}"),
        "ab m; b m; /two m");
  check(matcher + "MatcherList.Predicate.and_matcher",
        List("{and_matcher: {predicate: [" + ab + ", " + When("value_match: {prefix: a}") + "]}}"),
        "ab m; /two m");
  const std::string text = "xds.type.matcher.v3.StringMatcher.";
  check(text + "exact", List(When("value_match: {exact: b}")), "b m");
  check(text + "prefix", List(When("value_match: {prefix: a}")), "ab m; /two m");
  check(text + "suffix", List(When("value_match: {suffix: '2'}")), "12 m");
  check(text + "contains", List(When("value_match: {contains: b}")), "ab m; b m; /two m");
  check(text + "ignore_case", List(When("value_match: {exact: Ab, ignore_case: true}")),
        "ab m; AB m; /two m");
  for (const char* field :
       {"xds.type.matcher.v3.StringMatcher.safe_regex", "xds.type.matcher.v3.RegexMatcher.regex",
        "xds.type.matcher.v3.RegexMatcher.google_re2"}) {
    check(field, List(When("value_match: {safe_regex: {google_re2: {}, regex: '[0-9]+'}}")),
          "12 m");
  }
  for (const char* field : {"threshold", "modulo", "seed"}) {
    check(absl::StrCat("envoy.extensions.matching.input_matchers.consistent_hashing.v3."
                       "ConsistentHashing.",
                       field),
          List(When("custom_match: {name: h, typed_config: {'@type': "
                    "type.googleapis.com/envoy.extensions.matching.input_matchers."
                    "consistent_hashing.v3.ConsistentHashing, threshold: 1, modulo: 1000000, "
                    "seed: 7}}")),
          "ab m; AB m; b m; 12 m; /two m");
  }
}

TEST(HonouredVirtualHostMatcherTest, MistakesSayWhereTheyStand) {
  const std::string kept =
      "matcher: {on_no_match: {keep_matching: true, action: {name: r, typed_config: {'@type': "
      "type.googleapis.com/envoy.config.route.v3.RouteList}}}}";
  const std::string other = Tree("exact_match_map: {map: {a: {action: {name: r}}}}");
  const std::string both = Tree("exact_match_map: {map: {ab: " + To("m") + "}}") +
                           "\nroutes: [{match: {prefix: /}, direct_response: {status: 200}}]";
  Table().Check({
      {"xds.type.matcher.v3.Matcher.OnMatch.keep_matching", kept.c_str(),
       "refused virtual_hosts[0].matcher.on_no_match.keep_matching: is not supported for routes"},
      {"xds.type.matcher.v3.Matcher.OnMatch.action", other.c_str(),
       "refused virtual_hosts[0].matcher.matcher_tree.exact_match_map.map[\"a\"].action."
       "typed_config<>: must be a route or a list of routes"},
      {"envoy.config.route.v3.VirtualHost.routes", both.c_str(),
       "refused virtual_hosts[0].matcher: must not stand beside routes"},
  });
}

// The path that a request for /users/7 has upstream.
void DescribePath(const route::Route& message, Scope& scope, Lines& lines) {
  route::RouteConfiguration configuration;
  route::VirtualHost& host = *configuration.add_virtual_hosts();
  host.set_name("v");
  host.add_domains("*");
  *host.add_routes() = message;
  const auto routes = ParseRouteConfiguration(configuration, scope);
  if (routes == nullptr) return;
  const routing::Route& parsed = routes->table->configuration().virtual_hosts[0].routes[0];
  lines.Add("matches", parsed.match.MatchesPath("/users/7", false));
  lines.Add("path", policy::RewritePath(parsed.forward()->path_rewrite, "/users/7?q", 0, nullptr));
}

std::string Match(const std::string& text) {
  return "match: {path_match_policy: {name: m, typed_config: {'@type': "
         "type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig, "
         "path_template: '" +
         text + "'}}}";
}

std::string Rewrite(const std::string& text) {
  return "\nroute: {path_rewrite_policy: {name: r, typed_config: {'@type': "
         "type.googleapis.com/envoy.extensions.path.rewrite.uri_template.v3."
         "UriTemplateRewriteConfig, path_template_rewrite: '" +
         text + "'}}}";
}

TEST(HonouredUriTemplateTest, Fields) {
  const FieldTable<route::Route> table = {"envoy.", "{route: {cluster: a}, match: {path: /}}",
                                          DescribePath};
  const std::string match = Match("/users/{id}");
  const std::string rewrite = match + Rewrite("/by-id/{id}");
  table.Check({
      {"config.route.v3.RouteMatch.path_match_policy", match.c_str(), "matches yes"},
      {"extensions.path.match.uri_template.v3.UriTemplateMatchConfig.path_template", match.c_str(),
       "matches yes"},
      {"config.route.v3.RouteAction.path_rewrite_policy", rewrite.c_str(),
       "matches yes; path /by-id/7?q"},
      {"extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig.path_template_rewrite",
       rewrite.c_str(), "matches yes; path /by-id/7?q"},
  });
  const std::string bad_match = Match("/{a");
  const std::string bad_rewrite = match + Rewrite("/{b}");
  const std::string no_match = "match: {path: /}" + Rewrite("/x");
  const std::string at =
      "refused virtual_hosts[0].routes[0].route.path_rewrite_policy.typed_config<envoy.extensions."
      "path.rewrite.uri_template.v3.UriTemplateRewriteConfig>";
  const std::string unknown = at +
                              ".path_template_rewrite: the template has no name 'b', got "
                              "\"/{b}\"";
  const std::string missing = at + ": must have a URI template as the route's path_match_policy";
  table.Check({
      {"config.route.v3.RouteMatch.path_match_policy", bad_match.c_str(),
       "refused virtual_hosts[0].routes[0].match.path_match_policy.typed_config<envoy.extensions."
       "path.match.uri_template.v3.UriTemplateMatchConfig>.path_template: '}' is missing in "
       "'{a', got \"/{a\""},
      {"config.route.v3.RouteAction.path_rewrite_policy", bad_rewrite.c_str(), unknown.c_str()},
      {"config.route.v3.RouteAction.path_rewrite_policy", no_match.c_str(), missing.c_str()},
  });
}

}  // namespace
}  // namespace nuncio::config
