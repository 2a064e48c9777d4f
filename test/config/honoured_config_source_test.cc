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
      {"ConfigSource.initial_fetch_timeout", "initial_fetch_timeout: -1s",
       "refused initial_fetch_timeout: must not be negative"},
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
          {"ConfigSource.self", "self: {}", "refused self: is not supported"},
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
       "refused api_config_source.grpc_services: must have one service: several are not "
       "supported"},
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
                "; back_off_base 1000ms; back_off_max 10000ms; max_message_bytes 0; node once no")
               .c_str()},
          {"RetryPolicy.retry_back_off",
           Service("envoy_grpc: {cluster_name: xds, retry_policy: {retry_back_off: {base_interval: "
                   "2s}}}")
               .c_str(),
           grpc(known, "xds",
                "; back_off_base 2000ms; back_off_max 20000ms; max_message_bytes 0; node once no")
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
                "; back_off_base 4000ms; back_off_max 40000ms; max_message_bytes 0; node once no")
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

TEST(HonouredConfigSourceTest, MetadataThatGrpcWouldEndTheProcessOverIsRefused) {
  const auto service = [](absl::string_view metadata) {
    return Service(
        absl::StrCat("google_grpc: {target_uri: t}, initial_metadata: [", metadata, "]"));
  };
  const char* const at = "refused api_config_source.grpc_services[0].initial_metadata[0]";
  const std::string key =
      absl::StrCat(at, ".key: must consist of letters, digits, '-', '_' and '.', got ");
  const std::string value = absl::StrCat(
      at, ".value: must consist of printable ASCII characters, or the key end in -bin");
  Table("path: /f")
      .Check({
          {"GrpcService.initial_metadata", service("{key: 'bad key', value: v}").c_str(),
           (key + "\"bad key\"").c_str()},
          {"GrpcService.initial_metadata", service("{key: ':authority', value: v}").c_str(),
           (key + "\":authority\"").c_str()},
          {"GrpcService.initial_metadata", service("{key: k, value: 'h\u00e9llo'}").c_str(),
           value.c_str()},
          {"GrpcService.initial_metadata", service("{key: k, value: \"a\\x01\"}").c_str(),
           value.c_str()},
          {"GrpcService.initial_metadata", service("{key: k-bin, value: \"\\x01\"}").c_str(),
           "from t; targets [t]; authority ; k-bin \x01; back_off_base 500ms; back_off_max "
           "30000ms; "
           "max_message_bytes 0; node once no"},
      });
}

TEST(HonouredConfigSourceTest, BackOffsOfTheServiceHoldForClustersToo) {
  const std::string own =
      "envoy_grpc: {cluster_name: xds, retry_policy: {retry_back_off: "
      "{base_interval: 1s}}}";
  const std::string of_service =
      "retry_policy: {retry_back_off: {base_interval: 0.010s, "
      "max_interval: 0.020s}}";
  const auto expected = [](absl::string_view base, absl::string_view most) {
    return absl::StrCat(
        "from ipv4:127.0.0.1:18000; targets [ipv4:127.0.0.1:18000]; authority xds; back_off_base ",
        base, "; back_off_max ", most, "; max_message_bytes 0; node once no");
  };
  Table("path: /f")
      .Check({
          {"GrpcService.retry_policy",
           Service("envoy_grpc: {cluster_name: xds}, " + of_service).c_str(),
           expected("10ms", "20ms").c_str()},
          {"GrpcService.retry_policy", Service(own + ", " + of_service).c_str(),
           expected("1000ms", "10000ms").c_str()},
      });
}

TEST(HonouredConfigSourceTest, WatchedFilesAndDirectoriesMustExist) {
  ParserWorld world;
  world.environment.check_files = true;
  Scope scope = world.MakeScope();
  Message message;
  ReadYaml("path_config_source: {path: /no/f, watched_directory: {path: /no/d}}", message);
  ParseConfigSource(message, scope);
  EXPECT_EQ(Describe(world.errors),
            (std::vector<std::string>{
                "refused path_config_source.path: must name a file that exists, got \"/no/f\"",
                "refused path_config_source.watched_directory.path: must name a directory that "
                "exists, got \"/no/d\""}));
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
