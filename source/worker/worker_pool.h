#ifndef NUNCIO_SOURCE_WORKER_WORKER_POOL_H_
#define NUNCIO_SOURCE_WORKER_WORKER_POOL_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "source/base/clock.h"
#include "source/base/function.h"
#include "source/base/log.h"
#include "source/event/loop.h"
#include "source/stats/store.h"
#include "source/worker/worker_context.h"

namespace nuncio::worker {

// The worker threads. Owned by the server on main; main only. Made with all loops ready to be
// posted to; the threads run from Start to Stop. Slots 1 to N of the store are theirs.
class WorkerPool {
 public:
  struct Dependencies {
    event::Loop& main;
    const base::Clock& clock;
    base::Logger& log;
    stats::Store& stats;  // made for workers + 1 threads or more
  };

  WorkerPool(Dependencies dependencies, size_t workers);
  ~WorkerPool();

  size_t size() const;
  event::Loop& main() { return main_; }
  void Start();
  // Ends the loops and joins the threads. What is bound to a worker must have been taken down by
  // then (RunOnAll(..., done)).
  void Stop();

  // Runs `task` on that worker, with its context.
  void Post(size_t index, base::Function<void(WorkerContext&)> task);
  // Runs it on every worker, at the same time; `done`, if any, on main when the last has run. What
  // `done` holds is let go of on main, what `task` holds by whoever runs it last.
  void RunOnAll(std::function<void(WorkerContext&)> task, std::function<void()> done = nullptr);

 private:
  struct Worker;
  event::Loop& main_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace nuncio::worker

#endif  // NUNCIO_SOURCE_WORKER_WORKER_POOL_H_
