#include "source/buffer/buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace nuncio::buffer {

Buffer::Buffer(Buffer&& other) noexcept : pool_(other.pool_) { StealFrom(other); }

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  if (this == &other) return *this;
  Clear();
  pool_ = other.pool_;
  StealFrom(other);
  return *this;
}

// This buffer is empty and has no segments on the heap that matter.
void Buffer::StealFrom(Buffer& other) {
  head_ = 0;
  count_ = other.count_;
  size_ = other.size_;
  if (other.heap_ != nullptr) {
    head_ = other.head_;
    heap_ = std::move(other.heap_);
    capacity_ = other.capacity_;
    segments_ = heap_.get();
  } else {
    for (uint32_t i = 0; i < count_; ++i) segments_[i] = std::move(other.At(i));
  }
  other.segments_ = other.inline_;
  other.capacity_ = kInline;
  other.head_ = other.count_ = 0;
  other.size_ = 0;
}

void Buffer::Push(Segment segment) {
  if (count_ == capacity_) Grow();
  size_ += segment.size();
  At(count_++) = std::move(segment);
}

void Buffer::Take(Segment piece) {
  if (count_ == 0) return Push(std::move(piece));
  Segment& last = At(count_ - 1);
  if (last.slice.get() == piece.slice.get() && last.end == piece.begin) {
    last.end = piece.end;
    size_ += piece.size();
    return;
  }
  if (piece.size() > kSmall) return Push(std::move(piece));
  const bool fits = TailCanGrow() && last.slice->room() >= piece.size();
  const bool second = last.size() <= kSmall;  // the first of a row stays where it is
  if (!fits && !second) return Push(std::move(piece));
  if (!fits) Push(Segment{pool_->Get(), 0, 0});
  Append(piece.view());
}

void Buffer::PopFront() {
  At(0).slice.reset();
  head_ = (head_ + 1) & (capacity_ - 1);
  --count_;
}

void Buffer::Grow() {
  auto larger = std::make_unique<Segment[]>(2 * capacity_);
  for (uint32_t i = 0; i < count_; ++i) larger[i] = std::move(At(i));
  heap_ = std::move(larger);
  segments_ = heap_.get();
  capacity_ *= 2;
  head_ = 0;
}

// The free bytes behind the last segment are this buffer's to take.
bool Buffer::TailCanGrow() const {
  if (count_ == 0) return false;
  const Segment& last = At(count_ - 1);
  return last.end == last.slice->used() && last.slice->room() > 0;
}

void Buffer::Append(absl::string_view bytes) {
  while (!bytes.empty()) {
    if (!TailCanGrow()) Push(Segment{pool_->Get(), 0, 0});
    Segment& last = At(count_ - 1);
    // A fresh segment begins where its slice is free.
    const size_t count = std::min(bytes.size(), last.slice->room());
    std::memcpy(last.slice->data() + last.end, bytes.data(), count);
    last.slice->Take(count);
    last.end += static_cast<uint32_t>(count);
    size_ += count;
    bytes.remove_prefix(count);
  }
}

void Buffer::Move(Buffer& other) {
  if (count_ == 0 && heap_ == nullptr) {
    StealFrom(other);
    return;
  }
  for (uint32_t i = 0; i < other.count_; ++i) Take(std::move(other.At(i)));
  other.head_ = other.count_ = 0;
  other.size_ = 0;
}

void Buffer::Move(Buffer& other, size_t count) {
  if (count == other.size_) return Move(other);
  while (count > 0) {
    Segment& first = other.At(0);
    if (first.size() > count) {
      Take(Segment{first.slice, first.begin, first.begin + static_cast<uint32_t>(count)});
      first.begin += static_cast<uint32_t>(count);
      other.size_ -= count;
      return;
    }
    const size_t moved = first.size();
    Take(std::move(first));
    other.size_ -= moved;
    other.PopFront();
    count -= moved;
  }
}

void Buffer::AppendShared(SliceRef slice, absl::string_view bytes) {
  if (bytes.empty()) return;
  const auto begin = static_cast<uint32_t>(bytes.data() - slice->data());
  Take(Segment{std::move(slice), begin, begin + static_cast<uint32_t>(bytes.size())});
}

void Buffer::AppendShared(const Buffer& other) {
  for (uint32_t i = 0; i < other.count_; ++i) Take(other.At(i));
}

absl::Span<char> Buffer::Reserve(size_t at_least) {
  Slice* slice = nullptr;
  if (TailCanGrow() && At(count_ - 1).slice->room() >= at_least) {
    reserved_.reset();
    slice = At(count_ - 1).slice.get();
  } else {
    if (!reserved_) reserved_ = pool_->Get();
    slice = reserved_.get();
  }
  return {slice->data() + slice->used(), slice->room()};
}

void Buffer::Commit(size_t count) {
  if (count > 0) {
    if (reserved_) Push(Segment{reserved_, 0, 0});
    Segment& last = At(count_ - 1);
    last.slice->Take(count);
    last.end += static_cast<uint32_t>(count);
    size_ += count;
  }
  reserved_.reset();
}

absl::string_view Buffer::Front() const {
  return count_ == 0 ? absl::string_view() : First().view();
}

size_t Buffer::GetIoVecs(absl::Span<iovec> vectors) const {
  const size_t count = std::min<size_t>(vectors.size(), count_);
  for (size_t i = 0; i < count; ++i) {
    const Segment& segment = At(static_cast<uint32_t>(i));
    vectors[i] = iovec{const_cast<char*>(segment.view().data()), segment.size()};
  }
  return count;
}

void Buffer::CopyOut(size_t offset, size_t count, char* to) const {
  for (uint32_t i = 0; i < count_ && count > 0; ++i) {
    const absl::string_view piece = At(i).view();
    if (offset >= piece.size()) {
      offset -= piece.size();
      continue;
    }
    const size_t taken = std::min(count, piece.size() - offset);
    std::memcpy(to, piece.data() + offset, taken);
    to += taken;
    count -= taken;
    offset = 0;
  }
}

void Buffer::Drain(size_t count) {
  size_ -= count;
  while (count > 0) {
    Segment& first = At(0);
    if (first.size() > count) {
      first.begin += static_cast<uint32_t>(count);
      return;
    }
    count -= first.size();
    PopFront();
  }
}

void Buffer::Clear() {
  while (count_ > 0) PopFront();
  size_ = 0;
  reserved_.reset();
}

}  // namespace nuncio::buffer
