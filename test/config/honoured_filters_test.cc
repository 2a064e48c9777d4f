// What each honoured field of the filters of this build becomes, a row for each.

#include "envoy/extensions/filters/http/buffer/v3/buffer.pb.h"
#include "envoy/extensions/filters/http/router/v3/router.pb.h"
#include "envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy.pb.h"
#include "gtest/gtest.h"
#include "source/config/filters/buffer_filter.h"
#include "source/config/filters/router_filter.h"
#include "source/config/filters/tcp_proxy.h"
#include "source/extensions/filters/http/buffer/config.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

TEST(HonouredRouterTest, Fields) {
  using Message = ::envoy::extensions::filters::http::router::v3::Router;
  const FieldTable<Message> table = {
      "envoy.extensions.filters.http.router.v3.Router.", "{}",
      [](const Message& message, Scope& scope, Lines& lines) {
        const proxy::router::RouterOptions options = ParseRouterOptions(message, scope);
        lines.Add("suppress_envoy_headers", options.suppress_envoy_headers);
        lines.Add("respect_expected_rq_timeout", options.respect_expected_rq_timeout);
        lines.Add("strict_check_headers", options.strict_check_headers);
      }};
  table.Check({
      {"suppress_envoy_headers", "suppress_envoy_headers: true", "suppress_envoy_headers yes"},
      {"respect_expected_rq_timeout", "respect_expected_rq_timeout: true",
       "respect_expected_rq_timeout yes"},
      {"strict_check_headers", "strict_check_headers: [x-envoy-max-retries]",
       "strict_check_headers [x-envoy-max-retries]"},
      {"upstream_http_filters", "upstream_http_filters: [{name: f}]",
       "refused upstream_http_filters: is not supported"},
  });
}

TEST(HonouredBufferTest, Fields) {
  namespace buffer = ::envoy::extensions::filters::http::buffer::v3;
  namespace options = ::nuncio::extensions::buffer_filter;
  const FieldTable<buffer::Buffer> table = {
      "envoy.extensions.filters.http.buffer.v3.", "max_request_bytes: 1",
      [](const buffer::Buffer& message, Scope&, Lines& lines) {
        lines.Add("max_request_bytes", options::ParseBuffer(message).max_request_bytes);
      }};
  table.Check({{"Buffer.max_request_bytes", "max_request_bytes: 2", "max_request_bytes 2"}});

  const FieldTable<buffer::BufferPerRoute> route = {
      table.prefix, "buffer: {max_request_bytes: 1}",
      [](const buffer::BufferPerRoute& message, Scope& scope, Lines& lines) {
        google::protobuf::Any any;
        any.PackFrom(message);
        const auto parsed = std::static_pointer_cast<const options::BufferRouteOptions>(
            BufferExtension().parse_route(any, scope));
        lines.Add("disabled", parsed->disabled);
        lines.Add("max_request_bytes", parsed->buffer.max_request_bytes);
      }};
  route.Check({
      {"BufferPerRoute.buffer", "buffer: {max_request_bytes: 3}", "max_request_bytes 3"},
      {"BufferPerRoute.disabled", "disabled: true", "disabled yes; max_request_bytes 0"},
  });
}

void DescribeTcp(const ::envoy::extensions::filters::network::tcp_proxy::v3::TcpProxy& message,
                 Scope& scope, Lines& lines) {
  const proxy::tcp::TcpProxyOptions options = ParseTcpProxyOptions(message, scope);
  lines.Add("stat_prefix", options.stat_prefix);
  lines.Add("cluster", options.cluster);
  for (const auto& cluster : options.weighted_clusters) lines.Add(cluster.name, cluster.weight);
  lines.Add("idle_timeout", options.idle_timeout);
  lines.Add("max_downstream_connection_duration", options.max_downstream_connection_duration);
  lines.Add("max_connect_attempts", options.max_connect_attempts);
  lines.Add("connect_mode", options.connect_mode);
  lines.Add("max_early_data_bytes", options.max_early_data_bytes);
  lines.Add("log_on_connected", options.log_on_connected);
  lines.Add("log_interval", options.log_interval);
}

TEST(HonouredTcpProxyTest, Fields) {
  using Message = ::envoy::extensions::filters::network::tcp_proxy::v3::TcpProxy;
  const FieldTable<Message> table = {"envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.",
                                     "{stat_prefix: s, cluster: a}", DescribeTcp};
  table.Check({
      {"stat_prefix", "stat_prefix: t", "stat_prefix t"},
      {"cluster", "cluster: b", "cluster b"},
      {"weighted_clusters", "weighted_clusters: {clusters: [{name: w, weight: 3}]}",
       "cluster ; w 3"},
      {"WeightedCluster.clusters", "weighted_clusters: {clusters: [{name: v, weight: 3}]}",
       "cluster ; v 3"},
      {"WeightedCluster.ClusterWeight.name",
       "weighted_clusters: {clusters: [{name: u, weight: 3}]}", "cluster ; u 3"},
      {"WeightedCluster.ClusterWeight.weight",
       "weighted_clusters: {clusters: [{name: w, weight: 4}]}", "cluster ; w 4"},
      {"idle_timeout", "idle_timeout: 3s", "idle_timeout 3000ms"},
      {"idle_timeout", "idle_timeout: 0s", "idle_timeout none"},
      {"max_downstream_connection_duration", "max_downstream_connection_duration: 4s",
       "max_downstream_connection_duration 4000ms"},
      {"max_connect_attempts", "max_connect_attempts: 5", "max_connect_attempts 5"},
      {"upstream_connect_mode", "{upstream_connect_mode: ON_DOWNSTREAM_DATA}", "connect_mode 1"},
      {"max_early_data_bytes", "max_early_data_bytes: 6", "max_early_data_bytes 6"},
      {"access_log_options", "access_log_options: {flush_access_log_on_connected: true}",
       "log_on_connected yes"},
      {"TcpAccessLogOptions.flush_access_log_on_connected",
       "access_log_options: {flush_access_log_on_connected: true}", "log_on_connected yes"},
      {"TcpAccessLogOptions.access_log_flush_interval",
       "access_log_options: {access_log_flush_interval: 7s}", "log_interval 7000ms"},
      {"flush_access_log_on_connected", "flush_access_log_on_connected: true",
       "log_on_connected yes"},
      {"access_log_flush_interval", "access_log_flush_interval: 8s", "log_interval 8000ms"},
      {"idle_timeout", "idle_timeout: -1s", "refused idle_timeout: must not be negative"},
  });
}

// The whole extension, for what is read outside of the options.
TEST(HonouredTcpProxyTest, Parts) {
  using Message = ::envoy::extensions::filters::network::tcp_proxy::v3::TcpProxy;
  const FieldTable<Message> table = {
      "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.", "{stat_prefix: s, cluster: a}",
      [](const Message& message, Scope& scope, Lines& lines) {
        google::protobuf::Any any;
        any.PackFrom(message);
        lines.Add("made", TcpProxyExtension().parse(any, scope) != nullptr);
      }};
  table.Check({
      {"access_log", "access_log: [{name: l}]",
       "refused access_log[0].typed_config: must be given: an access log is found by its type, got "
       "\"l\""},
      {"tunneling_config", "tunneling_config: {hostname: h}",
       "refused tunneling_config: is not supported"},
  });
}

}  // namespace
}  // namespace nuncio::config
