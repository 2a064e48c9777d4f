#ifndef NUNCIO_SOURCE_HTTP_HTTP2_OUTBOUND_FRAMES_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_OUTBOUND_FRAMES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nuncio::http::http2 {

// Counts the frames in an output buffer that nobody has taken out yet. The buffer belongs to the
// host and only its size is known: frames are remembered by where in the stream of bytes they end.
// A member of a session; empty when all is written.
class OutboundFrames {
 public:
  // A frame went to the end of the output, which holds `left` bytes now. `control`: neither HEADERS
  // nor DATA.
  void Add(size_t bytes, bool control, size_t left) {
    written_ += bytes;
    Forget(left);
    frames_.push_back(written_ << 1 | (control ? 1 : 0));
    if (control) ++control_frames_;
  }
  // The output holds `left` bytes now.
  void Forget(size_t left) {
    const uint64_t taken = written_ > left ? written_ - left : 0;
    while (first_ < frames_.size() && frames_[first_] >> 1 <= taken) {
      control_frames_ -= frames_[first_] & 1;
      ++first_;
    }
    if (first_ == frames_.size()) {
      frames_.clear();
      first_ = 0;
    } else if (first_ > 1024) {
      frames_.erase(frames_.begin(), frames_.begin() + static_cast<ptrdiff_t>(first_));
      first_ = 0;
    }
  }
  size_t frames() const { return frames_.size() - first_; }
  size_t control_frames() const { return control_frames_; }

 private:
  uint64_t written_ = 0;
  std::vector<uint64_t> frames_;  // where each ends, shifted; the lowest bit says control
  size_t first_ = 0;
  size_t control_frames_ = 0;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_OUTBOUND_FRAMES_H_
