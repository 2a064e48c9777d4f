#include "source/xds/client/completion_thread.h"

#include <optional>

#include "grpc/support/time.h"

namespace nuncio::xds::client {
namespace {

gpr_timespec After(std::optional<base::Duration> wait) {
  if (!wait) return gpr_inf_future(GPR_CLOCK_MONOTONIC);
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                      gpr_time_from_nanos(wait->count(), GPR_TIMESPAN));
}

}  // namespace

CompletionThread::CompletionThread(const base::Clock& clock)
    : timers_(clock), thread_([this] { Run(); }) {}

CompletionThread::~CompletionThread() { Stop(); }

void CompletionThread::Post(std::function<void()> task) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (stopping_) return;
  posted_.push_back(std::move(task));
  WakeLocked();
}

void CompletionThread::Wake() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!stopping_) WakeLocked();
}

void CompletionThread::WakeLocked() {
  if (wake_pending_) return;
  wake_pending_ = true;
  alarm_.Set(&queue_, gpr_now(GPR_CLOCK_MONOTONIC), this);
}

void CompletionThread::Stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!stopping_) WakeLocked();
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void CompletionThread::Run() {
  while (RunOnce()) {
    RunPosted();
    if (!shut_down_) timers_.RunDue();
    if (!shut_down_ && ShutQueueDownWhenStopping()) shut_down_ = true;
  }
}

bool CompletionThread::RunOnce() {
  const std::optional<base::Duration> wait = shut_down_ ? std::nullopt : timers_.UntilNext();
  void* tag = nullptr;
  bool ok = false;
  switch (queue_.AsyncNext(&tag, &ok, After(wait))) {
    case grpc::CompletionQueue::SHUTDOWN:
      return false;
    case grpc::CompletionQueue::TIMEOUT:
      return true;
    case grpc::CompletionQueue::GOT_EVENT:
      break;
  }
  if (tag == this) {
    const std::lock_guard<std::mutex> lock(mutex_);
    wake_pending_ = false;
  } else {
    const std::unique_ptr<Completion> completion(static_cast<Completion*>(tag));
    completion->Complete(ok);
  }
  return true;
}

void CompletionThread::RunPosted() {
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    tasks.swap(posted_);
  }
  for (const std::function<void()>& task : tasks) task();
}

bool CompletionThread::ShutQueueDownWhenStopping() {
  const std::lock_guard<std::mutex> lock(mutex_);
  // The alarm and what was posted come first.
  if (!stopping_ || wake_pending_ || !posted_.empty()) return false;
  queue_.Shutdown();
  return true;
}

}  // namespace nuncio::xds::client
