#ifndef NUNCIO_SOURCE_FILTER_FILTER_PASS_H_
#define NUNCIO_SOURCE_FILTER_FILTER_PASS_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "source/base/arena.h"
#include "source/buffer/buffer.h"
#include "source/filter/filter_sides.h"
#include "source/http/message.h"

namespace nuncio::filter {

class HttpFilterChain;

// One direction of a stream: what waits at which filter.
//
// Each filter has a lane. A lane is open, stops the head (kStop…), or holds data or trailers; what
// is behind a closed lane has not been seen by later filters. Parts that reach a lane:
//
//   lane            | a piece of data                          | trailers
//   ----------------+------------------------------------------+---------------------------
//   open            | to the filter; kContinue: on             | to the filter; the same
//   head stopped    | to the filter; kContinue: head, then it  | to the filter; the same
//   data held       | to the filter; kContinue: held, then it  | to the filter; the same
//   all stopped     | held, the filter is not asked            | wait
//
// Owner: the chain. Thread: the worker. Every call into a filter may end the pass (Stop): after
// each one the pass looks, and returns at once.
template <typename Side>
class FilterPass {
 public:
  using Head = typename Side::Head;

  explicit FilterPass(HttpFilterChain& chain) : chain_(chain) {}

  // `lanes` steps; makes the lanes in the arena.
  void Build(base::Arena& arena, size_t lanes);

  void PassHead(Head& head, bool end) {
    head_ = &head;
    RunHead(0, end);
  }
  void PassData(buffer::Buffer& data, bool end) { RunData(0, data, end); }
  void PassTrailers(http::Trailers& trailers) {
    trailers_ = &trailers;
    RunTrailers(0);
  }
  // The filter at `step` lets go of what it stopped.
  void Continue(size_t step);
  // Adds bytes behind what the filter at `step` holds.
  void AddData(size_t step, buffer::Buffer& data);
  buffer::Buffer* held(size_t step) const {
    buffer::Buffer* const held = lanes_[step].held;
    return held == nullptr || held->empty() ? nullptr : held;
  }

  // Nothing passes any more.
  void Stop() { over_ = true; }
  bool over() const { return over_; }

 private:
  enum class State : uint8_t { kOpen, kHeadStopped, kHolding, kAllStopped };
  struct Lane {
    buffer::Buffer* held = nullptr;
    State state = State::kOpen;
    bool in_head = false;      // the filter is being given the head
    bool head_passed = false;  // the head went on to the next filter
    bool pauses = false;       // too much data pauses the source instead of being an error
    bool paused = false;
    bool end = false;  // the end of the message waits here (behind held data, or with the head)
    bool trailers = false;  // trailers wait here
  };

  void RunHead(size_t step, bool end);
  void RunData(size_t step, buffer::Buffer& data, bool end);
  void RunTrailers(size_t step);
  // Sends on what waits in the lane, head first. `again`: the filter itself has not seen the data
  // yet.
  void Release(size_t step, bool again);
  // False when it was too much.
  bool Hold(Lane& lane, buffer::Buffer& data);
  void Unpause(Lane& lane);

  HttpFilterChain& chain_;
  absl::Span<Lane> lanes_;
  base::Arena* arena_ = nullptr;
  Head* head_ = nullptr;
  http::Trailers* trailers_ = nullptr;
  bool over_ = false;
};

extern template class FilterPass<RequestSide>;
extern template class FilterPass<ResponseSide>;

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_FILTER_PASS_H_
