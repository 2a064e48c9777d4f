#include "source/worker/worker_pool.h"

#include <pthread.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/base/random.h"
#include "source/worker/thread_signals.h"

namespace nuncio::worker {

// Members go in the reverse order: the pools last, as connections and streams that still hang on
// the loop give their memory back to them.
struct WorkerPool::Worker {
  Worker(size_t index, size_t workers, const Dependencies& dependencies)
      : loop(dependencies.clock), context{index,
                                          workers,
                                          loop,
                                          slices,
                                          arenas,
                                          random,
                                          dependencies.stats.slots(index + 1),
                                          dependencies.log} {}

  buffer::SlicePool slices;
  base::ArenaPool arenas;
  base::SystemRandom random;
  event::Loop loop;
  WorkerContext context;
  std::thread thread;
};

WorkerPool::WorkerPool(Dependencies dependencies, size_t workers) : main_(dependencies.main) {
  for (size_t i = 0; i < workers; ++i) {
    workers_.push_back(std::make_unique<Worker>(i, workers, dependencies));
  }
}

WorkerPool::~WorkerPool() { Stop(); }

size_t WorkerPool::size() const { return workers_.size(); }

void WorkerPool::Start() {
  for (const std::unique_ptr<Worker>& worker : workers_) {
    worker->thread = std::thread([&worker = *worker] {
      BlockSignals();
      pthread_setname_np(pthread_self(), absl::StrCat("worker-", worker.context.index).c_str());
      worker.loop.Run();
    });
  }
}

void WorkerPool::Stop() {
  for (const std::unique_ptr<Worker>& worker : workers_) worker->loop.Stop();
  for (const std::unique_ptr<Worker>& worker : workers_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
}

void WorkerPool::Post(size_t index, base::Function<void(WorkerContext&)> task) {
  Worker& worker = *workers_[index];
  worker.loop.Post([&worker, task = std::move(task)]() mutable { task(worker.context); });
}

void WorkerPool::RunOnAll(std::function<void(WorkerContext&)> task, std::function<void()> done) {
  // What `done` holds is let go of on main: nobody but the last worker touches it, and that one
  // moves it there.
  struct Round {
    const std::function<void(WorkerContext&)> task;
    std::function<void()> done;
    std::atomic<size_t> left;
  };
  const std::shared_ptr<Round> round(new Round{std::move(task), std::move(done), size()});
  for (size_t i = 0; i < workers_.size(); ++i) {
    Post(i, [this, round](WorkerContext& worker) {
      round->task(worker);
      if (round->left.fetch_sub(1, std::memory_order_acq_rel) == 1 && round->done) {
        main_.Post(std::move(round->done));
      }
    });
  }
}

}  // namespace nuncio::worker
