#ifndef NUNCIO_SOURCE_BUFFER_SLICE_H_
#define NUNCIO_SOURCE_BUFFER_SLICE_H_

#include <cstddef>
#include <cstdint>
#include <utility>

namespace nuncio::buffer {

class SlicePool;

// A block of memory that bytes are read into and written from. Its bytes are handed out from the
// front: those below `used` belong to somebody and never change again, so views of them may be
// shared; the rest is free for whoever holds the end.
//
// Counted by SliceRef, without atomics: a slice never leaves its worker.
class Slice {
 public:
  static constexpr size_t kCapacity = 16 * 1024 - 32;

  char* data() { return bytes_; }
  const char* data() const { return bytes_; }
  size_t used() const { return used_; }
  size_t room() const { return kCapacity - used_; }
  // The next `count` free bytes belong to the caller now; count <= room().
  void Take(size_t count) { used_ += static_cast<uint32_t>(count); }
  // Gives the last `count` bytes back; nobody may have a view of them.
  void GiveBack(size_t count) { used_ -= static_cast<uint32_t>(count); }

 private:
  friend class SliceRef;
  friend class SlicePool;
  explicit Slice(SlicePool& pool) : pool_(pool) {}

  SlicePool& pool_;
  Slice* next_free_ = nullptr;
  uint32_t references_ = 0;
  uint32_t used_ = 0;
  char bytes_[kCapacity];  // not initialised
};

// Shares ownership of a slice; the last one returns it to its pool.
class SliceRef {
 public:
  SliceRef() = default;
  explicit SliceRef(Slice* slice) : slice_(slice) {
    if (slice_ != nullptr) ++slice_->references_;
  }
  SliceRef(const SliceRef& other) : SliceRef(other.slice_) {}
  SliceRef(SliceRef&& other) noexcept : slice_(std::exchange(other.slice_, nullptr)) {}
  SliceRef& operator=(SliceRef other) noexcept {
    std::swap(slice_, other.slice_);
    return *this;
  }
  ~SliceRef() { reset(); }

  void reset() {
    if (Slice* const slice = std::exchange(slice_, nullptr);
        slice != nullptr && --slice->references_ == 0) {
      Return(slice);
    }
  }
  Slice* get() const { return slice_; }
  Slice* operator->() const { return slice_; }
  explicit operator bool() const { return slice_ != nullptr; }
  bool unique() const { return slice_->references_ == 1; }

 private:
  static void Return(Slice* slice);
  Slice* slice_ = nullptr;
};

// The free slices of one worker. One thread; outlives every slice it gave.
class SlicePool {
 public:
  // Keeps up to `max_free` slices for later (4 MiB by default); the others go to the heap.
  explicit SlicePool(size_t max_free = 256) : max_free_(max_free) {}
  ~SlicePool();
  SlicePool(const SlicePool&) = delete;
  SlicePool& operator=(const SlicePool&) = delete;

  SliceRef Get();
  // Slices that somebody holds, for tests and memory figures.
  size_t in_use() const { return in_use_; }

 private:
  friend class SliceRef;
  void Return(Slice* slice);

  const size_t max_free_;
  Slice* free_ = nullptr;
  size_t free_count_ = 0;
  size_t in_use_ = 0;
};

}  // namespace nuncio::buffer

#endif  // NUNCIO_SOURCE_BUFFER_SLICE_H_
