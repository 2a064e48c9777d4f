#ifndef NUNCIO_SOURCE_EVENT_LOOP_H_
#define NUNCIO_SOURCE_EVENT_LOOP_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "source/base/clock.h"
#include "source/base/file_descriptor.h"
#include "source/base/function.h"
#include "source/base/intrusive_list.h"

struct event_base;
struct event;

namespace nuncio::event {

class TimerWheel;

// An object that is destroyed at the end of the loop's iteration instead of inside its own
// callback.
class Deferred {
 public:
  virtual ~Deferred() = default;
};

// Something to do once at the end of this iteration of the loop: writes are gathered so. Derive
// from it; it is a member of its owner, leaves the queue when it is destroyed, and may be scheduled
// again from inside its own call (it then runs before the loop waits again).
class EndOfIteration : public base::ListNode<EndOfIteration> {
 public:
  virtual void OnEndOfIteration() = 0;

 protected:
  ~EndOfIteration() = default;
};

// Something to go on with in the next iteration, behind the sockets that are ready then: work that
// is cut into portions, so that the others have their turn in between. As EndOfIteration otherwise.
class NextIteration : public base::ListNode<NextIteration> {
 public:
  virtual void OnNextIteration() = 0;

 protected:
  ~NextIteration() = default;
};

// One thread's event loop: waits for sockets, signals and the next timer, runs callbacks.
//
// Owner: the thread's composition (worker, server); it outlives everything that was registered with
// it. Thread: made anywhere, used on the thread that calls Run; only Post and Stop may be called
// from others. An iteration is: wait, take the time, run ready sockets, posted functions and due
// timers, then the end: what was scheduled for it, and deferred deletion.
class Loop {
 public:
  // `clock` outlives the loop.
  explicit Loop(const base::Clock& clock);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // The time at the start of this iteration: good enough for time-outs and logs, and free.
  base::Instant Now() const { return now_; }
  base::WallTime WallNow() const { return wall_now_; }
  const base::Clock& clock() const { return clock_; }

  // Runs until Stop.
  void Run();
  // Runs one iteration: without waiting when wait is false, else until something happens.
  void RunOnce(bool wait);
  // Makes Run return after this iteration. Any thread.
  void Stop();

  // Runs `task` in the next iteration, in the order of posting. Any thread. What is still queued
  // when the loop is destroyed is dropped, not run.
  void Post(base::Function<void()> task);

  // Loop's thread only, as is everything below.
  void AtEndOfIteration(EndOfIteration& task) {
    if (!task.linked()) end_tasks_.PushBack(task);
  }
  // The next iteration does not wait then.
  void InNextIteration(NextIteration& task) {
    if (!task.linked()) next_tasks_.PushBack(task);
  }
  void DeferDelete(std::unique_ptr<Deferred> object) { deferred_.push_back(std::move(object)); }

  bool IsCurrentThread() const;

  // For the other files of this folder.
  event_base* base() const { return base_; }
  TimerWheel& timers() { return *timers_; }
  // The first callback of an iteration notes the time, for all of them.
  void NoteAwake() {
    if (in_wait_) OnAwake();
  }

 private:
  void TakeTime();
  void OnAwake();
  void Wake();
  void RunPosted();
  void RunNextTasks();
  void RunEndOfIteration();
  void ArmTimeout();

  const base::Clock& clock_;
  event_base* const base_;
  base::Instant now_;
  base::WallTime wall_now_;
  std::unique_ptr<TimerWheel> timers_;
  ::event* timeout_ = nullptr;  // wakes the wait for the next timer
  base::Instant timeout_at_{};
  bool timeout_armed_ = false;
  bool in_wait_ = false;  // no callback has run since the wait began

  base::IntrusiveList<EndOfIteration> end_tasks_;
  base::IntrusiveList<NextIteration> next_tasks_;
  std::vector<std::unique_ptr<Deferred>> deferred_;

  base::FileDescriptor wake_;  // an eventfd
  ::event* wake_event_ = nullptr;
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::vector<base::Function<void()>> posted_;  // guarded by mutex_
};

}  // namespace nuncio::event

#endif  // NUNCIO_SOURCE_EVENT_LOOP_H_
