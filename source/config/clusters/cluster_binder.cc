#include "source/config/clusters/cluster_binder.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/upstream/cluster_stats.h"

namespace nuncio::config {
namespace {

constexpr stats::GroupSpec kCdsGroup = {"cluster_manager.cds", {}};

}  // namespace

// One cluster with its endpoints, of its own or discovered. Owned by the binder.
class ClusterBinder::BoundCluster final : private xds::client::SubscriptionEvents {
 public:
  BoundCluster(ClusterBinder& binder, std::shared_ptr<const ClusterConfig> config,
               ResourceInForce resource)
      : binder_(binder), config_(std::move(config)), resource_(std::move(resource)) {}

  // True when it has what it needs; else OnWarm comes later: with the first endpoints, or without
  // when they do not come in time. `before` was warming in its place: it goes on with that one's
  // deadline, so that a cluster that changes all the time does not wait for ever.
  bool Start(const BoundCluster* before) {
    if (!config_->eds.has_value()) {
      endpoints_ = config_->endpoints;
      return true;
    }
    const auto& dependencies = binder_.dependencies_;
    group_ = dependencies.stats.Instantiate(upstream::kClusterGroup, config_->options->stat_name());
    xds::client::SubscribeOptions options;
    options.type = &dependencies.endpoint_type;
    options.name = config_->eds->service_name;
    options.source = config_->eds->source.source;
    options.initial_fetch_timeout = FetchTimeout(before);
    options.owner = absl::StrCat("cluster ", name());
    options.stats = xds::client::SubscriptionStatsIn(*group_, config_->eds->source.source);
    subscription_ = dependencies.discovery.Subscribe(std::move(options), *this);
    return false;
  }

  void Activate() {
    active_ = true;
    const base::WallTime now = binder_.dependencies_.loop.WallNow();
    resource_.warmed = now;
    resource_.active = now;
    binder_.dependencies_.clusters.Put(config_->options, endpoints_);
  }

  const std::string& name() const { return config_->options->name; }
  const ResourceInForce& resource() const { return resource_; }

 private:
  // And notes the deadline. Zero: none.
  base::Duration FetchTimeout(const BoundCluster* before) {
    const base::Instant now = binder_.dependencies_.loop.Now();
    const base::Duration own = config_->eds->source.initial_fetch_timeout;
    if (own > base::Duration::zero()) warm_by_ = now + own;
    if (before != nullptr && before->warm_by_) {
      warm_by_ = std::min(warm_by_.value_or(*before->warm_by_), *before->warm_by_);
    }
    if (!warm_by_) return base::Duration::zero();
    return std::max<base::Duration>(*warm_by_ - now, std::chrono::milliseconds(1));
  }

  std::vector<xds::Refusal> OnUpdate(const xds::client::ResourceUpdate& update) override {
    for (const xds::ResourceRef& resource : update.changed) {
      endpoints_ = *resource->As<upstream::Endpoints>();
    }
    if (!active_) {
      Warm();
    } else if (!update.changed.empty()) {
      binder_.dependencies_.clusters.UpdateEndpoints(name(), endpoints_);
    }
    // Endpoints that are absent from an answer stay in use.
    return {};
  }

  void OnFailure(const xds::client::UpdateFailure& failure) override {
    if (failure.cause == xds::client::FailureCause::kConnection || active_) return;
    binder_.dependencies_.log.Warning("upstream", "cluster \"", name(),
                                      "\" goes on without endpoints: ", failure.details);
    Warm();
  }

  void Warm() { binder_.OnWarm(name()); }

  ClusterBinder& binder_;
  const std::shared_ptr<const ClusterConfig> config_;
  ResourceInForce resource_;
  stats::GroupRef group_;
  upstream::Endpoints endpoints_;
  bool active_ = false;
  std::optional<base::Instant> warm_by_;
  std::unique_ptr<xds::client::Subscription> subscription_;
};

ClusterBinder::ClusterBinder(Dependencies dependencies)
    : dependencies_(dependencies),
      manager_stats_(dependencies.stats.Instantiate(upstream::kClusterManagerGroup)),
      cds_stats_(dependencies.stats.Instantiate(kCdsGroup)),
      leave_timer_(dependencies.loop, [this] { RemoveLeaving(); }) {
  dependencies_.routes.set_knows_cluster([this](absl::string_view name) { return Knows(name); });
  Changed();
}

ClusterBinder::~ClusterBinder() { dependencies_.routes.set_knows_cluster(nullptr); }

void ClusterBinder::AddStatic(std::shared_ptr<const ClusterConfig> config,
                              ResourceInForce resource) {
  clusters_[config->options->name].is_static = true;
  Put(std::move(config), std::move(resource));
}

void ClusterBinder::Subscribe(const ResourceSource& cds) {
  xds::client::SubscribeOptions options;
  options.type = &dependencies_.cluster_type;
  options.source = cds.source;
  options.initial_fetch_timeout = cds.initial_fetch_timeout;
  options.owner = "clusters";
  options.stats = xds::client::SubscriptionStatsIn(*cds_stats_, cds.source);
  cds_ = dependencies_.discovery.Subscribe(std::move(options), *this);
}

void ClusterBinder::Put(std::shared_ptr<const ClusterConfig> config, ResourceInForce resource) {
  const std::string name = config->options->name;
  Named& named = clusters_[name];
  named.leaves_by.reset();
  const std::unique_ptr<BoundCluster> before = std::exchange(
      named.warming, std::make_unique<BoundCluster>(*this, std::move(config), std::move(resource)));
  if (named.warming->Start(before.get())) {
    OnWarm(name);
  } else {
    Changed();
  }
}

void ClusterBinder::OnWarm(const std::string& name) {
  Named& named = clusters_[name];
  // The predecessor goes at the end: it may be who called.
  const std::unique_ptr<BoundCluster> before =
      std::exchange(named.active, std::move(named.warming));
  named.active->Activate();
  Changed();
}

void ClusterBinder::Remove(const std::string& name) {
  const auto found = clusters_.find(name);
  if (found == clusters_.end() || found->second.is_static) return;
  if (found->second.active == nullptr || !dependencies_.routes.Names(name)) return RemoveNow(name);
  dependencies_.log.Info("upstream", "cluster \"", name, "\" stays while routes name it");
  found->second.leaves_by = dependencies_.loop.Now() + kLongestLeave;
  found->second.warming = nullptr;
  if (!leave_timer_.armed()) leave_timer_.Start(kLongestLeave);
}

void ClusterBinder::RemoveLeaving() {
  const base::Instant now = dependencies_.loop.Now();
  std::vector<std::string> gone;
  std::optional<base::Instant> next;
  for (const auto& [name, named] : clusters_) {
    if (!named.leaves_by) continue;
    if (*named.leaves_by <= now || !dependencies_.routes.Names(name)) {
      gone.push_back(name);
    } else {
      next = std::min(next.value_or(*named.leaves_by), *named.leaves_by);
    }
  }
  for (const std::string& name : gone) RemoveNow(name);
  if (next) leave_timer_.Start(*next - now);
}

void ClusterBinder::RemoveNow(const std::string& name) {
  clusters_.erase(name);
  dependencies_.clusters.Remove(name);
}

std::vector<xds::Refusal> ClusterBinder::OnUpdate(const xds::client::ResourceUpdate& update) {
  cds_fetched_ = true;
  for (const std::string& name : update.removed) {
    dependencies_.log.Info("upstream", "cluster \"", name, "\" is removed");
    Remove(name);
  }
  for (const xds::ResourceRef& resource : update.changed) {
    if (IsStatic(resource->name)) {
      dependencies_.log.Warning("upstream", "cluster \"", resource->name,
                                "\" is one of the bootstrap, which discovery does not change");
      continue;
    }
    dependencies_.log.Info("upstream", "cluster \"", resource->name, "\" is added or updated");
    Put(resource->As<ClusterConfig>(), DiscoveredResource(*resource));
  }
  Changed();
  return {};
}

void ClusterBinder::OnFailure(const xds::client::UpdateFailure& failure) {
  if (failure.cause == xds::client::FailureCause::kConnection) return;
  cds_fetched_ = true;
  Changed();
}

bool ClusterBinder::settled() const { return (cds_ == nullptr || cds_fetched_) && warming() == 0; }

size_t ClusterBinder::warming() const {
  size_t count = 0;
  for (const auto& [name, named] : clusters_) count += named.warming != nullptr;
  return count;
}

std::string ClusterBinder::version() const {
  return cds_ == nullptr ? "" : std::string(cds_->version());
}

void ClusterBinder::ForEach(const std::function<void(const View&)>& visit) const {
  for (const auto& [name, named] : clusters_) {
    if (named.active != nullptr) visit({named.active->resource(), false});
    if (named.warming != nullptr) visit({named.warming->resource(), true});
  }
}

bool ClusterBinder::IsStatic(absl::string_view name) const {
  const auto found = clusters_.find(name);
  return found != clusters_.end() && found->second.is_static;
}

void ClusterBinder::Changed() {
  dependencies_.stats.Set(manager_stats_->gauge(upstream::kWarmingClusters), warming());
  if (on_change_) on_change_();
}

}  // namespace nuncio::config
