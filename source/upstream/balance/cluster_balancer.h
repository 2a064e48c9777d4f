#ifndef NUNCIO_SOURCE_UPSTREAM_BALANCE_CLUSTER_BALANCER_H_
#define NUNCIO_SOURCE_UPSTREAM_BALANCE_CLUSTER_BALANCER_H_

#include <array>
#include <memory>
#include <vector>

#include "source/base/random.h"
#include "source/upstream/balance/balancer.h"
#include "source/upstream/balance/pick_context.h"
#include "source/upstream/cluster.h"

namespace nuncio::upstream {

// Chooses a host of a generation: first the priority and how healthy its hosts must be, then a host
// of these by the cluster's policy. Cursors are made on first use.
//
// Owner: WorkerCluster. Thread: its worker.
class ClusterBalancer {
 public:
  struct Choice {
    HostRef host;  // null: there is none
    bool panic = false;
  };

  Choice Pick(const Cluster& cluster, const PickContext& context, base::Random& random);
  // The generation that was given is gone; the next Pick brings another.
  void Reset() { cursors_.clear(); }

 private:
  // By HostSelection.
  using Cursors = std::array<std::unique_ptr<Balancer>, 3>;

  Balancer* CursorFor(const Cluster& cluster, const PriorityLoad::Choice& choice,
                      base::Random& random);

  std::vector<Cursors> cursors_;  // by priority
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_BALANCE_CLUSTER_BALANCER_H_
