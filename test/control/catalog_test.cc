// Checks source/control/catalog.h: when a directory that changes is read, and what is served then.
#include "source/control/catalog.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "source/base/log.h"
#include "source/event/loop.h"
#include "test/control/temporary_directory.h"
#include "test/support/manual_clock.h"

namespace nuncio::control {
namespace {

using std::chrono::milliseconds;

std::string Cluster(const std::string& name) {
  return absl::StrCat(
      "resources:\n- {\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster, name: ", name,
      "}\n");
}

std::string RouteTo(const std::string& cluster) {
  return absl::StrCat(
      "resources:\n- {\"@type\": type.googleapis.com/envoy.config.route.v3.RouteConfiguration, "
      "name: routes, virtual_hosts: [{name: all, domains: ['*'], routes: "
      "[{match: {prefix: /}, route: {cluster: ",
      cluster, "}}]}]}\n");
}

class CatalogTest : public testing::Test {
 protected:
  void SetUp() override {
    Put("clusters.yaml", Cluster("a"));
    Put("routes.yaml", RouteTo("a"));
    ASSERT_TRUE(catalog_.Start().ok());
    served_ = 0;
  }
  void Put(const std::string& name, const std::string& text) { directory_.MoveIn(name, text); }
  // The kernel tells of a change; it does so at once.
  void Hear() { loop_.RunOnce(true); }
  void Advance(base::Duration by) {
    clock_.Advance(by);
    loop_.RunOnce(false);
  }

  const test::TemporaryDirectory directory_;
  test::ManualClock clock_;
  base::Logger log_{clock_, base::LogLevel::kOff};
  event::Loop loop_{clock_};
  ResourceReader reader_{[](absl::string_view) {}};
  int served_ = 0;
  Catalog catalog_{loop_, log_, directory_.path(), reader_,
                   [this](const xds::server::SnapshotRef&) { ++served_; }};
};

TEST_F(CatalogTest, AFlurryOfChangesIsReadOnceWhenItIsOver) {
  Put("more.yaml", Cluster("b"));
  Hear();
  Advance(milliseconds(90));
  Put("more.yaml", Cluster("c"));
  Hear();
  Advance(milliseconds(90));
  EXPECT_EQ(served_, 0);
  Advance(milliseconds(11));
  EXPECT_EQ(served_, 1);
}

TEST_F(CatalogTest, AnotherDirectoryOfItsNameIsFollowed) {
  const std::string before = directory_.path() + ".before";
  std::filesystem::rename(directory_.path(), before);
  std::filesystem::create_directory(directory_.path());
  Put("clusters.yaml", Cluster("x"));
  Hear();
  Advance(milliseconds(101));
  EXPECT_EQ(served_, 1);
  Put("more.yaml", Cluster("z"));
  Hear();
  Advance(milliseconds(101));
  EXPECT_EQ(served_, 2) << catalog_.status().warnings << catalog_.status().errors;
  std::filesystem::remove_all(before);
}

TEST_F(CatalogTest, AFlurryWithoutEndIsReadNevertheless) {
  for (int i = 0; i < 12; ++i) {
    Put("more.yaml", Cluster(absl::StrCat("b", i)));
    Hear();
    Advance(milliseconds(90));
  }
  EXPECT_EQ(served_, 1);
}

TEST_F(CatalogTest, ARouteToAClusterThatIsNotThereYetWaitsForIt) {
  Put("routes.yaml", RouteTo("b"));
  Hear();
  Advance(milliseconds(101));
  EXPECT_EQ(served_, 0);
  Put("clusters.yaml", Cluster("b"));
  Hear();
  Advance(milliseconds(101));
  EXPECT_EQ(served_, 1);
  EXPECT_EQ(catalog_.status().warnings, 0u);
}

TEST_F(CatalogTest, AReferenceToNowhereIsServedWhenNothingMoreComes) {
  Put("routes.yaml", RouteTo("nowhere"));
  Hear();
  Advance(milliseconds(101));
  EXPECT_EQ(served_, 0);
  Advance(Catalog::kPatience);
  EXPECT_EQ(served_, 1);
  EXPECT_EQ(catalog_.status().warnings, 1u);
  // It is known from now on, and holds nothing else up.
  Put("more.yaml", Cluster("c"));
  Hear();
  Advance(milliseconds(101));
  EXPECT_EQ(served_, 2);
}

}  // namespace
}  // namespace nuncio::control
