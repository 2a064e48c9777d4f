#include "source/base/arena.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace nuncio::base {

Arena::~Arena() {
  Reset();
  std::free(first_);
}

void* Arena::Allocate(size_t bytes, size_t alignment) {
  const auto at = reinterpret_cast<uintptr_t>(position_);
  const uintptr_t aligned = (at + alignment - 1) & ~(static_cast<uintptr_t>(alignment) - 1);
  if (position_ == nullptr || aligned + bytes > reinterpret_cast<uintptr_t>(end_)) {
    // A new block begins well aligned for everything.
    AddBlock(bytes);
    char* const place = position_;
    position_ += bytes;
    used_ += bytes;
    return place;
  }
  position_ = reinterpret_cast<char*>(aligned + bytes);
  used_ += bytes;
  return reinterpret_cast<void*>(aligned);
}

void Arena::AddBlock(size_t at_least) {
  // The next block is twice as large as the last one, up to a megabyte.
  constexpr size_t kLargestStep = 1024 * 1024;
  const size_t step =
      current_ == nullptr ? kFirstBlock : std::min(kLargestStep, 2 * current_->size);
  const size_t size = std::max(step, at_least);
  auto* const block = static_cast<Block*>(std::malloc(sizeof(Block) + size));
  if (block == nullptr) throw std::bad_alloc();
  block->next = nullptr;
  block->size = size;
  if (current_ != nullptr) {
    current_->next = block;
  } else {
    first_ = block;
  }
  current_ = block;
  position_ = block->data();
  end_ = position_ + size;
}

void Arena::AddDestructor(void* object, void (*destroy)(void*)) {
  auto* const entry = static_cast<Destructor*>(Allocate(sizeof(Destructor), alignof(Destructor)));
  *entry = Destructor{destructors_, object, destroy};
  destructors_ = entry;
}

absl::string_view Arena::Copy(absl::string_view text) {
  if (text.empty()) return {};
  char* const copy = NewArray<char>(text.size());
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

absl::string_view Arena::Concat(absl::string_view a, absl::string_view b, absl::string_view c,
                                absl::string_view d) {
  const size_t size = a.size() + b.size() + c.size() + d.size();
  char* const text = NewArray<char>(size);
  char* end = text;
  for (const absl::string_view piece : {a, b, c, d}) {
    end = std::copy(piece.begin(), piece.end(), end);
  }
  return {text, size};
}

void Arena::RunDestructors() {
  while (destructors_ != nullptr) {
    const Destructor entry = *destructors_;
    destructors_ = entry.next;
    entry.destroy(entry.object);
  }
}

void Arena::Reset() {
  RunDestructors();
  if (first_ == nullptr) return;
  for (Block* block = first_->next; block != nullptr;) {
    Block* const next = block->next;
    std::free(block);
    block = next;
  }
  first_->next = nullptr;
  current_ = first_;
  position_ = first_->data();
  end_ = position_ + first_->size;
  used_ = 0;
}

ArenaPtr ArenaPool::Get() {
  if (free_.empty()) return ArenaPtr(new Arena, ArenaReturn{this});
  Arena* const arena = free_.back().release();
  free_.pop_back();
  return ArenaPtr(arena, ArenaReturn{this});
}

void ArenaPool::Return(Arena* arena) {
  std::unique_ptr<Arena> owned(arena);
  owned->Reset();
  if (free_.size() < max_free_) free_.push_back(std::move(owned));
}

}  // namespace nuncio::base
