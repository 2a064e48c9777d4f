#ifndef NUNCIO_SOURCE_CONFIG_LISTENERS_LISTENER_H_
#define NUNCIO_SOURCE_CONFIG_LISTENERS_LISTENER_H_

#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "source/config/listeners/filter_chain.h"
#include "source/config/shared/access_log.h"
#include "source/config/shared/making.h"
#include "source/config/shared/scope.h"
#include "source/listener/listener_options.h"

namespace nuncio::config {

// A listener that made sense, before it is made. Immutable.
struct ListenerPlan {
  listener::ListenerOptions options;  // without chains, logs, origin
  std::vector<FilterChainPlan> chains;
  std::optional<FilterChainPlan> default_chain;
  std::vector<AccessLogOptions> access_logs;
  // Clusters that must exist.
  std::vector<ClusterReference> required_clusters;
};

// Null where a complaint was made.
std::shared_ptr<const ListenerPlan> ParseListener(
    const envoy::config::listener::v3::Listener& listener, Scope& scope);

// Options for the set of listeners; `making` then tells what they wait for. Main only.
absl::StatusOr<std::shared_ptr<listener::ListenerOptions>> MakeListener(const ListenerPlan& plan,
                                                                        Making& making);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_LISTENERS_LISTENER_H_
