#ifndef NUNCIO_SOURCE_PROXY_ROUTER_KEPT_BODY_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_KEPT_BODY_H_

#include <cstdint>

#include "absl/types/optional.h"
#include "source/buffer/buffer.h"

namespace nuncio::proxy::router {

// What is kept of a request's body: bytes that wait for a stream, and, while somebody may want the
// body once more (another attempt, a mirror), all that came so far. Slices are shared, not copied.
//
// Owner: the router. Thread: the worker. Back-pressure: the router pauses the client when too much
// waits.
class KeptBody {
 public:
  explicit KeptBody(buffer::SlicePool& slices) : bytes_(slices) {}

  // `given` is the route's limit, 0 for "keep nothing"; without it the connection's holds, where 0
  // is none.
  void SetLimits(absl::optional<uint64_t> given, uint64_t of_connection);

  // From the first byte on all is kept, up to the limit.
  void KeepAll() { keeps_all_ = true; }
  bool keeps_all() const { return keeps_all_; }
  // Nobody wants it any more.
  void Drop();

  // Bytes that wait for a stream. False: that was too much to be kept for a second time.
  bool AddWaiting(buffer::Buffer& data);
  // Bytes that are sent now. False as above.
  bool AddSent(const buffer::Buffer& data);
  // More waits than may.
  bool waits_too_much() const { return wait_limit_ != 0 && bytes_.size() > wait_limit_; }

  // What a new stream gets first.
  buffer::Buffer ForStream();
  buffer::Buffer& bytes() { return bytes_; }

 private:
  // False when it just became too much to be kept.
  bool LookAtLimit();

  buffer::Buffer bytes_;
  uint64_t keep_limit_ = UINT64_MAX;
  uint64_t wait_limit_ = 0;  // 0: none
  bool keeps_all_ = false;
};

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_KEPT_BODY_H_
