#ifndef NUNCIO_SOURCE_BASE_LOCAL_REF_H_
#define NUNCIO_SOURCE_BASE_LOCAL_REF_H_

#include <cstdint>
#include <type_traits>
#include <utility>

namespace nuncio::base {

// A reference count for objects that never leave their thread: copying it costs an increment of a
// plain number. T derives from LocalRefCounted<T>.
template <typename T>
class LocalRefCounted {
 public:
  LocalRefCounted() = default;
  LocalRefCounted(const LocalRefCounted&) = delete;
  LocalRefCounted& operator=(const LocalRefCounted&) = delete;

 private:
  template <typename>
  friend class LocalRef;
  mutable uint32_t references_ = 0;
};

// Shares ownership of a T on one thread; the last one deletes it.
template <typename T>
class LocalRef {
 public:
  LocalRef() = default;
  explicit LocalRef(T* object) : object_(object) { Retain(); }
  LocalRef(const LocalRef& other) : object_(other.object_) { Retain(); }
  LocalRef(LocalRef&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  LocalRef& operator=(LocalRef other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~LocalRef() { reset(); }

  void reset() {
    if (T* const object = std::exchange(object_, nullptr);
        object != nullptr && --Counts(object) == 0) {
      delete object;
    }
  }
  T* get() const { return object_; }
  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  static uint32_t& Counts(T* object) {
    return static_cast<const LocalRefCounted<std::remove_const_t<T>>*>(object)->references_;
  }
  void Retain() {
    if (object_ != nullptr) ++Counts(object_);
  }

  T* object_ = nullptr;
};

template <typename T, typename... Arguments>
LocalRef<T> MakeLocal(Arguments&&... arguments) {
  return LocalRef<T>(new T(std::forward<Arguments>(arguments)...));
}

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_LOCAL_REF_H_
