// Checks that no proxy is ever told to use what it does not have, whatever changes in the
// directory.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "source/control/delivery.h"
#include "source/xds/client/discovery_client.h"
#include "test/support/manual_clock.h"
#include "test/xds/simple_resource.h"

namespace nuncio::control {
namespace {

using xds::client::DiscoveryClient;
using xds::server::Snapshot;
using xds::server::SnapshotRef;
using xds::server::SotwSession;

// A proxy that asks as proxies do: endpoints of each cluster, routes of each listener (a resource
// is "name=name of what it points to"). Writes down the order in which things came and went.
class RecordingProxy {
 public:
  RecordingProxy(event::Loop& loop, const base::Clock& clock, base::Logger& log,
                 stats::Store& stats, int port)
      : client_({loop, clock, log, stats, std::make_unique<base::SystemRandom>()},
                {Node(), Source(port), {}}) {
    Subscribe(clusters_, "");
    Subscribe(listeners_, "");
  }

  std::vector<std::string> TakeHeard() { return std::exchange(heard_, {}); }
  const std::vector<std::string>& heard() const { return heard_; }

 private:
  struct Listener final : xds::client::SubscriptionEvents {
    Listener(RecordingProxy& proxy, const xds::ResourceType& type) : proxy(proxy), type(type) {}
    std::vector<xds::Refusal> OnUpdate(const xds::client::ResourceUpdate& update) override {
      proxy.Hear(type, update);
      return {};
    }
    void OnFailure(const xds::client::UpdateFailure&) override {}
    RecordingProxy& proxy;
    const xds::ResourceType& type;
  };

  static envoy::config::core::v3::Node Node() {
    envoy::config::core::v3::Node node;
    node.set_id("recorder");
    return node;
  }
  static xds::client::GrpcSource Source(int port) {
    xds::client::GrpcSource source;
    source.targets = {absl::StrCat("ipv4:127.0.0.1:", port)};
    return source;
  }

  void Subscribe(const xds::ResourceType& type, const std::string& name) {
    listeners_of_.push_back(std::make_unique<Listener>(*this, type));
    subscriptions_[{type.type_url, name}] = client_.Subscribe(
        {.type = &type, .name = name, .source = xds::client::AdsSource{}, .owner = "test"},
        *listeners_of_.back());
  }

  void Hear(const xds::ResourceType& type, const xds::client::ResourceUpdate& update) {
    for (const xds::ResourceRef& resource : update.changed) {
      const auto& target = *resource->As<std::string>();
      heard_.push_back(
          absl::StrCat(xds::ServiceName(type.type_url), " ", resource->name, "=", target));
      if (&type == &clusters_) Subscribe(endpoints_, resource->name);
      if (&type == &listeners_) Subscribe(routes_, target);
    }
    for (const std::string& name : update.removed) {
      heard_.push_back(absl::StrCat(xds::ServiceName(type.type_url), " -", name));
      subscriptions_.erase({endpoints_.type_url, name});
    }
  }

  const xds::ResourceType clusters_ = test::SimpleType(xds::kClusterType);
  const xds::ResourceType endpoints_ = test::SimpleType(xds::kEndpointType);
  const xds::ResourceType listeners_ = test::SimpleType(xds::kListenerType);
  const xds::ResourceType routes_ = test::SimpleType(xds::kRouteType);
  std::vector<std::string> heard_;
  std::vector<std::unique_ptr<Listener>> listeners_of_;
  DiscoveryClient client_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<xds::client::Subscription>>
      subscriptions_;
};

SnapshotRef Make(const std::string& cluster, const Snapshot* previous) {
  return Snapshot::Make({{std::string(xds::kClusterType), cluster, cluster + "=eds"},
                         {std::string(xds::kEndpointType), cluster, cluster + "=host"},
                         {std::string(xds::kListenerType), "l", "l=r"},
                         {std::string(xds::kRouteType), "r", "r=" + cluster}},
                        1, previous);
}

TEST(MakeBeforeBreakTest, OverTheWire) {
  using Lines = std::vector<std::string>;
  test::ManualClock clock;
  base::Logger log(clock, base::LogLevel::kOff);
  stats::Store stats(1);
  event::Loop loop(clock);
  auto delivery = Delivery::Create(loop, log, {.address = "127.0.0.1:0", .identifier = "me"});
  ASSERT_TRUE(delivery.ok());
  const SnapshotRef one = Make("a", nullptr);
  (*delivery)->SetSnapshot(one);
  RecordingProxy proxy(loop, clock, log, stats, (*delivery)->port());
  // Time stands still, so that nothing is waited for: iterations go round until all was said.
  const auto run_until = [&](const std::function<bool()>& condition) {
    while (!condition()) loop.RunOnce(false);
  };
  const auto all_has = [&](const SnapshotRef& snapshot) {
    const auto sessions = (*delivery)->Sessions();
    if (sessions.empty() || sessions[0]->types().size() < 4) return false;
    for (const auto& type : sessions[0]->types()) {
      if (!type->HasAll(*snapshot)) return false;
    }
    return true;
  };
  run_until([&] { return all_has(one); });
  clock.Advance(std::chrono::seconds(10));
  proxy.TakeHeard();

  const SnapshotRef two = Make("b", one.get());
  (*delivery)->SetSnapshot(two);
  run_until([&] { return proxy.heard().size() >= 2; });
  EXPECT_EQ(proxy.TakeHeard(), (Lines{"CDS b=eds", "EDS b=host"}));
  run_until([&] { return (*delivery)->Sessions()[0]->types()[2]->HasAll(*two); });
  clock.Advance(SotwSession::kSettle);
  run_until([&] { return !proxy.heard().empty(); });
  EXPECT_EQ(proxy.TakeHeard(), Lines{"RDS r=b"});
  clock.Advance(SotwSession::kGrace);
  run_until([&] {
    clock.Advance(std::chrono::milliseconds(100));
    return all_has(two);
  });
  EXPECT_EQ(proxy.TakeHeard(), Lines{"CDS -a"});
}

}  // namespace
}  // namespace nuncio::control
