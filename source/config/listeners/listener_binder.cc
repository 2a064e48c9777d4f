#include "source/config/listeners/listener_binder.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"
#include "source/config/shared/cluster_references.h"

namespace nuncio::config {
namespace {

constexpr stats::GroupSpec kLdsGroup = {"listener_manager.lds", {}};

}  // namespace

ListenerBinder::ListenerBinder(Dependencies dependencies)
    : dependencies_(dependencies), lds_stats_(dependencies.stats.Instantiate(kLdsGroup)) {}

ListenerBinder::~ListenerBinder() { *alive_ = false; }

absl::Status ListenerBinder::AddStatic(const ListenerPlan& plan, ResourceInForce resource) {
  listeners_[plan.options.name].is_static = true;
  return Put(plan, std::move(resource));
}

void ListenerBinder::Subscribe(const ResourceSource& lds) {
  xds::client::SubscribeOptions options;
  options.type = &dependencies_.listener_type;
  options.source = lds.source;
  options.initial_fetch_timeout = lds.initial_fetch_timeout;
  options.owner = "listeners";
  options.stats = xds::client::SubscriptionStatsIn(*lds_stats_, lds.source);
  lds_ = dependencies_.discovery.Subscribe(std::move(options), *this);
}

absl::Status ListenerBinder::Put(const ListenerPlan& plan, ResourceInForce resource) {
  const std::string name = plan.options.name;
  NUNCIO_RETURN_IF_ERROR(CheckReferences(
      plan.required_clusters, {"envoy.config.listener.v3.Listener", name},
      [this](absl::string_view cluster) { return dependencies_.clusters.Knows(cluster); }));
  Making making{dependencies_.parts, absl::StrCat("listener ", name), {}};
  NUNCIO_ASSIGN_OR_RETURN(std::shared_ptr<listener::ListenerOptions> options,
                          MakeListener(plan, making));
  options->origin = resource.origin;
  options->added_via_api = resource.dynamic;
  bool changed = false;
  NUNCIO_RETURN_IF_ERROR(dependencies_.listeners.Put(std::move(options), &changed));
  Named& named = listeners_[name];
  if (!changed) {
    named.warming = nullptr;
    if (named.active != nullptr) named.active->resource = std::move(resource);
    return absl::OkStatus();
  }
  named.warming = std::make_unique<Bound>();
  named.warming->resource = std::move(resource);
  named.warming->number = ++last_number_;
  Wait(name, making);
  return absl::OkStatus();
}

void ListenerBinder::Wait(const std::string& name, const Making& making) {
  Bound& bound = *listeners_[name].warming;
  const uint64_t number = bound.number;
  // One more than there are, so that none of them ends the waiting before all are asked.
  bound.waits = making.waits_for.size() + 1;
  for (const auto& routes : making.waits_for) {
    routes->WhenReady([this, name, number, alive = alive_] {
      if (*alive) WaitOver(name, number);
    });
  }
  WaitOver(name, number);
}

void ListenerBinder::WaitOver(const std::string& name, uint64_t number) {
  const auto found = listeners_.find(name);
  if (found == listeners_.end()) return;
  const std::unique_ptr<Bound>& warming = found->second.warming;
  if (warming == nullptr || warming->number != number || --warming->waits > 0) return;
  Activate(name);
}

void ListenerBinder::Activate(const std::string& name) {
  Named& named = listeners_[name];
  named.active = std::move(named.warming);
  const base::WallTime now = dependencies_.loop.WallNow();
  named.active->resource.warmed = now;
  named.active->resource.active = now;
  dependencies_.listeners.Activate(name);
  Changed();
}

std::vector<xds::Refusal> ListenerBinder::OnUpdate(const xds::client::ResourceUpdate& update) {
  lds_fetched_ = true;
  std::vector<xds::Refusal> refused;
  for (const std::string& name : update.removed) {
    const auto found = listeners_.find(name);
    if (found == listeners_.end() || found->second.is_static) continue;
    dependencies_.log.Info("listener", "listener \"", name, "\" is removed");
    listeners_.erase(found);
    dependencies_.listeners.Remove(name);
  }
  for (const xds::ResourceRef& resource : update.changed) {
    const auto found = listeners_.find(resource->name);
    if (found != listeners_.end() && found->second.is_static) {
      dependencies_.log.Warning("listener", "listener \"", resource->name,
                                "\" is one of the bootstrap, which discovery does not change");
      continue;
    }
    const absl::Status status = Put(*resource->As<ListenerPlan>(), DiscoveredResource(*resource));
    if (status.ok()) {
      dependencies_.log.Info("listener", "listener \"", resource->name, "\" is added or updated");
    } else {
      refused.push_back({resource->name, std::string(status.message())});
    }
  }
  Changed();
  return refused;
}

void ListenerBinder::OnFailure(const xds::client::UpdateFailure& failure) {
  if (failure.cause == xds::client::FailureCause::kConnection) return;
  lds_fetched_ = true;
  Changed();
}

bool ListenerBinder::settled() const {
  if (lds_ != nullptr && !lds_fetched_) return false;
  for (const auto& [name, named] : listeners_) {
    if (named.warming != nullptr) return false;
  }
  return true;
}

std::string ListenerBinder::version() const {
  return lds_ == nullptr ? "" : std::string(lds_->version());
}

void ListenerBinder::ForEach(const std::function<void(const View&)>& visit) const {
  for (const auto& [name, named] : listeners_) {
    if (named.active != nullptr) visit({named.active->resource, false});
    if (named.warming != nullptr) visit({named.warming->resource, true});
  }
}

void ListenerBinder::Changed() {
  if (on_change_) on_change_();
}

}  // namespace nuncio::config
