#include "source/upstream/circuit_breaker.h"

namespace nuncio::upstream {

void TicketPool::Configure(uint32_t limit, stats::Gauge open, stats::Gauge remaining) {
  limit_ = limit;
  open_ = open;
  remaining_ = remaining;
}

bool TicketPool::TryTake(stats::Slots& slots) {
  const uint32_t before = taken_.fetch_add(1, std::memory_order_relaxed);
  if (before < limit_) {
    Raised(before, slots);
    return true;
  }
  Lowered(taken_.fetch_sub(1, std::memory_order_relaxed), slots);
  return false;
}

void TicketPool::Take(stats::Slots& slots) {
  Raised(taken_.fetch_add(1, std::memory_order_relaxed), slots);
}

void TicketPool::Return(stats::Slots& slots) {
  Lowered(taken_.fetch_sub(1, std::memory_order_relaxed), slots);
}

// The number went from `before` to one more. Whoever crosses the limit moves the gauge; since every
// step up and down is seen by exactly one thread, the steps cancel out over all threads.
void TicketPool::Raised(uint32_t before, stats::Slots& slots) {
  if (before >= limit_) return;
  if (before + 1 == limit_ && open_.id != 0) slots.Add(open_);
  if (remaining_.id != 0) slots.Sub(remaining_);
}

void TicketPool::Lowered(uint32_t before, stats::Slots& slots) {
  if (before > limit_) return;
  if (before == limit_ && open_.id != 0) slots.Sub(open_);
  if (remaining_.id != 0) slots.Add(remaining_);
}

}  // namespace nuncio::upstream
