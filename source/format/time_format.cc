#include "source/format/time_format.h"

#include <ctime>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace nuncio::format {
namespace {

// The longest text of one stretch of conversions.
constexpr size_t kCalendarBytes = 512;

struct SplitTime {
  int64_t seconds;
  int64_t nanoseconds;  // 0 to 999,999,999, also before 1970
};

SplitTime Split(base::WallTime time) {
  constexpr int64_t kBillion = 1'000'000'000;
  const int64_t total = time.time_since_epoch().count();
  const int64_t nanoseconds = ((total % kBillion) + kBillion) % kBillion;
  return {(total - nanoseconds) / kBillion, nanoseconds};
}

// The first `digits` of the nine of a second's fraction.
void AppendFraction(int64_t nanoseconds, int digits, std::string& out) {
  const size_t start = out.size();
  out.append(9, '0');
  for (size_t i = 9; i-- > 0; nanoseconds /= 10) {
    out[start + i] = static_cast<char>('0' + nanoseconds % 10);
  }
  out.resize(start + digits);
}

void AppendTwoDigits(int number, std::string& out) {
  out.push_back(static_cast<char>('0' + number / 10 % 10));
  out.push_back(static_cast<char>('0' + number % 10));
}

void AppendIso(const SplitTime& split, bool local_time, std::string& out) {
  const std::time_t seconds = split.seconds;
  std::tm parts;
  local_time ? localtime_r(&seconds, &parts) : gmtime_r(&seconds, &parts);
  absl::StrAppend(&out, parts.tm_year + 1900, "-");
  AppendTwoDigits(parts.tm_mon + 1, out);
  out.push_back('-');
  AppendTwoDigits(parts.tm_mday, out);
  out.push_back('T');
  AppendTwoDigits(parts.tm_hour, out);
  out.push_back(':');
  AppendTwoDigits(parts.tm_min, out);
  out.push_back(':');
  AppendTwoDigits(parts.tm_sec, out);
  out.push_back('.');
  AppendFraction(split.nanoseconds, 3, out);
  out.push_back('Z');
}

}  // namespace

absl::StatusOr<TimeFormat> TimeFormat::Parse(absl::string_view format, bool local_time) {
  TimeFormat result;
  result.local_time_ = local_time;
  result.iso_ = format.empty();
  std::string calendar;
  const auto flush = [&] {
    if (calendar.empty()) return;
    result.pieces_.push_back({Piece::Kind::kCalendar, calendar, 0});
    calendar.clear();
  };
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 == format.size()) {
      if (format[i] == '%') return absl::InvalidArgumentError("the time format ends in '%'");
      calendar.push_back(format[i]);
      continue;
    }
    const char next = format[++i];
    if (next == 's') {
      flush();
      result.pieces_.push_back({Piece::Kind::kEpochSeconds, "", 0});
    } else if (next == 'f') {
      flush();
      result.pieces_.push_back({Piece::Kind::kFraction, "", 9});
    } else if (next >= '1' && next <= '9' && i + 1 < format.size() && format[i + 1] == 'f') {
      flush();
      result.pieces_.push_back({Piece::Kind::kFraction, "", next - '0'});
      ++i;
    } else {
      calendar += {'%', next};
    }
    if (calendar.size() > kCalendarBytes / 4) {
      return absl::InvalidArgumentError("the time format is too long");
    }
  }
  flush();
  return result;
}

void TimeFormat::AppendCalendar(const Piece& piece, int64_t seconds, std::string& out) const {
  const std::time_t point = seconds;
  std::tm parts;
  local_time_ ? localtime_r(&point, &parts) : gmtime_r(&point, &parts);
  char text[kCalendarBytes];
  out.append(text, std::strftime(text, sizeof(text), piece.calendar.c_str(), &parts));
}

void TimeFormat::Append(base::WallTime time, std::string& out) const {
  const SplitTime split = Split(time);
  if (iso_) return AppendIso(split, local_time_, out);
  for (const Piece& piece : pieces_) {
    switch (piece.kind) {
      case Piece::Kind::kCalendar:
        AppendCalendar(piece, split.seconds, out);
        break;
      case Piece::Kind::kEpochSeconds:
        absl::StrAppend(&out, split.seconds);
        break;
      case Piece::Kind::kFraction:
        AppendFraction(split.nanoseconds, piece.digits, out);
        break;
    }
  }
}

}  // namespace nuncio::format
