#include "source/base/log.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"

namespace nuncio::base {
namespace {

constexpr absl::string_view kNames[] = {"trace", "debug",    "info", "warning",
                                        "error", "critical", "off"};

}  // namespace

absl::string_view ToString(LogLevel level) { return kNames[static_cast<int>(level)]; }

absl::optional<LogLevel> ParseLogLevel(absl::string_view text) {
  const std::string name = absl::AsciiStrToLower(text);
  if (name == "warn") return LogLevel::kWarning;
  for (int i = 0; i <= static_cast<int>(LogLevel::kOff); ++i) {
    if (name == kNames[i]) return static_cast<LogLevel>(i);
  }
  return absl::nullopt;
}

Logger::Logger(const Clock& clock, LogLevel level, Sink sink)
    : clock_(clock), level_(level), lowest_(level), sink_(std::move(sink)) {}

void Logger::set_level(LogLevel level) {
  const std::lock_guard<std::mutex> lock(mutex_);
  component_levels_.clear();
  level_ = level;
  lowest_ = level;
}

LogLevel Logger::component_level(absl::string_view component) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = component_levels_.find(std::string(component));
  return found == component_levels_.end() ? level() : found->second;
}

void Logger::set_component_level(absl::string_view component, LogLevel level) {
  const std::lock_guard<std::mutex> lock(mutex_);
  component_levels_[std::string(component)] = level;
  LogLevel lowest = this->level();
  for (const auto& [name, own] : component_levels_) lowest = std::min(lowest, own);
  lowest_ = lowest;
}

void Logger::Write(LogLevel level, absl::string_view component, absl::string_view text) {
  if (!Writes(level) || level < component_level(component)) return;
  const absl::Time now = absl::FromChrono(clock_.WallNow());
  // A value from outside cannot begin a line of its own.
  const std::string line = absl::StrCat(
      "[", absl::FormatTime("%Y-%m-%d %H:%M:%E3S", now, absl::UTCTimeZone()), "][", ToString(level),
      "][", component, "] ", absl::StrReplaceAll(text, {{"\n", "\n    "}, {"\r", "\\r"}}), "\n");
  const std::lock_guard<std::mutex> lock(mutex_);
  if (sink_) {
    sink_(line);
  } else {
    std::fwrite(line.data(), 1, line.size(), stderr);
  }
}

}  // namespace nuncio::base
