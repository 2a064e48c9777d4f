#ifndef NUNCIO_SOURCE_HTTP_HTTP2_COUNTS_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_COUNTS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace nuncio::http::http2 {

// What a session counts, by the names that users know (below `http2.`).
enum class Count : uint8_t {
  kDroppedHeadersWithUnderscores,
  kGoawaySent,
  kHeaderOverflow,          // too many fields
  kHeaderListSizeTooLarge,  // too many bytes
  kInboundContinuationFlood,
  kInboundControlFlood,
  kInboundEmptyFramesFlood,
  kInboundPriorityFramesFlood,
  kInboundResetFlood,
  kInboundWindowUpdateFramesFlood,
  kOutboundControlFlood,
  kOutboundFlood,
  kRequestsRejectedWithUnderscoresInHeaders,
  kRxMessagingError,
  kRxReset,
  kStreamRefusedErrors,
  kTrailers,
  kTxReset,
};
inline constexpr size_t kCounts = static_cast<size_t>(Count::kTxReset) + 1;

// As it stands behind `http2.`: "goaway_sent", …
absl::string_view NameOf(Count count);

// Numbers of one session that only grow. Its host adds what is new to its statistics.
class Counts {
 public:
  void Add(Count count) { ++values_[static_cast<size_t>(count)]; }
  uint32_t operator[](Count count) const { return values_[static_cast<size_t>(count)]; }

 private:
  std::array<uint32_t, kCounts> values_{};
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_COUNTS_H_
