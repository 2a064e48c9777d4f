// Checks source/control/control_plane.h from a directory to proxies over gRPC, and its page.

#include "source/control/control_plane.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "source/control/status_report.h"
#include "source/event/timer.h"
#include "source/xds/client/discovery_client.h"
#include "test/control/temporary_directory.h"

namespace nuncio::control {
namespace {

using xds::client::DiscoveryClient;

// A proxy's side: takes clusters, but none that is named "bad".
class Proxy final : public xds::client::SubscriptionEvents {
 public:
  std::vector<xds::Refusal> OnUpdate(const xds::client::ResourceUpdate& update) override {
    std::vector<xds::Refusal> refused;
    for (const xds::ResourceRef& resource : update.changed) {
      if (resource->name == "bad") {
        refused.push_back({"bad", "this proxy takes no bad cluster"});
      } else {
        heard.push_back("+" + resource->name);
      }
    }
    for (const std::string& name : update.removed) heard.push_back("-" + name);
    return refused;
  }
  void OnFailure(const xds::client::UpdateFailure&) override {}

  std::string Heard() const { return absl::StrJoin(heard, " "); }

  std::vector<std::string> heard;
};

std::string Clusters(const std::vector<std::string>& names) {
  std::string text = "resources:\n";
  for (const std::string& name : names) {
    absl::StrAppend(
        &text, "- {\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster, name: ", name,
        "}\n");
  }
  return text;
}

class ControlPlaneTest : public testing::Test {
 protected:
  std::unique_ptr<Delivery> Deliver() {
    auto delivery = Delivery::Create(loop_, log_, {.address = "127.0.0.1:0", .identifier = "me"});
    EXPECT_TRUE(delivery.ok());
    return *std::move(delivery);
  }
  void Connect(int port) {
    xds::client::GrpcSource ads;
    ads.targets = {absl::StrCat("ipv4:127.0.0.1:", port)};
    ads.back_off_base = std::chrono::milliseconds(1);
    envoy::config::core::v3::Node node;
    node.set_id("proxy-1");
    node.set_cluster("edge");
    client_ = std::make_unique<DiscoveryClient>(
        xds::client::DiscoveryClientDependencies{loop_, clock_, log_, stats_,
                                                 std::make_unique<base::SystemRandom>()},
        xds::client::DiscoveryClientOptions{node, ads, {}});
    xds::client::SubscribeOptions options;
    options.type = &clusters_;
    options.source = xds::client::AdsSource{};
    options.owner = "test";
    subscription_ = client_->Subscribe(std::move(options), proxy_);
  }
  bool RunUntil(const std::function<bool()>& condition) {
    bool late = false;
    event::Timer timer(loop_, [&late] { late = true; });
    timer.Start(std::chrono::seconds(20));
    while (!condition() && !late) loop_.RunOnce(true);
    return !late;
  }
  const test::TemporaryDirectory directory_;
  const base::SystemClock clock_;
  base::Logger log_{clock_, base::LogLevel::kOff};
  stats::Store stats_{1};
  event::Loop loop_{clock_};
  ResourceReader reader_{[](absl::string_view) {}};
  const xds::ResourceType clusters_{
      std::string(xds::kClusterType), [](absl::string_view bytes) {
        auto cluster = std::make_shared<envoy::config::cluster::v3::Cluster>();
        cluster->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
        return xds::DecodedResource{cluster->name(), cluster, absl::OkStatus()};
      }};
  Proxy proxy_;
  std::unique_ptr<DiscoveryClient> client_;
  std::unique_ptr<xds::client::Subscription> subscription_;
};

TEST_F(ControlPlaneTest, FollowsTheDirectory) {
  directory_.MoveIn("a.yaml", Clusters({"a"}));
  auto plane = ControlPlane::Create(loop_, log_,
                                    {.config_dir = directory_.path(),
                                     .xds_address = "127.0.0.1:0",
                                     .admin_address = "127.0.0.1:0",
                                     .identifier = "me",
                                     .check = nullptr});
  ASSERT_TRUE(plane.ok()) << plane.status().ToString();
  EXPECT_NE((*plane)->admin_port(), 0);
  Connect((*plane)->xds_port());
  ASSERT_TRUE(RunUntil([&] { return proxy_.Heard() == "+a"; }));
  directory_.MoveIn("b.yaml", Clusters({"b"}));
  ASSERT_TRUE(RunUntil([&] { return proxy_.Heard() == "+a +b"; }));
  directory_.Remove("a.yaml");
  ASSERT_TRUE(RunUntil([&] { return proxy_.Heard() == "+a +b -a"; }));
}

TEST_F(ControlPlaneTest, BadSetChangesNothing) {
  directory_.MoveIn("a.yaml", Clusters({"a"}));
  int snapshots = 0;
  Catalog catalog(loop_, log_, directory_.path(), reader_,
                  [&snapshots](xds::server::SnapshotRef) { ++snapshots; });
  ASSERT_TRUE(catalog.Start().ok());
  const xds::server::SnapshotRef good = catalog.snapshot();
  EXPECT_EQ(snapshots, 1);
  directory_.MoveIn("b.yaml", "resources: [");
  catalog.Read();
  EXPECT_TRUE(absl::StrContains(catalog.status().errors, "b.yaml:"));
  EXPECT_EQ(catalog.snapshot(), good);
  directory_.MoveIn("b.yaml", Clusters({"b"}));
  catalog.Read();
  EXPECT_EQ(catalog.status().errors, "");
  EXPECT_EQ(snapshots, 2);
  catalog.Read();  // nothing new
  EXPECT_EQ(snapshots, 2);
}

TEST_F(ControlPlaneTest, NothingIsServedBeforeASetWasGood) {
  directory_.MoveIn("a.yaml", "resources: [");
  Catalog catalog(loop_, log_, directory_.path(), reader_,
                  [](xds::server::SnapshotRef) { FAIL(); });
  ASSERT_TRUE(catalog.Start().ok());
  EXPECT_EQ(catalog.snapshot(), nullptr);
}

TEST_F(ControlPlaneTest, MissingDirectoryIsAnError) {
  const auto plane = ControlPlane::Create(loop_, log_,
                                          {.config_dir = directory_.path() + "/missing",
                                           .xds_address = "127.0.0.1:0",
                                           .admin_address = "",
                                           .identifier = "",
                                           .check = nullptr});
  EXPECT_FALSE(plane.ok());
}

TEST_F(ControlPlaneTest, StatusKnowsWhatEachProxyRefused) {
  auto delivery = Deliver();
  directory_.MoveIn("a.yaml", Clusters({"a", "bad"}));
  Catalog catalog(loop_, log_, directory_.path(), reader_,
                  [&](xds::server::SnapshotRef snapshot) { delivery->SetSnapshot(snapshot); });
  ASSERT_TRUE(catalog.Start().ok());
  Connect(delivery->port());
  const auto status = [&] { return StatusJson(catalog, *delivery); };
  ASSERT_TRUE(RunUntil([&] { return absl::StrContains(status(), "refused_reason"); }));
  EXPECT_TRUE(
      absl::StrContains(status(), "\"refused_reason\": \"this proxy takes no bad cluster\""));
  EXPECT_TRUE(absl::StrContains(status(), "\"node_id\": \"proxy-1\""));
  EXPECT_TRUE(absl::StrContains(status(), "\"up_to_date\": false"));
  directory_.MoveIn("a.yaml", Clusters({"a"}));
  catalog.Read();
  ASSERT_TRUE(RunUntil([&] { return absl::StrContains(status(), "\"up_to_date\": true"); }));
  EXPECT_FALSE(absl::StrContains(status(), "refused_reason"));
  client_.reset();
  ASSERT_TRUE(RunUntil([&] { return delivery->Sessions().empty(); }));
}

}  // namespace
}  // namespace nuncio::control
