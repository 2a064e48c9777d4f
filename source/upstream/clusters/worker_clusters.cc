#include "source/upstream/clusters/worker_clusters.h"

#include <utility>

namespace nuncio::upstream {

ClusterPin WorkerClusters::Find(absl::string_view name) {
  const auto found = clusters_.find(name);
  if (found == clusters_.end()) return ClusterPin();
  Entry& entry = found->second;
  if (!entry.pin) entry.pin = base::MakeLocal<WorkerCluster>(entry.cluster, worker_);
  return entry.pin;
}

void WorkerClusters::Put(ClusterRef cluster) {
  Entry& entry = clusters_[cluster->name()];
  if (entry.pin) {
    if (&entry.cluster->info() == &cluster->info()) {
      entry.pin->Update(cluster);
    } else {
      entry.pin->Retire();
      entry.pin.reset();
    }
  }
  entry.cluster = std::move(cluster);
}

void WorkerClusters::Remove(const std::string& name) {
  const auto found = clusters_.find(name);
  if (found == clusters_.end()) return;
  const ClusterPin pin = std::move(found->second.pin);
  clusters_.erase(found);
  if (pin) pin->Retire();
}

}  // namespace nuncio::upstream
