#include "source/upstream/cluster.h"

#include <algorithm>
#include <utility>

namespace nuncio::upstream {
namespace {

constexpr uint32_t kExcludedFlags =
    health_flag::kExcludedByImmediateFailure | health_flag::kPendingActiveCheck;

// A host that is told to drain counts neither for nor against its priority; nor does one that its
// health check knows nothing of yet, or that said itself that it fails.
bool IsExcluded(const Host& host) {
  const uint32_t flags = host.flags();
  if ((flags & health_flag::kDrainingEds) != 0) return true;
  return (flags & kExcludedFlags) != 0 && host.health() == Health::kUnhealthy;
}

std::vector<PriorityHosts> SortByPriority(const std::vector<HostRef>& hosts) {
  std::vector<PriorityHosts> priorities(1);
  for (const HostRef& host : hosts) {
    if (host->priority() >= priorities.size()) priorities.resize(host->priority() + 1);
    PriorityHosts& priority = priorities[host->priority()];
    priority.all.push_back(host);
    if (IsExcluded(*host)) ++priority.excluded;
    switch (host->health()) {
      case Health::kHealthy:
        priority.healthy.push_back(host);
        break;
      case Health::kDegraded:
        priority.degraded.push_back(host);
        break;
      case Health::kUnhealthy:
        break;
    }
  }
  return priorities;
}

PriorityLoad LoadOf(const std::vector<PriorityHosts>& priorities, uint32_t overprovisioning_factor,
                    double panic_threshold) {
  std::vector<PriorityCounts> counts;
  counts.reserve(priorities.size());
  for (const PriorityHosts& hosts : priorities) {
    counts.push_back({static_cast<uint32_t>(hosts.all.size()),
                      static_cast<uint32_t>(hosts.healthy.size()),
                      static_cast<uint32_t>(hosts.degraded.size()), hosts.excluded});
  }
  return PriorityLoad(counts, overprovisioning_factor, panic_threshold);
}

}  // namespace

Cluster::Cluster(std::shared_ptr<const ClusterInfo> info, std::vector<HostRef> hosts,
                 DropOverload drop, uint32_t overprovisioning_factor, uint64_t generation)
    : info_(std::move(info)),
      hosts_(std::move(hosts)),
      priorities_(SortByPriority(hosts_)),
      drop_(std::move(drop)),
      overprovisioning_factor_(overprovisioning_factor),
      load_(LoadOf(priorities_, overprovisioning_factor_, options().balance.panic_threshold)),
      generation_(generation) {}

}  // namespace nuncio::upstream
