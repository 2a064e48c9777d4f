#ifndef NUNCIO_SOURCE_UPSTREAM_POOL_CONNECTION_ACCOUNT_H_
#define NUNCIO_SOURCE_UPSTREAM_POOL_CONNECTION_ACCOUNT_H_

#include <memory>

#include "source/base/clock.h"
#include "source/network/connection.h"
#include "source/upstream/circuit_breaker.h"
#include "source/upstream/cluster_info.h"
#include "source/upstream/host.h"
#include "source/worker/worker_context.h"

namespace nuncio::upstream {

// Counts one connection in the metrics of its cluster and host, from the attempt to its end, and
// holds its ticket. Owned by the connection's owner. Its worker's thread.
class ConnectionAccount {
 public:
  ConnectionAccount(std::shared_ptr<const ClusterInfo> info, HostRef host,
                    worker::WorkerContext& worker);
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
  void Add(ClusterMetric counter, uint64_t n = 1);

  const std::shared_ptr<const ClusterInfo> info_;
  const HostRef host_;
  worker::WorkerContext& worker_;
  Ticket ticket_;
  network::ConnectionCounts counted_;
  base::Instant started_;
  base::Instant connected_;
  bool open_ = false;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_POOL_CONNECTION_ACCOUNT_H_
