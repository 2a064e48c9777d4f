#include "source/upstream/balance/cluster_balancer.h"

#include <algorithm>

namespace nuncio::upstream {
namespace {

const std::vector<HostRef>& HostsOf(const Cluster& cluster, const PriorityLoad::Choice& choice) {
  const PriorityHosts& hosts = cluster.priorities()[choice.priority];
  switch (choice.hosts) {
    case HostSelection::kHealthy:
      break;
    case HostSelection::kDegraded:
      return hosts.degraded;
    case HostSelection::kAll:
      return hosts.all;
  }
  return hosts.healthy;
}

}  // namespace

ClusterBalancer::Choice ClusterBalancer::Pick(const Cluster& cluster, const PickContext& context,
                                              base::Random& random) {
  Choice result;
  const uint32_t attempts = std::max(1u, context.max_attempts);
  for (uint32_t attempt = 0; attempt < attempts; ++attempt) {
    const PriorityLoad& load = cluster.load();
    const PriorityLoad::Choice choice =
        load.Choose(load.uniform() ? 0 : static_cast<uint32_t>(random.Below(100)));
    result.panic = choice.panic && !cluster.priorities()[choice.priority].all.empty();
    if (choice.panic && cluster.options().balance.fail_traffic_on_panic) return result;
    Balancer* const cursor = CursorFor(cluster, choice, random);
    if (cursor == nullptr) return result;
    result.host = cursor->Pick(context, random);
    if (context.rejects == nullptr || !(*context.rejects)(*result.host)) break;
  }
  return result;
}

Balancer* ClusterBalancer::CursorFor(const Cluster& cluster, const PriorityLoad::Choice& choice,
                                     base::Random& random) {
  const std::vector<HostRef>& hosts = HostsOf(cluster, choice);
  if (hosts.empty()) return nullptr;
  if (cursors_.size() <= choice.priority) cursors_.resize(choice.priority + 1);
  std::unique_ptr<Balancer>& cursor = cursors_[choice.priority][static_cast<size_t>(choice.hosts)];
  if (cursor == nullptr) cursor = MakeBalancer(cluster.options().balance, hosts, random);
  return cursor.get();
}

}  // namespace nuncio::upstream
