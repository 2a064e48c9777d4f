#ifndef NUNCIO_SOURCE_PROXY_ROUTER_MIRROR_SET_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_MIRROR_SET_H_

#include <vector>

#include "absl/types/span.h"
#include "source/http/message.h"
#include "source/policy/mirror_policy.h"
#include "source/proxy/router/mirror.h"
#include "source/proxy/router/router_config.h"
#include "source/upstream/clusters/worker_cluster.h"
#include "source/worker/worker_context.h"

namespace nuncio::proxy::router {

// The clusters that a request goes to as well, once all of it is there. Owned by the router; the
// policies are the route's. The worker's thread.
class MirrorSet {
 public:
  // Draws for each policy, and finds its cluster.
  void Choose(const RouterConfig& config, worker::WorkerContext& worker,
              absl::Span<const policy::MirrorPolicy> policies, const http::RequestHead& head);
  bool empty() const { return chosen_.empty(); }
  // Sends the copies; nothing waits any more. Each is made of `request` and its own policy.
  void Send(worker::WorkerContext& worker, const MirroredRequest& request);
  void Clear() { chosen_.clear(); }

 private:
  struct Chosen {
    const policy::MirrorPolicy* policy;
    upstream::ClusterPin cluster;
  };
  std::vector<Chosen> chosen_;
};

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_MIRROR_SET_H_
