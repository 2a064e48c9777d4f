#ifndef NUNCIO_SOURCE_BASE_ARENA_H_
#define NUNCIO_SOURCE_BASE_ARENA_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace nuncio::base {

// Memory for the objects and texts of one stream: taken piece by piece, given back all at once.
//
// Owner: an ArenaPool's ArenaPtr, or whoever made it. Thread: one. Reset (or destruction) runs the
// destructors of what New made, newest first, and keeps the first block, so that a warm arena
// serves a request without touching the heap.
class Arena {
 public:
  static constexpr size_t kFirstBlock = 8 * 1024;

  Arena() = default;
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Uninitialised bytes. `alignment` is a power of two, at most that of max_align_t.
  void* Allocate(size_t bytes, size_t alignment = alignof(std::max_align_t));

  // An object that lives until Reset.
  template <typename T, typename... Arguments>
  T* New(Arguments&&... arguments) {
    void* const place = Allocate(sizeof(T), alignof(T));
    T* const object = new (place) T(std::forward<Arguments>(arguments)...);
    if constexpr (!std::is_trivially_destructible_v<T>) {
      AddDestructor(object, [](void* p) { static_cast<T*>(p)->~T(); });
    }
    return object;
  }

  // An uninitialised array of a trivial type.
  template <typename T>
  T* NewArray(size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    return static_cast<T*>(Allocate(count * sizeof(T), alignof(T)));
  }

  absl::string_view Copy(absl::string_view text);
  // The pieces one after the other.
  absl::string_view Concat(absl::string_view a, absl::string_view b, absl::string_view c = {},
                           absl::string_view d = {});

  // Destroys what New made and takes all memory back; blocks but the first return to the heap.
  void Reset();

  // Bytes handed out since the last Reset, for limits and tests.
  size_t used() const { return used_; }

 private:
  struct Block {
    Block* next;
    size_t size;  // of what follows this header
    char* data() { return reinterpret_cast<char*>(this + 1); }
  };
  struct Destructor {
    Destructor* next;
    void* object;
    void (*destroy)(void*);
  };

  void AddBlock(size_t at_least);
  void AddDestructor(void* object, void (*destroy)(void*));
  void RunDestructors();

  Block* first_ = nullptr;    // kept over Reset
  Block* current_ = nullptr;  // where the next bytes come from
  char* position_ = nullptr;
  char* end_ = nullptr;
  Destructor* destructors_ = nullptr;  // newest first
  size_t used_ = 0;
};

class ArenaPool;

struct ArenaReturn {
  ArenaPool* pool = nullptr;
  inline void operator()(Arena* arena) const;
};
// Owns an arena; on destruction it is reset and goes back to its pool.
using ArenaPtr = std::unique_ptr<Arena, ArenaReturn>;

// A worker's arenas that are free at the moment. One thread; outlives every arena it gave.
class ArenaPool {
 public:
  // Keeps up to `max_free` for later, the others go to the heap.
  explicit ArenaPool(size_t max_free = 256) : max_free_(max_free) { free_.reserve(max_free); }

  ArenaPtr Get();

 private:
  friend struct ArenaReturn;
  void Return(Arena* arena);

  const size_t max_free_;
  std::vector<std::unique_ptr<Arena>> free_;
};

void ArenaReturn::operator()(Arena* arena) const { pool->Return(arena); }

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_ARENA_H_
