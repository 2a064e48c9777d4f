#ifndef NUNCIO_SOURCE_BASE_LOG_H_
#define NUNCIO_SOURCE_BASE_LOG_H_

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/base/clock.h"

// The log for operators: what the process does, not what requests it serves (that is access_log).

namespace nuncio::base {

enum class LogLevel : int { kTrace, kDebug, kInfo, kWarning, kError, kCritical, kOff };

// "info"; also "warn" for "warning" on the way in.
absl::string_view ToString(LogLevel level);
absl::optional<LogLevel> ParseLogLevel(absl::string_view text);

// Writes lines as "[2030-01-31 12:00:00.123][info][xds] text". Passed by reference to whoever logs;
// main owns it and it outlives all threads. Any thread may call anything.
//
//   log.Info("xds", "ACK ", type, " version ", version);
//
// The pieces are formatted only when the level is written.
class Logger {
 public:
  using Sink = std::function<void(absl::string_view line)>;  // called under a lock, one line each

  // Lines go to standard error, or to `sink` when there is one. `clock` outlives the logger.
  explicit Logger(const Clock& clock, LogLevel level = LogLevel::kInfo, Sink sink = nullptr);

  // The level of all components that have none of their own.
  LogLevel level() const { return level_.load(std::memory_order_relaxed); }
  // Sets it for all components.
  void set_level(LogLevel level);
  LogLevel component_level(absl::string_view component) const;
  void set_component_level(absl::string_view component, LogLevel level);
  // Whether any component writes lines of that level.
  bool Writes(LogLevel level) const { return level >= lowest_.load(std::memory_order_relaxed); }

  // `component` is the folder or subject that speaks: "xds", "listener".
  void Write(LogLevel level, absl::string_view component, absl::string_view text);

  template <typename... Pieces>
  void Debug(absl::string_view component, const Pieces&... pieces) {
    if (Writes(LogLevel::kDebug)) Write(LogLevel::kDebug, component, absl::StrCat(pieces...));
  }
  template <typename... Pieces>
  void Info(absl::string_view component, const Pieces&... pieces) {
    if (Writes(LogLevel::kInfo)) Write(LogLevel::kInfo, component, absl::StrCat(pieces...));
  }
  template <typename... Pieces>
  void Warning(absl::string_view component, const Pieces&... pieces) {
    if (Writes(LogLevel::kWarning)) Write(LogLevel::kWarning, component, absl::StrCat(pieces...));
  }
  template <typename... Pieces>
  void Error(absl::string_view component, const Pieces&... pieces) {
    if (Writes(LogLevel::kError)) Write(LogLevel::kError, component, absl::StrCat(pieces...));
  }

 private:
  const Clock& clock_;
  std::atomic<LogLevel> level_;
  std::atomic<LogLevel> lowest_;                      // of all components
  mutable std::mutex mutex_;                          // one line at a time
  std::map<std::string, LogLevel> component_levels_;  // guarded by mutex_
  const Sink sink_;
};

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_LOG_H_
