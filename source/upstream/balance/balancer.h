#ifndef NUNCIO_SOURCE_UPSTREAM_BALANCE_BALANCER_H_
#define NUNCIO_SOURCE_UPSTREAM_BALANCE_BALANCER_H_

#include <memory>
#include <vector>

#include "source/base/random.h"
#include "source/upstream/balance/pick_context.h"
#include "source/upstream/cluster_options.h"
#include "source/upstream/host.h"

namespace nuncio::upstream {

// A policy's cursor over one list of hosts.
//
// Owner: ClusterBalancer, which drops it when the list changes. Thread: its worker.
class Balancer {
 public:
  virtual ~Balancer() = default;
  // One of the hosts. Valid as long as the list.
  virtual const HostRef& Pick(const PickContext& context, base::Random& random) = 0;
};

// `hosts` is not empty and outlives the balancer, as does `options`.
std::unique_ptr<Balancer> MakeBalancer(const BalanceOptions& options,
                                       const std::vector<HostRef>& hosts, base::Random& random);

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_BALANCE_BALANCER_H_
