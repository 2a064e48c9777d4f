#ifndef NUNCIO_SOURCE_BASE_CLOCK_H_
#define NUNCIO_SOURCE_BASE_CLOCK_H_

#include <chrono>

namespace nuncio::base {

using Duration = std::chrono::nanoseconds;
// A point of monotonic time: for waits and for how long something took.
using Instant = std::chrono::time_point<std::chrono::steady_clock, Duration>;
// A point of the calendar: for people.
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;

// Where all time comes from, so that a test decides what time it is. Any thread may ask. Must
// outlive everyone who was given it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() const = 0;
  virtual WallTime WallNow() const = 0;
};

// The machine's own clocks. Reading them is no system call.
class SystemClock final : public Clock {
 public:
  Instant Now() const override;
  WallTime WallNow() const override;
};

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_CLOCK_H_
