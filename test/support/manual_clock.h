#ifndef NUNCIO_TEST_SUPPORT_MANUAL_CLOCK_H_
#define NUNCIO_TEST_SUPPORT_MANUAL_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "source/base/clock.h"

namespace nuncio::test {

// Time that stands still until the test moves it. Any thread may look and move.
class ManualClock final : public base::Clock {
 public:
  base::Instant Now() const override { return base::Instant(base::Duration(now_.load())); }
  base::WallTime WallNow() const override {
    return base::WallTime(std::chrono::seconds(kWallStart) + base::Duration(now_.load()));
  }
  void Advance(base::Duration by) { now_ += by.count(); }

 private:
  // 2030-01-31 12:00:00 UTC.
  static constexpr int64_t kWallStart = 1'896'091'200;
  // Monotonic time does not begin at zero on a real machine either.
  std::atomic<int64_t> now_{std::chrono::nanoseconds(std::chrono::hours(1)).count()};
};

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_SUPPORT_MANUAL_CLOCK_H_
