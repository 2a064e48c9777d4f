#include "source/upstream/pool/pool_queue.h"

namespace nuncio::upstream {

void StreamWaiter::Cancel() {
  if (queue_ != nullptr) queue_->Cancel(*this);
}

PoolQueue::~PoolQueue() {
  while (!waiters_.empty()) Leave(waiters_.front());
}

bool PoolQueue::Enqueue(StreamWaiter& waiter, const StreamRequest& request) {
  if (!context_.breaker(request.priority).pending.TryTake(context_.slots())) {
    context_.Add(kRqPendingOverflow);
    return false;
  }
  context_.Add(kRqPendingTotal);
  context_.AddGauge(kRqPendingActive);
  waiter.queue_ = this;
  waiter.request_.emplace(request);
  waiters_.PushBack(waiter);
  ++size_;
  return true;
}

StreamWaiter& PoolQueue::TakeFront() {
  StreamWaiter& waiter = waiters_.front();
  Leave(waiter);
  return waiter;
}

void PoolQueue::FailAll(http::ResetReason reason, absl::string_view details) {
  base::IntrusiveList<StreamWaiter> failed;
  while (!waiters_.empty()) {
    StreamWaiter& waiter = waiters_.front();
    waiter.Unlink();
    failed.PushBack(waiter);
  }
  while (!failed.empty()) {
    StreamWaiter& waiter = failed.front();
    Leave(waiter);
    context_.Add(kRqPendingFailureEject);
    waiter.OnPoolFailure(reason, details);
  }
}

void PoolQueue::Cancel(StreamWaiter& waiter) {
  Leave(waiter);
  context_.Add(kRqCancelled);
}

void PoolQueue::Leave(StreamWaiter& waiter) {
  waiter.Unlink();
  waiter.queue_ = nullptr;
  --size_;
  context_.breaker(waiter.request_->priority).pending.Return(context_.slots());
  context_.SubGauge(kRqPendingActive);
}

}  // namespace nuncio::upstream
