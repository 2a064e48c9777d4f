#ifndef NUNCIO_SOURCE_UPSTREAM_POOL_TCP_POOL_H_
#define NUNCIO_SOURCE_UPSTREAM_POOL_TCP_POOL_H_

#include <cstddef>
#include <memory>

#include "absl/strings/string_view.h"
#include "source/base/intrusive_list.h"
#include "source/base/local_ref.h"
#include "source/http/reset_reason.h"
#include "source/upstream/circuit_breaker.h"
#include "source/upstream/cluster_options.h"
#include "source/upstream/pool/pool_context.h"

namespace nuncio::upstream {

class TcpUpstream;

// The connections of one worker to one host that have a user each: how many there are, who waits
// for one because the cluster may have no more, and those whose user left before all was written.
//
// First come, first served; the first connection to a host is always allowed, so that nobody waits
// for ever. Owner: WorkerHost, and each connection. Thread: the worker.
class TcpPool : public base::LocalRefCounted<TcpPool> {
 public:
  explicit TcpPool(const PoolContext& context);
  ~TcpPool();

  // The ticket for a connection, which counts from now on; or empty: the caller waits, and hears
  // Connect or Fail when it is its turn.
  Ticket Admit(TcpUpstream& upstream, ResourcePriority priority);
  // A connection that was admitted is over: the next one may have its place.
  void Left();
  // The host cannot be reached: those who wait hear so.
  void FailWaiting(http::ResetReason reason, absl::string_view details);
  // Owns it until it calls Forget.
  void Keep(std::unique_ptr<TcpUpstream> leaving);
  void Forget(TcpUpstream& leaving);
  // Closes at once those that it owns.
  void Shutdown();

 private:
  Ticket TryTicket(ResourcePriority priority);

  const PoolContext context_;
  base::IntrusiveList<TcpUpstream> waiting_;
  base::IntrusiveList<TcpUpstream> leaving_;  // owned
  size_t connections_ = 0;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_POOL_TCP_POOL_H_
