#include "source/worker/file_writer.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

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

// Standard output may be closed and opened as something else by its path: a container's pipe cannot
// be opened again by name, a descriptor of it can be copied.
int OpenForAppend(const std::string& path) {
  if (path == "/dev/stdout") return ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  if (path == "/dev/stderr") return ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

bool WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

OutputFile::OutputFile(FileWriter& writer, std::string path, base::FileDescriptor fd)
    : writer_(writer), path_(std::move(path)), fd_(std::move(fd)) {}

void OutputFile::Append(absl::string_view line) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (pending_.size() + line.size() > writer_.options_.max_pending_bytes) {
      ++dropped_;
      return;
    }
    pending_.append(line.data(), line.size());
    if (wants_write_ || pending_.size() < writer_.options_.flush_bytes) return;
    wants_write_ = true;
  }
  writer_.WakeThread();
}

FileWriter::FileWriter(base::Logger& log, stats::Store& stats, size_t thread,
                       FileWriterOptions options)
    : log_(log),
      slots_(stats.slots(thread)),
      options_(options),
      group_(stats.Instantiate(kGroup)),
      counters_{group_->counter(kWriteCompleted), group_->counter(kWriteFailed),
                group_->counter(kFlushedByTimer), group_->counter(kReopenFailed),
                group_->counter(kLinesDropped)},
      thread_([this] { RunThread(); }) {}

FileWriter::~FileWriter() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

absl::StatusOr<std::shared_ptr<OutputFile>> FileWriter::Open(const std::string& path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::weak_ptr<OutputFile>& entry = files_[path];
  if (std::shared_ptr<OutputFile> file = entry.lock()) return file;
  base::FileDescriptor fd(OpenForAppend(path));
  if (!fd.valid()) {
    const int error = errno;
    files_.erase(path);
    return absl::UnavailableError(
        absl::StrCat("cannot open ", path, " for writing: ", std::strerror(error)));
  }
  // The last one to let go of a file writes what is left of it, whoever that is.
  std::shared_ptr<OutputFile> file(new OutputFile(*this, path, std::move(fd)),
                                   [](OutputFile* last) {
                                     WriteAll(last->fd_.get(), last->pending_);
                                     delete last;
                                   });
  entry = file;
  return file;
}

void FileWriter::Reopen() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    reopen_wanted_ = true;
    wanted_ = true;
  }
  wake_.notify_one();
}

void FileWriter::Flush() {
  std::unique_lock<std::mutex> lock(mutex_);
  // A round that has begun may have passed the file already; the next one has not.
  const uint64_t round = rounds_begun_ + 1;
  wanted_ = true;
  wake_.notify_one();
  round_done_.wait(lock, [&] { return rounds_done_ >= round; });
}

void FileWriter::WakeThread() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_one();
}

std::vector<std::shared_ptr<OutputFile>> FileWriter::Files() {
  const std::lock_guard<std::mutex> lock(mutex_);
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

void FileWriter::RunThread() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  pthread_setname_np(pthread_self(), "files");
  for (bool stopping = false; !stopping;) {
    bool by_timer = false;
    bool reopen = false;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      by_timer =
          !wake_.wait_for(lock, options_.flush_interval, [this] { return stopping_ || wanted_; });
      stopping = stopping_;
      wanted_ = false;
      reopen = std::exchange(reopen_wanted_, false);
      ++rounds_begun_;
    }
    for (const std::shared_ptr<OutputFile>& file : Files()) {
      if (WriteFile(*file) && by_timer) slots_.Add(counters_.flushed_by_timer);
      if (reopen) ReopenFile(*file);
    }
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      rounds_done_ = rounds_begun_;
    }
    round_done_.notify_all();
  }
}

bool FileWriter::WriteFile(OutputFile& file) {
  std::string bytes;
  uint64_t dropped;
  {
    const std::lock_guard<std::mutex> lock(file.mutex_);
    bytes.swap(file.pending_);
    file.wants_write_ = false;
    dropped = std::exchange(file.dropped_, 0);
  }
  if (dropped > 0) {
    slots_.Add(counters_.lines_dropped, dropped);
    log_.Warning("files", file.path(), ": dropped ", dropped,
                 " lines, as the disk does not keep up");
  }
  if (bytes.empty()) return false;
  if (WriteAll(file.fd_.get(), bytes)) {
    slots_.Add(counters_.write_completed);
  } else {
    slots_.Add(counters_.write_failed);
    log_.Error("files", "cannot write ", file.path(), ": ", std::strerror(errno), "; ",
               bytes.size(), " bytes are lost");
  }
  return true;
}

void FileWriter::ReopenFile(OutputFile& file) {
  base::FileDescriptor fd(OpenForAppend(file.path()));
  if (fd.valid()) {
    file.fd_ = std::move(fd);
    return;
  }
  slots_.Add(counters_.reopen_failed);
  log_.Error("files", "cannot open ", file.path(), " again: ", std::strerror(errno),
             "; writing goes on to the file that was open");
}

}  // namespace nuncio::worker
