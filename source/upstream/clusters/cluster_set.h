#ifndef NUNCIO_SOURCE_UPSTREAM_CLUSTERS_CLUSTER_SET_H_
#define NUNCIO_SOURCE_UPSTREAM_CLUSTERS_CLUSTER_SET_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/stats/store.h"
#include "source/upstream/cluster.h"
#include "source/upstream/clusters/worker_clusters.h"
#include "source/worker/worker_pool.h"

namespace nuncio::upstream {

// All clusters of the process, and the way in which they reach the workers. Whoever reads
// configuration decides when a cluster is ready (warm) and puts it in here.
//
// Owner: the server. Thread: main, but for ForWorker. Every change makes a new generation of that
// one cluster and posts it to the workers; requests in flight keep what they hold.
class ClusterSet {
 public:
  // Both outlive it. The workers may not have started yet.
  ClusterSet(worker::WorkerPool& pool, stats::Store& store);
  ~ClusterSet();

  // Adds a cluster, or replaces the one of that name: new limits and pools; hosts that are the same
  // keep their counters and health. `done`, if any, runs on main when every worker has it.
  void Put(std::shared_ptr<const ClusterOptions> options, const Endpoints& endpoints,
           std::function<void()> done = nullptr);
  // New endpoints for a cluster that is there; the pools of hosts that stay are kept. False if
  // there is none of that name.
  bool UpdateEndpoints(absl::string_view name, const Endpoints& endpoints,
                       std::function<void()> done = nullptr);
  bool Remove(absl::string_view name);
  // Some host's flags changed: sorts the hosts anew.
  void HealthChanged(absl::string_view name);

  // Null if there is none of that name.
  ClusterRef Find(absl::string_view name) const;
  // In the order of their names.
  void ForEach(const std::function<void(const ClusterRef&)>& visit) const;
  size_t size() const { return clusters_.size(); }

  // The worker's own table. On that worker.
  WorkerClusters& ForWorker(const worker::WorkerContext& worker) { return *workers_[worker.index]; }

  // Takes the workers' tables down, with every idle connection, and calls off what is under way for
  // nobody; before the pool stops. Streams must be over by then. `done` runs on main. Changes that
  // come later stay on main.
  void Shutdown(std::function<void()> done);

 private:
  void Publish(ClusterRef cluster, std::function<void()> done);
  // On each worker, with its table; nothing once the tables are gone.
  void OnWorkers(std::function<void(WorkerClusters&)> task, std::function<void()> done);

  worker::WorkerPool& pool_;
  stats::Store& store_;
  const stats::GroupRef manager_stats_;
  std::map<std::string, ClusterRef> clusters_;
  std::vector<std::unique_ptr<WorkerClusters>> workers_;  // each made and used on its worker
  bool shut_down_ = false;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_CLUSTERS_CLUSTER_SET_H_
