#ifndef NUNCIO_SOURCE_WORKER_FILE_WRITER_H_
#define NUNCIO_SOURCE_WORKER_FILE_WRITER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/stats/store.h"

namespace nuncio::worker {

struct FileWriterOptions {
  base::Duration flush_interval = std::chrono::seconds(10);  // --file-flush-interval-msec
  uint32_t flush_bytes = 64 * 1024;                          // --file-flush-min-size-kb
  // Bytes that wait in memory for one file; more are dropped and counted (a full disk).
  uint64_t max_pending_bytes = 16 * 1024 * 1024;
};

class FileWriter;

// One open file that lines are appended to. Append from any thread: a short lock and a copy.
class OutputFile {
 public:
  virtual ~OutputFile() = default;
  virtual void Append(absl::string_view line) = 0;
};

// The thread that writes files, so that no worker waits for a disk. Owned by the server; outlives
// the workers. Open, Reopen and Flush on main. A path that is opened twice is one file.
class FileWriter {
 public:
  FileWriter(const base::Clock& clock, base::Logger& log, stats::Store& stats,
             FileWriterOptions options);
  ~FileWriter();  // writes what is left

  // "/dev/stdout" and "/dev/stderr" are the process's own. An error names the path and the cause.
  absl::StatusOr<std::shared_ptr<OutputFile>> Open(const std::string& path);
  // Opens every file by its name again (SIGUSR1, /reopen_logs), after what was appended is written.
  void Reopen();
  // Returns when all that was appended before is written.
  void Flush();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace nuncio::worker

#endif  // NUNCIO_SOURCE_WORKER_FILE_WRITER_H_
