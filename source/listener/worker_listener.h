#ifndef NUNCIO_SOURCE_LISTENER_WORKER_LISTENER_H_
#define NUNCIO_SOURCE_LISTENER_WORKER_LISTENER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "source/base/file_descriptor.h"
#include "source/base/intrusive_list.h"
#include "source/base/local_ref.h"
#include "source/event/file_watch.h"
#include "source/event/loop.h"
#include "source/filter/drain_state.h"
#include "source/filter/listener_filter.h"
#include "source/listener/listener_generation.h"
#include "source/listener/served_connection.h"
#include "source/listener/sniffer.h"
#include "source/network/address.h"
#include "source/network/connection.h"
#include "source/record/connection_record.h"
#include "source/worker/worker_context.h"

namespace nuncio::listener {

class WorkerListener;

// What a worker's listener needs of those around it: the table of the worker.
class WorkerListenerOwner {
 public:
  // The listener drains and has neither a connection nor a socket left.
  virtual void OnEmpty(WorkerListener& listener) = 0;
  // For a socket that all workers share: which of them serves the next connection.
  virtual size_t NextWorker(const ListenerGeneration& generation) = 0;
  // Has another worker serve an accepted socket of the listener's `address`th address.
  virtual void HandOver(size_t worker, const GenerationRef& generation, size_t address,
                        base::FileDescriptor fd, const network::Address& peer) = 0;
  // The listener that is bound (or would be) to this address, for connections that were redirected;
  // null if there is none. For this iteration.
  virtual WorkerListener* FindByAddress(const network::Address& address) = 0;

 protected:
  ~WorkerListenerOwner() = default;
};

// A worker's part of a listener: accepts, has listener filters look, chooses chains, and knows the
// connections.
//
// Owner: the worker's table (WorkerListeners). Thread: its worker. Back-pressure: at most
// max_connections_per_event are accepted before other sockets have their turn.
class WorkerListener final : public event::Deferred, private SnifferEvents {
 public:
  WorkerListener(worker::WorkerContext& worker, GenerationRef generation, SocketSet sockets,
                 WorkerListenerOwner& owner);
  ~WorkerListener() override;

  const ListenerGeneration& generation() const { return *generation_; }
  worker::WorkerContext& worker() { return worker_; }

  // Takes connections from the sockets of this worker; and leaves them in the queue.
  void StartAccepting();
  void StopAccepting();
  // Accepts what is in the queues already, before the sockets close.
  void Sweep();
  // For good.
  void DropSockets();

  // Serves an accepted socket.
  void Serve(base::FileDescriptor fd, size_t address, const network::Address& peer);

  // A generation with other chains. Those that it does not have any more drain.
  void Update(const ChainUpdate& update);
  // The drain time of those that this update and earlier ones took out is over.
  void CloseOldChains(uint64_t update);

  // Answers ask clients to close from now on. `close_idle`: connections without a request close,
  // also those that come later (from another worker, or out of listener filters).
  void StartDrain(const filter::DrainOptions& drain, bool close_idle);
  bool closes_idle() const { return closes_idle_; }
  // While the health check of the process fails.
  void SetHealthFailed(bool failed);
  // Nobody new comes: OnEmpty is told when the last one is gone, maybe before this returns.
  void Retire();
  void OnDrainDeadline();
  size_t connections() const { return connections_; }

  // For its connections.
  void ConnectionEnded(const ServedChain& chain);
  // Writes the access log of the listener. `failure`: why nobody served it; empty if somebody did.
  void Log(const record::ConnectionRecord& record, const network::ConnectionCounts& counts,
           absl::string_view failure = "");

 private:
  class Acceptor;

  // Whether this worker is one that accepts from them.
  bool Accepts(const network::ListenSockets& sockets) const;
  // False when there is none: `error` is an errno value then.
  bool AcceptOne(size_t address, int listening, int& error);
  void Begin(filter::AcceptedSocket socket, ConnectionTickets tickets);
  void Choose(filter::AcceptedSocket socket, ConnectionTickets tickets);
  void OnSniffed(Sniffer& sniffer, SniffOutcome outcome) override;
  bool HandToRedirected(filter::AcceptedSocket& socket);
  base::LocalRef<ServedChain> ChainFor(const FilterChainRef& chain);
  bool TakeTickets(ConnectionTickets& tickets);
  void Add(ListenerMetric counter);
  void LookWhetherEmpty();
  template <typename Visit>
  void EachConnection(Visit visit);

  worker::WorkerContext& worker_;
  GenerationRef generation_;
  SocketSet sockets_;
  WorkerListenerOwner& owner_;
  filter::DrainState health_;
  filter::DrainState drain_{&health_};
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  absl::flat_hash_map<const FilterChain*, base::LocalRef<ServedChain>> chains_;
  std::vector<base::LocalRef<ServedChain>> old_chains_;  // that have connections
  base::IntrusiveList<Sniffer> sniffers_;
  size_t connections_ = 0;
  bool retired_ = false;
  bool told_empty_ = false;
  bool closes_idle_ = false;
  bool sweeping_ = false;  // the sockets are about to close: nobody else is asked
};

}  // namespace nuncio::listener

#endif  // NUNCIO_SOURCE_LISTENER_WORKER_LISTENER_H_
