#ifndef NUNCIO_SOURCE_XDS_CLIENT_COMPLETION_THREAD_H_
#define NUNCIO_SOURCE_XDS_CLIENT_COMPLETION_THREAD_H_

#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "grpcpp/alarm.h"
#include "grpcpp/completion_queue.h"
#include "source/base/clock.h"
#include "source/xds/client/timer_queue.h"

namespace nuncio::xds::client {

// The xds thread: polls gRPC's completion queue, runs what is posted to it and its timers. All of
// the client that is not on main lives here.
//
// Owned by the client on main, which stops it. What runs here must not stop it.
class CompletionThread {
 public:
  // `clock` outlives the thread. Starts it.
  explicit CompletionThread(const base::Clock& clock);
  ~CompletionThread();
  CompletionThread(const CompletionThread&) = delete;
  CompletionThread& operator=(const CompletionThread&) = delete;

  // Runs `task` on the thread, in the order of posting. From any thread; after Stop nothing runs.
  void Post(std::function<void()> task);
  // Looks at the clock again: for tests that moved it. From any thread.
  void Wake();
  // Runs what was posted, waits for all operations to complete (whoever started one has cancelled
  // it), and joins. Idempotent.
  void Stop();

  // Only on the thread.
  TimerQueue& timers() { return timers_; }
  grpc::CompletionQueue& queue() { return queue_; }

 private:
  void Run();
  // Waits until something happened or a timer is due. False: all is over.
  bool RunOnce();
  void RunPosted();
  // True once Stop was called.
  bool ShutQueueDownWhenStopping();
  void WakeLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  grpc::CompletionQueue queue_;
  TimerQueue timers_;
  bool shut_down_ = false;  // the queue; on the thread

  std::mutex mutex_;
  grpc::Alarm alarm_ ABSL_GUARDED_BY(mutex_);  // its tag is `this`
  std::vector<std::function<void()>> posted_ ABSL_GUARDED_BY(mutex_);
  bool wake_pending_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

// What the completion queue hands back: made with new for each operation, on the thread, deleted
// after Complete.
class Completion {
 public:
  explicit Completion(std::function<void(bool ok)> done) : done_(std::move(done)) {}
  void Complete(bool ok) { done_(ok); }

 private:
  std::function<void(bool ok)> done_;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_COMPLETION_THREAD_H_
