#ifndef NUNCIO_SOURCE_EVENT_FILE_WATCH_H_
#define NUNCIO_SOURCE_EVENT_FILE_WATCH_H_

#include <cstdint>

#include "source/event/loop.h"

struct event;

namespace nuncio::event {

// What is ready. kClosed: the peer has closed its side, perhaps with data before it that is still
// to be read.
enum class Ready : uint8_t { kRead = 1, kWrite = 2, kClosed = 4 };

struct ReadySet {
  uint8_t bits = 0;
  bool Has(Ready ready) const { return (bits & static_cast<uint8_t>(ready)) != 0; }
};

// Who hears of a descriptor: on the loop's thread, from its iteration. May destroy the watch and
// whatever owns it in the call. Outlives the watch.
class FileWatchEvents {
 public:
  virtual void OnReady(ReadySet ready) = 0;

 protected:
  ~FileWatchEvents() = default;
};

enum class Trigger : uint8_t {
  // Told once when it becomes ready; the listener reads or writes until the kernel says EAGAIN, or
  // remembers that it did not. Reading, writing and closing are watched from the start, with one
  // epoll_ctl for the whole life of the socket.
  kEdge,
  // Told in every iteration while it is readable: listening sockets, pipes, eventfds.
  kLevelRead,
};

// Watches one file descriptor, from construction to destruction. The descriptor stays open that
// long. The listener may destroy the watch from inside OnReady. Loop's thread only.
class FileWatch {
 public:
  FileWatch(Loop& loop, int fd, Trigger trigger, FileWatchEvents& events);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

 private:
  Loop& loop_;
  FileWatchEvents& events_;
  ::event* const event_;
};

}  // namespace nuncio::event

#endif  // NUNCIO_SOURCE_EVENT_FILE_WATCH_H_
