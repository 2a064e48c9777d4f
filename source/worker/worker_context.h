#ifndef NUNCIO_SOURCE_WORKER_WORKER_CONTEXT_H_
#define NUNCIO_SOURCE_WORKER_WORKER_CONTEXT_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "source/base/arena.h"
#include "source/base/log.h"
#include "source/base/random.h"
#include "source/buffer/slice.h"
#include "source/event/loop.h"
#include "source/stats/slots.h"

namespace nuncio::worker {

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

  // Unique in the process.
  uint64_t NewConnectionId() { return connections++ * workers + index; }
};

}  // namespace nuncio::worker

#endif  // NUNCIO_SOURCE_WORKER_WORKER_CONTEXT_H_
