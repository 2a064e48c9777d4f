// What each honoured field of routes, virtual hosts and route configurations becomes, a row for
// each.

#include <cstdlib>
#include <fstream>

#include "envoy/config/route/v3/route.pb.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "gtest/gtest.h"
#include "source/config/routes/route.h"
#include "source/config/routes/route_configuration.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

namespace route = ::envoy::config::route::v3;

struct RewriteText {
  std::string operator()(absl::monostate) { return "none"; }
  std::string operator()(const policy::PrefixRewrite& rewrite) {
    return "prefix " + rewrite.replacement;
  }
  std::string operator()(const matching::RegexSubstitution& rewrite) { return Text(rewrite); }
  std::string operator()(const matching::UriTemplateRewrite& rewrite) { return rewrite.text(); }
  std::string operator()(const policy::FormatRewrite& rewrite) { return Text(rewrite.format); }
};

struct ActionLines {
  void operator()(const routing::RouteAction& action) {
    const auto* single = absl::get_if<routing::SingleCluster>(&action.cluster_specifier);
    lines.Add("forwards to", single == nullptr ? "" : single->cluster);
  }
  void operator()(const routing::RedirectAction& redirect) {
    lines.Add("https_redirect", redirect.https_redirect);
    lines.Add("scheme_redirect", redirect.scheme_redirect);
    lines.Add("host_redirect", redirect.host_redirect);
    lines.Add("port_redirect", redirect.port_redirect);
    lines.Add("path_redirect", redirect.path_redirect);
    lines.Add("path_rewrite", absl::visit(RewriteText(), redirect.path_rewrite));
    lines.Add("response_code", redirect.response_code);
    lines.Add("strip_query", redirect.strip_query);
  }
  void operator()(const routing::DirectResponseAction& direct) {
    lines.Add("status", direct.status);
    lines.Add("body", direct.body);
    lines.Add("body_format", direct.body_format);
  }
  void operator()(const routing::NonForwardingAction&) { lines.Add("does", "nothing"); }
  Lines& lines;
};

void DescribeHeaders(const routing::HeaderMutations& headers, Lines& lines) {
  lines.Add("request", headers.request);
  lines.Add("response", headers.response);
}

// What the levels say about filter "f", as ParserWorld's filter reads it.
void DescribeFilter(const routing::FilterConfigs& configs, Scope& scope, Lines& lines) {
  const routing::FilterConfig* config =
      configs.Find(scope.environment().filter_numbers.Intern("f"));
  lines.Add("filter f is off", config != nullptr && config->disabled);
  const bool configured = config != nullptr && config->config != nullptr;
  lines.Add("filter f has", configured ? *static_cast<const uint32_t*>(config->config.get()) : 0u);
}

void DescribeRoute(const route::Route& message, Scope& scope, Lines& lines) {
  const std::optional<routing::Route> parsed = ParseRoute(message, kMaxDirectResponseBytes, scope);
  if (!parsed.has_value()) return;
  lines.Add("name", parsed->name);
  const auto* prefix = absl::get_if<routing::MatchPrefix>(&parsed->match.path_specifier);
  lines.Add("prefix", prefix == nullptr ? "" : prefix->prefix);
  absl::visit(ActionLines{lines}, parsed->action);
  DescribeHeaders(parsed->headers, lines);
  lines.Add("metadata", parsed->metadata);
  DescribeFilter(parsed->typed_per_filter_config, scope, lines);
  if (parsed->tracing.has_value()) {
    lines.Add("client_sampling", parsed->tracing->client_sampling);
    lines.Add("random_sampling", parsed->tracing->random_sampling);
    lines.Add("overall_sampling", parsed->tracing->overall_sampling);
  }
  if (parsed->decorator.has_value()) {
    lines.Add("operation", parsed->decorator->operation);
    lines.Add("propagate", parsed->decorator->propagate);
  }
  lines.Add("buffer limit", parsed->per_request_buffer_limit_bytes);
  lines.Add("stat_prefix", parsed->stat_prefix);
}

FieldTable<route::Route> RouteTable(const char* message) {
  return {"envoy.config.route.v3.", message, DescribeRoute};
}

TEST(HonouredRouteTest, Fields) {
  RouteTable("{match: {prefix: /}, route: {cluster: a}}")
      .Check({
          {"Route.name", "name: r", "name r"},
          {"Route.match", "match: {prefix: /b}", "prefix /b"},
          {"Route.route", "route: {cluster: b}", "forwards to b"},
          {"Route.non_forwarding_action", "non_forwarding_action: {}", "does nothing"},
          {"Route.request_headers_to_add",
           "request_headers_to_add: [{header: {key: x-new, value: '2'}}]",
           "request x-old=1 x-drop=1 x-new=2"},
          {"Route.request_headers_to_remove", "request_headers_to_remove: [x-drop]",
           "request x-old=1"},
          {"Route.response_headers_to_add",
           "response_headers_to_add: [{header: {key: x-new, value: '2'}}]",
           "response x-old=1 x-drop=1 x-new=2"},
          {"Route.response_headers_to_remove", "response_headers_to_remove: [x-drop]",
           "response x-old=1"},
          {"Route.metadata", "metadata: {filter_metadata: {n: {k: v}}}", "metadata n{\"k\":\"v\"}"},
          {"Route.per_request_buffer_limit_bytes", "per_request_buffer_limit_bytes: 9",
           "buffer limit 9"},
          {"Route.request_body_buffer_limit", "request_body_buffer_limit: 10", "buffer limit 10"},
          {"Route.stat_prefix", "stat_prefix: s", "stat_prefix s"},
      });
  RouteTable("{match: {prefix: /}, direct_response: {status: 200}}")
      .Check({
          {"Route.direct_response", "direct_response: {status: 204}", "status 204"},
          {"Route.redirect", "redirect: {host_redirect: h}",
           "https_redirect no; scheme_redirect ; host_redirect h; port_redirect 0; path_redirect ; "
           "path_rewrite none; response_code 301; strip_query no"},
      });
}

TEST(HonouredRouteTest, FilterConfigs) {
  RouteTable("{match: {prefix: /}, route: {cluster: a}}")
      .Check({
          {"Route.typed_per_filter_config",
           "typed_per_filter_config: {f: {'@type': "
           "type.googleapis.com/google.protobuf.UInt32Value, "
           "value: 3}}",
           "filter f has 3"},
          {"FilterConfig.config",
           "typed_per_filter_config: {f: {'@type': "
           "type.googleapis.com/envoy.config.route.v3.FilterConfig, config: {'@type': "
           "type.googleapis.com/google.protobuf.UInt32Value, value: 4}}}",
           "filter f has 4"},
          {"FilterConfig.disabled",
           "typed_per_filter_config: {f: {'@type': "
           "type.googleapis.com/envoy.config.route.v3.FilterConfig, disabled: true}}",
           "filter f is off yes"},
          {"FilterConfig.is_optional",
           "typed_per_filter_config: {f: {'@type': "
           "type.googleapis.com/envoy.config.route.v3.FilterConfig, disabled: true, is_optional: "
           "true, "
           "config: {'@type': type.googleapis.com/google.protobuf.BoolValue, value: true}}}",
           "filter f is off yes"},
      });
  RouteTable("{match: {prefix: /}, route: {cluster: a}}")
      .Check({
          {"Route.typed_per_filter_config",
           "typed_per_filter_config: {f: {'@type': type.googleapis.com/google.protobuf.BoolValue, "
           "value: true}}",
           "refused typed_per_filter_config[\"f\"]: must be the type of a filter's configuration "
           "for "
           "routes, got \"google.protobuf.BoolValue\""},
          {"FilterConfig.config",
           "typed_per_filter_config: {f: {'@type': "
           "type.googleapis.com/envoy.config.route.v3.FilterConfig, disabled: true, "
           "config: {'@type': type.googleapis.com/google.protobuf.BoolValue, value: true}}}",
           "refused typed_per_filter_config[\"f\"]<envoy.config.route.v3.FilterConfig>.config: "
           "must "
           "be "
           "the type of a filter's configuration for routes, got \"google.protobuf.BoolValue\""},
      });
}

TEST(HonouredRouteTest, Redirects) {
  FieldTable<route::Route> table = RouteTable("{match: {prefix: /}, redirect: {}}");
  table.prefix = "envoy.config.route.v3.RedirectAction.";
  table.Check({
      {"https_redirect", "redirect: {https_redirect: true}", "https_redirect yes"},
      {"scheme_redirect", "redirect: {scheme_redirect: s}", "scheme_redirect s"},
      {"host_redirect", "redirect: {host_redirect: h}", "host_redirect h"},
      {"port_redirect", "redirect: {port_redirect: 81}", "port_redirect 81"},
      {"path_redirect", "redirect: {path_redirect: /x}", "path_redirect /x"},
      {"prefix_rewrite", "redirect: {prefix_rewrite: /y}", "path_rewrite prefix /y"},
      {"regex_rewrite", "redirect: {regex_rewrite: {pattern: {regex: a}, substitution: b}}",
       "path_rewrite a -> b"},
      {"path_rewrite", "redirect: {path_rewrite: '/%REQ(x-a)%'}", "path_rewrite /1"},
      {"response_code", "redirect: {response_code: FOUND}", "response_code 302"},
      {"response_code", "redirect: {response_code: SEE_OTHER}", "response_code 303"},
      {"response_code", "redirect: {response_code: TEMPORARY_REDIRECT}", "response_code 307"},
      {"response_code", "redirect: {response_code: PERMANENT_REDIRECT}", "response_code 308"},
      {"strip_query", "redirect: {strip_query: true}", "strip_query yes"},
  });
  table.Check({{"port_redirect", "redirect: {port_redirect: 70000}",
                "refused redirect.port_redirect: must be at most 65535, got \"70000\""}});
}

TEST(HonouredRouteTest, DirectResponses) {
  FieldTable<route::Route> table =
      RouteTable("{match: {prefix: /}, direct_response: {status: 200}}");
  table.Check({
      {"DirectResponseAction.status", "direct_response: {status: 404}", "status 404"},
      {"DirectResponseAction.body", "direct_response: {body: {inline_string: hello}}",
       "body hello"},
      {"DirectResponseAction.body_format",
       "direct_response: {body_format: {text_format: '%REQ(x-a)%'}}", "body_format text/plain: 1"},
  });
  const std::string long_body =
      absl::StrCat("direct_response: {body: {inline_string: ", std::string(4097, 'x'), "}}");
  table.Check(
      {{"DirectResponseAction.body", long_body.c_str(),
        "refused direct_response.body: must be at most 4096 bytes long, got \"4097 bytes\""}});
}

TEST(HonouredRouteTest, SourcesOfBodies) {
  const std::string file = absl::StrCat(::testing::TempDir(), "/body");
  std::ofstream(file) << "from a file";
  setenv("NUNCIO_TEST_BODY", "from the environment", 1);
  FieldTable<route::Route> table =
      RouteTable("{match: {prefix: /}, direct_response: {status: 200}}");
  table.prefix = "envoy.config.core.v3.DataSource.";
  table.Check({
      {"inline_string", "direct_response: {body: {inline_string: text}}", "body text"},
      {"inline_bytes", "direct_response: {body: {inline_bytes: aGk=}}", "body hi"},
      {"filename", absl::StrCat("direct_response: {body: {filename: ", file, "}}").c_str(),
       "body from a file"},
      {"environment_variable", "direct_response: {body: {environment_variable: NUNCIO_TEST_BODY}}",
       "body from the environment"},
  });
  table.Check({
      {"filename", "direct_response: {body: {filename: /no/such/file}}",
       "refused direct_response.body.filename: must be a file that can be read: No such file or "
       "directory, got \"/no/such/file\""},
      {"environment_variable", "direct_response: {body: {environment_variable: NUNCIO_NOT_SET}}",
       "refused direct_response.body.environment_variable: must be a variable that is set, got "
       "\"NUNCIO_NOT_SET\""},
  });
}

TEST(HonouredRouteTest, Tracing) {
  RouteTable("{match: {prefix: /}, route: {cluster: a}}")
      .Check({
          {"Route.tracing", "tracing: {}",
           "client_sampling 100/100; random_sampling 100/100; overall_sampling 100/100"},
          {"Route.decorator", "decorator: {operation: o}", "operation o; propagate yes"},
      });
  RouteTable("{match: {prefix: /}, route: {cluster: a}, tracing: {}, decorator: {operation: a}}")
      .Check({
          {"Tracing.client_sampling", "tracing: {client_sampling: {numerator: 1}}",
           "client_sampling 1/100"},
          {"Tracing.random_sampling", "tracing: {random_sampling: {numerator: 1}}",
           "random_sampling 1/100"},
          {"Tracing.overall_sampling", "tracing: {overall_sampling: {numerator: 1}}",
           "overall_sampling 1/100"},
          {"Decorator.operation", "decorator: {operation: b}", "operation b"},
          {"Decorator.propagate", "decorator: {propagate: false}", "propagate no"},
      });
}

void DescribeHost(const routing::VirtualHost& host, Scope& scope, Lines& lines) {
  lines.Add("host", host.name);
  lines.Add("domains", host.domains);
  for (const routing::Route& route : host.routes) lines.Add("route", route.name);
  lines.Add("require_tls", host.require_tls);
  for (const routing::VirtualCluster& cluster : host.virtual_clusters) {
    lines.Add(absl::StrCat("virtual cluster ", cluster.name), cluster.headers);
  }
  DescribeHeaders(host.headers, lines);
  DescribeFilter(host.typed_per_filter_config, scope, lines);
  lines.Add("metadata", host.metadata);
  if (host.retry_policy) lines.Add("num_retries", host.retry_policy->num_retries);
  if (host.hedge_policy) lines.Add("hedges", host.hedge_policy->hedge_on_per_try_timeout);
  for (const auto& mirror : host.request_mirror_policies) lines.Add("mirror", mirror.cluster);
  lines.Add("buffer limit", host.per_request_buffer_limit_bytes);
  lines.Add("include_request_attempt_count", host.include_request_attempt_count);
  lines.Add("include_attempt_count_in_response", host.include_attempt_count_in_response);
  lines.Add("include_is_timeout_retry_header", host.include_is_timeout_retry_header);
}

void DescribeVirtualHost(const route::VirtualHost& message, Scope& scope, Lines& lines) {
  route::RouteConfiguration configuration;
  *configuration.add_virtual_hosts() = message;
  const auto routes = ParseRouteConfiguration(configuration, scope);
  if (routes == nullptr) return;
  DescribeHost(routes->table->configuration().virtual_hosts[0], scope, lines);
}

FieldTable<route::VirtualHost> HostTable(const char* message = "{name: h, domains: [a.test]}") {
  return {"envoy.config.route.v3.VirtualHost.", message, DescribeVirtualHost};
}

TEST(HonouredVirtualHostTest, Fields) {
  HostTable().Check({
      {"name", "name: i", "host i"},
      {"domains", "domains: [b.test]", "domains [a.test, b.test]"},
      {"routes", "routes: [{name: r, match: {prefix: /}, route: {cluster: a}}]", "route r"},
      {"require_tls", "require_tls: ALL", "require_tls 2"},
      {"require_tls", "require_tls: EXTERNAL_ONLY", "require_tls 1"},
      {"virtual_clusters", "virtual_clusters: [{name: v, headers: [{name: x-h}]}]",
       "virtual cluster v [x-h takes '' a A ab ba cac 5]"},
      {"request_headers_to_add", "request_headers_to_add: [{header: {key: x-new, value: '2'}}]",
       "request x-old=1 x-drop=1 x-new=2"},
      {"request_headers_to_remove", "request_headers_to_remove: [x-drop]", "request x-old=1"},
      {"response_headers_to_add", "response_headers_to_add: [{header: {key: x-new, value: '2'}}]",
       "response x-old=1 x-drop=1 x-new=2"},
      {"response_headers_to_remove", "response_headers_to_remove: [x-drop]", "response x-old=1"},
      {"typed_per_filter_config",
       "typed_per_filter_config: {f: {'@type': type.googleapis.com/google.protobuf.UInt32Value, "
       "value: 3}}",
       "filter f has 3"},
      {"metadata", "metadata: {filter_metadata: {n: {k: v}}}", "metadata n{\"k\":\"v\"}"},
      {"retry_policy", "retry_policy: {num_retries: 4}", "num_retries 4"},
      {"hedge_policy", "hedge_policy: {hedge_on_per_try_timeout: true}", "hedges yes"},
      {"request_mirror_policies", "request_mirror_policies: [{cluster: m}]", "mirror m"},
      {"per_request_buffer_limit_bytes", "per_request_buffer_limit_bytes: 9", "buffer limit 9"},
      {"request_body_buffer_limit", "request_body_buffer_limit: 10", "buffer limit 10"},
      {"include_request_attempt_count", "include_request_attempt_count: true",
       "include_request_attempt_count yes"},
      {"include_attempt_count_in_response", "include_attempt_count_in_response: true",
       "include_attempt_count_in_response yes"},
      {"include_is_timeout_retry_header", "include_is_timeout_retry_header: true",
       "include_is_timeout_retry_header yes"},
  });
  FieldTable<route::VirtualHost> table = HostTable();
  table.prefix = "envoy.config.route.v3.";
  table.Check({
      {"VirtualCluster.name", "virtual_clusters: [{name: w, headers: [{name: x-h}]}]",
       "virtual cluster w [x-h takes '' a A ab ba cac 5]"},
      {"VirtualCluster.headers",
       "virtual_clusters: [{name: v, headers: [{name: x-h, string_match: {exact: a}}]}]",
       "virtual cluster v [x-h takes a]"},
      {"HedgePolicy.hedge_on_per_try_timeout", "hedge_policy: {hedge_on_per_try_timeout: true}",
       "hedges yes"},
  });
}

TEST(HonouredVirtualHostTest, MistakesSayWhereTheyStand) {
  HostTable().Check({
      {"virtual_clusters", "virtual_clusters: [{name: v}]",
       "refused virtual_hosts[0].virtual_clusters[0].headers: must have at least one matcher"},
      {"routes", "routes: [{match: {prefix: /}}]",
       "refused virtual_hosts[0].routes[0]: must have an action"},
      {"routes", "routes: [{route: {cluster: a}}]",
       "refused virtual_hosts[0].routes[0].match: must have a path specifier"},
      {"routes", "routes: [{match: {prefix: /}, route: {}}]",
       "refused virtual_hosts[0].routes[0].route: must name a cluster by cluster, cluster_header "
       "or "
       "weighted_clusters"},
  });
}

void DescribeConfiguration(const route::RouteConfiguration& message, Scope& scope, Lines& lines) {
  const auto routes = ParseRouteConfiguration(message, scope);
  if (routes == nullptr) return;
  const routing::RouteConfiguration& parsed = routes->table->configuration();
  lines.Add("name", parsed.name);
  for (const auto& host : parsed.virtual_hosts) lines.Add("host", host.name);
  for (const auto& host : parsed.virtual_hosts) {
    for (const auto& route : host.routes) {
      if (const auto* direct = route.direct_response()) lines.Add("body", direct->body.size());
    }
  }
  lines.Add("internal_only_headers", parsed.internal_only_headers);
  DescribeHeaders(parsed.headers, lines);
  lines.Add("most specific wins", parsed.most_specific_header_mutations_wins);
  for (const auto& mirror : parsed.request_mirror_policies) lines.Add("mirror", mirror.cluster);
  lines.Add("ignores ports", parsed.ignore_port_in_host_matching);
  lines.Add("ignores parameters", parsed.ignore_path_parameters_in_path_matching);
  lines.Add("vhost_header", parsed.vhost_header);
  DescribeFilter(parsed.typed_per_filter_config, scope, lines);
  lines.Add("metadata", parsed.metadata);
  lines.Add("validate_clusters", routes->validate_clusters);
  for (const ClusterReference& reference : routes->clusters) {
    lines.Add(reference.field_path, reference.cluster);
  }
}

FieldTable<route::RouteConfiguration> ConfigurationTable() {
  return {"envoy.config.route.v3.RouteConfiguration.", "name: r", DescribeConfiguration};
}

TEST(HonouredRouteConfigurationTest, Fields) {
  ConfigurationTable().Check({
      {"name", "name: s", "name s"},
      {"virtual_hosts", "virtual_hosts: [{name: h, domains: ['*']}]", "host h"},
      {"internal_only_headers", "internal_only_headers: [X-In]", "internal_only_headers [x-in]"},
      {"request_headers_to_add", "request_headers_to_add: [{header: {key: x-new, value: '2'}}]",
       "request x-old=1 x-drop=1 x-new=2"},
      {"request_headers_to_remove", "request_headers_to_remove: [x-drop]", "request x-old=1"},
      {"response_headers_to_add", "response_headers_to_add: [{header: {key: x-new, value: '2'}}]",
       "response x-old=1 x-drop=1 x-new=2"},
      {"response_headers_to_remove", "response_headers_to_remove: [x-drop]", "response x-old=1"},
      {"most_specific_header_mutations_wins", "most_specific_header_mutations_wins: true",
       "most specific wins yes"},
      {"request_mirror_policies", "request_mirror_policies: [{cluster: m}]",
       "mirror m; request_mirror_policies[0].cluster m"},
      {"ignore_port_in_host_matching", "ignore_port_in_host_matching: true", "ignores ports yes"},
      {"ignore_path_parameters_in_path_matching", "ignore_path_parameters_in_path_matching: true",
       "ignores parameters yes"},
      {"vhost_header", "vhost_header: X-V", "vhost_header x-v"},
      {"typed_per_filter_config",
       "typed_per_filter_config: {f: {'@type': type.googleapis.com/google.protobuf.UInt32Value, "
       "value: 3}}",
       "filter f has 3"},
      {"metadata", "metadata: {filter_metadata: {n: {k: v}}}", "metadata n{\"k\":\"v\"}"},
      {"validate_clusters", "validate_clusters: false", "validate_clusters no"},
  });
  FieldTable<route::RouteConfiguration> metadata = ConfigurationTable();
  metadata.prefix = "envoy.config.core.v3.";
  metadata.Check({{"Metadata.filter_metadata",
                   "metadata: {filter_metadata: {n: {a: [1, true, null, {b: c}]}}}",
                   "metadata n{\"a\":[1,true,null,{\"b\":\"c\"}]}"}});
}

TEST(HonouredRouteConfigurationTest, LongestBody) {
  const std::string body(5000, 'x');
  const std::string message = absl::StrCat(
      "{max_direct_response_body_size_bytes: 5000, virtual_hosts: [{name: h, domains: ['*'], "
      "routes: [{match: {prefix: /}, direct_response: {status: 200, body: {inline_string: ",
      body, "}}}]}]}");
  ConfigurationTable().Check(
      {{"max_direct_response_body_size_bytes", message.c_str(), "host h; body 5000"}});
}

TEST(HonouredRouteConfigurationTest, NamesEveryClusterWithItsPlace) {
  ConfigurationTable().Check({
      {"virtual_hosts",
       "virtual_hosts: [{name: h, domains: ['*'], routes: [{match: {prefix: /}, route: {cluster: "
       "a, request_mirror_policies: [{cluster: m}]}}, {match: {prefix: /}, route: "
       "{weighted_clusters: {clusters: [{name: b, weight: 1}, {cluster_header: x, weight: "
       "1}]}}}]}]",
       "host h; virtual_hosts[0].routes[0].route.cluster a; "
       "virtual_hosts[0].routes[0].route.request_mirror_policies[0].cluster m; "
       "virtual_hosts[0].routes[1].route.weighted_clusters.clusters[0].name b"},
  });
}

TEST(HonouredRouteConfigurationTest, MistakesSayWhereTheyStand) {
  ConfigurationTable().Check({
      {"vhds", "vhds: {}", "refused vhds: is not supported"},
      {"cluster_specifier_plugins", "cluster_specifier_plugins: [{extension: {name: p}}]",
       "refused cluster_specifier_plugins: is not a known extension, got \"p\""},
      {"request_mirror_policies", "request_mirror_policies: [{}]",
       "refused request_mirror_policies[0]: must have either cluster or cluster_header"},
      {"request_headers_to_remove", "request_headers_to_remove: [':path']",
       "refused request_headers_to_remove[0]: must not be a pseudo header or host, got \":path\""},
  });
}

}  // namespace
}  // namespace nuncio::config
