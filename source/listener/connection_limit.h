#ifndef NUNCIO_SOURCE_LISTENER_CONNECTION_LIMIT_H_
#define NUNCIO_SOURCE_LISTENER_CONNECTION_LIMIT_H_

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

namespace nuncio::listener {

// How many connections there may be, over all workers: of one listener, or of all. Any thread;
// shared by who counts.
class alignas(64) ConnectionLimit {
 public:
  static constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();

  void Set(uint64_t limit) { limit_.store(limit, std::memory_order_relaxed); }
  uint64_t active() const { return active_.load(std::memory_order_relaxed); }

  // `always`: also beyond the limit.
  bool TryTake(bool always) {
    const uint64_t before = active_.fetch_add(1, std::memory_order_relaxed);
    if (always || before < limit_.load(std::memory_order_relaxed)) return true;
    Return();
    return false;
  }
  void Return() { active_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> active_{0};
  std::atomic<uint64_t> limit_{kNone};
};

// One connection's place under a limit. Move-only.
class ConnectionTicket {
 public:
  ConnectionTicket() = default;
  // An empty one when there is no place.
  static ConnectionTicket Take(const std::shared_ptr<ConnectionLimit>& limit, bool always) {
    ConnectionTicket ticket;
    if (limit->TryTake(always)) ticket.limit_ = limit;
    return ticket;
  }
  ConnectionTicket(ConnectionTicket&& other) noexcept : limit_(std::move(other.limit_)) {}
  ConnectionTicket& operator=(ConnectionTicket&& other) noexcept {
    std::swap(limit_, other.limit_);
    return *this;
  }
  ~ConnectionTicket() {
    if (limit_ != nullptr) limit_->Return();
  }
  explicit operator bool() const { return limit_ != nullptr; }

 private:
  std::shared_ptr<ConnectionLimit> limit_;
};

// Where a connection's places under the limits are until it is over.
struct ConnectionTickets {
  ConnectionTicket listener;
  ConnectionTicket global;
};

}  // namespace nuncio::listener

#endif  // NUNCIO_SOURCE_LISTENER_CONNECTION_LIMIT_H_
