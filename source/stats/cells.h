#ifndef NUNCIO_SOURCE_STATS_CELLS_H_
#define NUNCIO_SOURCE_STATS_CELLS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace nuncio::stats {

// A sparse array of atomic cells, indexed by metric id, that grows by itself.
//
// One thread (the writer) may call At; any thread may call Peek at any time. A chunk of cells comes
// to exist when the writer first touches one of them, so metrics that a thread never writes cost it
// nothing. The directory is one zeroed allocation that the system backs with memory page by page.
template <typename T>
class CellTable {
 public:
  static constexpr uint32_t kCellsPerChunk = 128;
  static constexpr uint32_t kChunks = 1u << 18;
  // Ids are below this: 33 million metrics.
  static constexpr uint32_t kMaxId = kChunks * kCellsPerChunk;

  CellTable() : directory_(static_cast<Chunk**>(std::calloc(kChunks, sizeof(Chunk*)))) {
    if (directory_ == nullptr) throw std::bad_alloc();
  }
  ~CellTable() {
    for (uint32_t i = 0; i < chunk_count_bound_; ++i) delete directory_[i];
    std::free(directory_);
  }
  CellTable(const CellTable&) = delete;
  CellTable& operator=(const CellTable&) = delete;

  // The writer's thread only. id < kMaxId.
  std::atomic<T>& At(uint32_t id) {
    Chunk* chunk = directory_[id / kCellsPerChunk];
    if (chunk == nullptr) [[unlikely]] {
      chunk = Grow(id / kCellsPerChunk);
    }
    return chunk->cells[id % kCellsPerChunk];
  }

  // Any thread. Null if the writer never touched the chunk.
  std::atomic<T>* Peek(uint32_t id) const {
    Chunk* chunk =
        std::atomic_ref<Chunk*>(directory_[id / kCellsPerChunk]).load(std::memory_order_acquire);
    return chunk == nullptr ? nullptr : &chunk->cells[id % kCellsPerChunk];
  }

 private:
  struct Chunk {
    std::atomic<T> cells[kCellsPerChunk] = {};
  };

  Chunk* Grow(uint32_t index) {
    auto* chunk = new Chunk;
    std::atomic_ref<Chunk*>(directory_[index]).store(chunk, std::memory_order_release);
    if (index >= chunk_count_bound_) chunk_count_bound_ = index + 1;
    return chunk;
  }

  Chunk** const directory_;         // kChunks entries
  uint32_t chunk_count_bound_ = 0;  // writer only: chunks at and above it do not exist
};

}  // namespace nuncio::stats

#endif  // NUNCIO_SOURCE_STATS_CELLS_H_
