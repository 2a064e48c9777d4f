// What each honoured field of a route that forwards becomes, a row for each.

#include "envoy/config/route/v3/route_components.pb.h"
#include "gtest/gtest.h"
#include "source/config/routes/route_action.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::route::v3::RouteAction;

struct RewriteText {
  std::string operator()(absl::monostate) { return "none"; }
  std::string operator()(const policy::PrefixRewrite& rewrite) { return rewrite.replacement; }
  std::string operator()(const matching::RegexSubstitution& rewrite) { return Text(rewrite); }
  std::string operator()(const matching::UriTemplateRewrite& rewrite) { return rewrite.text(); }
  std::string operator()(const policy::FormatRewrite& rewrite) { return Text(rewrite.format); }
};

struct HostText {
  std::string operator()(absl::monostate) { return "none"; }
  std::string operator()(const routing::HostRewriteLiteral& rewrite) { return rewrite.host; }
  std::string operator()(const routing::AutoHostRewrite&) { return "the endpoint's"; }
  std::string operator()(const routing::HostRewriteHeader& rewrite) {
    return "header " + rewrite.header;
  }
  std::string operator()(const matching::RegexSubstitution& rewrite) { return Text(rewrite); }
  std::string operator()(const routing::HostRewriteFormat& rewrite) { return Text(rewrite.format); }
};

struct ClusterLines {
  void operator()(const routing::SingleCluster& single) { lines.Add("cluster", single.cluster); }
  void operator()(const routing::ClusterFromHeader& header) {
    lines.Add("cluster from", header.cluster_header);
  }
  void operator()(const routing::WeightedClusters& weighted) {
    lines.Add("header_name", weighted.header_name);
    lines.Add("runtime_key_prefix", weighted.runtime_key_prefix);
    for (const routing::ClusterWeight& cluster : weighted.clusters) {
      lines.Add(absl::StrCat("weight of ", cluster.name, cluster.cluster_header), cluster.weight);
      lines.Add("its metadata", cluster.metadata_match);
      lines.Add("its request", cluster.headers.request);
      lines.Add("its response", cluster.headers.response);
      lines.Add("its host", cluster.host_rewrite_literal);
      lines.Add("its filters", !cluster.typed_per_filter_config.empty());
    }
  }
  Lines& lines;
};

void DescribeTimeouts(const policy::Timeouts& timeouts, Lines& lines) {
  lines.Add("timeout", timeouts.timeout);
  lines.Add("idle_timeout", timeouts.idle_timeout);
  lines.Add("flush_timeout", timeouts.flush_timeout);
  lines.Add("max_stream_duration", timeouts.max_stream_duration);
  lines.Add("grpc_timeout_header_max", timeouts.grpc_timeout_header_max);
  lines.Add("grpc_timeout_header_offset", timeouts.grpc_timeout_header_offset);
  lines.Add("max_grpc_timeout", timeouts.max_grpc_timeout);
  lines.Add("grpc_timeout_offset", timeouts.grpc_timeout_offset);
}

void DescribeRedirects(const routing::InternalRedirectPolicy& policy, Lines& lines) {
  lines.Add("max_internal_redirects", policy.max_internal_redirects);
  lines.Add("redirect_response_codes", policy.redirect_response_codes);
  lines.Add("allow_cross_scheme_redirect", policy.allow_cross_scheme_redirect);
  lines.Add("response_headers_to_copy", policy.response_headers_to_copy);
  if (policy.previous_routes) lines.Add("previous_routes", true);
  if (policy.safe_cross_scheme) lines.Add("safe_cross_scheme", true);
  if (policy.allow_listed_routes) lines.Add("allow_listed_routes", *policy.allow_listed_routes);
}

void DescribeAction(const Message& message, Scope& scope, Lines& lines) {
  const routing::RouteAction action = ParseRouteAction(message, nullptr, scope);
  absl::visit(ClusterLines{lines}, action.cluster_specifier);
  lines.Add("not found", action.cluster_not_found_response_code);
  lines.Add("metadata_match", action.metadata_match);
  lines.Add("path", absl::visit(RewriteText(), action.path_rewrite));
  lines.Add("host", absl::visit(HostText(), action.host_rewrite));
  lines.Add("append_x_forwarded_host", action.append_x_forwarded_host);
  DescribeTimeouts(action.timeouts, lines);
  if (action.retry_policy.has_value()) lines.Add("num_retries", action.retry_policy->num_retries);
  for (const auto& mirror : action.request_mirror_policies) lines.Add("mirror", mirror.cluster);
  lines.Add("priority", action.priority);
  lines.Add("hash policies", action.hash_policy.size());
  for (const routing::UpgradeConfig& upgrade : action.upgrade_configs) {
    lines.Add("upgrade", upgrade.upgrade_type);
    lines.Add("enabled", upgrade.enabled);
    lines.Add("terminates", upgrade.terminate_connect);
    lines.Add("allow_post", upgrade.allow_post);
  }
  if (action.internal_redirect_policy) DescribeRedirects(*action.internal_redirect_policy, lines);
  if (action.hedge_policy) lines.Add("hedges", action.hedge_policy->hedge_on_per_try_timeout);
}

FieldTable<Message> Table(const char* message = "cluster: a") {
  return {"envoy.config.route.v3.RouteAction.", message, DescribeAction};
}

TEST(HonouredRouteActionTest, Fields) {
  Table().Check({
      {"cluster", "cluster: b", "cluster b"},
      {"cluster_header", "cluster_header: X-C", "cluster from x-c"},
      {"cluster_not_found_response_code", "cluster_not_found_response_code: NOT_FOUND",
       "not found 404"},
      {"cluster_not_found_response_code", "cluster_not_found_response_code: INTERNAL_SERVER_ERROR",
       "not found 500"},
      {"metadata_match", "metadata_match: {filter_metadata: {envoy.lb: {v: 1}}}",
       "metadata_match {\"v\":1}"},
      {"prefix_rewrite", "prefix_rewrite: /b", "path /b"},
      {"regex_rewrite", "regex_rewrite: {pattern: {regex: a}, substitution: b}", "path a -> b"},
      {"path_rewrite", "path_rewrite: '/x%REQ(x-a)%'", "path /x1"},
      {"host_rewrite_literal", "host_rewrite_literal: h", "host h"},
      {"auto_host_rewrite", "auto_host_rewrite: true", "host the endpoint's"},
      {"host_rewrite_header", "host_rewrite_header: X-H", "host header x-h"},
      {"host_rewrite_path_regex", "host_rewrite_path_regex: {pattern: {regex: a}, substitution: b}",
       "host a -> b"},
      {"host_rewrite", "host_rewrite: 'h%REQ(x-a)%'", "host h1"},
      {"append_x_forwarded_host", "append_x_forwarded_host: true", "append_x_forwarded_host yes"},
      {"timeout", "timeout: 3s", "timeout 3000ms"},
      {"idle_timeout", "idle_timeout: 4s", "idle_timeout 4000ms"},
      {"flush_timeout", "flush_timeout: 5s", "flush_timeout 5000ms"},
      {"max_stream_duration", "max_stream_duration: {max_stream_duration: 6s}",
       "max_stream_duration 6000ms"},
      {"MaxStreamDuration.max_stream_duration", "max_stream_duration: {max_stream_duration: 7s}",
       "max_stream_duration 7000ms"},
      {"MaxStreamDuration.grpc_timeout_header_max",
       "max_stream_duration: {grpc_timeout_header_max: 8s}", "grpc_timeout_header_max 8000ms"},
      {"MaxStreamDuration.grpc_timeout_header_offset",
       "max_stream_duration: {grpc_timeout_header_offset: 0.5s}",
       "grpc_timeout_header_offset 500ms"},
      {"max_grpc_timeout", "max_grpc_timeout: 9s", "max_grpc_timeout 9000ms"},
      {"grpc_timeout_offset", "grpc_timeout_offset: 1s", "grpc_timeout_offset 1000ms"},
      {"retry_policy", "retry_policy: {num_retries: 4}", "num_retries 4"},
      {"request_mirror_policies", "request_mirror_policies: [{cluster: m}]", "mirror m"},
      {"priority", "priority: HIGH", "priority 1"},
      {"hash_policy", "hash_policy: [{query_parameter: {name: q}}]", "hash policies 1"},
      {"hedge_policy", "hedge_policy: {hedge_on_per_try_timeout: true}", "hedges yes"},
  });
}

TEST(HonouredRouteActionTest, WeightedClusters) {
  FieldTable<Message> table = Table("weighted_clusters: {clusters: [{name: a, weight: 1}]}");
  table.prefix = "envoy.config.route.v3.";
  table.Check({
      {"RouteAction.weighted_clusters", "weighted_clusters: {clusters: [{name: b, weight: 2}]}",
       "weight of b 2"},
      {"WeightedCluster.clusters", "weighted_clusters: {clusters: [{name: c, weight: 3}]}",
       "weight of c 3"},
      {"WeightedCluster.header_name", "weighted_clusters: {header_name: X-W}", "header_name x-w"},
      {"WeightedCluster.runtime_key_prefix", "weighted_clusters: {runtime_key_prefix: k}",
       "runtime_key_prefix k"},
      {"WeightedCluster.ClusterWeight.name",
       "weighted_clusters: {clusters: [{name: d, weight: 1}]}", "weight of d 1"},
      {"WeightedCluster.ClusterWeight.cluster_header",
       "weighted_clusters: {clusters: [{cluster_header: X-C, weight: 1}]}", "weight of x-c 1"},
      {"WeightedCluster.ClusterWeight.weight",
       "weighted_clusters: {clusters: [{name: a, weight: 7}]}", "weight of a 7"},
      {"WeightedCluster.ClusterWeight.metadata_match",
       "weighted_clusters: {clusters: [{name: a, weight: 1, metadata_match: "
       "{filter_metadata: {envoy.lb: {v: 1}}}}]}",
       "its metadata {\"v\":1}"},
      {"WeightedCluster.ClusterWeight.request_headers_to_add",
       "weighted_clusters: {clusters: [{name: a, weight: 1, request_headers_to_add: [{header: "
       "{key: x-new, value: '2'}}]}]}",
       "its request x-old=1 x-drop=1 x-new=2"},
      {"WeightedCluster.ClusterWeight.request_headers_to_remove",
       "weighted_clusters: {clusters: [{name: a, weight: 1, request_headers_to_remove: "
       "[x-drop]}]}",
       "its request x-old=1"},
      {"WeightedCluster.ClusterWeight.response_headers_to_add",
       "weighted_clusters: {clusters: [{name: a, weight: 1, response_headers_to_add: [{header: "
       "{key: x-new, value: '2'}}]}]}",
       "its response x-old=1 x-drop=1 x-new=2"},
      {"WeightedCluster.ClusterWeight.response_headers_to_remove",
       "weighted_clusters: {clusters: [{name: a, weight: 1, response_headers_to_remove: "
       "[x-drop]}]}",
       "its response x-old=1"},
      {"WeightedCluster.ClusterWeight.host_rewrite_literal",
       "weighted_clusters: {clusters: [{name: a, weight: 1, host_rewrite_literal: h}]}",
       "its host h"},
      {"WeightedCluster.ClusterWeight.typed_per_filter_config",
       "weighted_clusters: {clusters: [{name: a, weight: 1, typed_per_filter_config: {f: {'@type': "
       "type.googleapis.com/google.protobuf.UInt32Value, value: 1}}}]}",
       "its filters yes"},
  });
}

TEST(HonouredRouteActionTest, Upgrades) {
  Table().Check({
      {"upgrade_configs", "upgrade_configs: [{upgrade_type: websocket}]",
       "upgrade websocket; enabled yes; terminates no; allow_post no"},
      {"UpgradeConfig.upgrade_type", "upgrade_configs: [{upgrade_type: h}]",
       "upgrade h; enabled yes; terminates no; allow_post no"},
      {"UpgradeConfig.enabled", "upgrade_configs: [{upgrade_type: h, enabled: false}]",
       "upgrade h; enabled no; terminates no; allow_post no"},
      {"UpgradeConfig.connect_config",
       "upgrade_configs: [{upgrade_type: CONNECT, connect_config: {}}]",
       "upgrade CONNECT; enabled yes; terminates yes; allow_post no"},
      {"UpgradeConfig.ConnectConfig.allow_post",
       "upgrade_configs: [{upgrade_type: CONNECT, connect_config: {allow_post: true}}]",
       "upgrade CONNECT; enabled yes; terminates yes; allow_post yes"},
  });
}

TEST(HonouredRouteActionTest, InternalRedirects) {
  FieldTable<Message> table = Table();
  table.prefix = "envoy.config.route.v3.";
  table.Check({
      {"RouteAction.internal_redirect_action", "internal_redirect_action: HANDLE_INTERNAL_REDIRECT",
       "max_internal_redirects 1; redirect_response_codes [302]; allow_cross_scheme_redirect no; "
       "response_headers_to_copy []"},
      {"RouteAction.internal_redirect_policy", "internal_redirect_policy: {}",
       "max_internal_redirects 1; redirect_response_codes [302]; allow_cross_scheme_redirect no; "
       "response_headers_to_copy []"},
  });
  FieldTable<Message> old =
      Table("{cluster: a, internal_redirect_action: HANDLE_INTERNAL_REDIRECT}");
  old.Check({{"max_internal_redirects", "max_internal_redirects: 3", "max_internal_redirects 3"}});
  FieldTable<Message> policy = Table("{cluster: a, internal_redirect_policy: {}}");
  policy.prefix = "envoy.config.route.v3.InternalRedirectPolicy.";
  policy.Check({
      {"max_internal_redirects", "internal_redirect_policy: {max_internal_redirects: 2}",
       "max_internal_redirects 2"},
      {"redirect_response_codes", "internal_redirect_policy: {redirect_response_codes: [301, 307]}",
       "redirect_response_codes [301, 307]"},
      {"allow_cross_scheme_redirect",
       "internal_redirect_policy: {allow_cross_scheme_redirect: true}",
       "allow_cross_scheme_redirect yes"},
      {"redirect_response_codes", "internal_redirect_policy: {redirect_response_codes: [200, 303]}",
       "redirect_response_codes [303]"},
      {"response_headers_to_copy", "internal_redirect_policy: {response_headers_to_copy: [X-A]}",
       "response_headers_to_copy [x-a]"},
      {"predicates",
       "internal_redirect_policy: {predicates: [{name: p, typed_config: {'@type': "
       "type.googleapis.com/envoy.extensions.internal_redirect.previous_routes.v3."
       "PreviousRoutesConfig}}]}",
       "previous_routes yes"},
      {"predicates",
       "internal_redirect_policy: {predicates: [{name: p, typed_config: {'@type': "
       "type.googleapis.com/envoy.extensions.internal_redirect.safe_cross_scheme.v3."
       "SafeCrossSchemeConfig}}]}",
       "safe_cross_scheme yes"},
      {"predicates",
       "internal_redirect_policy: {predicates: [{name: p, typed_config: {'@type': "
       "type.googleapis.com/envoy.extensions.internal_redirect.allow_listed_routes.v3."
       "AllowListedRoutesConfig, allowed_route_names: [r]}}]}",
       "allow_listed_routes [r]"},
  });
}

TEST(HonouredRouteActionTest, MistakesSayWhereTheyStand) {
  FieldTable<Message> table = Table();
  table.prefix = "envoy.config.route.v3.";
  table.Check({
      {"RouteAction.regex_rewrite",
       "{prefix_rewrite: /b, regex_rewrite: {pattern: {regex: a}, substitution: b}}",
       "refused : must have at most one of prefix_rewrite, regex_rewrite, path_rewrite and "
       "path_rewrite_policy"},
      {"RouteAction.path_rewrite_policy", "path_rewrite_policy: {name: p}",
       "refused path_rewrite_policy.typed_config: must be the type of a known policy"},
      {"RouteAction.timeout", "timeout: -1s", "refused timeout: must not be negative"},
      {"RouteAction.weighted_clusters", "weighted_clusters: {clusters: [{name: a}]}",
       "refused weighted_clusters.clusters: must have a sum of weights above 0"},
      {"WeightedCluster.ClusterWeight.cluster_header",
       "weighted_clusters: {clusters: [{name: a, cluster_header: x, weight: 1}]}",
       "refused weighted_clusters.clusters[0]: must have either name or cluster_header"},
      {"WeightedCluster.use_hash_policy",
       "weighted_clusters: {clusters: [{name: a, weight: 1}], use_hash_policy: true}",
       "refused weighted_clusters.use_hash_policy: is not supported"},
      {"RouteAction.UpgradeConfig.upgrade_type",
       "upgrade_configs: [{upgrade_type: a}, {upgrade_type: A}]",
       "refused upgrade_configs[1].upgrade_type: must not stand twice, got \"A\""},
      {"RouteAction.UpgradeConfig.connect_config",
       "upgrade_configs: [{upgrade_type: a, connect_config: {}}]",
       "refused upgrade_configs[0].connect_config: is for CONNECT only"},
      {"InternalRedirectPolicy.predicates", "internal_redirect_policy: {predicates: [{name: p}]}",
       "refused internal_redirect_policy.predicates[0].typed_config: must be the type of a known "
       "predicate"},
      {"InternalRedirectPolicy.response_headers_to_copy",
       "internal_redirect_policy: {response_headers_to_copy: [host]}",
       "refused internal_redirect_policy.response_headers_to_copy: must not be a pseudo header or "
       "host, got \"host\""},
  });
}

}  // namespace
}  // namespace nuncio::config
