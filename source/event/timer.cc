#include "source/event/timer.h"

#include <utility>

#include "source/event/timer_wheel.h"

namespace nuncio::event {

Timer::Timer(Loop& loop, base::Function<void()> callback)
    : loop_(loop), callback_(std::move(callback)) {}

void Timer::Start(base::Duration delay) {
  deadline_ = loop_.Now() + (delay > base::Duration::zero() ? delay : base::Duration::zero());
  armed_ = true;
  if (linked()) {
    // A slot that comes up before the deadline moves it on from there.
    if (loop_.timers().Covers(slot_tick_, deadline_)) return;
    Unlink();
  }
  loop_.timers().Insert(*this);
}

void Timer::Fire() {
  armed_ = false;
  callback_();
}

}  // namespace nuncio::event
