#ifndef NUNCIO_SOURCE_FORMAT_TIME_FORMAT_H_
#define NUNCIO_SOURCE_FORMAT_TIME_FORMAT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/base/clock.h"

namespace nuncio::format {

// How a point of the calendar is written: strftime's conversions, %s for the seconds since 1970,
// and %f or %1f to %9f for so many digits of the second's fraction. Parsed once; immutable.
class TimeFormat {
 public:
  // The empty format is ISO 8601 with milliseconds: "2030-01-31T12:00:00.123Z".
  static absl::StatusOr<TimeFormat> Parse(absl::string_view format, bool local_time = false);

  void Append(base::WallTime time, std::string& out) const;

 private:
  struct Piece {
    enum class Kind : uint8_t { kCalendar, kEpochSeconds, kFraction };
    Kind kind;
    std::string calendar;  // kCalendar: for strftime
    int digits = 0;        // kFraction
  };
  void AppendCalendar(const Piece& piece, int64_t seconds, std::string& out) const;

  bool local_time_ = false;
  bool iso_ = false;
  std::vector<Piece> pieces_;
};

}  // namespace nuncio::format

#endif  // NUNCIO_SOURCE_FORMAT_TIME_FORMAT_H_
