#ifndef NUNCIO_SOURCE_XDS_CLIENT_TIMER_QUEUE_H_
#define NUNCIO_SOURCE_XDS_CLIENT_TIMER_QUEUE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "source/base/clock.h"

namespace nuncio::xds::client {

// A few deadlines of the xds thread, on the injected clock. For one thread. A callback may schedule
// and cancel.
class TimerQueue {
 public:
  using Id = std::pair<base::Instant, uint64_t>;

  // `clock` outlives the queue.
  explicit TimerQueue(const base::Clock& clock) : clock_(clock) {}

  Id RunAfter(base::Duration delay, std::function<void()> callback) {
    const Id id(clock_.Now() + delay, ++count_);
    timers_.emplace(id, std::move(callback));
    return id;
  }
  // Nothing happens when it has run already.
  void Cancel(Id id) { timers_.erase(id); }

  // How long until the next one is due: zero when it is, nothing when there is none.
  std::optional<base::Duration> UntilNext() const {
    if (timers_.empty()) return std::nullopt;
    const base::Duration left = timers_.begin()->first.first - clock_.Now();
    return left > base::Duration::zero() ? left : base::Duration::zero();
  }

  void RunDue() {
    const base::Instant now = clock_.Now();
    while (!timers_.empty() && timers_.begin()->first.first <= now) {
      std::function<void()> callback = std::move(timers_.begin()->second);
      timers_.erase(timers_.begin());
      callback();
    }
  }

 private:
  const base::Clock& clock_;
  std::map<Id, std::function<void()>> timers_;
  uint64_t count_ = 0;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_TIMER_QUEUE_H_
