#include "source/event/directory_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace nuncio::event {
namespace {

constexpr uint32_t kEntries = IN_MOVED_TO | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM;
constexpr uint32_t kGone = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT;
constexpr uint32_t kNames = IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_MOVED_FROM;

DirectoryChange ToChange(uint32_t mask) {
  if ((mask & IN_MOVED_TO) != 0) return DirectoryChange::kMovedIn;
  if ((mask & IN_CLOSE_WRITE) != 0) return DirectoryChange::kWritten;
  if ((mask & IN_CREATE) != 0) return DirectoryChange::kCreated;
  return DirectoryChange::kRemoved;
}

absl::Status Failure(const std::string& directory, int error) {
  return absl::UnavailableError(
      absl::StrCat("cannot watch the directory ", directory, ": ", std::strerror(error)));
}

std::string WithoutSlashes(absl::string_view path) {
  while (path.size() > 1 && absl::ConsumeSuffix(&path, "/")) {
  }
  return std::string(path);
}

std::string LastPart(const std::string& path) {
  const std::string last = path.substr(path.rfind('/') + 1);
  return last == "." || last == ".." ? "" : last;
}

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

absl::StatusOr<std::unique_ptr<DirectoryWatch>> DirectoryWatch::Create(Loop& loop,
                                                                       const std::string& directory,
                                                                       Callback callback) {
  base::FileDescriptor inotify(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify.valid()) return Failure(directory, errno);
  std::unique_ptr<DirectoryWatch> watch(
      new DirectoryWatch(loop, std::move(inotify), WithoutSlashes(directory), std::move(callback)));
  watch->WatchParent();
  if (!watch->Watch()) return Failure(directory, errno);
  return watch;
}

DirectoryWatch::DirectoryWatch(Loop& loop, base::FileDescriptor inotify, std::string directory,
                               Callback callback)
    : directory_(std::move(directory)),
      name_(LastPart(directory_)),
      inotify_(std::move(inotify)),
      callback_(std::make_shared<Callback>(std::move(callback))),
      watch_(loop, inotify_.get(), Trigger::kLevelRead, *this),
      search_(loop, [this] { Search(); }) {}

bool DirectoryWatch::Watch() {
  // A directory may be watched as a parent as well: what is asked for adds up.
  own_ = inotify_add_watch(inotify_.get(), directory_.c_str(), kEntries | kGone | IN_MASK_ADD);
  return own_ >= 0;
}

void DirectoryWatch::WatchParent() {
  if (name_.empty()) return;
  const int before = parent_;
  parent_ =
      inotify_add_watch(inotify_.get(), ParentOf(directory_).c_str(), kNames | kGone | IN_MASK_ADD);
  if (before >= 0 && before != parent_) inotify_rm_watch(inotify_.get(), before);
}

bool DirectoryWatch::LookAgain() {
  const int before = own_;
  const bool there = Watch();
  if (!there) search_.Start(kSearch);
  if (own_ == before) return false;
  if (before >= 0 && before != parent_) inotify_rm_watch(inotify_.get(), before);
  return there;
}

void DirectoryWatch::Search() {
  WatchParent();
  if (!LookAgain()) return;
  const std::shared_ptr<Callback> callback = callback_;
  (*callback)(DirectoryChange::kReplaced, "");
}

std::optional<DirectoryChange> DirectoryWatch::Judge(const inotify_event& event,
                                                     absl::string_view name) {
  const bool of_own = event.wd == own_;
  const bool of_parent = event.wd == parent_;
  const bool gone = (event.mask & (kGone | IN_IGNORED)) != 0;
  const bool lost = (event.mask & IN_Q_OVERFLOW) != 0;
  const bool there_before = own_ >= 0;
  if (of_parent && gone) WatchParent();
  const bool named = of_parent && name == name_;
  if (lost || (gone && (of_own || of_parent)) || named) {
    if (LookAgain()) return DirectoryChange::kReplaced;
    if (own_ < 0 && there_before) return DirectoryChange::kRemoved;
  }
  if (lost) return DirectoryChange::kOverflow;
  if (!of_own || event.wd != own_ || (event.mask & kEntries) == 0) return std::nullopt;
  return ToChange(event.mask);
}

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
    const std::optional<DirectoryChange> change = Judge(*event, name);
    if (!change) continue;
    const bool of_entry = event->wd == own_ && change != DirectoryChange::kReplaced;
    (*callback)(*change, of_entry ? name : absl::string_view());
  }
}

}  // namespace nuncio::event
