// What each honoured field of a source of resources becomes, a row for each.

#include "envoy/config/bootstrap/v3/bootstrap.pb.h"
#include "envoy/config/core/v3/config_source.pb.h"
#include "gtest/gtest.h"
#include "source/config/shared/config_source.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::core::v3::ConfigSource;
using ::envoy::config::bootstrap::v3::Bootstrap;

void DescribeGrpc(const xds::client::GrpcSource& grpc, Lines& lines) {
  lines.Add("targets", grpc.targets);
  lines.Add("authority", grpc.authority);
  for (const auto& [name, value] : grpc.initial_metadata) lines.Add(name, value);
  lines.Add("back_off_base", grpc.back_off_base);
  lines.Add("back_off_max", grpc.back_off_max);
  lines.Add("max_message_bytes", grpc.max_message_bytes);
  lines.Add("node once", grpc.node_on_first_message_only);
}

void DescribeSource(const Message& message, Scope& scope, Lines& lines) {
  const std::optional<ResourceSource> source = ParseConfigSource(message, scope);
  if (!source.has_value()) return;
  lines.Add("initial_fetch_timeout", source->initial_fetch_timeout);
  lines.Add("from", xds::client::ToString(source->source));
  if (const auto* grpc = std::get_if<xds::client::GrpcSource>(&source->source)) {
    DescribeGrpc(*grpc, lines);
  }
  if (const auto* file = std::get_if<xds::client::FileSource>(&source->source)) {
    lines.Add("watches", file->watched_directory);
  }
}

FieldTable<Message> Table(const char* message) {
  return {"envoy.config.core.v3.", message, DescribeSource};
}

TEST(HonouredConfigSourceTest, Fields) {
  Table("ads: {}").Check({
      {"ConfigSource.path", "path: /f", "from /f; watches "},
      {"ConfigSource.path_config_source", "path_config_source: {path: /g}", "from /g; watches "},
      {"ConfigSource.initial_fetch_timeout", "initial_fetch_timeout: 3s",
       "initial_fetch_timeout 3000ms"},
      {"ConfigSource.api_config_source",
       "api_config_source: {api_type: GRPC, grpc_services: [{envoy_grpc: {cluster_name: xds}}]}",
       "from ipv4:127.0.0.1:18000; targets [ipv4:127.0.0.1:18000]; authority xds; back_off_base "
       "500ms; back_off_max 30000ms; max_message_bytes 0; node once no"},
      {"ConfigSource.resource_api_version", "resource_api_version: V2",
       "refused resource_api_version: must be V3, got \"V2\""},
  });
  Table("path: /f")
      .Check({
          {"ConfigSource.ads", "ads: {}", "from ADS"},
          {"ConfigSource.self", "self: {}", "from ADS"},
      });
  Table("path_config_source: {path: /f}")
      .Check({
          {"PathConfigSource.path", "path_config_source: {path: /h}", "from /h"},
          {"PathConfigSource.watched_directory",
           "path_config_source: {watched_directory: {path: /d}}", "watches /d"},
          {"WatchedDirectory.path", "path_config_source: {watched_directory: {path: /e}}",
           "watches /e"},
      });
}

TEST(HonouredConfigSourceTest, ApiConfigSources) {
  FieldTable<Message> table = Table(
      "api_config_source: {api_type: GRPC, grpc_services: [{envoy_grpc: {cluster_name: xds}}]}");
  table.prefix = "envoy.config.core.v3.ApiConfigSource.";
  table.Check({
      {"set_node_on_first_message_only",
       "api_config_source: {set_node_on_first_message_only: true}", "node once yes"},
      {"grpc_services",
       "api_config_source: {grpc_services: [{google_grpc: {target_uri: 'dns:///x:1'}}]}",
       "from ipv4:127.0.0.1:18000,dns:///x:1; targets [ipv4:127.0.0.1:18000, dns:///x:1]"},
      {"api_type", "api_config_source: {api_type: REST}",
       "refused api_config_source.api_type: must be GRPC: REST is not supported, got \"REST\""},
      {"api_type", "api_config_source: {api_type: DELTA_GRPC}",
       "refused api_config_source.api_type: must be GRPC: the incremental protocol is not "
       "supported, got \"DELTA_GRPC\""},
      {"transport_api_version", "api_config_source: {transport_api_version: V2}",
       "refused api_config_source.transport_api_version: must be V3, got \"V2\""},
  });
}

// A source with one service.
std::string Service(absl::string_view fields) {
  return absl::StrCat("api_config_source: {api_type: GRPC, grpc_services: [{", fields, "}]}");
}

TEST(HonouredConfigSourceTest, GrpcServices) {
  const std::string plain = Service("envoy_grpc: {cluster_name: xds}");
  // Beside the fields of a row, what a file's source does not have.
  const auto grpc = [](absl::string_view targets, absl::string_view authority,
                       absl::string_view rest) {
    return absl::StrCat("from ", targets, "; targets [", targets, "]; authority ", authority, rest);
  };
  const char* const known = "ipv4:127.0.0.1:18000";
  Table("path: /f")
      .Check({
          {"GrpcService.envoy_grpc", plain.c_str(),
           grpc(known, "xds",
                "; back_off_base 500ms; back_off_max 30000ms; max_message_bytes 0; node once no")
               .c_str()},
          {"GrpcService.EnvoyGrpc.cluster_name", plain.c_str(),
           grpc(known, "xds",
                "; back_off_base 500ms; back_off_max 30000ms; max_message_bytes 0; node once no")
               .c_str()},
          {"GrpcService.EnvoyGrpc.authority",
           Service("envoy_grpc: {cluster_name: xds, authority: a}").c_str(),
           grpc(known, "a",
                "; back_off_base 500ms; back_off_max 30000ms; max_message_bytes 0; node once no")
               .c_str()},
          {"GrpcService.EnvoyGrpc.max_receive_message_length",
           Service("envoy_grpc: {cluster_name: xds, max_receive_message_length: 9}").c_str(),
           grpc(known, "xds",
                "; back_off_base 500ms; back_off_max 30000ms; max_message_bytes 9; node once no")
               .c_str()},
          {"GrpcService.EnvoyGrpc.retry_policy",
           Service("envoy_grpc: {cluster_name: xds, retry_policy: {retry_back_off: {base_interval: "
                   "1s}}}")
               .c_str(),
           grpc(known, "xds",
                "; back_off_base 1000ms; back_off_max 30000ms; max_message_bytes 0; node once no")
               .c_str()},
          {"RetryPolicy.retry_back_off",
           Service("envoy_grpc: {cluster_name: xds, retry_policy: {retry_back_off: {base_interval: "
                   "2s}}}")
               .c_str(),
           grpc(known, "xds",
                "; back_off_base 2000ms; back_off_max 30000ms; max_message_bytes 0; node once no")
               .c_str()},
          {"BackoffStrategy.base_interval",
           Service("envoy_grpc: {cluster_name: xds, retry_policy: {retry_back_off: {base_interval: "
                   "3s}}}")
               .c_str(),
           grpc(known, "xds",
                "; back_off_base 3000ms; back_off_max 30000ms; max_message_bytes 0; node once no")
               .c_str()},
          {"BackoffStrategy.max_interval",
           Service("envoy_grpc: {cluster_name: xds, retry_policy: {retry_back_off: {base_interval: "
                   "1s, max_interval: 9s}}}")
               .c_str(),
           grpc(known, "xds",
                "; back_off_base 1000ms; back_off_max 9000ms; max_message_bytes 0; node once no")
               .c_str()},
          {"GrpcService.google_grpc", Service("google_grpc: {target_uri: t}").c_str(),
           grpc("t", "",
                "; back_off_base 500ms; back_off_max 30000ms; max_message_bytes 0; node once no")
               .c_str()},
          {"GrpcService.GoogleGrpc.target_uri", Service("google_grpc: {target_uri: u}").c_str(),
           grpc("u", "",
                "; back_off_base 500ms; back_off_max 30000ms; max_message_bytes 0; node once no")
               .c_str()},
          {"GrpcService.retry_policy",
           Service(
               "google_grpc: {target_uri: t}, retry_policy: {retry_back_off: {base_interval: 4s}}")
               .c_str(),
           grpc("t", "",
                "; back_off_base 4000ms; back_off_max 30000ms; max_message_bytes 0; node once no")
               .c_str()},
          {"GrpcService.initial_metadata",
           Service("google_grpc: {target_uri: t}, initial_metadata: [{key: X-K, value: v}]")
               .c_str(),
           grpc(
               "t", "",
               "; x-k v; back_off_base 500ms; back_off_max 30000ms; max_message_bytes 0; node once "
               "no")
               .c_str()},
      });
}

TEST(HonouredConfigSourceTest, MistakesSayWhereTheyStand) {
  Table("path: /f")
      .Check({
          {"GrpcService.envoy_grpc", Service("envoy_grpc: {cluster_name: other}").c_str(),
           "refused api_config_source.grpc_services[0].envoy_grpc.cluster_name: must be a static "
           "cluster of the bootstrap with endpoints, got \"other\""},
          {"ApiConfigSource.api_type", "api_config_source: {api_type: GRPC}",
           "refused api_config_source.grpc_services: must have at least one service"},
      });
}

TEST(HonouredConfigSourceTest, TargetsOfStaticClusters) {
  const FieldTable<Bootstrap> table = {
      "envoy.config.bootstrap.v3.Bootstrap.", "{}",
      [](const Bootstrap& bootstrap, Scope&, Lines& lines) {
        for (const auto& [name, targets] : FindGrpcTargets(bootstrap)) lines.Add(name, targets);
      }};
  const auto cluster = [](absl::string_view name, absl::string_view address) {
    return absl::StrCat("static_resources: {clusters: [{name: ", name,
                        ", load_assignment: {cluster_name: c, endpoints: [{lb_endpoints: "
                        "[{endpoint: {address: {",
                        address, "}}}]}]}}]}");
  };
  table.Check({
      {"static_resources",
       cluster("a", "socket_address: {address: 10.0.0.1, port_value: 1}").c_str(),
       "a [ipv4:10.0.0.1:1]"},
      {"StaticResources.clusters",
       cluster("b", "socket_address: {address: '::1', port_value: 2}").c_str(), "b [ipv6:[::1]:2]"},
      {"StaticResources.clusters",
       cluster("c", "socket_address: {address: x.test, port_value: 3}").c_str(),
       "c [dns:///x.test:3]"},
      {"StaticResources.clusters", cluster("d", "pipe: {path: /s}").c_str(), "d [unix:/s]"},
      {"StaticResources.clusters", cluster("e", "pipe: {path: '@s'}").c_str(),
       "e [unix-abstract:s]"},
  });
}

}  // namespace
}  // namespace nuncio::config
