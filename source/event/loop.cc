#include "source/event/loop.h"

#include <event2/event.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "source/event/timer_wheel.h"

namespace nuncio::event {
namespace {

// The loop whose RunOnce is on the stack of this thread.
thread_local const Loop* running_loop = nullptr;

event_base* NewBase() {
  event_config* const config = event_config_new();
  // Every call comes from the loop's own thread; others wake it through the eventfd.
  event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
  // Edge triggers, and the peer's FIN as an event of its own.
  event_config_require_features(config, EV_FEATURE_ET | EV_FEATURE_EARLY_CLOSE);
  event_base* const base = event_base_new_with_config(config);
  event_config_free(config);
  if (base == nullptr) std::abort();  // no epoll, or no descriptor left for it
  return base;
}

timeval ToTimeval(base::Duration duration) {
  // Rounded up: woken a moment too early the loop would find nothing due and wait again.
  const auto micros = std::chrono::ceil<std::chrono::microseconds>(duration).count();
  return {static_cast<time_t>(micros / 1'000'000), static_cast<suseconds_t>(micros % 1'000'000)};
}

}  // namespace

Loop::Loop(const base::Clock& clock)
    : clock_(clock), base_(NewBase()), wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!wake_.valid()) std::abort();
  TakeTime();
  timers_ = std::make_unique<TimerWheel>(now_);
  timeout_ = evtimer_new(
      base_,
      [](evutil_socket_t, short, void* self) { static_cast<Loop*>(self)->timeout_armed_ = false; },
      this);
  wake_event_ = event_new(
      base_, wake_.get(), EV_READ | EV_PERSIST | EV_ET, [](evutil_socket_t, short, void*) {}, this);
  event_add(wake_event_, nullptr);
}

Loop::~Loop() {
  // Objects that are still waiting to go may own events.
  while (!deferred_.empty()) std::exchange(deferred_, {}).clear();
  while (!posted_.empty()) std::exchange(posted_, {}).clear();  // what goes may post
  event_free(wake_event_);
  event_free(timeout_);
  event_base_free(base_);
}

bool Loop::IsCurrentThread() const { return running_loop == this; }

void Loop::TakeTime() {
  now_ = clock_.Now();
  wall_now_ = clock_.WallNow();
}

void Loop::Run() {
  while (!stopped_.load(std::memory_order_acquire)) RunOnce(true);
  stopped_.store(false, std::memory_order_relaxed);
}

void Loop::RunOnce(bool wait) {
  const Loop* const outer = std::exchange(running_loop, this);
  // What was scheduled from outside of the loop does not wait.
  wait = wait && end_tasks_.empty() && next_tasks_.empty() && deferred_.empty();
  if (wait) ArmTimeout();
  // Runs the ready sockets; what is due and posted comes behind them, in the same iteration, with
  // the time of after the wait.
  in_wait_ = true;
  event_base_loop(base_, EVLOOP_ONCE | (wait ? 0 : EVLOOP_NONBLOCK));
  if (in_wait_) OnAwake();
  RunNextTasks();
  RunPosted();
  timers_->RunDue(now_);
  RunEndOfIteration();
  running_loop = outer;
}

void Loop::OnAwake() {
  in_wait_ = false;
  TakeTime();
}

// Sees to it that the wait ends when the next timer is due. One that is set to end earlier stays:
// it costs a turn of the loop, but moving it with each deadline would cost more.
void Loop::ArmTimeout() {
  const absl::optional<base::Instant> next = timers_->NextLook();
  if (!next || (timeout_armed_ && timeout_at_ <= *next)) return;
  // The wheel counts from the injected clock, which may have moved since the last iteration.
  const base::Duration left = std::max(base::Duration::zero(), *next - clock_.Now());
  const timeval wait = ToTimeval(left);
  event_add(timeout_, &wait);
  timeout_armed_ = true;
  timeout_at_ = *next;
}

void Loop::Stop() {
  stopped_.store(true, std::memory_order_release);
  Wake();
}

void Loop::Post(base::Function<void()> task) {
  bool first;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    first = posted_.empty();
    posted_.push_back(std::move(task));
  }
  if (first) Wake();
}

void Loop::Wake() {
  const uint64_t one = 1;
  // Only a counter at its maximum is refused, and then the loop is awake already.
  [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof(one));
}

void Loop::RunPosted() {
  std::vector<base::Function<void()>> tasks;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    tasks.swap(posted_);
  }
  for (base::Function<void()>& task : tasks) {
    task();
    task = nullptr;  // what it owns goes before the next one runs
  }
}

// Only what was there when it began: what is scheduled meanwhile belongs to the iteration after
// this.
void Loop::RunNextTasks() {
  base::IntrusiveList<NextIteration> tasks;
  while (!next_tasks_.empty()) {
    NextIteration& task = next_tasks_.front();
    task.Unlink();
    tasks.PushBack(task);
  }
  while (!tasks.empty()) {
    NextIteration& task = tasks.front();
    task.Unlink();
    task.OnNextIteration();
  }
}

void Loop::RunEndOfIteration() {
  while (!end_tasks_.empty() || !deferred_.empty()) {
    while (!end_tasks_.empty()) {
      EndOfIteration& task = end_tasks_.front();
      task.Unlink();
      task.OnEndOfIteration();
    }
    std::exchange(deferred_, {}).clear();
  }
}

}  // namespace nuncio::event
