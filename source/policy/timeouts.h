#ifndef NUNCIO_SOURCE_POLICY_TIMEOUTS_H_
#define NUNCIO_SOURCE_POLICY_TIMEOUTS_H_

#include "absl/types/optional.h"
#include "source/base/clock.h"

namespace nuncio::policy {

// The time-outs of a route. A zero switches one off; one that is not given falls back as said.
struct Timeouts {
  // From the request's end to the response's end, over all attempts.
  base::Duration timeout = std::chrono::seconds(15);
  // Without a byte in either direction; not given: the connection manager's stream_idle_timeout.
  absl::optional<base::Duration> idle_timeout;
  // The longest wait for a slow client to take buffered data; not given: the idle time-out.
  absl::optional<base::Duration> flush_timeout;

  // MaxStreamDuration. Not given: the connection manager's.
  absl::optional<base::Duration> max_stream_duration;
  // Honour grpc-timeout up to this; zero: without a bound.
  absl::optional<base::Duration> grpc_timeout_header_max;
  // Taken off grpc-timeout, so that the proxy answers before the client gives up.
  absl::optional<base::Duration> grpc_timeout_header_offset;
  // The deprecated pair that writes the time-out instead.
  absl::optional<base::Duration> max_grpc_timeout;
  absl::optional<base::Duration> grpc_timeout_offset;
};

}  // namespace nuncio::policy

#endif  // NUNCIO_SOURCE_POLICY_TIMEOUTS_H_
