#include "source/config/route_binder.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "source/config/route_configuration.h"
#include "source/config/subscription_group.h"
#include "source/stats/metric.h"
#include "source/xds/client/source.h"
#include "source/xds/client/subscription.h"

namespace nuncio::config {
namespace {

enum RouteMetric : size_t { kConfigReload, kUpdateEmpty, kConfigReloadTime };
constexpr stats::MetricSpec kMetrics[] = {
    {"config_reload", stats::MetricKind::kCounter},
    {"update_empty", stats::MetricKind::kCounter},
    {"config_reload_time_ms", stats::MetricKind::kGauge},
};
constexpr stats::GroupSpec kGroup = {
    "http.{envoy_http_conn_manager_prefix}.rds.{envoy_rds_route_config}", kMetrics};

int64_t Milliseconds(base::WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

// One route configuration with its subscription. Owned by the shared RoutesInForce that it extends:
// whoever holds the table keeps the subscription alive.
class RouteBinder::Subscriber final : public RoutesInForce, public xds::client::SubscriptionEvents {
 public:
  Subscriber(const Dependencies& dependencies, const RouteSource& source)
      : RoutesInForce(dependencies.workers),
        dependencies_(dependencies),
        group_(dependencies.stats.Instantiate(
            kGroup, std::vector<absl::string_view>{source.stat_prefix, source.name})) {
    xds::client::SubscribeOptions options;
    options.type = &dependencies.type;
    options.name = source.name;
    options.source = source.source.source;
    options.initial_fetch_timeout = source.source.initial_fetch_timeout;
    options.owner = absl::StrCat("routes ", source.name);
    options.stats = SubscriptionMetrics(*group_, source.source.source);
    subscription_ = dependencies.discovery.Subscribe(std::move(options), *this);
  }

  std::vector<xds::Refusal> OnUpdate(const xds::client::ResourceUpdate& update) override {
    for (const xds::ResourceRef& resource : update.changed) {
      published->Set(resource->As<Routes>()->table);
      stats::Slots& slots = dependencies_.stats.slots(0);
      slots.Add(group_->counter(kConfigReload));
      dependencies_.stats.Set(group_->gauge(kConfigReloadTime),
                              Milliseconds(dependencies_.loop.WallNow()));
    }
    // Routes that are absent from an answer stay in use.
    SetReady();
    return {};
  }

  void OnFailure(const xds::client::UpdateFailure& failure) override {
    if (failure.cause == xds::client::FailureCause::kConnection) return;
    SetReady();
  }

 private:
  const Dependencies dependencies_;
  const stats::GroupRef group_;
  std::unique_ptr<xds::client::Subscription> subscription_;
};

std::shared_ptr<RoutesInForce> RouteBinder::FindOrSubscribe(const RouteSource& source) {
  std::weak_ptr<RoutesInForce>& entry =
      routes_[{source.name, xds::client::ToString(source.source.source)}];
  if (std::shared_ptr<RoutesInForce> found = entry.lock()) return found;
  // The last one to let go may be a worker; the subscription ends on main.
  event::Loop& loop = dependencies_.loop;
  std::shared_ptr<RoutesInForce> made(
      new Subscriber(dependencies_, source), [&loop](Subscriber* subscriber) {
        loop.Post([owned = std::unique_ptr<Subscriber>(subscriber)] {});
      });
  entry = made;
  return made;
}

}  // namespace nuncio::config
