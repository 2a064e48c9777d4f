#ifndef NUNCIO_SOURCE_CONFIG_SHARED_ROUTES_IN_FORCE_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_ROUTES_IN_FORCE_H_

#include <functional>
#include <memory>
#include <vector>

#include "source/routing/route_table.h"
#include "source/worker/published.h"
#include "source/worker/worker_pool.h"

namespace nuncio::config {

// The newest state of one discovered route configuration, shared by all connection managers that
// ask for it by its name.
//
// Owner: the managers' options, through the published table; let go of on any thread, destroyed on
// main. Everything here but `published` is main's.
class RoutesInForce {
 public:
  explicit RoutesInForce(worker::WorkerPool& workers)
      : published(std::make_shared<worker::Published<routing::RouteTable>>(workers, nullptr)) {}

  // What the workers read; holds a null table until the first one came.
  const std::shared_ptr<worker::Published<routing::RouteTable>> published;

  // A table is there, or it was decided to go on without one.
  bool ready() const { return ready_; }
  // Calls back once it is, from the loop; at once when it is already.
  void WhenReady(std::function<void()> then) {
    if (ready_) {
      then();
    } else {
      waiting_.push_back(std::move(then));
    }
  }
  void SetReady() {
    ready_ = true;
    std::vector<std::function<void()>> waiting;
    waiting.swap(waiting_);
    for (auto& then : waiting) then();
  }

 private:
  bool ready_ = false;
  std::vector<std::function<void()>> waiting_;
};

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_ROUTES_IN_FORCE_H_
