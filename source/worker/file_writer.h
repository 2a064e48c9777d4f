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

class OutputFile;

// How files reach their writer's thread, also those that are let go of behind the writer. Shared by
// the writer and its files; any thread.
struct WriterInbox {
  std::mutex mutex;
  std::condition_variable wake;
  // Guarded by mutex.
  bool wanted = false;  // a round should begin now
  bool stopping = false;
  bool closed = false;                               // the thread is gone
  std::vector<std::unique_ptr<OutputFile>> leaving;  // their last owner is gone; the rest is to do

  void Wake();
};

// One open file that lines are appended to. Shared by everyone who writes it. Any thread may
// append, and let go of it: that is a short lock and a copy, the writer's thread does the rest.
class OutputFile {
 public:
  OutputFile(std::shared_ptr<WriterInbox> inbox, const FileWriterOptions& options, std::string path,
             base::FileDescriptor fd);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // `line` brings its own line end.
  void Append(absl::string_view line);
  const std::string& path() const { return path_; }

 private:
  friend class FileWriter;
  // How a write went: what the file does not take without a wait stays for the next round.
  enum class Written { kNothing, kAll, kSome, kFailed };

  // By the writer's thread. `dropped`: lines that found no room since the last call.
  Written Write(uint64_t& dropped);
  bool TakesBytes() const;

  const std::shared_ptr<WriterInbox> inbox_;
  const FileWriterOptions options_;
  const std::string path_;
  // One line at a time. Never held over a system call, nor together with the writer's mutex.
  std::mutex mutex_;
  std::string pending_;        // guarded by mutex_
  size_t unwritten_size_ = 0;  // guarded by mutex_: of unwritten_
  bool wants_write_ = false;   // guarded by mutex_: flush_bytes are reached and the thread was told
  uint64_t dropped_ = 0;       // guarded by mutex_: lines since the last look

  // The writer's thread only.
  base::FileDescriptor fd_;
  bool regular_ = true;          // takes everything, if slowly; a pipe or terminal may not
  std::string unwritten_;        // what the file did not take yet
  uint64_t unreported_ = 0;      // dropped lines that were not logged
  bool drops_reported_ = false;  // since it last kept up
};

// The thread that writes files, so that no worker ever waits for a disk.
//
// Owned by the server; a file that somebody still holds behind it does no harm. Open, Reopen and
// Flush may be called from any thread but a worker: they wait. Lines are written when flush_bytes
// of them are there, else after flush_interval, in order for each file. A pipe whose reader stands
// still holds up nobody: its lines wait, up to max_pending_bytes. All times are real ones: it is
// the disk that is spared, not the user who waits.
//
// Stats: filesystem.write_completed and write_failed (rounds for a file), flushed_by_timer,
// reopen_failed, lines_dropped.
class FileWriter {
 public:
  // Writes to slot `thread` of the store, which nobody else writes.
  FileWriter(base::Logger& log, stats::Store& stats, size_t thread, FileWriterOptions options);
  // Writes what is left; what a pipe does not take is lost. Waits as long as a disk does: whoever
  // cannot asks Flush first.
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  // Creates the file, or appends to it. "/dev/stdout" and "/dev/stderr" are the process's own. A
  // path that is opened twice is one file. An error names path and cause.
  absl::StatusOr<std::shared_ptr<OutputFile>> Open(const std::string& path);
  // Has every file opened by its name again, behind what was appended (a rotated log). Soon.
  void Reopen();
  // Waits until all that was appended before is written; false when that takes longer.
  bool Flush(base::Duration wait = std::chrono::seconds(60));

 private:
  struct Counters {
    stats::Counter write_completed;
    stats::Counter write_failed;
    stats::Counter flushed_by_timer;
    stats::Counter reopen_failed;
    stats::Counter lines_dropped;
  };
  struct Round {
    bool by_timer = false;
    bool reopen = false;
    bool last = false;
  };

  void RunThread();
  Round WaitForRound();
  void EndRound(bool all_written);
  // These return false when the file did not take everything.
  bool WriteLeaving();
  bool WriteFile(OutputFile& file, bool by_timer);
  std::vector<std::shared_ptr<OutputFile>> Files();
  void ReportDrops(OutputFile& file, uint64_t dropped);
  void ReopenFile(OutputFile& file);

  base::Logger& log_;
  stats::Slots& slots_;  // the writer's thread only
  const FileWriterOptions options_;
  stats::GroupRef group_;
  Counters counters_;

  const std::shared_ptr<WriterInbox> inbox_;
  std::condition_variable round_done_;
  // Guarded by the inbox's mutex.
  std::map<std::string, std::weak_ptr<OutputFile>> files_;
  bool reopen_wanted_ = false;
  bool rest_ = false;  // the last round left something: the next one comes soon
  uint64_t rounds_begun_ = 0;
  uint64_t round_without_rest_ = 0;

  // The thread's own: some file of them did not take everything yet.
  std::vector<std::unique_ptr<OutputFile>> leaving_;

  std::thread thread_;  // last: it uses the others
};

}  // namespace nuncio::worker

#endif  // NUNCIO_SOURCE_WORKER_FILE_WRITER_H_
