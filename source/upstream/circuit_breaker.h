#ifndef NUNCIO_SOURCE_UPSTREAM_CIRCUIT_BREAKER_H_
#define NUNCIO_SOURCE_UPSTREAM_CIRCUIT_BREAKER_H_

#include <atomic>
#include <cstdint>
#include <utility>

#include "source/stats/metric.h"
#include "source/stats/slots.h"

namespace nuncio::upstream {

// How many of something (connections, requests) a cluster may have at once, over all workers.
//
// Owner: ClusterInfo. Thread: any; relaxed atomics on a cache line of their own. Every taken ticket
// must come back. The gauges move with the tickets: "open" is 1 while none is left.
class alignas(64) TicketPool {
 public:
  TicketPool() = default;
  TicketPool(const TicketPool&) = delete;
  TicketPool& operator=(const TicketPool&) = delete;

  // Before first use. A default `remaining` is not written.
  void Configure(uint32_t limit, stats::Gauge open, stats::Gauge remaining);

  // False when none is left.
  bool TryTake(stats::Slots& slots);
  // Takes one whether or not one is left: for what must not fail.
  void Take(stats::Slots& slots);
  void Return(stats::Slots& slots);

  uint32_t limit() const { return limit_; }
  uint32_t taken() const { return taken_.load(std::memory_order_relaxed); }
  bool exhausted() const { return taken() >= limit_; }

 private:
  void Raised(uint32_t before, stats::Slots& slots);
  void Lowered(uint32_t before, stats::Slots& slots);

  std::atomic<uint32_t> taken_{0};
  uint32_t limit_ = 0;
  stats::Gauge open_;
  stats::Gauge remaining_;
};

// The limits of one priority.
struct CircuitBreaker {
  TicketPool connections;
  TicketPool pending;
  TicketPool requests;
  TicketPool retries;
};

// A ticket that returns itself. Move-only; its pool and the slots outlive it; the thread of the
// slots. An empty one is no ticket.
class Ticket {
 public:
  Ticket() = default;
  // Takes one if it can; the result says whether it did.
  static Ticket Try(TicketPool& pool, stats::Slots& slots) {
    return pool.TryTake(slots) ? Ticket(pool, slots) : Ticket();
  }
  static Ticket Force(TicketPool& pool, stats::Slots& slots) {
    pool.Take(slots);
    return Ticket(pool, slots);
  }
  Ticket(Ticket&& other) noexcept
      : pool_(std::exchange(other.pool_, nullptr)), slots_(other.slots_) {}
  Ticket& operator=(Ticket&& other) noexcept {
    Return();
    pool_ = std::exchange(other.pool_, nullptr);
    slots_ = other.slots_;
    return *this;
  }
  ~Ticket() { Return(); }

  explicit operator bool() const { return pool_ != nullptr; }
  void Return() {
    if (TicketPool* pool = std::exchange(pool_, nullptr)) pool->Return(*slots_);
  }

 private:
  Ticket(TicketPool& pool, stats::Slots& slots) : pool_(&pool), slots_(&slots) {}

  TicketPool* pool_ = nullptr;
  stats::Slots* slots_ = nullptr;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_CIRCUIT_BREAKER_H_
