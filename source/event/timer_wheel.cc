#include "source/event/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace nuncio::event {

uint64_t TimerWheel::TickAfter(base::Instant deadline) const {
  if (deadline <= start_) return 0;
  return static_cast<uint64_t>((deadline - start_ + kTick - base::Duration(1)) / kTick);
}

void TimerWheel::Insert(Timer& timer) {
  const uint64_t tick = std::max(TickAfter(timer.deadline_), current_ + 1);
  // The wheel on which the tick and the current one differ first, seen from the outermost.
  int wheel = 0;
  while (wheel < kWheels - 1 &&
         (tick >> (kSlotBits * (wheel + 1))) != (current_ >> (kSlotBits * (wheel + 1)))) {
    ++wheel;
  }
  uint64_t slot_tick = tick >> (kSlotBits * wheel);
  // Further than the last wheel reaches: its slot that comes up last.
  if (wheel == kWheels - 1) {
    slot_tick = std::min(slot_tick, (current_ >> (kSlotBits * wheel)) + kSlots - 1);
  }
  const auto slot = static_cast<uint32_t>(slot_tick % kSlots);
  timer.slot_tick_ = slot_tick << (kSlotBits * wheel);
  wheels_[wheel].slots[slot].PushBack(timer);
  wheels_[wheel].occupied[slot / 64] |= uint64_t{1} << (slot % 64);
}

absl::optional<uint32_t> TimerWheel::NextOccupied(const Wheel& wheel, uint32_t after) const {
  // How many slots further on, 1 to kSlots - 1.
  for (uint32_t distance = 1; distance < kSlots;) {
    const uint32_t slot = (after + distance) % kSlots;
    const uint64_t rest = wheel.occupied[slot / 64] >> (slot % 64);
    if (rest == 0) {
      distance += 64 - slot % 64;
      continue;
    }
    distance += static_cast<uint32_t>(std::countr_zero(rest));
    if (distance < kSlots) return distance;
    break;
  }
  return absl::nullopt;
}

absl::optional<uint64_t> TimerWheel::NextTick() const {
  absl::optional<uint64_t> next;
  for (int wheel = 0; wheel < kWheels; ++wheel) {
    const uint64_t turned = current_ >> (kSlotBits * wheel);
    const absl::optional<uint32_t> distance =
        NextOccupied(wheels_[wheel], static_cast<uint32_t>(turned % kSlots));
    if (!distance) continue;
    const uint64_t tick = (turned + *distance) << (kSlotBits * wheel);
    if (!next || tick < *next) next = tick;
  }
  return next;
}

absl::optional<base::Instant> TimerWheel::NextLook() const {
  const absl::optional<uint64_t> tick = NextTick();
  if (!tick) return absl::nullopt;
  return TimeOf(*tick);
}

// Takes the timers out: those that are due go to due_, the others to where they belong now.
void TimerWheel::EmptySlot(int wheel, uint64_t tick) {
  const auto slot = static_cast<uint32_t>((tick >> (kSlotBits * wheel)) % kSlots);
  base::IntrusiveList<Timer>& timers = wheels_[wheel].slots[slot];
  wheels_[wheel].occupied[slot / 64] &= ~(uint64_t{1} << (slot % 64));
  while (!timers.empty()) {
    Timer& timer = timers.front();
    timer.Unlink();
    if (!timer.armed_) continue;
    if (TickAfter(timer.deadline_) <= tick) {
      due_.PushBack(timer);
    } else {
      Insert(timer);
    }
  }
}

void TimerWheel::RunDue(base::Instant now) {
  const uint64_t until = now <= start_ ? 0 : static_cast<uint64_t>((now - start_) / kTick);
  for (absl::optional<uint64_t> tick = NextTick(); tick && *tick <= until; tick = NextTick()) {
    current_ = *tick;
    for (int wheel = kWheels - 1; wheel >= 0; --wheel) {
      if ((*tick & ((uint64_t{1} << (kSlotBits * wheel)) - 1)) == 0) EmptySlot(wheel, *tick);
    }
  }
  current_ = std::max(current_, until);
  while (!due_.empty()) {
    Timer& timer = due_.front();
    timer.Unlink();
    // A callback may have stopped it or moved it on.
    if (!timer.armed_) continue;
    if (timer.deadline_ > now) {
      Insert(timer);
      continue;
    }
    timer.Fire();
  }
}

}  // namespace nuncio::event
