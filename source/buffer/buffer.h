#ifndef NUNCIO_SOURCE_BUFFER_BUFFER_H_
#define NUNCIO_SOURCE_BUFFER_BUFFER_H_

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "source/buffer/slice.h"

namespace nuncio::buffer {

// A queue of bytes: a chain of pieces of slices. Bytes come in at the end (from a socket, by copy,
// or moved from another buffer without a copy) and leave at the front.
//
// Owner: anyone; move-only. Thread: the one of its pool, which outlives it. An empty buffer holds
// no slice. A view of its bytes is valid until they are drained; to keep them longer, pin the slice
// (FrontSlice). Small pieces are packed together as they come in, so that what a buffer holds is in
// proportion to its size, whatever the pieces were.
class Buffer {
 public:
  explicit Buffer(SlicePool& pool) : pool_(&pool) {}
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  ~Buffer() { Clear(); }

  SlicePool& pool() const { return *pool_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Copies `bytes` to the end.
  void Append(absl::string_view bytes);
  // Puts all, or the first `count` (at most other.size()), of another buffer at the end, without a
  // copy but for small pieces. Both must share the pool.
  void Move(Buffer& other);
  void Move(Buffer& other, size_t count);
  // Puts bytes that lie inside `slice` at the end and shares them.
  void AppendShared(SliceRef slice, absl::string_view bytes);
  // Shares all bytes of another buffer, which keeps them.
  void AppendShared(const Buffer& other);

  // For writing in place: at least `at_least` (1 to Slice::kCapacity) contiguous bytes behind the
  // end. What was written becomes part of the buffer with Commit(count), at once, before any other
  // call; without it the reservation is void and costs nothing.
  absl::Span<char> Reserve(size_t at_least);
  void Commit(size_t count);

  // The longest run of bytes at the front that is in one piece; empty when the buffer is.
  absl::string_view Front() const;
  // The slice that Front lies in. The buffer must not be empty.
  const SliceRef& FrontSlice() const { return First().slice; }
  // Calls visit(absl::string_view) for each piece, front to end.
  template <typename Visitor>
  void ForEachPiece(Visitor visit) const {
    for (uint32_t i = 0; i < count_; ++i) visit(At(i).view());
  }
  // Fills up to `vectors.size()` entries with the pieces at the front; returns how many.
  size_t GetIoVecs(absl::Span<iovec> vectors) const;
  // Copies `count` bytes from `offset` on; offset + count <= size().
  void CopyOut(size_t offset, size_t count, char* to) const;

  // Removes bytes from the front; count <= size().
  void Drain(size_t count);
  void Clear();

 private:
  struct Segment {
    SliceRef slice;
    uint32_t begin = 0;  // in the slice
    uint32_t end = 0;
    size_t size() const { return end - begin; }
    absl::string_view view() const { return {slice->data() + begin, size()}; }
  };
  static constexpr uint32_t kInline = 4;
  // A piece of so many bytes is cheaper to copy than to keep, with its slice.
  static constexpr size_t kSmall = 512;

  Segment& At(uint32_t i) { return segments_[(head_ + i) & (capacity_ - 1)]; }
  const Segment& At(uint32_t i) const { return segments_[(head_ + i) & (capacity_ - 1)]; }
  const Segment& First() const { return At(0); }
  bool TailCanGrow() const;
  void Push(Segment segment);
  // Puts a piece of another buffer at the end.
  void Take(Segment piece);
  void PopFront();
  void Grow();
  void StealFrom(Buffer& other);

  SlicePool* pool_;
  size_t size_ = 0;
  // A ring of segments; inline until a fifth is needed. capacity_ is a power of two.
  Segment inline_[kInline];
  std::unique_ptr<Segment[]> heap_;
  Segment* segments_ = inline_;
  uint32_t capacity_ = kInline;
  uint32_t head_ = 0;
  uint32_t count_ = 0;
  SliceRef reserved_;  // between Reserve and Commit, when the tail had no room
};

}  // namespace nuncio::buffer

#endif  // NUNCIO_SOURCE_BUFFER_BUFFER_H_
