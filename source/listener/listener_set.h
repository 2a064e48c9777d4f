#ifndef NUNCIO_SOURCE_LISTENER_LISTENER_SET_H_
#define NUNCIO_SOURCE_LISTENER_LISTENER_SET_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/filter/drain_state.h"
#include "source/listener/connection_limit.h"
#include "source/listener/listener_generation.h"
#include "source/listener/listener_options.h"
#include "source/listener/worker_listeners.h"
#include "source/network/listen_sockets.h"
#include "source/runtime/values.h"
#include "source/stats/store.h"
#include "source/worker/worker_pool.h"

namespace nuncio::listener {

enum class ListenerState : uint8_t {
  kWarming,   // bound; waits for what it needs, its predecessor of the same name serves meanwhile
  kActive,    // takes connections (once the set was started)
  kDraining,  // removed or replaced; serves what it has until the drain time is over
};

// What a page of the admin or a dump shows of one listener.
struct ListenerView {
  const ListenerOptions& options;
  ListenerState state;
  // As bound.
  const std::vector<network::Address>& addresses;
  // When it came into this state.
  base::WallTime since;
};

// Which listeners an order is for.
enum class ListenerScope : uint8_t { kAll, kInbound };

// All listeners of the process, and the way in which they reach the workers. Whoever reads
// configuration decides when a listener is ready.
//
// Owner: the server. Thread: main. Every change is posted to the workers. No connection in flight
// is cut by a change: what is replaced or removed drains, at most for the drain time; sockets whose
// address stays are kept.
//
// The words for a listener that goes away, here and in what the workers have:
//
//                    new connections       sockets           connections
//   StartDrain       taken                 kept              asked to close; idle ones maybe closed
//   PauseAccepting   wait in the kernel    kept              go on
//   StopListening    refused               let go of         go on
//   StopAccepting    (a worker's part of the two above; Sweep takes what is in the queues before)
//   Retire           none any more         successor's       asked to close, as by StartDrain
//   DrainDeadline    -                     -                 ended
//   Remove           refused               let go of         StopListening, Retire, and after the
//                                                            drain time DrainDeadline
//   Shutdown         refused               let go of         as Remove; idle ones are closed
class ListenerSet {
 public:
  // All outlive the set. The workers may not have started yet.
  struct Dependencies {
    worker::WorkerPool& pool;
    event::Loop& main;
    stats::Store& stats;
    network::ListenSocketRegistry& sockets;
    base::Logger& log;
  };

  ListenerSet(Dependencies dependencies, const filter::DrainOptions& drain);
  ~ListenerSet();

  // Adds a listener, or an update of the one of that name. It binds now and is warming until
  // Activate. Nothing happens when the active one has the same hashes (kept: false is returned in
  // `changed`, if given). An error leaves everything as it was and names the listener and the
  // cause: the address is taken, by another process or another listener; no chains.
  absl::Status Put(ListenerOptionsRef options, bool* changed = nullptr);
  // What was Put is ready: it takes the place of its predecessor. Nothing if none is warming.
  void Activate(absl::string_view name);
  // False if there is none of that name. What is open drains.
  bool Remove(absl::string_view name);

  // Active listeners take connections from here on; before, none does.
  void Start();
  bool started() const { return started_; }

  // Every listener, in the order of their names, warming after active, then draining ones in the
  // order in which they came.
  void ForEach(const std::function<void(const ListenerView&)>& visit) const;
  // The active one; null if there is none.
  ListenerOptionsRef Find(absl::string_view name) const;
  size_t active() const;
  size_t warming() const;

  // Asks clients to close from now on: every answer says so (immediate), or more and more
  // (gradual). Listeners go on taking connections. `stop_after`: and end to do so after the drain
  // time.
  void StartDrain(ListenerScope scope, const filter::DrainOptions& drain, bool stop_after);
  // The same while the process's health check fails, but not for drain_type MODIFY_ONLY.
  void SetHealthFailed(bool failed);
  // Closes the listening sockets; what is open stays. The listeners stay in ForEach.
  void StopListening(ListenerScope scope);
  // Overload: leaves connections in the kernel's queues, and takes them again.
  void PauseAccepting(bool pause);
  // Overload: refuses connections beyond this many in all; nullopt: no limit.
  void SetGlobalConnectionLimit(absl::optional<uint64_t> limit);
  // Runtime values changed: limits of listeners by
  // envoy.resource_limits.listener.<name>.connection_limit.
  void UpdateRuntime(const runtime::Values& values);

  // The end of the process: stops listening, closes idle connections, waits for the others up to
  // `wait`, then closes them too. `done` runs when no connection and no listener is left on any
  // worker. A second call with a shorter wait shortens it. No listener comes any more: Put is
  // refused, and what was warming is gone.
  void Shutdown(base::Duration wait, std::function<void()> done);

  // Connections that are open, over all listeners and workers.
  uint64_t open_connections() const;

 private:
  // One generation of a listener, or what is left of it.
  struct Entry {
    GenerationRef generation;
    SocketSet sockets;
    ListenerState state = ListenerState::kWarming;
    base::WallTime since{};
    bool in_place = false;  // of a warming one: takes over the connections of the active one
    // Of a draining one:
    size_t workers_left = 0;  // that still have connections
    bool stopping = false;    // the workers let go of its sockets, and retire it behind that
    bool close_idle = false;
    bool time_over = false;
    std::unique_ptr<event::Timer> deadline;

    const ListenerOptions& options() const { return *generation->options; }
  };
  struct Named {
    std::unique_ptr<Entry> active;
    std::unique_ptr<Entry> warming;
  };

  absl::Status CheckAddresses(const ListenerOptions& options) const;
  absl::StatusOr<std::unique_ptr<Entry>> Make(ListenerOptionsRef options, const Named& named);
  absl::StatusOr<SocketSet> Bind(const ListenerOptions& options, const Named& named);
  absl::Status Listen(Entry& entry);
  void Publish(Entry& entry, std::unique_ptr<Entry> predecessor);
  void UpdateInPlace(Named& named);
  // It has been retired on the workers, or will have been by a task that is on its way.
  void KeepUntilDrained(std::unique_ptr<Entry> entry);
  // In two steps: first nobody accepts from its sockets any more, and only then do the workers
  // retire it, as they may be handed connections by each other until then.
  void StopAndRetire(std::unique_ptr<Entry> entry, bool close_idle);
  void RetireStopped(uint64_t id);
  void DrainOver(uint64_t id);
  void OnWorkerEmpty(uint64_t id);
  // What ChainUpdate::removed holds for a chain: runs OnChainGone when the last one lets go of it.
  std::shared_ptr<const void> WholeChain();
  void OnChainGone();
  void EachActive(ListenerScope scope, const std::function<void(Entry&)>& visit);
  // Runs `task` with the listeners of each worker, on that worker.
  void OnWorkers(std::function<void(WorkerListeners&)> task, std::function<void()> done = nullptr);
  void ApplyLimit(const Entry& entry);
  // Once, unless the process ends before.
  void RunLater(base::Duration delay, std::function<void()> task);
  void UpdateGauges();
  void Count(ManagerMetric counter, uint64_t n = 1);
  bool MayAccept(const Entry& entry) const;
  void LookWhetherDone();

  const Dependencies dependencies_;
  const filter::DrainOptions drain_;
  const stats::GroupRef stats_;
  const std::shared_ptr<ConnectionLimit> global_limit_;
  WorkerListeners::Peers workers_;  // each used on its worker
  std::map<std::string, Named, std::less<>> listeners_;
  std::map<uint64_t, std::unique_ptr<Entry>> draining_;
  uint64_t next_id_ = 1;
  uint64_t chains_draining_ = 0;
  uint64_t last_update_ = 0;
  bool started_ = false;
  bool ending_ = false;
  bool paused_ = false;
  bool health_failed_ = false;
  absl::optional<ListenerScope> stopped_;
  runtime::Values runtime_;
  std::map<uint64_t, std::unique_ptr<event::Timer>> timers_;  // of RunLater
  uint64_t last_timer_ = 0;
  std::unique_ptr<event::Timer> shutdown_timer_;
  std::function<void()> shutdown_done_;
  std::shared_ptr<ListenerSet*> self_;  // for what workers post: null when this is gone
};

}  // namespace nuncio::listener

#endif  // NUNCIO_SOURCE_LISTENER_LISTENER_SET_H_
