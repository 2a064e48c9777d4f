#ifndef NUNCIO_SOURCE_EVENT_DIRECTORY_WATCH_H_
#define NUNCIO_SOURCE_EVENT_DIRECTORY_WATCH_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/base/file_descriptor.h"
#include "source/base/function.h"
#include "source/event/file_watch.h"

namespace nuncio::event {

// What happened to an entry of a watched directory.
enum class DirectoryChange {
  kMovedIn,   // renamed into the directory, the way to replace a file in one step
  kWritten,   // closed by somebody who wrote it
  kCreated,   // also links
  kRemoved,   // deleted or moved away
  kOverflow,  // the kernel lost events; the name is empty: look at everything
};

// Tells what changes in one directory (inotify), not in those below it. Owner: whoever wants to
// know. Loop's thread only. The callback gets the name of the entry, without the directory, and may
// destroy the watch.
class DirectoryWatch final : private FileWatchEvents {
 public:
  using Callback = base::Function<void(DirectoryChange, absl::string_view name)>;

  // An error when the directory cannot be watched: it is missing, or the limit of inotify instances
  // is reached.
  static absl::StatusOr<std::unique_ptr<DirectoryWatch>> Create(Loop& loop,
                                                                const std::string& directory,
                                                                Callback callback);

 private:
  DirectoryWatch(Loop& loop, base::FileDescriptor inotify, Callback callback);
  void OnReady(ReadySet ready) override;

  base::FileDescriptor inotify_;
  std::shared_ptr<Callback> callback_;  // kept over its own call, should it destroy this
  FileWatch watch_;
};

}  // namespace nuncio::event

#endif  // NUNCIO_SOURCE_EVENT_DIRECTORY_WATCH_H_
