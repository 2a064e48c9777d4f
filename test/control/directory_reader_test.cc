// Checks source/control/directory_reader.h: files become resources, mistakes say where they stand.

#include "source/control/directory_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "test/control/temporary_directory.h"

namespace nuncio::control {
namespace {

std::string Cluster(const std::string& name, const std::string& rest = "") {
  return absl::StrCat("- {\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster, name: ",
                      name, rest, "}\n");
}

class DirectoryReaderTest : public testing::Test {
 protected:
  LoadedResources Read() { return ReadDirectory(directory_.path(), reader_); }
  // Without the directory's path.
  std::string Short(const schema::ConfigErrors& errors) {
    return absl::StrReplaceAll(errors.ToString(), {{directory_.path() + "/", ""}});
  }

  const test::TemporaryDirectory directory_;
  ResourceReader reader_{[](absl::string_view) {}};
};

TEST_F(DirectoryReaderTest, ReadsAllFilesOfAllForms) {
  directory_.MoveIn("b.yaml", "resources:\n" + Cluster("a") + Cluster("b"));
  directory_.MoveIn("a.json",
                    R"({"resources": [{"@type":
                       "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
                       "clusterName": "e"}]})");
  directory_.MoveIn("empty.yaml", "resources: []");
  directory_.MoveIn("notes.txt", "not a resource");
  directory_.MoveIn("b.yaml~", "not a resource");
  directory_.MoveIn(".hidden.yaml", "not a resource");
  const LoadedResources loaded = Read();
  EXPECT_EQ(Short(loaded.errors), "");
  ASSERT_EQ(loaded.resources.size(), 3u);
  EXPECT_EQ(loaded.resources[0].name, "e");
  EXPECT_EQ(loaded.resources[1].name, "a");
  EXPECT_EQ(loaded.resources[2].name, "b");
}

TEST_F(DirectoryReaderTest, ErrorsSayWhereAndWhat) {
  const struct {
    std::string text;
    std::string error;
  } cases[] = {
      {"resources:\n" + Cluster("a", ", connect_timeout: 0s"),
       "f.yaml:2:75: envoy.config.cluster.v3.Cluster \"a\": connect_timeout: must be greater than "
       "0s, got 0s"},
      // A file that somebody is just writing must not take everything away.
      {"", "f.yaml:1:1: envoy.service.discovery.v3.DiscoveryResponse: the document is empty"},
      {"resources:\n" + Cluster("a", ", what: 1"),
       "f.yaml:2:75: envoy.service.discovery.v3.DiscoveryResponse: "
       "resources[0]<envoy.config.cluster.v3.Cluster>.what: is not a field of "
       "envoy.config.cluster.v3.Cluster"},
      {"resources:\n" + Cluster("a") + Cluster("a"),
       "f.yaml:3:3: envoy.config.cluster.v3.Cluster \"a\": must stand once, and stands at "
       "f.yaml:2:3 too"},
      {"resources:\n- {\"@type\": type.googleapis.com/google.protobuf.Duration, value: 1s}\n",
       "f.yaml:2:3: google.protobuf.Duration: resources[0]: must be one of Cluster, "
       "ClusterLoadAssignment, Listener, RouteConfiguration, ScopedRouteConfiguration, Secret, "
       "Runtime, TypedExtensionConfig, got \"type.googleapis.com/google.protobuf.Duration\""},
      {"resources:\n- {\"@type\": type.googleapis.com/envoy.config.route.v3.RouteConfiguration}\n",
       "f.yaml:2:3: envoy.config.route.v3.RouteConfiguration: resources[0]: must have a name"},
  };
  for (const auto& each : cases) {
    directory_.MoveIn("f.yaml", each.text);
    EXPECT_EQ(Short(Read().errors), each.error);
  }
}

TEST_F(DirectoryReaderTest, MissingDirectoryIsAnError) {
  EXPECT_EQ(ReadDirectory("/does/not/exist", reader_).errors.count(), 1u);
}

TEST_F(DirectoryReaderTest, CheckerHasTheLastWord) {
  ResourceReader strict([](absl::string_view) {},
                        [](absl::string_view, const google::protobuf::Message&,
                           const schema::ResourceId& id, schema::ConfigErrors& errors) {
                          errors.Add({.resource = id, .field_path = "name", .rule = "must be b"});
                        });
  directory_.MoveIn("f.yaml", "resources:\n" + Cluster("a"));
  EXPECT_EQ(Short(ReadDirectory(directory_.path(), strict).errors),
            "f.yaml:2:66: envoy.config.cluster.v3.Cluster \"a\": name: must be b");
}

TEST_F(DirectoryReaderTest, DanglingNamesAreWarnings) {
  directory_.MoveIn("f.yaml", R"(
resources:
- "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
  name: a
  type: EDS
  eds_cluster_config: {eds_config: {ads: {}}}
- "@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
  cluster_name: e
- "@type": type.googleapis.com/envoy.config.listener.v3.Listener
  name: l
  address: {socket_address: {address: 127.0.0.1, port_value: 0}}
  filter_chains:
  - filters:
    - name: http
      typed_config:
        "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
        stat_prefix: x
        rds: {route_config_name: nowhere, config_source: {ads: {}}}
- "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
  name: r
  virtual_hosts:
  - name: v
    domains: ["*"]
    routes:
    - match: {prefix: /}
      route: {cluster: b}
    - match: {prefix: /}
      route: {weighted_clusters: {clusters: [{name: a, weight: 1}, {name: c, weight: 1}]}}
)");
  const LoadedResources loaded = Read();
  EXPECT_EQ(Short(loaded.errors), "");
  EXPECT_EQ(
      Short(loaded.warnings),
      "f.yaml:3:3: envoy.config.cluster.v3.Cluster \"a\": eds_cluster_config: there is no "
      "ClusterLoadAssignment of this name, got \"a\"\n"
      "f.yaml:7:3: envoy.config.endpoint.v3.ClusterLoadAssignment \"e\": cluster_name: no EDS "
      "cluster takes these endpoints, got \"e\"\n"
      "f.yaml:9:3: envoy.config.listener.v3.Listener \"l\": "
      "filter_chains[0].filters[0].typed_config<envoy.extensions.filters.network.http_connection_"
      "manager.v3.HttpConnectionManager>.rds.route_config_name: there is no RouteConfiguration of "
      "this name, got \"nowhere\"\n"
      "f.yaml:19:3: envoy.config.route.v3.RouteConfiguration \"r\": "
      "virtual_hosts[0].routes[0].route.cluster: there is no Cluster of this name, got \"b\"\n"
      "f.yaml:19:3: envoy.config.route.v3.RouteConfiguration \"r\": "
      "virtual_hosts[0].routes[1].route.weighted_clusters.clusters[1].name: there is no Cluster of "
      "this name, got \"c\"");
}

}  // namespace
}  // namespace nuncio::control
