#ifndef NUNCIO_SOURCE_WORKER_PUBLISHED_H_
#define NUNCIO_SOURCE_WORKER_PUBLISHED_H_

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "source/base/local_ref.h"
#include "source/event/loop.h"
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

// The same value, handed to main when the last one lets go of it: a worker that ends the last
// stream of an old route table would otherwise take it apart, with all its requests waiting.
template <typename T>
std::shared_ptr<const T> EndsOnMain(event::Loop& main, std::shared_ptr<const T> value) {
  if (value == nullptr) return nullptr;
  const T* const object = value.get();
  return std::shared_ptr<const T>(object, [&main, value = std::move(value)](const T*) mutable {
    main.Post([last = std::move(value)] {});
  });
}

template <typename T>
using GenerationRef = base::LocalRef<const Generation<T>>;

// A value that main replaces and workers read: the one way in which configuration reaches them.
//
// Owner: main, as shared_ptr (posted tasks keep it). Set on main; Get on a worker, which pins the
// generation by holding the reference (a stream does so from its start). A worker sees each value
// in the order in which main set it; the first one is there before anything posted later. A value
// that was replaced is destroyed on main, behind its last stream.
template <typename T>
class Published : public std::enable_shared_from_this<Published<T>> {
 public:
  // `pool` outlives this.
  Published(WorkerPool& pool, const std::shared_ptr<const T>& first)
      : pool_(pool), current_(pool.size()) {
    const std::shared_ptr<const T> shared = EndsOnMain(pool.main(), first);
    for (Cell& cell : current_) cell.first = shared;
  }

  // `done`, if any, runs on main when every worker has it.
  void Set(std::shared_ptr<const T> value, std::function<void()> done = nullptr) {
    pool_.RunOnAll(
        [self = this->shared_from_this(),
         value = EndsOnMain(pool_.main(), std::move(value))](WorkerContext& worker) {
          Cell& cell = self->current_[worker.index];
          cell.first = nullptr;
          cell.generation = GenerationRef<T>(new Generation<T>(value));
        },
        std::move(done));
  }

  GenerationRef<T> Get(const WorkerContext& worker) {
    Cell& cell = current_[worker.index];
    if (!cell.generation) {
      cell.generation = GenerationRef<T>(new Generation<T>(std::move(cell.first)));
    }
    return cell.generation;
  }

  // Lets go of this worker's generation; on the worker, before the pool stops.
  void Drop(const WorkerContext& worker) { current_[worker.index] = Cell{}; }

 private:
  // Each on a cache line of its own: a worker writes only its own.
  struct alignas(64) Cell {
    std::shared_ptr<const T> first;  // until Set or the first Get
    GenerationRef<T> generation;
  };

  WorkerPool& pool_;
  std::vector<Cell> current_;
};

}  // namespace nuncio::worker

#endif  // NUNCIO_SOURCE_WORKER_PUBLISHED_H_
