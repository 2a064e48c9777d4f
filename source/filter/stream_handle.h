#ifndef NUNCIO_SOURCE_FILTER_STREAM_HANDLE_H_
#define NUNCIO_SOURCE_FILTER_STREAM_HANDLE_H_

#include <utility>

#include "source/base/intrusive_list.h"

namespace nuncio::filter {

class HttpFilterCallbacks;

// A checked way back to a stream for what happens later: an answer from another server, a timer. It
// becomes empty when the stream is over.
//
// Owner: whoever waits; it may live longer than the stream. Thread: the stream's worker.
//
//   if (HttpFilterCallbacks* callbacks = handle.get()) callbacks->ContinueRequest();
class StreamHandle final : private base::ListNode<StreamHandle> {
 public:
  StreamHandle() = default;
  StreamHandle(base::IntrusiveList<StreamHandle>& list, HttpFilterCallbacks& callbacks)
      : list_(&list), callbacks_(&callbacks) {
    list.PushBack(*this);
  }
  StreamHandle(StreamHandle&& other) noexcept { *this = std::move(other); }
  StreamHandle& operator=(StreamHandle&& other) noexcept {
    Unlink();
    list_ = other.list_;
    callbacks_ = other.get();
    if (callbacks_ != nullptr) list_->PushBack(*this);
    other.reset();
    return *this;
  }

  // Null when the stream is over.
  HttpFilterCallbacks* get() const { return linked() ? callbacks_ : nullptr; }
  explicit operator bool() const { return get() != nullptr; }
  void reset() { Unlink(); }

 private:
  friend class base::IntrusiveList<StreamHandle>;
  friend class base::ListNode<StreamHandle>;

  base::IntrusiveList<StreamHandle>* list_ = nullptr;
  HttpFilterCallbacks* callbacks_ = nullptr;
};

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_STREAM_HANDLE_H_
