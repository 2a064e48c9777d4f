#include "source/event/directory_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace nuncio::event {
namespace {

constexpr uint32_t kMask = IN_MOVED_TO | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                           IN_DELETE_SELF | IN_MOVE_SELF;

DirectoryChange ToChange(uint32_t mask) {
  if ((mask & IN_Q_OVERFLOW) != 0) return DirectoryChange::kOverflow;
  if ((mask & IN_MOVED_TO) != 0) return DirectoryChange::kMovedIn;
  if ((mask & IN_CLOSE_WRITE) != 0) return DirectoryChange::kWritten;
  if ((mask & IN_CREATE) != 0) return DirectoryChange::kCreated;
  return DirectoryChange::kRemoved;
}

absl::Status Failure(const std::string& directory, int error) {
  return absl::UnavailableError(
      absl::StrCat("cannot watch the directory ", directory, ": ", std::strerror(error)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<DirectoryWatch>> DirectoryWatch::Create(Loop& loop,
                                                                       const std::string& directory,
                                                                       Callback callback) {
  base::FileDescriptor inotify(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify.valid()) return Failure(directory, errno);
  if (inotify_add_watch(inotify.get(), directory.c_str(), kMask) < 0) {
    return Failure(directory, errno);
  }
  return std::unique_ptr<DirectoryWatch>(
      new DirectoryWatch(loop, std::move(inotify), std::move(callback)));
}

DirectoryWatch::DirectoryWatch(Loop& loop, base::FileDescriptor inotify, Callback callback)
    : inotify_(std::move(inotify)),
      callback_(std::make_shared<Callback>(std::move(callback))),
      watch_(loop, inotify_.get(), Trigger::kLevelRead, *this) {}

void DirectoryWatch::OnReady(ReadySet) {
  alignas(inotify_event) char events[8192];
  const ssize_t size = ::read(inotify_.get(), events, sizeof(events));
  // The callback may destroy this; what is left of the round then has nobody to tell.
  const std::weak_ptr<Callback> alive = callback_;
  for (ssize_t at = 0; at < size;) {
    const auto* const event = reinterpret_cast<const inotify_event*>(events + at);
    at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    const std::shared_ptr<Callback> callback = alive.lock();
    if (callback == nullptr) return;
    const absl::string_view name = event->len == 0 ? absl::string_view() : event->name;
    (*callback)(ToChange(event->mask), name);
  }
}

}  // namespace nuncio::event
