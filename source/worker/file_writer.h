#ifndef NUNCIO_SOURCE_WORKER_FILE_WRITER_H_
#define NUNCIO_SOURCE_WORKER_FILE_WRITER_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/base/file_descriptor.h"
#include "source/base/log.h"
#include "source/stats/store.h"

namespace nuncio::worker {

struct FileWriterOptions {
  base::Duration flush_interval = std::chrono::seconds(10);  // --file-flush-interval-msec
  uint64_t flush_bytes = 64 * 1024;                          // --file-flush-min-size-kb
  // Bytes that wait in memory for one file; lines beyond it are dropped and counted (a disk that
  // does not keep up).
  uint64_t max_pending_bytes = 16 * 1024 * 1024;
};

class FileWriter;

// One open file that lines are appended to. Shared by everyone who writes it; the FileWriter
// outlives them all. Any thread may append: that is a short lock and a copy, the writer's thread
// does the rest.
class OutputFile {
 public:
  OutputFile(FileWriter& writer, std::string path, base::FileDescriptor fd);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // `line` brings its own line end.
  void Append(absl::string_view line);
  const std::string& path() const { return path_; }

 private:
  friend class FileWriter;

  FileWriter& writer_;
  const std::string path_;
  // One line at a time. Never held over a system call, nor together with the writer's mutex.
  std::mutex mutex_;
  std::string pending_;       // guarded by mutex_
  bool wants_write_ = false;  // guarded by mutex_: flush_bytes are reached and the thread was told
  uint64_t dropped_ = 0;      // guarded by mutex_: lines since the last look
  base::FileDescriptor fd_;   // the writer's thread only, once open
};

// The thread that writes files, so that no worker ever waits for a disk.
//
// Owned by the server; outlives the workers and everyone who appends. Open, Reopen and Flush may be
// called from any thread but a worker: they wait. Lines are written when flush_bytes of them are
// there, else after flush_interval, in order for each file. The interval is real time: it is the
// disk that is spared, not the user who waits.
//
// Stats: filesystem.write_completed and write_failed (rounds for a file), flushed_by_timer,
// reopen_failed, lines_dropped.
class FileWriter {
 public:
  // Writes to slot `thread` of the store, which nobody else writes.
  FileWriter(base::Logger& log, stats::Store& stats, size_t thread, FileWriterOptions options);
  // Writes what is left.
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  // Creates the file, or appends to it. "/dev/stdout" and "/dev/stderr" are the process's own. A
  // path that is opened twice is one file. An error names path and cause.
  absl::StatusOr<std::shared_ptr<OutputFile>> Open(const std::string& path);
  // Has every file opened by its name again, behind what was appended (a rotated log). Soon.
  void Reopen();
  // Returns when all that was appended before is written.
  void Flush();

 private:
  friend class OutputFile;
  struct Counters {
    stats::Counter write_completed;
    stats::Counter write_failed;
    stats::Counter flushed_by_timer;
    stats::Counter reopen_failed;
    stats::Counter lines_dropped;
  };

  void WakeThread();
  void RunThread();
  std::vector<std::shared_ptr<OutputFile>> Files();
  bool WriteFile(OutputFile& file);
  void ReopenFile(OutputFile& file);

  base::Logger& log_;
  stats::Slots& slots_;  // the writer's thread only
  const FileWriterOptions options_;
  stats::GroupRef group_;
  Counters counters_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable round_done_;
  // Guarded by mutex_.
  std::map<std::string, std::weak_ptr<OutputFile>> files_;
  bool stopping_ = false;
  bool wanted_ = false;  // a round should begin now
  bool reopen_wanted_ = false;
  uint64_t rounds_begun_ = 0;
  uint64_t rounds_done_ = 0;

  std::thread thread_;  // last: it uses the others
};

}  // namespace nuncio::worker

#endif  // NUNCIO_SOURCE_WORKER_FILE_WRITER_H_
