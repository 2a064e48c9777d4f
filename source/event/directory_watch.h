#ifndef NUNCIO_SOURCE_EVENT_DIRECTORY_WATCH_H_
#define NUNCIO_SOURCE_EVENT_DIRECTORY_WATCH_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/base/file_descriptor.h"
#include "source/base/function.h"
#include "source/event/file_watch.h"
#include "source/event/timer.h"

struct inotify_event;

namespace nuncio::event {

// What happened to an entry of a watched directory.
enum class DirectoryChange {
  kMovedIn,   // renamed into the directory, the way to replace a file in one step
  kWritten,   // closed by somebody who wrote it
  kCreated,   // also links
  kRemoved,   // deleted or moved away; without a name: the directory itself
  kReplaced,  // another directory has its name now; the name is empty: look at everything
  kOverflow,  // the kernel lost events; the name is empty: look at everything
};

// Tells what changes in one directory (inotify), not in those below it. It is followed by its name:
// where another directory takes its place, or the link that leads to it leads elsewhere, that one
// is watched from then on. A directory that is gone is looked for every second.
//
// Owner: whoever wants to know. Loop's thread only. The callback gets the name of the entry,
// without the directory, and may destroy the watch.
class DirectoryWatch final : private FileWatchEvents {
 public:
  using Callback = base::Function<void(DirectoryChange, absl::string_view name)>;

  static constexpr base::Duration kSearch = std::chrono::seconds(1);

  // An error when the directory cannot be watched: it is missing, or the limit of inotify instances
  // is reached.
  static absl::StatusOr<std::unique_ptr<DirectoryWatch>> Create(Loop& loop,
                                                                const std::string& directory,
                                                                Callback callback);

 private:
  DirectoryWatch(Loop& loop, base::FileDescriptor inotify, std::string directory,
                 Callback callback);
  void OnReady(ReadySet ready) override;

  // False when the directory is not there.
  bool Watch();
  void WatchParent();
  // Looks which directory has the name now. True when one is there, another than before.
  bool LookAgain();
  // What an event is to those who watch; nothing when it does not concern them. After it the
  // watched directory is the one that has the name.
  std::optional<DirectoryChange> Judge(const inotify_event& event, absl::string_view name);
  void Search();

  const std::string directory_;
  const std::string name_;  // its last part; empty where it has none that could be replaced
  base::FileDescriptor inotify_;
  int own_ = -1;     // the kernel's number of the directory's watch; -1 while it is gone
  int parent_ = -1;  // of its parent's, for another one of its name
  std::shared_ptr<Callback> callback_;  // kept over its own call, should it destroy this
  FileWatch watch_;
  Timer search_;
};

}  // namespace nuncio::event

#endif  // NUNCIO_SOURCE_EVENT_DIRECTORY_WATCH_H_
