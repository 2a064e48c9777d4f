#ifndef NUNCIO_SOURCE_WORKER_WORKER_CONTEXT_H_
#define NUNCIO_SOURCE_WORKER_WORKER_CONTEXT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "source/base/arena.h"
#include "source/base/function.h"
#include "source/base/intrusive_list.h"
#include "source/base/log.h"
#include "source/base/random.h"
#include "source/buffer/slice.h"
#include "source/event/loop.h"
#include "source/stats/slots.h"

namespace nuncio::worker {

// Something that is under way on a worker and that no connection waits for, such as a mirrored
// request: the end of the process calls it off. A member of whatever does it, in the worker's list
// while it is under way.
struct Errand : public base::ListNode<Errand> {
  // Called once at most, outside of the list; ends it before the iteration is over.
  explicit Errand(base::Function<void()> call_off) : call_off(std::move(call_off)) {}
  base::Function<void()> call_off;
};

// What a worker has for the code that runs on it. Passed by reference; owned by the worker, and
// outlives every connection and stream of it. Its thread only (log: any).
struct WorkerContext {
  size_t index = 0;  // 0 to workers - 1
  size_t workers = 1;
  event::Loop& loop;
  buffer::SlicePool& slices;
  base::ArenaPool& arenas;
  base::Random& random;
  stats::Slots& stats;
  base::Logger& log;
  uint64_t connections = 0;  // that were given an id
  base::IntrusiveList<Errand> errands{};

  // Unique in the process.
  uint64_t NewConnectionId() { return connections++ * workers + index; }
  // At the end of the process.
  void CallOffErrands() {
    while (!errands.empty()) {
      Errand& errand = errands.front();
      errand.Unlink();
      errand.call_off();
    }
  }
};

}  // namespace nuncio::worker

#endif  // NUNCIO_SOURCE_WORKER_WORKER_CONTEXT_H_
