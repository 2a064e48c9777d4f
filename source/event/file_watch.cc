#include "source/event/file_watch.h"

#include <event2/event.h>

namespace nuncio::event {
namespace {

ReadySet ToReadySet(short what) {
  ReadySet ready;
  if ((what & EV_READ) != 0) ready.bits |= static_cast<uint8_t>(Ready::kRead);
  if ((what & EV_WRITE) != 0) ready.bits |= static_cast<uint8_t>(Ready::kWrite);
  if ((what & EV_CLOSED) != 0) ready.bits |= static_cast<uint8_t>(Ready::kClosed);
  return ready;
}

short ToEvents(Trigger trigger) {
  if (trigger == Trigger::kLevelRead) return EV_READ | EV_PERSIST;
  return EV_READ | EV_WRITE | EV_CLOSED | EV_PERSIST | EV_ET;
}

}  // namespace

FileWatch::FileWatch(Loop& loop, int fd, Trigger trigger, FileWatchEvents& events)
    : loop_(loop),
      events_(events),
      event_(event_new(
          loop.base(), fd, ToEvents(trigger),
          [](evutil_socket_t, short what, void* self) {
            auto* const watch = static_cast<FileWatch*>(self);
            watch->loop_.NoteAwake();
            watch->events_.OnReady(ToReadySet(what));
          },
          this)) {
  event_add(event_, nullptr);
}

FileWatch::~FileWatch() { event_free(event_); }

}  // namespace nuncio::event
