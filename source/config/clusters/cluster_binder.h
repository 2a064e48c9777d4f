#ifndef NUNCIO_SOURCE_CONFIG_CLUSTERS_CLUSTER_BINDER_H_
#define NUNCIO_SOURCE_CONFIG_CLUSTERS_CLUSTER_BINDER_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/config/clusters/cluster.h"
#include "source/config/routes/route_binder.h"
#include "source/config/shared/in_force.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/stats/store.h"
#include "source/upstream/clusters/cluster_set.h"
#include "source/xds/client/discovery_client.h"
#include "source/xds/resource_type.h"
#include "source/xds/wait.h"

namespace nuncio::config {

// Brings clusters into force: those of the bootstrap and those that CDS names, each with its
// endpoints. A cluster that waits for its first endpoints is warming, and its predecessor of that
// name serves meanwhile; nobody else waits for it. A cluster that CDS takes away while discovered
// routes still name it stays until they do not, but not for long: a control plane that starts anew
// says both, one after the other.
//
// Owned by the server; main only.
class ClusterBinder final : private xds::client::SubscriptionEvents {
 public:
  struct Dependencies {
    event::Loop& loop;
    stats::Store& stats;
    base::Logger& log;
    upstream::ClusterSet& clusters;
    xds::client::DiscoveryClient& discovery;
    const xds::ResourceType& cluster_type;
    const xds::ResourceType& endpoint_type;
    RouteBinder& routes;
  };
  // How long routes may go on naming a cluster that is gone.
  static constexpr base::Duration kLongestLeave = std::chrono::seconds(2);

  explicit ClusterBinder(Dependencies dependencies);
  ~ClusterBinder() override;

  // For the one who hears of changes of discovered routes: what leaves and is named no more, goes.
  void RoutesChanged() { RemoveLeaving(); }

  // A cluster of the bootstrap. CDS can neither change nor remove it.
  void AddStatic(std::shared_ptr<const ClusterConfig> config, ResourceInForce resource);
  // Asks for all other clusters.
  void Subscribe(const ResourceSource& cds);

  // Nothing is warming, and CDS (if asked for) has answered once or was given up.
  bool settled() const;
  // Called whenever that may have become true.
  void set_on_change(std::function<void()> on_change) { on_change_ = std::move(on_change); }

  // Who waits for what; the first answer of CDS is in DiscoveryClient::Waits.
  size_t warming() const;
  // The version of the last CDS answer that was taken; empty without one.
  std::string version() const;
  struct View {
    const ResourceInForce& resource;
    bool warming = false;
  };
  // In the order of their names.
  void ForEach(const std::function<void(const View&)>& visit) const;
  // One that serves, or that waits for its endpoints: others may name it.
  bool Knows(absl::string_view name) const { return clusters_.contains(name); }
  // One of the bootstrap.
  bool IsStatic(absl::string_view name) const;

 private:
  class BoundCluster;
  struct Named {
    bool is_static = false;
    // Gone from CDS, still named by routes: until when, at the longest.
    std::optional<base::Instant> leaves_by;
    std::unique_ptr<BoundCluster> warming;
    std::unique_ptr<BoundCluster> active;
  };

  std::vector<xds::Refusal> OnUpdate(const xds::client::ResourceUpdate& update) override;
  void OnFailure(const xds::client::UpdateFailure& failure) override;

  void Put(std::shared_ptr<const ClusterConfig> config, ResourceInForce resource);
  void OnWarm(const std::string& name);
  void Remove(const std::string& name);
  // Those that leave and that no route names any more, or whose time is over.
  void RemoveLeaving();
  void RemoveNow(const std::string& name);
  void Changed();

  const Dependencies dependencies_;
  const stats::GroupRef manager_stats_;
  const stats::GroupRef cds_stats_;
  std::map<std::string, Named, std::less<>> clusters_;
  std::unique_ptr<xds::client::Subscription> cds_;
  bool cds_fetched_ = false;
  event::Timer leave_timer_;
  std::function<void()> on_change_;
};

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_CLUSTERS_CLUSTER_BINDER_H_
