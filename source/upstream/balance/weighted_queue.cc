#include "source/upstream/balance/weighted_queue.h"

#include <algorithm>

namespace nuncio::upstream {

void WeightedQueue::Add(uint32_t entry, double weight) {
  heap_.push_back({now_ + 1 / weight, next_order_++, entry});
  std::push_heap(heap_.begin(), heap_.end());
}

uint32_t WeightedQueue::Pop() {
  std::pop_heap(heap_.begin(), heap_.end());
  const Turn turn = heap_.back();
  heap_.pop_back();
  now_ = turn.deadline;
  return turn.entry;
}

}  // namespace nuncio::upstream
