#ifndef NUNCIO_SOURCE_HTTP_HTTP2_TOKEN_BUCKET_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_TOKEN_BUCKET_H_

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "source/base/clock.h"

namespace nuncio::http::http2 {

// So many at once, so many a second. The clock is asked only when the bucket is empty, so that what
// never gets there costs nothing.
class TokenBucket {
 public:
  TokenBucket(const base::Clock& clock, uint64_t burst, uint64_t rate)
      : clock_(clock), burst_(burst), rate_(rate), tokens_(burst), filled_(clock.Now()) {}

  // False when there is none.
  bool Take() {
    if (tokens_ == 0) Refill();
    if (tokens_ == 0) return false;
    --tokens_;
    return true;
  }

 private:
  void Refill() {
    if (rate_ == 0) return;
    const base::Instant now = clock_.Now();
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - filled_);
    const auto millis = static_cast<uint64_t>(std::max<int64_t>(passed.count(), 0));
    // A day of saving is enough for anyone, and the product stays small.
    const uint64_t fresh =
        std::min<uint64_t>(millis, 86'400'000) * std::min(rate_, kMostRate) / 1000;
    if (fresh == 0) return;
    tokens_ = std::min(burst_, fresh);
    filled_ = now;
  }

  static constexpr uint64_t kMostRate = 1'000'000'000;
  const base::Clock& clock_;
  const uint64_t burst_;
  const uint64_t rate_;
  uint64_t tokens_;
  base::Instant filled_;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_TOKEN_BUCKET_H_
