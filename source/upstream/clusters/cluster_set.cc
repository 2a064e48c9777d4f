#include "source/upstream/clusters/cluster_set.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace nuncio::upstream {
namespace {

struct HostChange {
  std::vector<HostRef> hosts;
  bool members = false;     // a host came or left
  bool attributes = false;  // the weight, priority or health of one that stayed
};

// The hosts of `endpoints`, those of the old generation where they are the same. An address that
// stands there twice counts once, at its first place.
HostChange Match(const Cluster* old, const std::vector<Endpoint>& endpoints) {
  absl::flat_hash_map<network::Address, HostRef> known;
  if (old != nullptr) {
    for (const HostRef& host : old->hosts()) known.emplace(host->address(), host);
  }
  HostChange change;
  change.hosts.reserve(endpoints.size());
  absl::flat_hash_set<network::Address> seen;
  for (const Endpoint& endpoint : endpoints) {
    if (!seen.insert(endpoint.address).second) continue;
    const auto found = known.find(endpoint.address);
    if (found != known.end() && found->second->IsSame(endpoint)) {
      change.attributes = found->second->TakeOver(endpoint) || change.attributes;
      change.hosts.push_back(found->second);
    } else {
      change.members = true;
      change.hosts.push_back(std::make_shared<Host>(endpoint));
    }
  }
  if (change.hosts.size() != known.size()) change.members = true;
  return change;
}

bool SameDrop(const DropOverload& a, const DropOverload& b) {
  return a.per_million == b.per_million && a.category == b.category;
}

void SetMembership(const Cluster& cluster, stats::Store& store) {
  uint64_t healthy = 0;
  uint64_t degraded = 0;
  uint64_t excluded = 0;
  for (const PriorityHosts& hosts : cluster.priorities()) {
    healthy += hosts.healthy.size();
    degraded += hosts.degraded.size();
    excluded += hosts.excluded;
  }
  const ClusterInfo& info = cluster.info();
  store.Set(info.gauge(kMembershipTotal), cluster.hosts().size());
  store.Set(info.gauge(kMembershipHealthy), healthy);
  store.Set(info.gauge(kMembershipDegraded), degraded);
  store.Set(info.gauge(kMembershipExcluded), excluded);
}

}  // namespace

ClusterSet::ClusterSet(worker::WorkerPool& pool, stats::Store& store)
    : pool_(pool),
      store_(store),
      manager_stats_(store.Instantiate(kClusterManagerGroup)),
      workers_(pool.size()) {
  store_.Set(manager_stats_->gauge(kActiveClusters), 0);
  pool_.RunOnAll([this](worker::WorkerContext& worker) {
    workers_[worker.index] = std::make_unique<WorkerClusters>(worker);
  });
}

ClusterSet::~ClusterSet() = default;

void ClusterSet::Put(std::shared_ptr<const ClusterOptions> options, const Endpoints& endpoints,
                     std::function<void()> done) {
  const auto found = clusters_.find(options->name);
  const ClusterRef old = found == clusters_.end() ? nullptr : found->second;
  auto info = std::make_shared<const ClusterInfo>(std::move(options), store_);
  HostChange change = Match(old.get(), endpoints.hosts);
  if (change.members) {
    store_.slots(0).Add(info->counter(kMembershipChange));
  }
  store_.slots(0).Add(info->counter(kDefaultTotalMatchCount), change.hosts.size());
  store_.slots(0).Add(manager_stats_->counter(old == nullptr ? kClusterAdded : kClusterModified));
  Publish(std::make_shared<const Cluster>(std::move(info), std::move(change.hosts), endpoints.drop,
                                          endpoints.overprovisioning_factor,
                                          old == nullptr ? 1 : old->generation() + 1),
          std::move(done));
}

bool ClusterSet::UpdateEndpoints(absl::string_view name, const Endpoints& endpoints,
                                 std::function<void()> done) {
  const ClusterRef old = Find(name);
  if (old == nullptr) return false;
  HostChange change = Match(old.get(), endpoints.hosts);
  stats::Slots& slots = store_.slots(0);
  if (change.members) slots.Add(old->info().counter(kMembershipChange));
  const bool same = !change.members && !change.attributes &&
                    SameDrop(old->drop(), endpoints.drop) &&
                    old->overprovisioning_factor() == endpoints.overprovisioning_factor;
  if (same) {
    slots.Add(old->info().counter(kUpdateNoRebuild));
    if (done) OnWorkers([](WorkerClusters&) {}, std::move(done));
    return true;
  }
  slots.Add(manager_stats_->counter(kClusterUpdated));
  Publish(
      std::make_shared<const Cluster>(old->shared_info(), std::move(change.hosts), endpoints.drop,
                                      endpoints.overprovisioning_factor, old->generation() + 1),
      std::move(done));
  return true;
}

void ClusterSet::HealthChanged(absl::string_view name) {
  const ClusterRef old = Find(name);
  if (old == nullptr) return;
  Publish(std::make_shared<const Cluster>(old->shared_info(), old->hosts(), old->drop(),
                                          old->overprovisioning_factor(), old->generation() + 1),
          nullptr);
}

bool ClusterSet::Remove(absl::string_view name) {
  const auto found = clusters_.find(std::string(name));
  if (found == clusters_.end()) return false;
  clusters_.erase(found);
  store_.slots(0).Add(manager_stats_->counter(kClusterRemoved));
  store_.Set(manager_stats_->gauge(kActiveClusters), clusters_.size());
  OnWorkers([name = std::string(name)](WorkerClusters& clusters) { clusters.Remove(name); },
            nullptr);
  return true;
}

void ClusterSet::Publish(ClusterRef cluster, std::function<void()> done) {
  clusters_[cluster->name()] = cluster;
  SetMembership(*cluster, store_);
  store_.Set(manager_stats_->gauge(kActiveClusters), clusters_.size());
  OnWorkers([cluster = std::move(cluster)](WorkerClusters& clusters) { clusters.Put(cluster); },
            std::move(done));
}

void ClusterSet::OnWorkers(std::function<void(WorkerClusters&)> task, std::function<void()> done) {
  if (shut_down_) return;
  pool_.RunOnAll([this, task = std::move(task)](
                     worker::WorkerContext& worker) { task(*workers_[worker.index]); },
                 std::move(done));
}

ClusterRef ClusterSet::Find(absl::string_view name) const {
  const auto found = clusters_.find(std::string(name));
  return found == clusters_.end() ? nullptr : found->second;
}

void ClusterSet::ForEach(const std::function<void(const ClusterRef&)>& visit) const {
  for (const auto& [name, cluster] : clusters_) visit(cluster);
}

void ClusterSet::Shutdown(std::function<void()> done) {
  shut_down_ = true;
  pool_.RunOnAll(
      [this](worker::WorkerContext& worker) {
        worker.CallOffErrands();
        workers_[worker.index].reset();
      },
      std::move(done));
}

}  // namespace nuncio::upstream
