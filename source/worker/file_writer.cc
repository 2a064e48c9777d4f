#include "source/worker/file_writer.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/worker/thread_signals.h"

namespace nuncio::worker {
namespace {

enum Metric : size_t {
  kWriteCompleted,
  kWriteFailed,
  kFlushedByTimer,
  kReopenFailed,
  kLinesDropped,
};
constexpr stats::MetricSpec kMetrics[] = {
    {"write_completed"}, {"write_failed"},  {"flushed_by_timer"},
    {"reopen_failed"},   {"lines_dropped"},
};
constexpr stats::GroupSpec kGroup = {"filesystem", kMetrics};

// How long a file that takes nothing is left alone.
constexpr std::chrono::milliseconds kRest(100);

// Standard output may be closed and opened as something else by its path: a container's pipe cannot
// be opened again by name, a descriptor of it can be copied. A pipe by name is refused while nobody
// reads it: the open would wait.
int OpenForAppend(const std::string& path) {
  if (path == "/dev/stdout") return ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  if (path == "/dev/stderr") return ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
                0644);
}

bool IsRegular(int fd) {
  struct stat status;
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

void WriterInbox::Wake() {
  {
    const std::lock_guard<std::mutex> lock(mutex);
    wanted = true;
  }
  wake.notify_one();
}

// ---- files

OutputFile::OutputFile(std::shared_ptr<WriterInbox> inbox, const FileWriterOptions& options,
                       std::string path, base::FileDescriptor fd)
    : inbox_(std::move(inbox)),
      options_(options),
      path_(std::move(path)),
      fd_(std::move(fd)),
      regular_(IsRegular(fd_.get())) {}

void OutputFile::Append(absl::string_view line) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (pending_.size() + unwritten_size_ + line.size() > options_.max_pending_bytes) {
      ++dropped_;
      return;
    }
    pending_.append(line.data(), line.size());
    if (wants_write_ || pending_.size() < options_.flush_bytes) return;
    wants_write_ = true;
  }
  inbox_->Wake();
}

// The process's own output is shared with others, so that it is not ours to set to non-blocking: a
// pipe that is ready takes PIPE_BUF bytes at once.
bool OutputFile::TakesBytes() const {
  pollfd entry{fd_.get(), POLLOUT, 0};
  return ::poll(&entry, 1, 0) > 0;
}

OutputFile::Written OutputFile::Write(uint64_t& dropped) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (unwritten_.empty()) {
      unwritten_.swap(pending_);
    } else {
      unwritten_.append(pending_);
      pending_.clear();
    }
    unwritten_size_ = unwritten_.size();
    wants_write_ = false;
    dropped = std::exchange(dropped_, 0);
  }
  if (unwritten_.empty()) return Written::kNothing;
  Written result = Written::kAll;
  absl::string_view rest = unwritten_;
  while (!rest.empty() && result == Written::kAll) {
    if (!regular_ && !TakesBytes()) {
      result = Written::kSome;
      break;
    }
    const size_t most = regular_ ? rest.size() : std::min<size_t>(rest.size(), PIPE_BUF);
    const ssize_t written = ::write(fd_.get(), rest.data(), most);
    if (written >= 0) {
      rest.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EAGAIN) {
      result = Written::kSome;
    } else if (errno != EINTR) {
      result = Written::kFailed;
    }
  }
  const int error = errno;
  unwritten_.erase(
      0, result == Written::kFailed ? unwritten_.size() : unwritten_.size() - rest.size());
  const std::lock_guard<std::mutex> lock(mutex_);
  unwritten_size_ = unwritten_.size();
  errno = error;
  return result;
}

// ---- the writer, for everybody

FileWriter::FileWriter(base::Logger& log, stats::Store& stats, size_t thread,
                       FileWriterOptions options)
    : log_(log),
      slots_(stats.slots(thread)),
      options_(options),
      group_(stats.Instantiate(kGroup)),
      counters_{group_->counter(kWriteCompleted), group_->counter(kWriteFailed),
                group_->counter(kFlushedByTimer), group_->counter(kReopenFailed),
                group_->counter(kLinesDropped)},
      inbox_(std::make_shared<WriterInbox>()),
      thread_([this] { RunThread(); }) {}

FileWriter::~FileWriter() {
  {
    const std::lock_guard<std::mutex> lock(inbox_->mutex);
    inbox_->stopping = true;
  }
  inbox_->wake.notify_one();
  thread_.join();
  const std::lock_guard<std::mutex> lock(inbox_->mutex);
  inbox_->closed = true;
  inbox_->leaving.clear();
}

absl::StatusOr<std::shared_ptr<OutputFile>> FileWriter::Open(const std::string& path) {
  const std::lock_guard<std::mutex> lock(inbox_->mutex);
  std::weak_ptr<OutputFile>& entry = files_[path];
  if (std::shared_ptr<OutputFile> file = entry.lock()) return file;
  base::FileDescriptor fd(OpenForAppend(path));
  if (!fd.valid()) {
    const int error = errno;
    files_.erase(path);
    return absl::UnavailableError(
        absl::StrCat("cannot open ", path, " for writing: ", std::strerror(error)));
  }
  // The last one to let go of a file may be a worker: the thread writes what is left.
  const auto leave = [inbox = inbox_](OutputFile* last) {
    std::unique_ptr<OutputFile> file(last);
    const std::lock_guard<std::mutex> guard(inbox->mutex);
    if (inbox->closed) return;
    inbox->leaving.push_back(std::move(file));
    inbox->wanted = true;
    inbox->wake.notify_one();
  };
  std::shared_ptr<OutputFile> file(new OutputFile(inbox_, options_, path, std::move(fd)), leave);
  entry = file;
  return file;
}

void FileWriter::Reopen() {
  {
    const std::lock_guard<std::mutex> lock(inbox_->mutex);
    reopen_wanted_ = true;
  }
  inbox_->Wake();
}

bool FileWriter::Flush(base::Duration wait) {
  std::unique_lock<std::mutex> lock(inbox_->mutex);
  // A round that has begun may have passed the file already; the next one has not.
  const uint64_t round = rounds_begun_ + 1;
  inbox_->wanted = true;
  inbox_->wake.notify_one();
  return round_done_.wait_for(lock, wait, [&] { return round_without_rest_ >= round; });
}

// ---- its thread

FileWriter::Round FileWriter::WaitForRound() {
  std::unique_lock<std::mutex> lock(inbox_->mutex);
  Round round;
  const auto longest =
      std::chrono::duration_cast<std::chrono::milliseconds>(options_.flush_interval);
  round.by_timer = !inbox_->wake.wait_for(lock, rest_ ? std::min(kRest, longest) : longest,
                                          [this] { return inbox_->stopping || inbox_->wanted; });
  round.last = inbox_->stopping;
  inbox_->wanted = false;
  round.reopen = std::exchange(reopen_wanted_, false);
  ++rounds_begun_;
  return round;
}

void FileWriter::EndRound(bool all_written) {
  {
    const std::lock_guard<std::mutex> lock(inbox_->mutex);
    rest_ = !all_written;
    if (all_written) round_without_rest_ = rounds_begun_;
  }
  round_done_.notify_all();
}

void FileWriter::RunThread() {
  BlockSignals();
  pthread_setname_np(pthread_self(), "files");
  for (bool last = false; !last;) {
    const Round round = WaitForRound();
    last = round.last;
    bool all_written = WriteLeaving();
    for (const std::shared_ptr<OutputFile>& file : Files()) {
      all_written = WriteFile(*file, round.by_timer) && all_written;
      if (round.reopen) ReopenFile(*file);
    }
    EndRound(all_written);
  }
  WriteLeaving();  // those of which this thread was the last owner
}

std::vector<std::shared_ptr<OutputFile>> FileWriter::Files() {
  const std::lock_guard<std::mutex> lock(inbox_->mutex);
  std::vector<std::shared_ptr<OutputFile>> files;
  for (auto entry = files_.begin(); entry != files_.end();) {
    if (std::shared_ptr<OutputFile> file = entry->second.lock()) {
      files.push_back(std::move(file));
      ++entry;
    } else {
      entry = files_.erase(entry);
    }
  }
  return files;
}

bool FileWriter::WriteLeaving() {
  {
    const std::lock_guard<std::mutex> lock(inbox_->mutex);
    for (std::unique_ptr<OutputFile>& file : inbox_->leaving) leaving_.push_back(std::move(file));
    inbox_->leaving.clear();
  }
  std::vector<std::unique_ptr<OutputFile>> rest;
  for (std::unique_ptr<OutputFile>& file : leaving_) {
    if (!WriteFile(*file, false)) rest.push_back(std::move(file));
  }
  leaving_ = std::move(rest);
  return leaving_.empty();
}

bool FileWriter::WriteFile(OutputFile& file, bool by_timer) {
  uint64_t dropped = 0;
  const OutputFile::Written written = file.Write(dropped);
  if (written == OutputFile::Written::kFailed) {
    slots_.Add(counters_.write_failed);
    log_.Error("file", "cannot write ", file.path(), ": ", std::strerror(errno),
               "; what was to be written is lost");
  } else if (written == OutputFile::Written::kAll) {
    slots_.Add(counters_.write_completed);
  }
  ReportDrops(file, dropped);
  if (written != OutputFile::Written::kNothing && by_timer) slots_.Add(counters_.flushed_by_timer);
  return written != OutputFile::Written::kSome;
}

// Once when it begins, and once when it is over.
void FileWriter::ReportDrops(OutputFile& file, uint64_t dropped) {
  if (dropped > 0) slots_.Add(counters_.lines_dropped, dropped);
  file.unreported_ += dropped;
  const bool keeps_up = file.unwritten_.empty();
  if (file.unreported_ > 0 && (keeps_up || !file.drops_reported_)) {
    log_.Warning("file", file.path(), ": dropped ", std::exchange(file.unreported_, 0),
                 " lines, as it does not take them fast enough");
    file.drops_reported_ = true;
  }
  if (keeps_up) file.drops_reported_ = false;
}

void FileWriter::ReopenFile(OutputFile& file) {
  base::FileDescriptor fd(OpenForAppend(file.path()));
  if (fd.valid()) {
    file.fd_ = std::move(fd);
    file.regular_ = IsRegular(file.fd_.get());
    return;
  }
  slots_.Add(counters_.reopen_failed);
  log_.Error("file", "cannot open ", file.path(), " again: ", std::strerror(errno),
             "; writing goes on to the file that was open");
}

}  // namespace nuncio::worker
