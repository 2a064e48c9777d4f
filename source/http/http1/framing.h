#ifndef NUNCIO_SOURCE_HTTP_HTTP1_FRAMING_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_FRAMING_H_

#include <cstdint>

#include "source/http/http1/control_fields.h"
#include "source/http/http1/options.h"
#include "source/http/message.h"
#include "source/http/protocol_error.h"

// What a complete head says about the bytes behind it and about the connection (RFC 9112, 6.3 and
// 9.3). Whatever two readers could understand in two ways is an error.

namespace nuncio::http::http1 {

enum class BodyKind : uint8_t {
  kNone,
  kLength,  // Framing::length bytes, more than none
  kChunked,
  kUntilClose,  // responses only
  kTunnel,      // bytes of another protocol
};

struct Framing {
  BodyKind body = BodyKind::kNone;
  uint64_t length = 0;
  bool keep_alive = true;
  // What `connection` names: fields that no more belong among the trailers than they did in the
  // head. A view into it; requests only.
  absl::string_view nominated;
};

// Checks the head as a whole, fills in what follows from several fields (content_length, kind,
// authority), and removes what ends at this connection.
const ProtocolError* FrameRequest(RequestHead& head, const ControlFields& control,
                                  const ServerOptions& options, Framing& framing);

// The request that a response answers, as far as the response's framing depends on it.
struct AnsweredRequest {
  bool is_head = false;
  RequestKind kind = RequestKind::kOrdinary;
  absl::string_view upgrade;  // the protocols that kUpgrade asks for
};
const ProtocolError* FrameResponse(ResponseHead& head, const ControlFields& control,
                                   bool keeps_version, const AnsweredRequest& request,
                                   const ClientOptions& options, Framing& framing);

// Digits and nothing else, below 2^64.
bool ParseContentLength(absl::string_view text, uint64_t& length);

// Whether a response turns the connection into a tunnel.
inline bool OpensTunnel(RequestKind kind, int status) {
  return (kind == RequestKind::kUpgrade && status == 101) ||
         (kind == RequestKind::kConnect && status >= 200 && status < 300);
}

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_FRAMING_H_
