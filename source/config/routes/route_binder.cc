#include "source/config/routes/route_binder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "source/config/routes/route_configuration.h"
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
  Subscriber(RouteBinder& binder, const Dependencies& dependencies, const RouteSource& source)
      : RoutesInForce(dependencies.workers),
        binder_(binder),
        dependencies_(dependencies),
        group_(dependencies.stats.Instantiate(
            kGroup, std::vector<absl::string_view>{source.stat_prefix, source.name})) {
    xds::client::SubscribeOptions options;
    options.type = &dependencies.type;
    options.name = source.name;
    options.source = source.source.source;
    options.initial_fetch_timeout = source.source.initial_fetch_timeout;
    options.owner = absl::StrCat("routes ", source.name);
    options.stats = xds::client::SubscriptionStatsIn(*group_, source.source.source);
    subscription_ = dependencies.discovery.Subscribe(std::move(options), *this);
  }

  std::vector<xds::Refusal> OnUpdate(const xds::client::ResourceUpdate& update) override {
    std::vector<xds::Refusal> refused;
    for (const xds::ResourceRef& resource : update.changed) {
      const std::shared_ptr<const Routes> routes = resource->As<Routes>();
      const absl::Status status = CheckClusters(*routes, resource->name);
      if (!status.ok()) {
        refused.push_back({resource->name, std::string(status.message())});
        continue;
      }
      current_ = routes;
      published->Set(current_->table);
      stats::Slots& slots = dependencies_.stats.slots(0);
      slots.Add(group_->counter(kConfigReload));
      dependencies_.stats.Set(group_->gauge(kConfigReloadTime),
                              Milliseconds(dependencies_.loop.WallNow()));
    }
    // Routes that are absent from an answer stay in use.
    SetReady();
    if (binder_.on_change_) binder_.on_change_();
    return refused;
  }

  void OnFailure(const xds::client::UpdateFailure& failure) override {
    if (failure.cause == xds::client::FailureCause::kConnection) return;
    SetReady();
  }

  bool Names(absl::string_view cluster) const {
    return current_ != nullptr && std::any_of(current_->clusters.begin(), current_->clusters.end(),
                                              [cluster](const ClusterReference& reference) {
                                                return reference.cluster == cluster;
                                              });
  }

 private:
  // Discovered routes may lead to clusters that come later, unless they say otherwise.
  absl::Status CheckClusters(const Routes& routes, const std::string& name) const {
    if (!routes.validate_clusters.value_or(false) || !binder_.knows_cluster_) {
      return absl::OkStatus();
    }
    return CheckReferences(routes.clusters, {"envoy.config.route.v3.RouteConfiguration", name},
                           binder_.knows_cluster_);
  }

  RouteBinder& binder_;
  const Dependencies dependencies_;
  const stats::GroupRef group_;
  std::shared_ptr<const Routes> current_;
  std::unique_ptr<xds::client::Subscription> subscription_;
};

std::shared_ptr<RoutesInForce> RouteBinder::FindOrSubscribe(const RouteSource& source) {
  const Key key{source.name, xds::client::ToString(source.source.source)};
  std::weak_ptr<Subscriber>& entry = routes_[key];
  if (std::shared_ptr<Subscriber> found = entry.lock()) return found;
  // The last one to let go may be a worker; the subscription ends on main.
  event::Loop& loop = dependencies_.loop;
  std::shared_ptr<Subscriber> made(
      new Subscriber(*this, dependencies_, source), [&loop, key, self = self_](Subscriber* last) {
        loop.Post([key, self, owned = std::unique_ptr<Subscriber>(last)] {
          if (*self != nullptr) (*self)->Forget(key);
        });
      });
  entry = made;
  return made;
}

void RouteBinder::Forget(const Key& key) {
  const auto found = routes_.find(key);
  // Somebody may have asked for it anew meanwhile.
  if (found != routes_.end() && found->second.expired()) routes_.erase(found);
}

bool RouteBinder::Names(absl::string_view cluster) const {
  for (const auto& [key, entry] : routes_) {
    const std::shared_ptr<Subscriber> subscriber = entry.lock();
    if (subscriber != nullptr && subscriber->Names(cluster)) return true;
  }
  return false;
}

}  // namespace nuncio::config
