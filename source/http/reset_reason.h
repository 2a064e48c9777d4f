#ifndef NUNCIO_SOURCE_HTTP_RESET_REASON_H_
#define NUNCIO_SOURCE_HTTP_RESET_REASON_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace nuncio::http {

// Why a stream ended before its end. The first group comes from sessions, the second from whoever
// gets a session for a stream (the pools), so that the router has one word for every failure of an
// attempt.
enum class ResetReason : uint8_t {
  kLocalReset,             // this side gave the stream up
  kLocalRefused,           // this side refused the stream before it did anything
  kRemoteReset,            // the peer reset the stream
  kRemoteRefused,          // the peer refused the stream without doing anything: safe to retry
  kConnectionTermination,  // the connection ended while the stream was active
  kProtocolError,          // the peer broke the protocol

  kOverflow,                 // a limit of the pool (connections, pending, requests)
  kLocalConnectionFailure,   // the connection was never made: this side gave up
  kRemoteConnectionFailure,  // the connection was refused or failed (also its handshake)
  kConnectionTimeout,        // the connection was not made in time
};

// As users see it in bodies: "connection termination", "protocol error", …
absl::string_view ToString(ResetReason reason);
// As users see it in response code details: "connection_termination", "protocol_error", …
absl::string_view DetailName(ResetReason reason);

}  // namespace nuncio::http

#endif  // NUNCIO_SOURCE_HTTP_RESET_REASON_H_
