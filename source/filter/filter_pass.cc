#include "source/filter/filter_pass.h"

#include <utility>

#include "source/filter/http_filter_chain.h"

namespace nuncio::filter {

template <typename Side>
void FilterPass<Side>::Build(base::Arena& arena, size_t lanes) {
  arena_ = &arena;
  Lane* const all = arena.NewArray<Lane>(lanes);
  for (size_t i = 0; i < lanes; ++i) new (&all[i]) Lane();
  lanes_ = absl::MakeSpan(all, lanes);
}

template <typename Side>
void FilterPass<Side>::RunHead(size_t step, bool end) {
  for (; step < lanes_.size(); ++step) {
    Lane& lane = lanes_[step];
    lane.in_head = true;
    const HeadStatus status = Side::CallHead(chain_, step, *head_, end);
    lane.in_head = false;
    if (over_) return;
    lane.end |= end;
    switch (status) {
      case HeadStatus::kContinue:
        break;
      case HeadStatus::kStop:
        lane.state = State::kHeadStopped;
        return;
      case HeadStatus::kStopAllAndBuffer:
      case HeadStatus::kStopAllAndPause:
        lane.state = State::kAllStopped;
        lane.pauses = status == HeadStatus::kStopAllAndPause;
        return;
    }
    // A filter that gave a body to a message without one: it follows the head.
    if (lane.held != nullptr && !lane.held->empty()) return Release(step, false);
    lane.head_passed = true;
    lane.end = false;
  }
  Side::EndHead(chain_, *head_, end);
}

template <typename Side>
void FilterPass<Side>::RunData(size_t step, buffer::Buffer& data, bool end) {
  for (; step < lanes_.size(); ++step) {
    Lane& lane = lanes_[step];
    if (lane.state == State::kAllStopped) {
      lane.end |= end;
      Hold(lane, data);
      return;
    }
    const DataStatus status = Side::CallData(chain_, step, data, end);
    if (over_) return;
    switch (status) {
      case DataStatus::kContinue:
        if (lane.state != State::kOpen || (lane.held != nullptr && !lane.held->empty())) {
          lane.end |= end;
          if (Hold(lane, data)) Release(step, false);
          return;
        }
        break;
      case DataStatus::kStopAndBuffer:
      case DataStatus::kStopAndPause:
        if (lane.state == State::kOpen) lane.state = State::kHolding;
        lane.pauses = status == DataStatus::kStopAndPause;
        lane.end |= end;
        Hold(lane, data);
        return;
      case DataStatus::kStopNoBuffer:
        if (lane.state == State::kOpen) lane.state = State::kHolding;
        lane.end |= end;
        data.Clear();
        return;
    }
  }
  Side::EndData(chain_, data, end);
}

template <typename Side>
void FilterPass<Side>::RunTrailers(size_t step) {
  for (; step < lanes_.size(); ++step) {
    Lane& lane = lanes_[step];
    lane.trailers = true;
    if (lane.state == State::kAllStopped) return;
    const TrailersStatus status = Side::CallTrailers(chain_, step, *trailers_);
    if (over_) return;
    if (status == TrailersStatus::kStop) {
      if (lane.state == State::kOpen) lane.state = State::kHolding;
      return;
    }
    if (lane.state != State::kOpen || (lane.held != nullptr && !lane.held->empty())) {
      return Release(step, false);
    }
    lane.trailers = false;
  }
  Side::EndTrailers(chain_, *trailers_);
}

template <typename Side>
void FilterPass<Side>::Continue(size_t step) {
  if (over_ || step >= lanes_.size() || lanes_[step].state == State::kOpen) return;
  Release(step, lanes_[step].state == State::kAllStopped);
}

template <typename Side>
void FilterPass<Side>::Release(size_t step, bool again) {
  Lane& lane = lanes_[step];
  lane.state = State::kOpen;
  const bool end = std::exchange(lane.end, false);
  const bool trailers = std::exchange(lane.trailers, false);
  buffer::Buffer data(chain_.context().worker.slices);
  if (lane.held != nullptr) data.Move(*lane.held);
  Unpause(lane);

  const bool head_ends = end && data.empty() && !trailers;
  const bool passes_head = !std::exchange(lane.head_passed, true);
  if (passes_head) {
    RunHead(step + 1, head_ends);
    if (over_) return;
  }
  const size_t next = again ? step : step + 1;
  if (!data.empty() || (end && !(passes_head && head_ends))) {
    RunData(next, data, end && !trailers);
    if (over_) return;
  }
  if (trailers) RunTrailers(next);
}

template <typename Side>
void FilterPass<Side>::AddData(size_t step, buffer::Buffer& data) {
  if (over_) return;
  Lane& lane = lanes_[step];
  if (lane.in_head || lane.state != State::kOpen) {
    Hold(lane, data);
    return;
  }
  RunData(step + 1, data, false);  // in its own call for data or trailers: goes in front of them
}

template <typename Side>
bool FilterPass<Side>::Hold(Lane& lane, buffer::Buffer& data) {
  if (lane.held == nullptr) {
    lane.held = arena_->New<buffer::Buffer>(chain_.context().worker.slices);
  }
  lane.held->Move(data);
  const uint32_t limit = chain_.buffer_limit();
  if (limit == 0 || lane.held->size() <= limit) return true;
  if (!lane.pauses) {
    Side::TooLarge(chain_);
    return false;
  }
  if (!lane.paused) {
    lane.paused = true;
    Side::Pause(chain_);
  }
  return true;
}

template <typename Side>
void FilterPass<Side>::Unpause(Lane& lane) {
  if (!std::exchange(lane.paused, false)) return;
  Side::Resume(chain_);
}

template class FilterPass<RequestSide>;
template class FilterPass<ResponseSide>;

}  // namespace nuncio::filter
