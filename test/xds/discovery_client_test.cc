// Checks source/xds/client/discovery_client.h against a control plane over gRPC, and with files.

#include "source/xds/client/discovery_client.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "source/event/timer.h"
#include "test/support/fake_control_plane.h"
#include "test/xds/simple_resource.h"

namespace nuncio::xds::client {
namespace {

using Lines = std::vector<std::string>;

constexpr stats::GroupSpec kGroup = {"sub.{name}", {}};

// Writes down what it hears: "+a=1 -b", "!refused".
class Recorder final : public SubscriptionEvents {
 public:
  std::vector<Refusal> OnUpdate(const ResourceUpdate& update) override {
    Lines words;
    std::vector<Refusal> refused;
    for (const ResourceRef& resource : update.changed) {
      const std::string& value = *resource->As<std::string>();
      if (value == "refuse") {
        refused.push_back({resource->name, "not on main"});
      } else {
        words.push_back(absl::StrCat("+", resource->name, "=", value));
      }
    }
    for (const std::string& name : update.removed) words.push_back("-" + name);
    lines.push_back(absl::StrJoin(words, " "));
    if (on_update) on_update();
    return refused;
  }
  void OnFailure(const UpdateFailure& failure) override {
    switch (failure.cause) {
      case FailureCause::kConnection:
        ++connection_failures;
        break;
      case FailureCause::kFetchTimeout:
        lines.push_back("!timeout");
        break;
      case FailureCause::kRefused:
        lines.push_back("!refused");
        break;
    }
  }

  Lines lines;
  int connection_failures = 0;
  std::function<void()> on_update;
};

class DiscoveryClientTest : public testing::Test {
 protected:
  DiscoveryClientTest() {
    node_.set_id("proxy-1");
    node_.set_cluster("edge");
    (*node_.mutable_metadata()->mutable_fields())["team"].set_string_value("a");
    node_.mutable_locality()->set_zone("west");
    node_.set_user_agent_name("nuncio");
    node_.mutable_user_agent_build_version()->mutable_version()->set_major_number(1);
    node_.add_extensions()->set_name("router");
    node_.add_client_features("feature");
    GrpcSource ads = PlaneSource();
    client_ = std::make_unique<DiscoveryClient>(
        DiscoveryClientDependencies{loop_, clock_, log_, stats_,
                                    std::make_unique<base::SystemRandom>()},
        DiscoveryClientOptions{node_, ads});
  }

  GrpcSource PlaneSource() const {
    GrpcSource source;
    source.targets = {"ipv4:" + plane_.address()};
    source.back_off_base = std::chrono::milliseconds(1);
    source.back_off_max = std::chrono::milliseconds(10);
    return source;
  }

  std::unique_ptr<Subscription> Subscribe(const ResourceType& type, const std::string& name,
                                          Recorder& recorder, Source source = AdsSource{},
                                          base::Duration timeout = std::chrono::seconds(15)) {
    SubscribeOptions options;
    options.type = &type;
    options.name = name;
    options.stats = SubscriptionStatsIn(*group_, source);
    options.source = std::move(source);
    options.initial_fetch_timeout = timeout;
    options.owner = "owner " + name;
    return client_->Subscribe(std::move(options), recorder);
  }

  static test::FakeControlPlane::Resources Resources(absl::string_view type_url, Lines list) {
    test::FakeControlPlane::Resources resources;
    for (const std::string& bytes : list) {
      resources.emplace_back(bytes.substr(0, bytes.find('=')), test::SimpleAny(type_url, bytes));
    }
    return resources;
  }

  void Serve(const ResourceType& type, const std::string& version, Lines list) {
    plane_.Serve(type.type_url, version, Resources(type.type_url, std::move(list)));
  }

  bool RunUntil(const std::function<bool()>& condition) {
    bool late = false;
    event::Timer timer(loop_, [&late] { late = true; });
    timer.Start(std::chrono::seconds(20));
    while (!condition() && !late) loop_.RunOnce(true);
    return !late;
  }
  bool RunUntilLines(const Recorder& recorder, size_t count) {
    return RunUntil([&] { return recorder.lines.size() >= count; });
  }

  const base::SystemClock clock_;
  base::Logger log_{clock_, base::LogLevel::kOff};
  stats::Store stats_{1};
  const stats::GroupRef group_ = stats_.Instantiate(kGroup, "s");
  event::Loop loop_{clock_};
  test::FakeControlPlane plane_;
  envoy::config::core::v3::Node node_;
  const ResourceType clusters_ = test::SimpleType(kClusterType);
  const ResourceType endpoints_ = test::SimpleType(kEndpointType);
  std::unique_ptr<DiscoveryClient> client_;
};

TEST_F(DiscoveryClientTest, SendsTheWholeNode) {
  Serve(clusters_, "v1", {"a=1"});
  Recorder recorder;
  const auto subscription = Subscribe(clusters_, "", recorder);
  ASSERT_TRUE(RunUntilLines(recorder, 1));
  EXPECT_EQ(plane_.Requests()[0].node().SerializeAsString(), node_.SerializeAsString());
}

TEST_F(DiscoveryClientTest, AppliesAndAcknowledges) {
  Serve(clusters_, "v1", {"a=1", "b=1"});
  Recorder recorder;
  const auto subscription = Subscribe(clusters_, "", recorder);
  EXPECT_FALSE(subscription->fetched());
  ASSERT_EQ(client_->Waits().size(), 1u);
  EXPECT_EQ(client_->Waits()[0].reason, "first CDS answer from ADS");
  ASSERT_TRUE(RunUntilLines(recorder, 1));
  EXPECT_EQ(recorder.lines, Lines{"+a=1 +b=1"});
  EXPECT_TRUE(subscription->fetched());
  EXPECT_EQ(subscription->version(), "v1");
  EXPECT_TRUE(client_->Waits().empty());
  ASSERT_TRUE(plane_.WaitForAck(clusters_.type_url, "v1"));
  EXPECT_EQ(stats_.Find("sub.s.update_success"), 1u);
  EXPECT_EQ(stats_.Find("sub.s.update_attempt"), 2u);
  EXPECT_EQ(stats_.Value(group_->FindOrAddText("version_text")), "v1");
  EXPECT_EQ(stats_.Find("control_plane.connected_state"), 1u);
  ASSERT_EQ(client_->Dump().size(), 1u);
  EXPECT_EQ(client_->Dump()[0].held.size(), 2u);
}

TEST_F(DiscoveryClientTest, GoodNeighboursApplyAndTheServerHearsTheReasons) {
  Serve(clusters_, "v1", {"a=1", "b=!", "c=refuse"});
  Recorder recorder;
  const auto subscription = Subscribe(clusters_, "", recorder);
  ASSERT_TRUE(RunUntilLines(recorder, 2));
  EXPECT_EQ(recorder.lines, (Lines{"+a=1", "!refused"}));
  EXPECT_EQ(plane_.WaitForNack(clusters_.type_url), "b: is broken\nnot on main");
  EXPECT_EQ(stats_.Find("sub.s.update_rejected"), 1u);
  EXPECT_EQ(stats_.Find("sub.s.update_success"), 0u);
  EXPECT_EQ(subscription->version(), "");
  ASSERT_EQ(client_->Dump()[0].refused.size(), 2u);
  EXPECT_EQ(client_->Dump()[0].refused[0].name, "b");
  Serve(clusters_, "v2", {"a=1", "b=1"});
  ASSERT_TRUE(RunUntilLines(recorder, 3));
  EXPECT_EQ(recorder.lines[2], "+b=1");
  EXPECT_TRUE(client_->Dump()[0].refused.empty());
}

TEST_F(DiscoveryClientTest, SubscriptionsMadeInAnUpdateGoOutWithItsAck) {
  Serve(clusters_, "v1", {"a=1"});
  Serve(endpoints_, "e1", {"a=here"});
  Recorder clusters;
  Recorder endpoints;
  std::unique_ptr<Subscription> inner;
  clusters.on_update = [&] { inner = Subscribe(endpoints_, "a", endpoints); };
  const auto outer = Subscribe(clusters_, "", clusters);
  ASSERT_TRUE(RunUntilLines(endpoints, 1));
  EXPECT_EQ(endpoints.lines, Lines{"+a=here"});
  ASSERT_TRUE(plane_.WaitForAck(endpoints_.type_url, "e1"));
  Lines order;
  for (const auto& request : plane_.Requests()) {
    order.push_back(absl::StrCat(ServiceName(request.type_url()), " ", request.version_info()));
  }
  EXPECT_EQ(order, (Lines{"CDS ", "CDS v1", "EDS ", "EDS e1"}));
}

TEST_F(DiscoveryClientTest, NewcomersGetWhatIsThere) {
  Serve(endpoints_, "e1", {"a=1"});
  Recorder first;
  const auto one = Subscribe(endpoints_, "a", first);
  ASSERT_TRUE(RunUntilLines(first, 1));
  Recorder second;
  const auto two = Subscribe(endpoints_, "a", second);
  EXPECT_TRUE(second.lines.empty());
  ASSERT_TRUE(RunUntilLines(second, 1));
  EXPECT_EQ(second.lines, Lines{"+a=1"});
}

TEST_F(DiscoveryClientTest, KeepsWhatItHasWhileTheControlPlaneIsAway) {
  Serve(clusters_, "v1", {"a=1", "b=1"});
  Recorder recorder;
  const auto subscription = Subscribe(clusters_, "", recorder);
  ASSERT_TRUE(RunUntilLines(recorder, 1));
  ASSERT_TRUE(plane_.WaitForAck(clusters_.type_url, "v1"));
  plane_.Stop();
  ASSERT_TRUE(RunUntil([&] { return recorder.connection_failures >= 2; }));
  EXPECT_EQ(recorder.lines.size(), 1u);
  plane_.Start();
  Serve(clusters_, "v2", {"a=1", "c=1"});
  ASSERT_TRUE(RunUntil([&] { return recorder.lines.back() == "+c=1 -b"; }));
  ASSERT_TRUE(plane_.WaitForAck(clusters_.type_url, "v2"));
  // The new stream said what was in force.
  bool said = false;
  for (const auto& request : plane_.Requests()) {
    said = said || (request.response_nonce().empty() && request.version_info() == "v1");
  }
  EXPECT_TRUE(said);
  EXPECT_GE(stats_.Find("sub.s.update_failure").value_or(0), 2u);
}

TEST_F(DiscoveryClientTest, FetchTimesOutOnceAndGoesOnWaiting) {
  Recorder recorder;
  const auto subscription =
      Subscribe(clusters_, "", recorder, AdsSource{}, std::chrono::milliseconds(5));
  ASSERT_TRUE(RunUntilLines(recorder, 1));
  EXPECT_EQ(recorder.lines, Lines{"!timeout"});
  EXPECT_TRUE(subscription->fetched());
  EXPECT_EQ(stats_.Find("sub.s.init_fetch_timeout"), 1u);
  Serve(clusters_, "v1", {"a=1"});
  ASSERT_TRUE(RunUntilLines(recorder, 2));
  EXPECT_EQ(recorder.lines[1], "+a=1");
}

TEST_F(DiscoveryClientTest, SingleStreamsHaveAStreamOfTheirOwn) {
  Serve(clusters_, "v1", {"a=1"});
  Recorder recorder;
  auto subscription = Subscribe(clusters_, "", recorder, PlaneSource());
  ASSERT_TRUE(RunUntilLines(recorder, 1));
  EXPECT_EQ(recorder.lines, Lines{"+a=1"});
  EXPECT_EQ(stats_.Find("sub.s.control_plane.connected_state"), 1u);
}

TEST_F(DiscoveryClientTest, DroppedInItsOwnUpdate) {
  Serve(clusters_, "v1", {"a=1"});
  Recorder recorder;
  std::unique_ptr<Subscription> subscription = Subscribe(clusters_, "", recorder);
  recorder.on_update = [&] { subscription.reset(); };
  ASSERT_TRUE(RunUntilLines(recorder, 1));
  ASSERT_TRUE(plane_.WaitForAck(clusters_.type_url, "v1"));
}

TEST_F(DiscoveryClientTest, SubscriptionsOutliveTheClient) {
  Serve(clusters_, "v1", {"a=1"});
  Recorder recorder;
  const auto subscription = Subscribe(clusters_, "", recorder);
  ASSERT_TRUE(RunUntilLines(recorder, 1));
  client_.reset();
  EXPECT_TRUE(subscription->fetched());
}

class FileSourceTest : public DiscoveryClientTest {
 protected:
  void MoveIn(const std::string& text) {
    const std::string temporary = path_ + ".new";
    std::ofstream(temporary) << text;
    ASSERT_EQ(std::rename(temporary.c_str(), path_.c_str()), 0);
  }

  const std::string path_ =
      absl::StrCat(testing::TempDir(), "/",
                   testing::UnitTest::GetInstance()->current_test_info()->name(), ".yaml");
  // The bytes of a Runtime layer, which has nothing but a name, are a real message here.
  const ResourceType runtimes_{
      "type.googleapis.com/envoy.service.discovery.v3.ResourceName", [](absl::string_view bytes) {
        envoy::service::discovery::v3::ResourceName message;
        DecodedResource resource;
        if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
          resource.status = absl::InvalidArgumentError("broken");
        }
        resource.name = message.name();
        resource.object = std::make_shared<const std::string>("x");
        return resource;
      }};
};

constexpr char kFile[] =
    "version_info: \"1\"\n"
    "resources:\n"
    "- \"@type\": type.googleapis.com/envoy.service.discovery.v3.ResourceName\n"
    "  name: ";

TEST_F(FileSourceTest, IsReadAtTheStartAndWhenAnotherIsMovedThere) {
  MoveIn(absl::StrCat(kFile, "a\n"));
  Recorder recorder;
  const auto subscription = Subscribe(runtimes_, "", recorder, FileSource{path_, ""});
  ASSERT_TRUE(RunUntilLines(recorder, 1));
  EXPECT_EQ(recorder.lines, Lines{"+a=x"});
  MoveIn(absl::StrCat(kFile, "b\n"));
  ASSERT_TRUE(RunUntilLines(recorder, 2));
  EXPECT_EQ(recorder.lines[1], "+b=x");
}

TEST_F(FileSourceTest, BrokenFileChangesNothing) {
  MoveIn(absl::StrCat(kFile, "a\n"));
  Recorder recorder;
  const auto subscription = Subscribe(runtimes_, "a", recorder, FileSource{path_, ""});
  ASSERT_TRUE(RunUntilLines(recorder, 1));
  MoveIn("resources: [");
  ASSERT_TRUE(RunUntil([&] { return recorder.connection_failures == 1; }));
  EXPECT_EQ(client_->Dump()[0].held.size(), 1u);
}

TEST_F(FileSourceTest, NameThatIsNotInTheFileIsRefused) {
  MoveIn(absl::StrCat(kFile, "a\n"));
  Recorder recorder;
  const auto subscription = Subscribe(runtimes_, "b", recorder, FileSource{path_, ""});
  ASSERT_TRUE(RunUntilLines(recorder, 1));
  EXPECT_EQ(recorder.lines, Lines{"!refused"});
}

}  // namespace
}  // namespace nuncio::xds::client
