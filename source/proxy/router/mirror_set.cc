#include "source/proxy/router/mirror_set.h"

#include <utility>

#include "absl/strings/string_view.h"

namespace nuncio::proxy::router {

void MirrorSet::Choose(const RouterConfig& config, worker::WorkerContext& worker,
                       absl::Span<const policy::MirrorPolicy> policies,
                       const http::RequestHead& head) {
  for (const policy::MirrorPolicy& policy : policies) {
    if (!policy.runtime_fraction.Matches(worker.random.Next(), nullptr)) continue;
    const absl::string_view name = policy.cluster.empty()
                                       ? head.headers.Value(policy.cluster_header)
                                       : absl::string_view(policy.cluster);
    upstream::ClusterPin cluster = config.clusters(worker).Find(name);
    if (cluster) chosen_.push_back({&policy, std::move(cluster)});
  }
}

void MirrorSet::Send(worker::WorkerContext& worker, const MirroredRequest& request) {
  for (Chosen& chosen : chosen_) {
    Mirror::Send(worker, std::move(chosen.cluster), *chosen.policy, request);
  }
  chosen_.clear();
}

}  // namespace nuncio::proxy::router
