#ifndef NUNCIO_SOURCE_EVENT_SIGNAL_WATCH_H_
#define NUNCIO_SOURCE_EVENT_SIGNAL_WATCH_H_

#include "source/base/function.h"
#include "source/event/loop.h"

struct event;

namespace nuncio::event {

// Calls back on the loop when the process gets a signal, until it is destroyed. Main's loop only:
// one loop of a process can watch signals.
class SignalWatch {
 public:
  SignalWatch(Loop& loop, int signal, base::Function<void()> callback);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  Loop& loop_;
  base::Function<void()> callback_;
  ::event* const event_;
};

}  // namespace nuncio::event

#endif  // NUNCIO_SOURCE_EVENT_SIGNAL_WATCH_H_
