#ifndef NUNCIO_SOURCE_UPSTREAM_CLUSTER_H_
#define NUNCIO_SOURCE_UPSTREAM_CLUSTER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "source/upstream/cluster_info.h"
#include "source/upstream/host.h"
#include "source/upstream/priority_load.h"

namespace nuncio::upstream {

// The hosts of one priority, sorted by health when the generation was made.
struct PriorityHosts {
  std::vector<HostRef> all;
  std::vector<HostRef> healthy;
  std::vector<HostRef> degraded;
  uint32_t excluded = 0;  // left out of the share that panic is judged by
};

// A share of requests that the control plane wants refused before they reach a host.
struct DropOverload {
  uint32_t per_million = 0;  // 0 to 1,000,000
  std::string category;
};

// The endpoints of a cluster as configuration gives them, of all priorities.
struct Endpoints {
  std::vector<Endpoint> hosts;
  DropOverload drop;
  uint32_t overprovisioning_factor = 140;  // percent, at least 100
};

// One generation of a cluster: its hosts, as they are until the next update or change of health.
//
// Immutable. Owner: shared (ClusterRef) by the cluster set and the workers. Thread: any.
class Cluster {
 public:
  Cluster(std::shared_ptr<const ClusterInfo> info, std::vector<HostRef> hosts, DropOverload drop,
          uint32_t overprovisioning_factor, uint64_t generation);

  const ClusterInfo& info() const { return *info_; }
  const std::shared_ptr<const ClusterInfo>& shared_info() const { return info_; }
  const ClusterOptions& options() const { return info_->options(); }
  const std::string& name() const { return info_->name(); }
  // By priority, without gaps: a priority that nobody uses is empty.
  const std::vector<PriorityHosts>& priorities() const { return priorities_; }
  const PriorityLoad& load() const { return load_; }
  const DropOverload& drop() const { return drop_; }
  uint32_t overprovisioning_factor() const { return overprovisioning_factor_; }
  // Rises with every change of this cluster.
  uint64_t generation() const { return generation_; }
  // Every host of every priority.
  const std::vector<HostRef>& hosts() const { return hosts_; }

 private:
  const std::shared_ptr<const ClusterInfo> info_;
  const std::vector<HostRef> hosts_;
  const std::vector<PriorityHosts> priorities_;
  const DropOverload drop_;
  const uint32_t overprovisioning_factor_;
  const PriorityLoad load_;
  const uint64_t generation_;
};

using ClusterRef = std::shared_ptr<const Cluster>;

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_CLUSTER_H_
