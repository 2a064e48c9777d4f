#ifndef NUNCIO_SOURCE_EVENT_TIMER_WHEEL_H_
#define NUNCIO_SOURCE_EVENT_TIMER_WHEEL_H_

#include <array>
#include <cstdint>

#include "absl/types/optional.h"
#include "source/base/clock.h"
#include "source/base/intrusive_list.h"
#include "source/event/timer.h"

namespace nuncio::event {

// The timers of a loop: four wheels of 256 slots (Varghese and Lauck, "Hashed and Hierarchical
// Timing Wheels", scheme 7). The first wheel turns by a tick of 1 ms, each other one by a full turn
// of the one before it; together they reach 49 days, and what is due later waits in the last slot
// and is looked at again there. A bit for each slot says whether it holds anything, so that idle
// time is skipped without a look at each tick.
//
// Owned by the loop; its thread only.
class TimerWheel {
 public:
  explicit TimerWheel(base::Instant start) : start_(start) {}

  // Puts the timer where its deadline says. It must not stand in a slot.
  void Insert(Timer& timer);
  // Whether a timer that stands in the slot of `tick` is found in time for that deadline.
  bool Covers(uint64_t tick, base::Instant deadline) const { return tick <= TickAfter(deadline); }

  // Calls back every timer that is due at `now`. Timers that callbacks start are due in a later
  // call.
  void RunDue(base::Instant now);
  // When RunDue should be called next, at the latest; nothing when no timer stands anywhere. May be
  // earlier than any deadline: a slot of an outer wheel has to be spread out then.
  absl::optional<base::Instant> NextLook() const;

 private:
  static constexpr int kWheels = 4;
  static constexpr int kSlotBits = 8;
  static constexpr uint32_t kSlots = 1u << kSlotBits;
  static constexpr base::Duration kTick = std::chrono::milliseconds(1);

  struct Wheel {
    std::array<base::IntrusiveList<Timer>, kSlots> slots;
    std::array<uint64_t, kSlots / 64> occupied{};
  };

  // The first tick that is not before the deadline.
  uint64_t TickAfter(base::Instant deadline) const;
  base::Instant TimeOf(uint64_t tick) const { return start_ + kTick * static_cast<int64_t>(tick); }
  // The first tick after current_ at which some slot must be emptied.
  absl::optional<uint64_t> NextTick() const;
  absl::optional<uint32_t> NextOccupied(const Wheel& wheel, uint32_t after) const;
  void EmptySlot(int wheel, uint64_t tick);

  const base::Instant start_;
  uint64_t current_ = 0;  // every slot up to this tick has been emptied
  std::array<Wheel, kWheels> wheels_;
  base::IntrusiveList<Timer> due_;  // taken out of their slots, not yet called
};

}  // namespace nuncio::event

#endif  // NUNCIO_SOURCE_EVENT_TIMER_WHEEL_H_
