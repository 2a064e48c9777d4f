#ifndef NUNCIO_SOURCE_UPSTREAM_POOL_TCP_UPSTREAM_H_
#define NUNCIO_SOURCE_UPSTREAM_POOL_TCP_UPSTREAM_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/base/intrusive_list.h"
#include "source/base/local_ref.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/http/reset_reason.h"
#include "source/network/connection.h"
#include "source/upstream/circuit_breaker.h"
#include "source/upstream/pool/connection_account.h"
#include "source/upstream/pool/pool_context.h"
#include "source/upstream/pool/tcp_pool.h"

namespace nuncio::upstream {

class TcpUpstream;

// Who hears about an upstream connection of its own. Exactly one of OnConnected and OnConnectFailed
// comes, from the loop.
class TcpUpstreamEvents {
 public:
  // From here on network::Connection's rules hold, with the calls below.
  virtual void OnConnected() = 0;
  // kOverflow, kLocalConnectionFailure, kRemoteConnectionFailure or kConnectionTimeout. The last
  // call.
  virtual void OnConnectFailed(http::ResetReason reason, absl::string_view details) = 0;
  virtual void OnUpstreamData(bool fin) = 0;
  virtual void OnUpstreamOutputAbove() = 0;
  virtual void OnUpstreamOutputBelow() = 0;
  // The last call; not after Close(kNow) or Close(kReset).
  virtual void OnUpstreamClosed(network::CloseCause cause) = 0;

 protected:
  ~TcpUpstreamEvents() = default;
};

// A connection to a host for one downstream connection, with the cluster's limits, time-out and
// counters. At the limit of connections it waits for its turn, within the limit of those who may.
//
// Owner: whoever asked for it (WorkerCluster::ConnectTcp); destroying it, also inside its own
// calls, closes the socket and gives the tickets back. It keeps what it needs of its cluster alive.
// Thread: the worker. Back-pressure: that of network::Connection.
class TcpUpstream final : public event::Deferred,
                          public base::ListNode<TcpUpstream>,
                          private network::ConnectionEvents,
                          private event::EndOfIteration {
 public:
  TcpUpstream(const PoolContext& context, base::LocalRef<TcpPool> pool, TcpUpstreamEvents& events,
              ResourcePriority priority);
  ~TcpUpstream() override;

  // Its user leaves and hears nothing more. What is in the output is written, as long as the server
  // takes it; then the connection closes.
  static void CloseBehindOutput(std::unique_ptr<TcpUpstream> upstream);

  // Reads, writes, pauses. Null after a failed connect or once it is over. Its events are taken:
  // do not set them. It was made with half_close.
  network::Connection* connection() { return connection_.get(); }
  const Host& host() const { return *context_.host; }
  base::Instant connect_started() const { return account_.started(); }

  // From the pool, while it waits: its turn, or the end of the wait.
  void Connect(Ticket ticket);
  void Fail(http::ResetReason reason, absl::string_view details);
  ResourcePriority priority() const { return priority_; }

 private:
  void OnConnected() override;
  void OnData(bool fin) override;
  void OnOutputAbove() override;
  void OnOutputBelow() override;
  void OnClosed(network::CloseCause cause) override;
  void OnEndOfIteration() override;
  void OnConnectTimeout();

  // Gives everything back; the socket closes.
  void End(bool by_peer);
  void EndPending();

  const PoolContext context_;
  const base::LocalRef<TcpPool> pool_;
  TcpUpstreamEvents* events_;  // null once its user left
  const ResourcePriority priority_;
  ConnectionAccount account_;
  Ticket pending_;
  std::unique_ptr<network::Connection> connection_;
  event::Timer connect_timer_;
  bool connected_ = false;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_POOL_TCP_UPSTREAM_H_
