#ifndef NUNCIO_SOURCE_CONFIG_LISTENERS_LISTENER_BINDER_H_
#define NUNCIO_SOURCE_CONFIG_LISTENERS_LISTENER_BINDER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "source/base/log.h"
#include "source/config/clusters/cluster_binder.h"
#include "source/config/listeners/listener.h"
#include "source/config/shared/config_source.h"
#include "source/config/shared/in_force.h"
#include "source/config/shared/making.h"
#include "source/event/loop.h"
#include "source/listener/listener_set.h"
#include "source/stats/store.h"
#include "source/xds/client/discovery_client.h"
#include "source/xds/resource_type.h"

namespace nuncio::config {

// Brings listeners into force: those of the bootstrap and those that LDS names. A listener that
// waits for its routes is warming, and its predecessor of that name serves meanwhile; nobody else
// waits for it.
//
// Owned by the server; main only.
class ListenerBinder final : private xds::client::SubscriptionEvents {
 public:
  struct Dependencies {
    event::Loop& loop;
    stats::Store& stats;
    base::Logger& log;
    listener::ListenerSet& listeners;
    xds::client::DiscoveryClient& discovery;
    const xds::ResourceType& listener_type;
    const ClusterBinder& clusters;
    Parts& parts;
  };
  explicit ListenerBinder(Dependencies dependencies);
  ~ListenerBinder() override;

  // A listener of the bootstrap. LDS can neither change nor remove it. An error when its address
  // is taken.
  absl::Status AddStatic(const ListenerPlan& plan, ResourceInForce resource);
  // Asks for all other listeners.
  void Subscribe(const ResourceSource& lds);

  // The process is about to end: follows LDS no more.
  void Stop() { lds_ = nullptr; }

  // Nothing is warming, and LDS (if asked for) has answered once or was given up.
  bool settled() const;
  // Called whenever that may have become true.
  void set_on_change(std::function<void()> on_change) { on_change_ = std::move(on_change); }

  std::string version() const;
  struct View {
    const ResourceInForce& resource;
    bool warming = false;
  };
  void ForEach(const std::function<void(const View&)>& visit) const;

 private:
  struct Bound {
    ResourceInForce resource;
    uint64_t number = 0;  // tells a warming listener from a later one of its name
    size_t waits = 0;
  };
  struct Named {
    bool is_static = false;
    std::unique_ptr<Bound> warming;
    std::unique_ptr<Bound> active;
  };

  std::vector<xds::Refusal> OnUpdate(const xds::client::ResourceUpdate& update) override;
  void OnFailure(const xds::client::UpdateFailure& failure) override;

  absl::Status Put(const ListenerPlan& plan, ResourceInForce resource);
  void Wait(const std::string& name, const Making& making);
  void WaitOver(const std::string& name, uint64_t number);
  void Activate(const std::string& name);
  void Changed();

  const Dependencies dependencies_;
  const stats::GroupRef lds_stats_;
  std::map<std::string, Named, std::less<>> listeners_;
  std::unique_ptr<xds::client::Subscription> lds_;
  bool lds_fetched_ = false;
  uint64_t last_number_ = 0;
  std::function<void()> on_change_;
  // Copies tell waits that outlive the binder.
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_LISTENERS_LISTENER_BINDER_H_
