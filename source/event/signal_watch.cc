#include "source/event/signal_watch.h"

#include <event2/event.h>

#include <utility>

namespace nuncio::event {

SignalWatch::SignalWatch(Loop& loop, int signal, base::Function<void()> callback)
    : loop_(loop),
      callback_(std::move(callback)),
      event_(evsignal_new(
          loop.base(), signal,
          [](evutil_socket_t, short, void* self) {
            auto* const watch = static_cast<SignalWatch*>(self);
            watch->loop_.NoteAwake();
            watch->callback_();
          },
          this)) {
  event_add(event_, nullptr);
}

SignalWatch::~SignalWatch() { event_free(event_); }

}  // namespace nuncio::event
