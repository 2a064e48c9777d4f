#ifndef NUNCIO_SOURCE_UPSTREAM_POOL_HTTP_POOL_H_
#define NUNCIO_SOURCE_UPSTREAM_POOL_HTTP_POOL_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "source/base/intrusive_list.h"
#include "source/event/loop.h"
#include "source/upstream/pool/http_connection.h"
#include "source/upstream/pool/pool_context.h"
#include "source/upstream/pool/pool_queue.h"
#include "source/upstream/pool/stream_waiter.h"

namespace nuncio::upstream {

// The HTTP connections of one worker to one host. A request gets the connection that was idle for
// the shortest time; without one it waits, and a connection is made for it if the limit allows (the
// first one of a pool is always made, so that nobody waits for ever).
//
// Owner: WorkerHost, which hands it to the loop for deletion after Shutdown. Thread: the worker.
class HttpPool final : public event::Deferred {
 public:
  explicit HttpPool(PoolContext context);
  ~HttpPool() override;

  void Acquire(StreamWaiter& waiter, const StreamRequest& request);
  // Connections close when they have nothing to do; waiting requests are still served.
  void Drain();
  // Closes everything at once; those who wait hear nothing.
  void Shutdown();

  // From its connections.
  // It is connected, or its stream is over, and it can take another one.
  void OnConnectionReady(HttpConnection& connection);
  // Nothing more comes of it, but it is not closed yet.
  void OnConnectionLeaving(HttpConnection& connection);
  // It is closed and goes away; with a reason other than nullopt it was never made.
  void OnConnectionOver(HttpConnection& connection,
                        std::optional<http::ResetReason> connect_failure,
                        absl::string_view details);

 private:
  void Attach(HttpConnection& connection, StreamWaiter& waiter, const StreamRequest& request);
  void Serve();
  void ConnectForWaiters(ResourcePriority priority);
  bool has_connections() const {
    return !connecting_.empty() || !idle_.empty() || !busy_.empty() || !leaving_.empty();
  }

  const PoolContext context_;
  PoolQueue queue_;
  // Owned; each connection is in one of them until it is over.
  base::IntrusiveList<HttpConnection> connecting_;
  base::IntrusiveList<HttpConnection> idle_;  // the most recent first
  base::IntrusiveList<HttpConnection> busy_;
  base::IntrusiveList<HttpConnection> leaving_;
  size_t connecting_count_ = 0;
  bool draining_ = false;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_POOL_HTTP_POOL_H_
