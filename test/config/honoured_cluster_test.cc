// What each honoured field of a cluster becomes, a row for each.

#include "envoy/config/cluster/v3/cluster.pb.h"
#include "gtest/gtest.h"
#include "source/config/clusters/cluster.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::cluster::v3::Cluster;

void DescribeBalance(const upstream::BalanceOptions& balance, Lines& lines) {
  lines.Add("policy", balance.policy);
  lines.Add("choice_count", balance.choice_count);
  lines.Add("full_scan", balance.full_scan);
  lines.Add("active_request_bias", balance.active_request_bias);
  lines.Add("panic_threshold", balance.panic_threshold);
  lines.Add("fail_traffic_on_panic", balance.fail_traffic_on_panic);
}

void DescribeThresholds(const char* priority, const upstream::Thresholds& limits, Lines& lines) {
  const auto name = [&](const char* what) { return absl::StrCat(priority, " ", what); };
  lines.Add(name("max_connections"), limits.max_connections);
  lines.Add(name("max_pending_requests"), limits.max_pending_requests);
  lines.Add(name("max_requests"), limits.max_requests);
  lines.Add(name("max_retries"), limits.max_retries);
  lines.Add(name("track_remaining"), limits.track_remaining);
}

void DescribeHttp(const upstream::HttpOptions& http, Lines& lines) {
  lines.Add("idle_timeout", http.idle_timeout);
  lines.Add("max_connection_duration", http.max_connection_duration);
  lines.Add("max_requests_per_connection", http.max_requests_per_connection);
  lines.Add("max_stream_duration", http.max_stream_duration);
  lines.Add("max_fields", http.http1.limits.max_fields);
  lines.Add("max_bytes", http.http1.limits.max_bytes);
  lines.Add("header_case", http.http1.header_case);
  lines.Add("enable_trailers", http.http1.enable_trailers);
  lines.Add("allow_chunked_length", http.http1.allow_chunked_length);
  lines.Add("send_fully_qualified_url", http.http1.send_fully_qualified_url);
}

void DescribeEds(const EdsOptions& eds, Lines& lines) {
  lines.Add("service", eds.service_name);
  lines.Add("from", xds::client::ToString(eds.source.source));
}

void DescribeCluster(const Message& message, Scope& scope, Lines& lines) {
  const auto cluster = ParseCluster(message, false, scope);
  if (cluster == nullptr) return;
  const upstream::ClusterOptions& options = *cluster->options;
  lines.Add("name", options.name);
  lines.Add("stat name", options.stat_name());
  lines.Add("type", options.type);
  lines.Add("connect_timeout", options.connect_timeout);
  lines.Add("per_connection_buffer_limit", options.per_connection_buffer_limit);
  DescribeBalance(options.balance, lines);
  DescribeThresholds("default", options.thresholds[0], lines);
  DescribeThresholds("high", options.thresholds[1], lines);
  DescribeHttp(options.http, lines);
  lines.Add("metadata", options.metadata);
  for (const auto& host : cluster->endpoints.hosts) lines.Add("host", host.address);
  if (cluster->eds.has_value()) DescribeEds(*cluster->eds, lines);
}

FieldTable<Message> Table(const char* message = "{name: c, type: STATIC}") {
  return {"envoy.config.cluster.v3.", message, DescribeCluster};
}

TEST(HonouredClusterTest, Fields) {
  Table().Check({
      {"Cluster.name", "name: d", "name d; stat name d"},
      {"Cluster.alt_stat_name", "alt_stat_name: s", "stat name s"},
      {"Cluster.connect_timeout", "connect_timeout: 0.25s", "connect_timeout 250ms"},
      {"Cluster.per_connection_buffer_limit_bytes", "per_connection_buffer_limit_bytes: 9",
       "per_connection_buffer_limit 9"},
      {"Cluster.lb_policy", "lb_policy: RANDOM", "policy 2"},
      {"Cluster.lb_policy", "lb_policy: LEAST_REQUEST", "policy 1"},
      {"Cluster.metadata", "metadata: {filter_metadata: {n: {k: v}}}", "metadata n{\"k\":\"v\"}"},
      {"Cluster.load_assignment",
       "load_assignment: {cluster_name: c, endpoints: [{lb_endpoints: [{endpoint: {address: "
       "{socket_address: {address: 10.0.0.1, port_value: 80}}}}]}]}",
       "host 10.0.0.1:80"},
      {"Cluster.type", "{type: EDS, eds_cluster_config: {eds_config: {ads: {}}}}",
       "type 1; service c; from ADS"},
  });
}

TEST(HonouredClusterTest, Eds) {
  Table("{name: c, type: EDS, eds_cluster_config: {eds_config: {ads: {}}}}")
      .Check({
          {"Cluster.eds_cluster_config", "eds_cluster_config: {service_name: s}", "service s"},
          {"Cluster.EdsClusterConfig.service_name", "eds_cluster_config: {service_name: t}",
           "service t"},
          {"Cluster.EdsClusterConfig.eds_config",
           "eds_cluster_config: {eds_config: {path_config_source: {path: /f.yaml}}}",
           "from /f.yaml"},
      });
}

TEST(HonouredClusterTest, Balancing) {
  Table("{name: c, type: STATIC, lb_policy: LEAST_REQUEST}")
      .Check({
          {"Cluster.least_request_lb_config", "least_request_lb_config: {choice_count: 3}",
           "choice_count 3"},
          {"Cluster.LeastRequestLbConfig.choice_count",
           "least_request_lb_config: {choice_count: 4}", "choice_count 4"},
          {"Cluster.LeastRequestLbConfig.active_request_bias",
           "least_request_lb_config: {active_request_bias: {default_value: 0.5, runtime_key: k}}",
           "active_request_bias 0.5"},
      });
  FieldTable<Message> common = Table();
  common.Check({
      {"Cluster.common_lb_config", "common_lb_config: {healthy_panic_threshold: {value: 10}}",
       "panic_threshold 10"},
      {"Cluster.CommonLbConfig.healthy_panic_threshold",
       "common_lb_config: {healthy_panic_threshold: {}}", "panic_threshold 0"},
      {"Cluster.CommonLbConfig.zone_aware_lb_config",
       "common_lb_config: {zone_aware_lb_config: {fail_traffic_on_panic: true}}",
       "fail_traffic_on_panic yes"},
      {"Cluster.CommonLbConfig.ZoneAwareLbConfig.fail_traffic_on_panic",
       "common_lb_config: {zone_aware_lb_config: {fail_traffic_on_panic: true}}",
       "fail_traffic_on_panic yes"},
  });
  common.prefix = "envoy.";
  common.Check({
      {"type.v3.Percent.value", "common_lb_config: {healthy_panic_threshold: {value: 12.5}}",
       "panic_threshold 12.5"},
      {"config.core.v3.RuntimeDouble.default_value",
       "{lb_policy: LEAST_REQUEST, least_request_lb_config: {active_request_bias: {default_value: "
       "2, runtime_key: k}}}",
       "policy 1; active_request_bias 2"},
  });
}

std::string Policy(absl::string_view type, absl::string_view fields = "") {
  return absl::StrCat(
      "load_balancing_policy: {policies: [{typed_extension_config: {name: p, typed_config: "
      "{'@type': type.googleapis.com/envoy.extensions.load_balancing_policies.",
      type, fields, "}}}]}");
}

TEST(HonouredClusterTest, PoliciesByType) {
  Table("{name: c, type: STATIC, lb_policy: RANDOM}")
      .Check({
          {"Cluster.load_balancing_policy", Policy("round_robin.v3.RoundRobin").c_str(),
           "policy 0"},
          {"LoadBalancingPolicy.policies", Policy("least_request.v3.LeastRequest").c_str(),
           "policy 1"},
          {"LoadBalancingPolicy.Policy.typed_extension_config",
           Policy("least_request.v3.LeastRequest").c_str(), "policy 1"},
      });
  Table().Check({{"LoadBalancingPolicy.policies",
                  "load_balancing_policy: {policies: [{typed_extension_config: {name: new, "
                  "typed_config: {'@type': type.googleapis.com/xds.type.v3.TypedStruct, type_url: "
                  "type.googleapis.com/of.a.later.Age}}}, {typed_extension_config: {name: p, "
                  "typed_config: {'@type': type.googleapis.com/envoy.extensions."
                  "load_balancing_policies.random.v3.Random}}}]}",
                  "policy 2"}});
  FieldTable<Message> table = Table();
  table.prefix = "envoy.";
  table.Check({
      {"config.core.v3.TypedExtensionConfig.typed_config", Policy("random.v3.Random").c_str(),
       "policy 2"},
      {"extensions.load_balancing_policies.least_request.v3.LeastRequest.choice_count",
       Policy("least_request.v3.LeastRequest", ", choice_count: 5").c_str(),
       "policy 1; choice_count 5"},
      {"extensions.load_balancing_policies.least_request.v3.LeastRequest.active_request_bias",
       Policy("least_request.v3.LeastRequest",
              ", active_request_bias: {default_value: 0.5, runtime_key: k}")
           .c_str(),
       "policy 1; active_request_bias 0.5"},
      {"extensions.load_balancing_policies.least_request.v3.LeastRequest.enable_full_scan",
       Policy("least_request.v3.LeastRequest", ", enable_full_scan: true").c_str(),
       "policy 1; full_scan yes"},
      {"extensions.load_balancing_policies.least_request.v3.LeastRequest.selection_method",
       Policy("least_request.v3.LeastRequest", ", selection_method: FULL_SCAN").c_str(),
       "policy 1; full_scan yes"},
  });
  table.Check({
      {"config.cluster.v3.Cluster.load_balancing_policy", "load_balancing_policy: {}",
       "refused load_balancing_policy.policies: must have at least one policy"},
  });
}

TEST(HonouredClusterTest, CircuitBreakers) {
  Table().Check({
      {"Cluster.circuit_breakers", "circuit_breakers: {thresholds: [{max_connections: 2}]}",
       "default max_connections 2"},
      {"CircuitBreakers.thresholds", "circuit_breakers: {thresholds: [{max_connections: 3}]}",
       "default max_connections 3"},
      {"CircuitBreakers.Thresholds.max_connections",
       "circuit_breakers: {thresholds: [{max_connections: 4}]}", "default max_connections 4"},
      {"CircuitBreakers.Thresholds.max_pending_requests",
       "circuit_breakers: {thresholds: [{max_pending_requests: 5}]}",
       "default max_pending_requests 5"},
      {"CircuitBreakers.Thresholds.max_requests",
       "circuit_breakers: {thresholds: [{max_requests: 6}]}", "default max_requests 6"},
      {"CircuitBreakers.Thresholds.max_retries",
       "circuit_breakers: {thresholds: [{max_retries: 7}]}", "default max_retries 7"},
      {"CircuitBreakers.Thresholds.track_remaining",
       "circuit_breakers: {thresholds: [{track_remaining: true}]}", "default track_remaining yes"},
      {"CircuitBreakers.Thresholds.priority",
       "circuit_breakers: {thresholds: [{priority: HIGH, max_requests: 8}]}",
       "high max_requests 8"},
  });
}

TEST(HonouredClusterTest, OlderHttpFields) {
  Table().Check({
      {"Cluster.common_http_protocol_options", "common_http_protocol_options: {idle_timeout: 3s}",
       "idle_timeout 3000ms"},
      {"Cluster.max_requests_per_connection", "max_requests_per_connection: 4",
       "max_requests_per_connection 4"},
      {"Cluster.http_protocol_options", "http_protocol_options: {enable_trailers: true}",
       "enable_trailers yes"},
  });
}

std::string Http(absl::string_view fields) {
  return absl::StrCat(
      "typed_extension_protocol_options: {envoy.extensions.upstreams.http.v3.HttpProtocolOptions: "
      "{'@type': type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions, ",
      fields, "}}");
}

TEST(HonouredClusterTest, HttpProtocolOptions) {
  Table().Check(
      {{"Cluster.typed_extension_protocol_options",
        Http("explicit_http_config: {http_protocol_options: {enable_trailers: true}}").c_str(),
        "enable_trailers yes"}});
  FieldTable<Message> table = Table();
  table.prefix = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions.";
  table.Check({
      {"common_http_protocol_options",
       Http("common_http_protocol_options: {idle_timeout: 4s}, explicit_http_config: "
            "{http_protocol_options: {}}")
           .c_str(),
       "idle_timeout 4000ms"},
      {"explicit_http_config",
       Http("explicit_http_config: {http_protocol_options: {allow_chunked_length: true}}").c_str(),
       "allow_chunked_length yes"},
      {"ExplicitHttpConfig.http_protocol_options",
       Http("explicit_http_config: {http_protocol_options: {enable_trailers: true}}").c_str(),
       "enable_trailers yes"},
      {"use_downstream_protocol_config",
       Http("use_downstream_protocol_config: {http_protocol_options: {enable_trailers: true}}")
           .c_str(),
       "enable_trailers yes"},
      {"UseDownstreamHttpConfig.http_protocol_options",
       Http("use_downstream_protocol_config: {http_protocol_options: {enable_trailers: true}}")
           .c_str(),
       "enable_trailers yes"},
  });
}

TEST(HonouredClusterTest, HttpOptionsOfCore) {
  FieldTable<Message> table = Table();
  table.prefix = "envoy.config.core.v3.";
  table.Check({
      {"HttpProtocolOptions.idle_timeout", "common_http_protocol_options: {idle_timeout: 0s}",
       "idle_timeout none"},
      {"HttpProtocolOptions.max_connection_duration",
       "common_http_protocol_options: {max_connection_duration: 5s}",
       "max_connection_duration 5000ms"},
      {"HttpProtocolOptions.max_stream_duration",
       "common_http_protocol_options: {max_stream_duration: 6s}", "max_stream_duration 6000ms"},
      {"HttpProtocolOptions.max_requests_per_connection",
       "common_http_protocol_options: {max_requests_per_connection: 7}",
       "max_requests_per_connection 7"},
      {"HttpProtocolOptions.max_headers_count",
       "common_http_protocol_options: {max_headers_count: 8}", "max_fields 8"},
      {"HttpProtocolOptions.max_response_headers_kb",
       "common_http_protocol_options: {max_response_headers_kb: 2}", "max_bytes 2048"},
      {"Http1ProtocolOptions.header_key_format",
       "http_protocol_options: {header_key_format: {proper_case_words: {}}}", "header_case 1"},
      {"Http1ProtocolOptions.HeaderKeyFormat.proper_case_words",
       "http_protocol_options: {header_key_format: {proper_case_words: {}}}", "header_case 1"},
      {"Http1ProtocolOptions.enable_trailers", "http_protocol_options: {enable_trailers: true}",
       "enable_trailers yes"},
      {"Http1ProtocolOptions.allow_chunked_length",
       "http_protocol_options: {allow_chunked_length: true}", "allow_chunked_length yes"},
      {"Http1ProtocolOptions.send_fully_qualified_url",
       "http_protocol_options: {send_fully_qualified_url: true}", "send_fully_qualified_url yes"},
  });
}

TEST(HonouredClusterTest, TransportSockets) {
  FieldTable<Message> table = Table("{name: c, type: STATIC, transport_socket: {name: t}}");
  table.prefix = "envoy.config.core.v3.";
  // Bytes as they are, which need no factory.
  Table().Check(
      {{"Cluster.name",
        "{name: d, transport_socket: {name: t, typed_config: {'@type': "
        "type.googleapis.com/envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer}}}",
        "name d; stat name d"}});
  Table().Check({
      {"Cluster.transport_socket", "transport_socket: {name: t}",
       "refused transport_socket.typed_config: must be given: a transport socket is found by its "
       "type, got \"t\""},
  });
  table.Check({
      {"TransportSocket.name", "transport_socket: {name: u}",
       "refused transport_socket.typed_config: must be given: a transport socket is found by its "
       "type, got \"u\""},
      {"TransportSocket.typed_config",
       "transport_socket: {typed_config: {'@type': type.googleapis.com/google.protobuf.Duration, "
       "value: 1s}}",
       "refused transport_socket.typed_config: must be the type of a known transport socket, got "
       "\"google.protobuf.Duration\""},
  });
}

TEST(HonouredClusterTest, MistakesSayWhereTheyStand) {
  Table().Check({
      {"Cluster.type", "type: LOGICAL_DNS",
       "refused type: must be STATIC or EDS: others are not supported, got \"LOGICAL_DNS\""},
      {"Cluster.type", "type: EDS",
       "refused eds_cluster_config.eds_config: must be given for a cluster of type EDS"},
      {"Cluster.eds_cluster_config", "eds_cluster_config: {}",
       "refused eds_cluster_config: is for clusters of type EDS only"},
      {"Cluster.lb_policy", "lb_policy: RING_HASH",
       "refused lb_policy: must be ROUND_ROBIN, LEAST_REQUEST or RANDOM: others are not supported, "
       "got \"RING_HASH\""},
      {"Cluster.cluster_type", "cluster_type: {name: x}",
       "refused cluster_type: is not a known extension, got \"x\""},
      {"Cluster.lb_subset_config", "lb_subset_config: {}",
       "refused lb_subset_config: is not supported"},
      {"Cluster.filters", "filters: [{name: f}]", "refused filters: is not supported"},
      {"Cluster.transport_socket_matches", "transport_socket_matches: [{name: m}]",
       "refused transport_socket_matches: is not supported"},
      {"Cluster.typed_extension_protocol_options",
       "typed_extension_protocol_options: {x: {'@type': "
       "type.googleapis.com/google.protobuf.Duration, value: 1s}}",
       "refused typed_extension_protocol_options[\"x\"]: must be named as a known extension with "
       "such options, got \"x\""},
      {"Cluster.typed_extension_protocol_options", Http("auto_config: {}").c_str(),
       "refused typed_extension_protocol_options"
       "[\"envoy.extensions.upstreams.http.v3.HttpProtocolOptions\"]"
       "<envoy.extensions.upstreams.http.v3.HttpProtocolOptions>.auto_config: needs a transport "
       "socket with ALPN, which is not supported"},
  });
}

}  // namespace
}  // namespace nuncio::config
