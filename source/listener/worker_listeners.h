#ifndef NUNCIO_SOURCE_LISTENER_WORKER_LISTENERS_H_
#define NUNCIO_SOURCE_LISTENER_WORKER_LISTENERS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "source/filter/drain_state.h"
#include "source/listener/listener_generation.h"
#include "source/listener/worker_listener.h"
#include "source/worker/worker_context.h"
#include "source/worker/worker_pool.h"

namespace nuncio::listener {

// The listeners that one worker serves: those that take connections, and those that drain.
//
// Owner: ListenerSet. Thread: made and destroyed on main, used on its worker only. What the set
// wants done comes as a call from a posted task.
class WorkerListeners final : private WorkerListenerOwner {
 public:
  using Peers = std::vector<std::unique_ptr<WorkerListeners>>;

  // `on_empty` is called on the worker when a retired listener has no connection left. Pool and
  // peers outlive it.
  WorkerListeners(worker::WorkerPool& pool, const Peers& peers,
                  std::function<void(uint64_t id)> on_empty);

  // The first call.
  void SetWorker(worker::WorkerContext& worker) { worker_ = &worker; }

  // Takes connections for a new listener. One that it replaces has been retired in the same task,
  // so that the sockets that both use are watched without a gap.
  void Add(GenerationRef generation, SocketSet sockets, bool accept);
  void Update(const ChainUpdate& update);
  void CloseOldChains(uint64_t id, uint64_t update);
  // No new connections; what is open drains. Its sockets go on with a successor, or it stopped to
  // accept from them for good before, on all workers.
  void Retire(uint64_t id, const filter::DrainOptions& drain, bool close_idle);
  void DrainDeadline(uint64_t id);
  void StartDrain(uint64_t id, const filter::DrainOptions& drain, bool close_idle);
  void SetHealthFailed(uint64_t id, bool failed);
  void StartAccepting(uint64_t id);
  // `sockets_close`: for good. What is in their queues is served, then they are let go of.
  void StopAccepting(uint64_t id, bool sockets_close);

 private:
  void OnEmpty(WorkerListener& listener) override;
  size_t NextWorker(const ListenerGeneration& generation) override;
  void HandOver(size_t worker, const GenerationRef& generation, size_t address,
                base::FileDescriptor fd, const network::Address& peer) override;
  void ServeHandedOver(const ListenerGeneration& generation, size_t address,
                       base::FileDescriptor fd, const network::Address& peer);
  WorkerListener* FindByAddress(const network::Address& address) override;
  WorkerListener* Find(uint64_t id);

  worker::WorkerPool& pool_;
  const Peers& peers_;
  const std::function<void(uint64_t)> on_empty_;
  worker::WorkerContext* worker_ = nullptr;
  std::map<uint64_t, std::unique_ptr<WorkerListener>> listeners_;
  std::map<uint64_t, std::unique_ptr<WorkerListener>> retired_;
  size_t next_worker_ = 0;
};

}  // namespace nuncio::listener

#endif  // NUNCIO_SOURCE_LISTENER_WORKER_LISTENERS_H_
