#ifndef NUNCIO_SOURCE_EVENT_TIMER_H_
#define NUNCIO_SOURCE_EVENT_TIMER_H_

#include <cstdint>

#include "source/base/clock.h"
#include "source/base/function.h"
#include "source/base/intrusive_list.h"
#include "source/event/loop.h"

namespace nuncio::event {

class TimerWheel;

// One deadline. Starting, moving and stopping it costs a few instructions and no system call: a
// hierarchy of wheels with a tick of 1 ms, and a deadline that only moved later is left where it
// stands until its old slot comes up.
//
// Owner: whoever waits; destroying it stops it. Thread: its loop's. The callback runs at or up to a
// tick after the deadline, from the loop, and may start, stop or destroy the timer.
class Timer : private base::ListNode<Timer> {
 public:
  // The loop outlives the timer.
  Timer(Loop& loop, base::Function<void()> callback);
  ~Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // (Re)starts it: one call of the callback after `delay` from loop.Now(). A delay of zero or below
  // fires in the next iteration.
  void Start(base::Duration delay);
  void Stop() { armed_ = false; }
  bool armed() const { return armed_; }
  base::Instant deadline() const { return deadline_; }

 private:
  friend class TimerWheel;
  friend class base::IntrusiveList<Timer>;
  friend class base::ListNode<Timer>;

  void Fire();

  Loop& loop_;
  base::Function<void()> callback_;
  base::Instant deadline_{};
  uint64_t slot_tick_ = 0;  // the tick of the slot in which it stands, while linked
  bool armed_ = false;
};

}  // namespace nuncio::event

#endif  // NUNCIO_SOURCE_EVENT_TIMER_H_
