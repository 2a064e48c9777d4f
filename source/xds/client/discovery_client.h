#ifndef NUNCIO_SOURCE_XDS_CLIENT_DISCOVERY_CLIENT_H_
#define NUNCIO_SOURCE_XDS_CLIENT_DISCOVERY_CLIENT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "envoy/config/core/v3/base.pb.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/base/random.h"
#include "source/event/loop.h"
#include "source/xds/client/channel_host.h"
#include "source/xds/client/source.h"
#include "source/xds/client/subscription.h"
#include "source/xds/client/subscription_table.h"
#include "source/xds/client/unknown_field_policy.h"
#include "source/xds/wait.h"

// The proxy's end of discovery.
//
//   xds::ResourceType clusters{std::string(xds::kClusterType), [](absl::string_view bytes) {...}};
//   DiscoveryClient client(dependencies, {.node = node, .ads = GrpcSource{...}});
//   auto subscription = client.Subscribe(
//       {.type = &clusters, .source = AdsSource{}, .owner = "cluster manager"}, events);
//
// Bytes become objects on the xds thread (ResourceType::decode), and main hears of finished ones
// (SubscriptionEvents). An answer is acknowledged when main has applied it. What a control plane
// that went away had said stays in force.
namespace nuncio::xds::client {

struct DiscoveryClientDependencies {
  event::Loop& loop;         // main's
  const base::Clock& clock;  // thread-safe
  base::Logger& log;
  stats::Store& stats;
  std::unique_ptr<base::Random> random;  // the xds thread's own
};

struct DiscoveryClientOptions {
  // Who the proxy is; goes with requests.
  envoy::config::core::v3::Node node;
  // The stream for all types; without it, subscriptions to AdsSource fail.
  std::optional<GrpcSource> ads;
  UnknownFieldPolicy unknown_fields;
};

// Owned by the server on main; all of it is main only. Destruction stops the xds thread and leaves
// the subscriptions that are still there dead.
class DiscoveryClient final : private ChannelHostEvents {
 public:
  // What `dependencies` refers to outlives the client.
  DiscoveryClient(DiscoveryClientDependencies dependencies, DiscoveryClientOptions options);
  ~DiscoveryClient() override;
  DiscoveryClient(const DiscoveryClient&) = delete;
  DiscoveryClient& operator=(const DiscoveryClient&) = delete;

  // Nothing is called from inside. Subscriptions that are made in one turn of the loop go out in
  // one request. `events` outlives the subscription. The source must make sense: an AdsSource needs
  // options.ads, a GrpcSource a target.
  std::unique_ptr<Subscription> Subscribe(SubscribeOptions options, SubscriptionEvents& events);

  // First fetches under way.
  std::vector<Wait> Waits() const;
  std::vector<TypeDump> Dump() const;

  // Has the xds thread look at the clock again: for tests that moved it.
  void Wake() { host_.Wake(); }

 private:
  struct Link;

  Link& FindOrAddLink(const Source& source, const ResourceType& type);
  Link* FindLink(uint64_t number);
  SubscriptionTable& FindOrAddTable(Link& link, const ResourceType& type);
  void OpenChannel(Link& link, const ResourceType& type);
  void WatchFile(Link& link, const FileSource& file);
  void StartFetchTimer(const std::shared_ptr<SubscriptionState>& state);

  void ScheduleFlush();
  void Flush(std::optional<Judgement> judgement);
  void DropIdleLinks();
  void PrimeNewcomers();

  void OnAnswer(uint64_t channel, const Answer& answer) override;
  void OnConnected(uint64_t channel) override;
  void OnFailure(uint64_t channel, const absl::Status& status) override;

  // Constant after construction.
  event::Loop& loop_;
  const base::Clock& clock_;
  base::Logger& log_;
  stats::Store& stats_;
  const DiscoveryClientOptions options_;
  // control_plane.*, of the stream for all types; null without one.
  const stats::GroupRef ads_group_;
  const SubscriptionStats ads_stats_;
  // Copies tell the tasks on the loop whether the client still exists.
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

  ChannelHost host_;
  std::vector<std::unique_ptr<Link>> links_;
  uint64_t last_link_ = 0;
  std::vector<std::shared_ptr<SubscriptionState>> newcomers_;
  bool flush_scheduled_ = false;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_DISCOVERY_CLIENT_H_
