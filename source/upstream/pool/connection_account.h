#ifndef NUNCIO_SOURCE_UPSTREAM_POOL_CONNECTION_ACCOUNT_H_
#define NUNCIO_SOURCE_UPSTREAM_POOL_CONNECTION_ACCOUNT_H_

#include "source/base/clock.h"
#include "source/network/connection.h"
#include "source/upstream/circuit_breaker.h"
#include "source/upstream/pool/pool_context.h"

namespace nuncio::upstream {

// Counts one connection in the metrics of its cluster and host, from the attempt to its end, and
// holds its ticket. Owned by the connection's owner. Its worker's thread.
class ConnectionAccount {
 public:
  explicit ConnectionAccount(const PoolContext& context) : context_(context) {}
  // Closes it as our own doing, with no request on it, if nobody said otherwise.
  ~ConnectionAccount();
  ConnectionAccount(const ConnectionAccount&) = delete;
  ConnectionAccount& operator=(const ConnectionAccount&) = delete;

  // The attempt begins, with the ticket for it.
  void Begin(Ticket ticket);
  void Connected();
  void ConnectFailed(bool timed_out);
  // Adds what was read and written since the last time.
  void CountBytes(const network::ConnectionCounts& counts);
  // The connection is over. Later calls do nothing.
  void Closed(bool by_peer, bool with_request);

  base::Instant started() const { return started_; }
  base::Instant connected() const { return connected_; }

 private:
  const PoolContext context_;
  Ticket ticket_;
  network::ConnectionCounts counted_;
  base::Instant started_;
  base::Instant connected_;
  bool open_ = false;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_POOL_CONNECTION_ACCOUNT_H_
