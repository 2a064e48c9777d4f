#ifndef NUNCIO_SOURCE_UPSTREAM_POOL_POOL_QUEUE_H_
#define NUNCIO_SOURCE_UPSTREAM_POOL_POOL_QUEUE_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "source/base/intrusive_list.h"
#include "source/http/reset_reason.h"
#include "source/upstream/pool/pool_context.h"
#include "source/upstream/pool/stream_waiter.h"

namespace nuncio::upstream {

// Those who wait for a stream to one host, first come first served, within the limit of pending
// requests. Owned by a pool, whose context it uses. The worker's thread.
class PoolQueue {
 public:
  explicit PoolQueue(const PoolContext& context) : context_(context) {}
  // Lets go of those who still wait, without a call.
  ~PoolQueue();

  bool empty() const { return waiters_.empty(); }
  size_t size() const { return size_; }

  // False when the limit is reached.
  bool Enqueue(StreamWaiter& waiter, const StreamRequest& request);
  // Of the one who is next; the queue must not be empty.
  ResourcePriority front_priority() { return waiters_.front().request_->priority; }
  // The next one stops waiting; the queue must not be empty.
  StreamWaiter& TakeFront();
  // What it asked for when it began to wait.
  static const StreamRequest& RequestOf(const StreamWaiter& waiter) { return *waiter.request_; }
  // Tells all who wait now, but not those who come in their callbacks.
  void FailAll(http::ResetReason reason, absl::string_view details);

 private:
  friend class StreamWaiter;
  void Cancel(StreamWaiter& waiter);
  void Leave(StreamWaiter& waiter);

  const PoolContext& context_;
  base::IntrusiveList<StreamWaiter> waiters_;
  size_t size_ = 0;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_POOL_POOL_QUEUE_H_
