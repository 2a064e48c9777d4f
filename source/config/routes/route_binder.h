#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_BINDER_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_BINDER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/config/shared/cluster_references.h"
#include "source/config/shared/config_source.h"
#include "source/config/shared/routes_in_force.h"
#include "source/event/loop.h"
#include "source/stats/store.h"
#include "source/worker/worker_pool.h"
#include "source/xds/client/discovery_client.h"
#include "source/xds/resource_type.h"

namespace nuncio::config {

// A route configuration that is discovered (RDS).
struct RouteSource {
  std::string name;
  ResourceSource source;
  std::string stat_prefix;  // of the connection manager that asked first
};

// Brings discovered route configurations to the connection managers that name them: one
// subscription for each name and source.
//
// Owned by the server; main only. Outlives every listener.
class RouteBinder {
 public:
  struct Dependencies {
    event::Loop& loop;
    worker::WorkerPool& workers;
    stats::Store& stats;
    base::Logger& log;
    xds::client::DiscoveryClient& discovery;
    const xds::ResourceType& type;  // decodes to config::Routes
  };
  explicit RouteBinder(Dependencies dependencies)
      : dependencies_(dependencies), self_(std::make_shared<RouteBinder*>(this)) {}
  ~RouteBinder() { *self_ = nullptr; }

  // The one of that name and source, subscribed to now if nobody else has it.
  std::shared_ptr<RoutesInForce> FindOrSubscribe(const RouteSource& source);

  // Whether any discovered route configuration in force sends requests to that cluster by name.
  bool Names(absl::string_view cluster) const;
  // Called when that may have changed. One listener: the owner, who tells the others.
  void set_on_change(std::function<void()> on_change) { on_change_ = std::move(on_change); }
  // Asked for route configurations with validate_clusters. Until it is set, all are known.
  void set_knows_cluster(KnowsCluster knows) { knows_cluster_ = std::move(knows); }

 private:
  class Subscriber;

  const Dependencies dependencies_;
  using Key = std::pair<std::string, std::string>;  // name and source
  void Forget(const Key& key);

  std::map<Key, std::weak_ptr<Subscriber>> routes_;
  std::function<void()> on_change_;
  const std::shared_ptr<RouteBinder*> self_;  // for what is posted: null when this is gone
  KnowsCluster knows_cluster_;
};

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_ROUTE_BINDER_H_
