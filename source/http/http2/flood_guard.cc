#include "source/http/http2/flood_guard.h"

#include <nghttp2/nghttp2.h>

#include "source/http/http2/errors.h"

namespace nuncio::http::http2 {

FloodGuard::FloodGuard(const Options& options, const base::Clock& clock, Counts& counts)
    : limits_(options.floods),
      max_block_bytes_(uint64_t{options.limits.max_bytes} + options.floods.header_block_slack),
      counts_(counts),
      resets_(clock, limits_.reset_burst, limits_.reset_rate),
      controls_(clock, limits_.control_burst, limits_.control_rate) {}

const ProtocolError* FloodGuard::OnFrame(uint8_t type, uint8_t flags, size_t length) {
  switch (type) {
    case NGHTTP2_DATA:
      if (length == 0 && (flags & NGHTTP2_FLAG_END_STREAM) == 0) return OnEmpty();
      empty_in_a_row_ = 0;
      return nullptr;
    case NGHTTP2_HEADERS:
      block_bytes_ = 0;
      continuations_ = 0;
      return OnBlockPart(length, (flags & NGHTTP2_FLAG_END_HEADERS) != 0);
    case NGHTTP2_CONTINUATION:
      if (++continuations_ > limits_.max_continuations) {
        return Found(kContinuationFlood, Count::kInboundContinuationFlood);
      }
      return OnBlockPart(length, (flags & NGHTTP2_FLAG_END_HEADERS) != 0);
    case NGHTTP2_PRIORITY:
      return OnPriority();
    case NGHTTP2_WINDOW_UPDATE:
      return OnWindowUpdate();
    case NGHTTP2_PING:
    case NGHTTP2_SETTINGS:
      return OnControl();
    default:
      return nullptr;
  }
}

const ProtocolError* FloodGuard::OnReset() {
  return resets_.Take() ? nullptr : Found(kResetFlood, Count::kInboundResetFlood);
}

const ProtocolError* FloodGuard::OnEmpty() {
  if (++empty_in_a_row_ <= limits_.max_consecutive_empty_frames) return nullptr;
  return Found(kEmptyFrameFlood, Count::kInboundEmptyFramesFlood);
}

const ProtocolError* FloodGuard::OnBlockPart(size_t length, bool ends_block) {
  block_bytes_ += length;
  if (block_bytes_ > max_block_bytes_) {
    return Found(kHeaderBlockFlood, Count::kInboundContinuationFlood);
  }
  if (length == 0 && !ends_block) return OnEmpty();
  empty_in_a_row_ = 0;
  return nullptr;
}

const ProtocolError* FloodGuard::OnPriority() {
  const uint64_t allowed = limits_.max_priority_frames_per_stream * (1 + streams_);
  if (++priorities_ <= allowed) return nullptr;
  return Found(kPriorityFlood, Count::kInboundPriorityFramesFlood);
}

const ProtocolError* FloodGuard::OnWindowUpdate() {
  // Two for each stream that was opened and a few for the connection are free.
  const uint64_t allowed =
      5 + 2 * (streams_ + limits_.max_window_updates_per_data_frame * data_sent_);
  if (++window_updates_ <= allowed) return nullptr;
  return Found(kWindowUpdateFlood, Count::kInboundWindowUpdateFramesFlood);
}

const ProtocolError* FloodGuard::OnControl() {
  return controls_.Take() ? nullptr : Found(kControlFlood, Count::kInboundControlFlood);
}

const ProtocolError* FloodGuard::Found(const ProtocolError& error, Count count) {
  counts_.Add(count);
  return &error;
}

}  // namespace nuncio::http::http2
