// What each honoured field of the bootstrap becomes, a row for each.

#include "envoy/config/bootstrap/v3/bootstrap.pb.h"
#include "gtest/gtest.h"
#include "source/config/bootstrap/bootstrap.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::bootstrap::v3::Bootstrap;

void DescribeConfig(const BootstrapConfig& config, Lines& lines) {
  for (const auto& cluster : config.clusters) lines.Add("cluster", cluster->options->name);
  for (const auto& listener : config.listeners) lines.Add("listener", listener->options.name);
  if (config.ads) lines.Add("ads", config.ads->targets);
  if (config.cds) lines.Add("cds", xds::client::ToString(config.cds->source));
  if (config.lds) lines.Add("lds", xds::client::ToString(config.lds->source));
  if (config.admin) {
    lines.Add("admin", config.admin->address);
    lines.Add("allow_paths", config.admin->allow_paths);
    lines.Add("admin logs", config.admin->access_logs.size());
  }
  lines.Add("stats_flush_interval", config.stats_flush_interval);
  lines.Add("stats_flush_on_admin", config.stats_flush_on_admin);
  for (const HistogramBuckets& buckets : config.histogram_buckets) {
    lines.Add("buckets where it", buckets.name);
    lines.Add("bounds", buckets.bounds);
  }
}

// The scope's environment is filled from the bootstrap itself, as at the start.
void DescribeBootstrap(const Message& message, Scope& scope, Lines& lines) {
  ParserWorld world;
  const schema::Validator validator;
  schema::HonouredReport honoured({});
  const auto config =
      ParseBootstrap(message, validator, honoured, world.environment, scope.errors());
  if (config == nullptr) return;
  lines.Add("node", world.environment.node_id);
  lines.Add("node's cluster", world.environment.node_cluster);
  DescribeConfig(*config, lines);
}

FieldTable<Message> Table(const char* message = "node: {id: node, cluster: c}") {
  return {"envoy.config.", message, DescribeBootstrap};
}

constexpr const char* kXds =
    "{node: {id: node, cluster: c}, static_resources: {clusters: [{name: xds, type: STATIC, "
    "load_assignment: {cluster_name: xds, endpoints: [{lb_endpoints: [{endpoint: {address: "
    "{socket_address: {address: 127.0.0.1, port_value: 18000}}}}]}]}}]}}";

TEST(HonouredBootstrapTest, Node) {
  Table().Check({
      {"bootstrap.v3.Bootstrap.node", "node: {id: m}", "node m"},
      {"core.v3.Node.id", "node: {id: m}", "node m"},
      {"core.v3.Node.cluster", "node: {cluster: d}", "node's cluster d"},
  });
}

TEST(HonouredBootstrapTest, StaticResources) {
  Table().Check({
      {"bootstrap.v3.Bootstrap.static_resources",
       "static_resources: {clusters: [{name: a, type: STATIC}]}", "cluster a"},
      {"bootstrap.v3.Bootstrap.StaticResources.clusters",
       "static_resources: {clusters: [{name: b, type: STATIC}]}", "cluster b"},
      {"bootstrap.v3.Bootstrap.StaticResources.listeners",
       "static_resources: {listeners: [{name: l, address: {socket_address: {address: 127.0.0.1, "
       "port_value: 80}}, filter_chains: [{}]}]}",
       "listener l"},
  });
}

TEST(HonouredBootstrapTest, DynamicResources) {
  Table(kXds).Check({
      {"bootstrap.v3.Bootstrap.dynamic_resources",
       "dynamic_resources: {cds_config: {path_config_source: {path: /c}}}", "cds /c"},
      {"bootstrap.v3.Bootstrap.DynamicResources.cds_config",
       "dynamic_resources: {cds_config: {path_config_source: {path: /d}}}", "cds /d"},
      {"bootstrap.v3.Bootstrap.DynamicResources.lds_config",
       "dynamic_resources: {lds_config: {path_config_source: {path: /l}}}", "lds /l"},
      {"bootstrap.v3.Bootstrap.DynamicResources.ads_config",
       "dynamic_resources: {ads_config: {api_type: GRPC, transport_api_version: V3, "
       "grpc_services: [{envoy_grpc: {cluster_name: xds}}]}}",
       "ads [ipv4:127.0.0.1:18000]"},
  });
}

TEST(HonouredBootstrapTest, AdminAndStats) {
  Table().Check({
      {"bootstrap.v3.Bootstrap.admin",
       "admin: {address: {socket_address: {address: 127.0.0.1, port_value: 9901}}}",
       "admin 127.0.0.1:9901; allow_paths []; admin logs 0"},
      {"bootstrap.v3.Admin.address",
       "admin: {address: {socket_address: {address: 127.0.0.1, port_value: 9902}}}",
       "admin 127.0.0.1:9902; allow_paths []; admin logs 0"},
      {"bootstrap.v3.Admin.allow_paths",
       "admin: {address: {pipe: {path: /a}}, allow_paths: [{exact: a}]}",
       "admin /a; allow_paths [takes a]; admin logs 0"},
      {"bootstrap.v3.Admin.access_log",
       "admin: {address: {pipe: {path: /a}}, access_log: [{name: l, typed_config: {'@type': "
       "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog, path: /l}}]}",
       "admin /a; allow_paths []; admin logs 1"},
      {"bootstrap.v3.Admin.access_log_path",
       "admin: {address: {pipe: {path: /a}}, access_log_path: /l}",
       "admin /a; allow_paths []; admin logs 1"},
      {"bootstrap.v3.Bootstrap.stats_flush_interval", "stats_flush_interval: 3s",
       "stats_flush_interval 3000ms"},
      {"bootstrap.v3.Bootstrap.stats_flush_on_admin", "stats_flush_on_admin: true",
       "stats_flush_on_admin yes"},
      {"bootstrap.v3.Bootstrap.stats_config",
       "stats_config: {histogram_bucket_settings: [{match: {exact: a}, buckets: [2, 1]}]}",
       "buckets where it takes a; bounds [1, 2]"},
  });
  FieldTable<Message> metrics = Table();
  metrics.prefix = "envoy.config.metrics.v3.";
  metrics.Check({
      {"StatsConfig.histogram_bucket_settings",
       "stats_config: {histogram_bucket_settings: [{match: {exact: a}, buckets: [1]}]}",
       "buckets where it takes a; bounds [1]"},
      {"HistogramBucketSettings.match",
       "stats_config: {histogram_bucket_settings: [{match: {prefix: a}, buckets: [1]}]}",
       "buckets where it takes a ab; bounds [1]"},
      {"HistogramBucketSettings.buckets",
       "stats_config: {histogram_bucket_settings: [{match: {exact: a}, buckets: [5]}]}",
       "buckets where it takes a; bounds [5]"},
  });
}

TEST(HonouredBootstrapTest, MistakesSayWhereTheyStand) {
  Table("{}").Check({
      {"bootstrap.v3.Bootstrap.dynamic_resources",
       "dynamic_resources: {cds_config: {path_config_source: {path: /c}}}",
       "refused node.id: must be given where resources are discovered; refused node.cluster: must "
       "be given where resources are discovered"},
      {"bootstrap.v3.Bootstrap.static_resources",
       "static_resources: {clusters: [{name: a, type: STATIC}, {name: a, type: STATIC}]}",
       "refused static_resources.clusters[1].name: must not be that of another cluster, got "
       "\"a\""},
      {"bootstrap.v3.Bootstrap.static_resources",
       "static_resources: {listeners: [{name: k, address: {socket_address: {address: 127.0.0.1, "
       "port_value: 80}}, filter_chains: [{}]}, {name: l, address: {socket_address: {address: "
       "127.0.0.1, port_value: 80}}, filter_chains: [{}]}]}",
       "refused static_resources.listeners[1].address: must not be that of another listener, got "
       "\"127.0.0.1:80\""},
  });
}

}  // namespace
}  // namespace nuncio::config
