#ifndef NUNCIO_SOURCE_UPSTREAM_CLUSTERS_WORKER_CLUSTERS_H_
#define NUNCIO_SOURCE_UPSTREAM_CLUSTERS_WORKER_CLUSTERS_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "source/upstream/cluster.h"
#include "source/upstream/clusters/worker_cluster.h"
#include "source/worker/worker_context.h"

namespace nuncio::upstream {

// The clusters that one worker knows, by name.
//
// Owner: ClusterSet. Thread: its worker. A cluster that no request used costs one entry here.
class WorkerClusters {
 public:
  explicit WorkerClusters(worker::WorkerContext& worker) : worker_(worker) {}

  // Null if there is none of that name. The reference pins it.
  ClusterPin Find(absl::string_view name);

  // By the cluster set. A generation with another ClusterInfo replaces the cluster: what runs on
  // the old one ends there.
  void Put(ClusterRef cluster);
  void Remove(const std::string& name);

 private:
  struct Entry {
    ClusterRef cluster;
    ClusterPin pin;  // null until it is used
  };

  worker::WorkerContext& worker_;
  absl::flat_hash_map<std::string, Entry> clusters_;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_CLUSTERS_WORKER_CLUSTERS_H_
