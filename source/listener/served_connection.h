#ifndef NUNCIO_SOURCE_LISTENER_SERVED_CONNECTION_H_
#define NUNCIO_SOURCE_LISTENER_SERVED_CONNECTION_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "source/base/clock.h"
#include "source/base/intrusive_list.h"
#include "source/base/local_ref.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/filter/drain_state.h"
#include "source/filter/listener_filter.h"
#include "source/filter/network_filter.h"
#include "source/filter/network_filter_chain.h"
#include "source/listener/connection_limit.h"
#include "source/listener/filter_chain.h"
#include "source/listener/listener_generation.h"
#include "source/network/connection.h"
#include "source/worker/worker_context.h"

namespace nuncio::listener {

class ServedConnection;
class WorkerListener;

// A filter chain as one worker serves it: its connections, and whether it drains.
//
// Owner: the worker's listener, and each of its connections. Thread: the worker. Keeps the
// generation alive in which the chain came.
//
// A chain that an update took out of the listener (removed_by != 0) drains: only its connections
// hold it then, and what they hold through `whole` tells main when the last one of all workers is
// gone.
struct ServedChain : public base::LocalRefCounted<ServedChain> {
  ServedChain(FilterChainRef chain, GenerationRef generation, const filter::DrainState& listener)
      : chain(std::move(chain)), generation(std::move(generation)), drain(&listener) {}

  const FilterChainRef chain;
  const GenerationRef generation;
  filter::DrainState drain;
  uint64_t removed_by = 0;  // the number of the update
  std::shared_ptr<const void> whole;
  base::IntrusiveList<ServedConnection> connections;
};

// One connection from the choice of its chain to its end.
//
// Owner: itself, on the list of its chain; Finish() has it destroyed at the end of the iteration.
// Thread: the worker.
class ServedConnection final : public base::ListNode<ServedConnection>,
                               public event::Deferred,
                               private filter::NetworkConnectionOwner,
                               private network::ConnectionEvents {
 public:
  // Serves the socket. `listener` outlives the connection.
  static void Begin(WorkerListener& listener, base::LocalRef<ServedChain> chain,
                    filter::AcceptedSocket socket, ConnectionTickets tickets);
  ~ServedConnection() override;

  // Of a connection whose first request may be on its way it waits a moment before it closes it as
  // idle.
  void OnDrain(bool close_idle);
  void OnDrainDeadline();

  // How long that moment is: a way to the client and back.
  static constexpr base::Duration kFirstRequestWait = std::chrono::milliseconds(200);

 private:
  ServedConnection(WorkerListener& listener, base::LocalRef<ServedChain> chain,
                   filter::AcceptedSocket socket, ConnectionTickets tickets);
  void Start();
  void StartFilters();
  void Finish() override;
  // Of the handshake.
  void OnConnected() override;
  void OnData(bool) override {}
  void OnClosed(network::CloseCause cause) override;
  void OnConnectTimeout();
  bool MayBringARequest() const;
  void CountEnd();

  WorkerListener& listener_;
  worker::WorkerContext& worker_;
  const base::LocalRef<ServedChain> chain_;
  const std::unique_ptr<record::ConnectionRecord> record_;
  const ConnectionTickets tickets_;
  const std::unique_ptr<network::Connection> connection_;
  filter::NetworkContext context_;
  std::optional<filter::NetworkFilterChain> filters_;  // once the handshake is over
  std::unique_ptr<event::Timer> connect_timer_;
  std::unique_ptr<event::Timer> close_idle_timer_;
  bool finished_ = false;
};

}  // namespace nuncio::listener

#endif  // NUNCIO_SOURCE_LISTENER_SERVED_CONNECTION_H_
