// The proxy's life in one process and in the test's time: how it starts, stage by stage, and how it
// ends. What needs a process of its own (a second signal, output that nobody reads) is in
// test/integration/life_test.py.
#include "source/server/process.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "test/server/running_process.h"
#include "test/support/raw_peer.h"

namespace nuncio::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char kType[] = "type.googleapis.com/envoy.";
constexpr char kRequest[] = "GET / HTTP/1.1\r\nhost: a.example\r\n\r\n";

std::string AddressJson(int port) {
  return absl::Substitute(R"({"socket_address": {"address": "127.0.0.1", "port_value": $0}})",
                          port);
}

std::string ClusterJson(const std::string& name, int port, const std::string& timeout = "5s") {
  return absl::Substitute(
      R"({"@type": "$0config.cluster.v3.Cluster", "name": "$1", "type": "STATIC",
          "connect_timeout": "$2", "load_assignment": {"cluster_name": "$1", "endpoints": [
          {"lb_endpoints": [{"endpoint": {"address": $3}}]}]}})",
      kType, name, timeout, AddressJson(port));
}

// With routes of its own: {"match": …}; or with "rds": ….
std::string ListenerJson(int port, const std::string& routes,
                         const std::string& stat_prefix = "s") {
  return absl::StrCat(
      absl::Substitute(
          R"({"@type": "$0config.listener.v3.Listener", "name": "main", "address": $1,
          "filter_chains": [{"filters": [{"name": "http", "typed_config": {
          "@type": "$0extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
          "stat_prefix": "$2", "http_filters": [{"name": "router", "typed_config": {
          "@type": "$0extensions.filters.http.router.v3.Router"}}], )",
          kType, AddressJson(port), stat_prefix),
      routes, "}}]}]}");
}

std::string InlineRoutes(const std::string& action) {
  return absl::Substitute(
      R"("route_config": {"name": "r", "validate_clusters": false, "virtual_hosts": [
         {"name": "v", "domains": ["*"], "routes": [{"match": {"prefix": "/"}, $0}]}]})",
      action);
}

std::string ToCluster(const std::string& name) {
  return absl::Substitute(R"("route": {"cluster": "$0", "timeout": "60s"})", name);
}

class ProcessTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/process_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name + ".json"; }
  std::string Source(const std::string& name) const {
    return absl::Substitute(
        R"({"path_config_source": {"path": "$0"}, "resource_api_version": "V3"})", Path(name));
  }
  // What that source says from now on.
  void Say(const std::string& name, const std::vector<std::string>& resources) {
    const std::string next = Path(name) + ".new";
    std::ofstream(next) << absl::Substitute(R"({"version_info": "$0", "resources": [$1]})",
                                            ++version_, absl::StrJoin(resources, ","));
    ASSERT_EQ(std::rename(next.c_str(), Path(name).c_str()), 0);
  }
  // A bootstrap with CDS and LDS from files.
  std::string Discovered(const std::string& more = "") const {
    return absl::Substitute(R"({"node": {"id": "n", "cluster": "c"}, $0
                                "dynamic_resources": {"cds_config": $1, "lds_config": $2}})",
                            more, Source("cds"), Source("lds"));
  }
  static std::string FromControl(const std::string& more = "") {
    return absl::Substitute(
        R"({"api_config_source": {"api_type": "GRPC", "transport_api_version": "V3",
            "grpc_services": [{"envoy_grpc": {"cluster_name": "control"}}]}, $0
            "resource_api_version": "V3"})",
        more);
  }
  // Both from a control plane at that port, which says nothing.
  static std::string DiscoveredFrom(int port) {
    const std::string source = FromControl();
    return absl::Substitute(R"({"node": {"id": "n", "cluster": "c"},
                                "static_resources": {"clusters": [$0]},
                                "dynamic_resources": {"cds_config": $1, "lds_config": $1}})",
                            Untyped(ClusterJson("control", port)), source);
  }
  static std::string Untyped(std::string text) {
    const size_t at = text.find("\"@type\"");
    return text.erase(at, text.find(',', at) + 1 - at);
  }
  static std::string Static(const std::vector<std::string>& listeners,
                            const std::vector<std::string>& clusters) {
    std::vector<std::string> l, c;
    for (const std::string& each : listeners) l.push_back(Untyped(each));
    for (const std::string& each : clusters) c.push_back(Untyped(each));
    return absl::Substitute(R"({"static_resources": {"listeners": [$0], "clusters": [$1]}})",
                            absl::StrJoin(l, ","), absl::StrJoin(c, ","));
  }
  static bool IsLive(RunningProcess& process) {
    return Becomes([&] { return process.Admin("/ready") == "LIVE\n"; });
  }
  // The next connection to `server`.
  static test::RawPeer Accept(test::RawListener& server) {
    base::FileDescriptor fd;
    EXPECT_TRUE(Becomes([&] {
      fd = server.Accept();
      return fd.valid();
    }));
    return test::RawPeer(std::move(fd));
  }
  static test::RawPeer Connect(const network::Address& address) {
    test::RawPeer peer = test::RawPeer::ConnectTo(address);
    return peer;
  }

  std::string folder_;
  int version_ = 0;
};

TEST_F(ProcessTest, ClustersComeBeforeListenersAndBothBeforeRequests) {
  test::RawListener silent;
  RunningProcess process(folder_, DiscoveredFrom(silent.address().port()));
  EXPECT_TRUE(Becomes([&] { return process.Admin("/ready") == "PRE_INITIALIZING\n"; }));
  EXPECT_EQ(process.Stat("cluster_manager.cds.init_fetch_timeout"), 0u);
  process.Advance(seconds(16));
  EXPECT_TRUE(Becomes([&] { return process.Admin("/ready") == "INITIALIZING\n"; }));
  EXPECT_EQ(process.Stat("cluster_manager.cds.init_fetch_timeout"), 1u);
  EXPECT_EQ(process.Stat("server.live"), 0u);
  process.Advance(seconds(16));
  EXPECT_TRUE(IsLive(process));
  EXPECT_EQ(process.Stat("listener_manager.lds.init_fetch_timeout"), 1u);
  EXPECT_EQ(process.Stat("listener_manager.workers_started"), 1u);
  EXPECT_EQ(process.Stat("server.live"), 1u);
}

TEST_F(ProcessTest, AStartThatIsImpossibleEndsWithItsCause) {
  test::RawListener taken;
  RunningProcess process(
      folder_, Static({ListenerJson(taken.address().port(),
                                    InlineRoutes(R"("direct_response": {"status": 204})"))},
                      {}));
  EXPECT_EQ(process.WaitForEnd(), EXIT_FAILURE);
  EXPECT_TRUE(process.Logged(absl::StrCat("listener \"main\": cannot bind ",
                                          taken.address().ToString(), ": Address already in use")));
}

TEST_F(ProcessTest, ASignalBeforeItIsReadyEndsIt) {
  test::RawListener silent;
  RunningProcess process(folder_, DiscoveredFrom(silent.address().port()));
  EXPECT_TRUE(Becomes([&] { return process.Admin("/ready") == "PRE_INITIALIZING\n"; }));
  ::kill(::getpid(), SIGTERM);
  EXPECT_EQ(process.WaitForEnd(), 0);
}

TEST_F(ProcessTest, AHangupChangesNothing) {
  RunningProcess process(folder_, Static({}, {}));
  EXPECT_TRUE(IsLive(process));
  ::kill(::getpid(), SIGHUP);
  EXPECT_TRUE(Becomes([&] { return process.Logged("caught SIGHUP"); }));
  EXPECT_EQ(process.Admin("/ready"), "LIVE\n");
}

TEST_F(ProcessTest, WhatDiscoverySaysBehindTheSignalOpensNothingAndCutsNothing) {
  test::RawListener server;
  const int port = server.address().port();
  Say("cds", {ClusterJson("a", port)});
  Say("lds", {ListenerJson(0, InlineRoutes(ToCluster("a")))});
  RunningProcess process(folder_, Discovered());
  ASSERT_TRUE(IsLive(process));
  const network::Address address = process.AddressOf("main");
  test::RawPeer client = Connect(address);
  client.Send(kRequest);
  test::RawPeer upstream = Accept(server);
  ASSERT_TRUE(Receives(upstream, "\r\n\r\n"));

  ::kill(::getpid(), SIGTERM);
  ASSERT_TRUE(Becomes([&] { return process.Logged("ending: waiting for requests"); }));
  const uint64_t before = process.Stat("cluster_manager.cds.update_success");
  // In this order: the second is in force, so the first was said.
  Say("lds", {ListenerJson(address.port(), InlineRoutes(ToCluster("a")), "changed")});
  Say("cds", {ClusterJson("a", port, "6s"), ClusterJson("b", port)});
  ASSERT_TRUE(
      Becomes([&] { return process.Stat("cluster_manager.cds.update_success") == before + 1; }));
  EXPECT_EQ(process.Admin("/ready"), "DRAINING\n");
  EXPECT_EQ(process.Stat("listener_manager.total_listeners_active"), 0u);
  test::RawPeer late = Connect(address);
  late.Send(kRequest);
  EXPECT_TRUE(SeesEnd(late));
  EXPECT_EQ(late.received(), "");

  upstream.Send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
  ASSERT_TRUE(Receives(client, "ok"));
  EXPECT_TRUE(absl::StrContains(client.received(), "connection: close\r\n"));
  EXPECT_EQ(process.WaitForEnd(), 0);
}

TEST_F(ProcessTest, ClustersThatChangeAllTheTimeDoNotDisturbTheEnd) {
  for (int round = 0; round < 5; ++round) {
    Say("cds", {});
    Say("lds", {});
    RunningProcess process(folder_, Discovered());
    ASSERT_TRUE(IsLive(process));
    std::atomic<bool> stop{false};
    std::thread changes([&] {
      for (int i = 0; !stop; ++i) {
        std::vector<std::string> clusters;
        for (int j = 0; j < 20; ++j) {
          clusters.push_back(
              ClusterJson(absl::StrCat("c", j), 1000, absl::StrCat(1 + i % 50, "s")));
        }
        Say("cds", clusters);
      }
    });
    EXPECT_TRUE(Becomes([&] { return process.Stat("cluster_manager.cluster_added") == 20; }));
    ::kill(::getpid(), SIGTERM);
    EXPECT_EQ(process.WaitForEnd(), 0);
    stop = true;
    changes.join();
  }
}

TEST_F(ProcessTest, AMirroredRequestUnderWayIsCalledOff) {
  test::RawListener server;
  test::RawListener shadow;
  const std::string action =
      R"("route": {"cluster": "a", "timeout": "60s", "request_mirror_policies": [{"cluster": "b"}]})";
  RunningProcess process(folder_, Static({ListenerJson(0, InlineRoutes(action))},
                                         {ClusterJson("a", server.address().port()),
                                          ClusterJson("b", shadow.address().port())}));
  ASSERT_TRUE(IsLive(process));
  test::RawPeer client = Connect(process.AddressOf("main"));
  client.Send(kRequest);
  test::RawPeer upstream = Accept(server);
  ASSERT_TRUE(Receives(upstream, "\r\n\r\n"));
  upstream.Send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
  ASSERT_TRUE(Receives(client, "ok"));
  test::RawPeer mirror = Accept(shadow);
  ASSERT_TRUE(Receives(mirror, "\r\n\r\n"));  // and is not answered
  ::kill(::getpid(), SIGTERM);
  EXPECT_EQ(process.WaitForEnd(), 0);
  EXPECT_TRUE(SeesEnd(mirror));
}

TEST_F(ProcessTest, AClusterThatKeepsChangingHoldsUpTheStartForItsFetchTimeoutOnly) {
  const auto changed = [](int seconds) {
    return absl::Substitute(
        R"({"@type": "$0config.cluster.v3.Cluster", "name": "e", "type": "EDS",
            "connect_timeout": "$1s", "eds_cluster_config": {"eds_config": $2}})",
        kType, seconds, FromControl(R"("initial_fetch_timeout": "3s",)"));
  };
  Say("lds", {});
  Say("cds", {changed(1)});
  test::RawListener silent;
  RunningProcess process(folder_, Discovered(absl::Substitute(
                                      R"("static_resources": {"clusters": [$0]},)",
                                      Untyped(ClusterJson("control", silent.address().port())))));
  for (uint64_t i = 1; i <= 4; ++i) {
    ASSERT_TRUE(Becomes([&] { return process.Stat("cluster_manager.cds.update_success") == i; }));
    if (i < 4) {
      EXPECT_EQ(process.Admin("/ready"), "PRE_INITIALIZING\n");
    }
    process.Advance(milliseconds(900));
    Say("cds", {changed(static_cast<int>(i) + 1)});
  }
  EXPECT_TRUE(IsLive(process));
}

TEST_F(ProcessTest, EachClusterThatLeavesHasItsOwnTime) {
  Say("cds", {ClusterJson("a", 1000), ClusterJson("b", 1001)});
  Say("lds", {ListenerJson(0, absl::Substitute(R"("rds": {"route_config_name": "r",
                                                  "config_source": $0})",
                                               Source("rds")))});
  Say("rds",
      {absl::Substitute(
          R"({"@type": "$0config.route.v3.RouteConfiguration", "name": "r", "virtual_hosts": [
                     {"name": "v", "domains": ["*"], "routes": [
                      {"match": {"prefix": "/a"}, "route": {"cluster": "a"}},
                      {"match": {"prefix": "/"}, "route": {"cluster": "b"}}]}]})",
          kType)});
  RunningProcess process(folder_, Discovered());
  ASSERT_TRUE(IsLive(process));
  const auto there = [&](absl::string_view name) {
    return absl::StrContains(process.Admin("/clusters"), absl::StrCat(name, "::"));
  };
  Say("cds", {ClusterJson("b", 1001)});
  ASSERT_TRUE(Becomes([&] { return process.Logged("cluster \"a\" stays while routes name it"); }));
  process.Advance(milliseconds(1900));
  Say("cds", {});
  ASSERT_TRUE(Becomes([&] { return process.Logged("cluster \"b\" stays while routes name it"); }));
  process.Advance(milliseconds(200));
  EXPECT_TRUE(Becomes([&] { return !there("a"); }));
  EXPECT_TRUE(there("b"));
  process.Advance(milliseconds(1900));
  EXPECT_TRUE(Becomes([&] { return !there("b"); }));
}

}  // namespace
}  // namespace nuncio::server
