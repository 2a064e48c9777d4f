#ifndef NUNCIO_SOURCE_HTTP_HTTP2_STREAM_NUMBERS_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_STREAM_NUMBERS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace nuncio::http::http2 {

// The numbers of a client's streams. They only grow, and one that was passed over can never be used
// (RFC 9113, 5.1.1), which the library does not see: to it such a stream looks like one that ended.
//
// Hardly any client passes a number over, so what is remembered is the gaps: the newest few of
// them.
class StreamNumbers {
 public:
  // HEADERS came on this stream. False when its number was passed over before.
  bool OnHeaders(int32_t id) {
    if (id <= last_) return !IsPassedOver(id);
    if (id > last_ + 2) AddGap(last_ + 1, id - 1);
    last_ = id;
    return true;
  }

 private:
  static constexpr size_t kMostGaps = 32;

  bool IsPassedOver(int32_t id) const {
    return std::any_of(gaps_.begin(), gaps_.end(), [id](const std::pair<int32_t, int32_t>& gap) {
      return gap.first <= id && id <= gap.second;
    });
  }
  void AddGap(int32_t first, int32_t last) {
    if (gaps_.size() == kMostGaps) gaps_.erase(gaps_.begin());
    gaps_.emplace_back(first, last);
  }

  int32_t last_ = -1;
  std::vector<std::pair<int32_t, int32_t>> gaps_;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_STREAM_NUMBERS_H_
