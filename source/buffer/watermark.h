#ifndef NUNCIO_SOURCE_BUFFER_WATERMARK_H_
#define NUNCIO_SOURCE_BUFFER_WATERMARK_H_

#include <cstddef>

namespace nuncio::buffer {

// Watches the size of a buffer and says when it is time to stop and to start its source: above the
// high mark, and, after that, at or below the low one (half of the high one). A value; its owner
// asks it after each change of size.
class WatermarkGauge {
 public:
  enum class Change { kNone, kAbove, kBelow };

  // A high mark of 0 never stops anything.
  explicit WatermarkGauge(size_t high) : high_(high) {}

  Change Update(size_t size) {
    if (!above_ && high_ != 0 && size > high_) {
      above_ = true;
      return Change::kAbove;
    }
    if (above_ && size <= high_ / 2) {
      above_ = false;
      return Change::kBelow;
    }
    return Change::kNone;
  }
  bool above() const { return above_; }
  size_t high() const { return high_; }

 private:
  size_t high_;
  bool above_ = false;
};

}  // namespace nuncio::buffer

#endif  // NUNCIO_SOURCE_BUFFER_WATERMARK_H_
