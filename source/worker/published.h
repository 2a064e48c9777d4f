#ifndef NUNCIO_SOURCE_WORKER_PUBLISHED_H_
#define NUNCIO_SOURCE_WORKER_PUBLISHED_H_

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "source/base/local_ref.h"
#include "source/worker/worker_pool.h"

namespace nuncio::worker {

// One worker's handle on a generation of a T: it counts its streams by a plain number, and shares
// the object itself with the other workers by a single atomic count.
template <typename T>
class Generation : public base::LocalRefCounted<Generation<T>> {
 public:
  explicit Generation(std::shared_ptr<const T> value) : value_(std::move(value)) {}
  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }
  const std::shared_ptr<const T>& shared() const { return value_; }

 private:
  const std::shared_ptr<const T> value_;
};

template <typename T>
using GenerationRef = base::LocalRef<const Generation<T>>;

// A value that main replaces and workers read: the one way in which configuration reaches them.
//
// Owner: main, as shared_ptr (posted tasks keep it). Set on main; Get on a worker, which pins the
// generation by holding the reference (a stream does so from its start). A worker sees each value
// in the order in which main set it; the first one is there before anything posted later.
template <typename T>
class Published : public std::enable_shared_from_this<Published<T>> {
 public:
  // `pool` outlives this.
  Published(WorkerPool& pool, const std::shared_ptr<const T>& first)
      : pool_(pool), current_(pool.size()) {
    for (Cell& cell : current_) cell.first = first;
  }

  // `done`, if any, runs on main when every worker has it.
  void Set(std::shared_ptr<const T> value, std::function<void()> done = nullptr) {
    pool_.RunOnAll(
        [self = this->shared_from_this(), value = std::move(value)](WorkerContext& worker) {
          Cell& cell = self->current_[worker.index];
          cell.generation = GenerationRef<T>(new Generation<T>(value));
        },
        std::move(done));
  }

  GenerationRef<T> Get(const WorkerContext& worker) {
    Cell& cell = current_[worker.index];
    if (!cell.generation) cell.generation = GenerationRef<T>(new Generation<T>(cell.first));
    return cell.generation;
  }

  // Lets go of this worker's generation; on the worker, before the pool stops.
  void Drop(const WorkerContext& worker) { current_[worker.index] = Cell{}; }

 private:
  // Each on a cache line of its own: a worker writes only its own.
  struct alignas(64) Cell {
    std::shared_ptr<const T> first;
    GenerationRef<T> generation;
  };

  WorkerPool& pool_;
  std::vector<Cell> current_;
};

}  // namespace nuncio::worker

#endif  // NUNCIO_SOURCE_WORKER_PUBLISHED_H_
