#ifndef NUNCIO_SOURCE_HTTP_HTTP2_FLOOD_GUARD_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_FLOOD_GUARD_H_

#include <cstddef>
#include <cstdint>

#include "source/base/clock.h"
#include "source/http/http2/counts.h"
#include "source/http/http2/options.h"
#include "source/http/http2/token_bucket.h"
#include "source/http/protocol_error.h"

namespace nuncio::http::http2 {

// Watches what comes in for frames that are cheap to send and dear to serve. Knows numbers only. A
// member of a session; each call returns the flood that it completes, or null.
class FloodGuard {
 public:
  FloodGuard(const Options& options, const base::Clock& clock, Counts& counts);

  // A frame's header, before anything else of it is looked at.
  const ProtocolError* OnFrame(uint8_t type, uint8_t flags, size_t length);
  // The peer reset a stream, or did something that makes this side reset one.
  const ProtocolError* OnReset();
  void OnStreamOpened() { ++streams_; }
  void OnDataSent() { ++data_sent_; }

 private:
  const ProtocolError* OnEmpty();
  const ProtocolError* OnBlockPart(size_t length, bool ends_block);
  const ProtocolError* OnPriority();
  const ProtocolError* OnWindowUpdate();
  const ProtocolError* OnControl();
  const ProtocolError* Found(const ProtocolError& error, Count count);

  const FloodLimits& limits_;
  const uint64_t max_block_bytes_;
  Counts& counts_;
  TokenBucket resets_;
  TokenBucket controls_;
  uint64_t streams_ = 0;
  uint64_t data_sent_ = 0;
  uint64_t priorities_ = 0;
  uint64_t window_updates_ = 0;
  uint64_t block_bytes_ = 0;
  uint32_t continuations_ = 0;
  uint32_t empty_in_a_row_ = 0;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_FLOOD_GUARD_H_
