#include "source/http/http1/framing.h"

#include <algorithm>
#include <limits>

#include "absl/strings/match.h"
#include "source/http/authority.h"
#include "source/http/http1/connection_header.h"
#include "source/http/http1/errors.h"

namespace nuncio::http::http1 {
namespace {

// The one length, if there is any.
const ProtocolError* ReadContentLength(const HeaderList& headers,
                                       absl::optional<uint64_t>& length) {
  length = absl::nullopt;
  if (!headers.Has(HeaderId::kContentLength)) return nullptr;
  const ProtocolError* error = nullptr;
  headers.ForEachValue("content-length", [&](absl::string_view value) {
    uint64_t parsed = 0;
    if (length.has_value()) {
      error = &kRepeatedContentLength;
    } else if (!ParseContentLength(value, parsed)) {
      error = error == nullptr ? &kBadContentLength : error;
    } else {
      length = parsed;
    }
  });
  return error;
}

// Sets body and length from the two headers that frame a body. `otherwise` is what no header means.
// framing.keep_alive is false where a message that is taken was framed in two ways.
const ProtocolError* ReadFramingHeaders(HeaderList& headers, const ControlFields& control,
                                        bool allow_chunked_length, BodyKind otherwise,
                                        absl::optional<uint64_t>& length, Framing& framing) {
  if (control.has_transfer_encoding) {
    const bool chunked = absl::EqualsIgnoreCase(control.transfer_encoding, "chunked");
    if (headers.Has(HeaderId::kContentLength)) {
      if (!allow_chunked_length || !chunked) return &kLengthWithTransferEncoding;
      headers.Remove(HeaderId::kContentLength);
      framing.keep_alive = false;
    }
    if (!chunked) return &kBadTransferEncoding;
    framing.body = BodyKind::kChunked;
    return nullptr;
  }
  if (const ProtocolError* const error = ReadContentLength(headers, length)) return error;
  framing.body = otherwise;
  if (length.has_value()) {
    framing.length = *length;
    framing.body = *length == 0 ? BodyKind::kNone : BodyKind::kLength;
  }
  return nullptr;
}

const ProtocolError* CheckHost(RequestHead& head, const ControlFields& control,
                               const ServerOptions& options) {
  if (control.hosts > 1) return &kRepeatedHost;
  if (control.bad_host || !IsAuthorityText(head.authority)) return &kBadHost;
  if (!head.has_authority && head.protocol == Protocol::kHttp10 &&
      !options.default_host_for_http_10.empty()) {
    head.authority = options.default_host_for_http_10;
    head.has_authority = true;
  }
  return nullptr;
}

const ProtocolError* FrameConnect(RequestHead& head, Framing& framing) {
  if (framing.body == BodyKind::kChunked) return &kBadTransferEncoding;
  if (framing.body == BodyKind::kLength) return &kLengthNotAllowed;
  head.headers.Remove(HeaderId::kContentLength);
  head.content_length = absl::nullopt;
  framing.body = BodyKind::kTunnel;
  return nullptr;
}

bool AsksForUpgrade(const RequestHead& head, const ControlFields& control,
                    const ServerOptions& options) {
  if (control.upgrade.empty() || head.protocol == Protocol::kHttp10) return false;
  if (!HasToken(control.connection, "upgrade")) return false;
  // Going to HTTP/2 in the middle of a connection is not offered, which a server may do silently.
  if (absl::EqualsIgnoreCase(control.upgrade, "h2c")) return false;
  return !options.ignores_upgrade || !options.ignores_upgrade(control.upgrade);
}

void AppendUpgrade(const ControlFields& control, HeaderList& headers) {
  headers.AppendField(
      {HeaderText(HeaderId::kConnection), control.connection, HeaderId::kConnection});
  headers.AppendField({HeaderText(HeaderId::kUpgrade), control.upgrade, HeaderId::kUpgrade});
}

// A body between the head and the other protocol is where two readers part company.
const ProtocolError* FrameUpgrade(RequestHead& head, const ControlFields& control,
                                  Framing& framing) {
  if (framing.body != BodyKind::kNone) return &kUpgradeWithBody;
  head.headers.Remove(HeaderId::kContentLength);
  head.content_length = absl::nullopt;
  head.kind = RequestKind::kUpgrade;
  AppendUpgrade(control, head.headers);
  framing.body = BodyKind::kTunnel;
  return nullptr;
}

// Whether a 101 switches to what was asked for, and says so (RFC 9110, 7.8): a tunnel to a server
// that never agreed to it carries hidden requests.
bool AgreesToUpgrade(const ControlFields& control, absl::string_view asked) {
  if (control.upgrade.empty() || !HasToken(control.connection, "upgrade")) return false;
  bool agrees = true;
  ForEachToken(control.upgrade,
               [&](absl::string_view protocol) { agrees = agrees && HasToken(asked, protocol); });
  return agrees;
}

// A length and a coding mean nothing here (RFC 9110, 9.3.6).
const ProtocolError* FrameTunnel(ResponseHead& head, Framing& framing) {
  head.headers.Remove(HeaderId::kContentLength);
  head.content_length = absl::nullopt;
  framing.body = BodyKind::kTunnel;
  return nullptr;
}

bool HasNoBody(int status) { return status < 200 || status == 204 || status == 304; }

// A length or a coding where the status leaves no room for a body. A 304 may say what the length
// would have been.
const ProtocolError* CheckBodyless(const ResponseHead& head, const ControlFields& control,
                                   const absl::optional<uint64_t>& length) {
  if (head.status == 304) return nullptr;
  if (control.has_transfer_encoding) return &kTransferEncodingNotAllowed;
  return length.value_or(0) == 0 ? nullptr : &kLengthNotAllowed;
}

}  // namespace

bool ParseContentLength(absl::string_view text, uint64_t& length) {
  if (text.empty()) return false;
  uint64_t value = 0;
  for (const char c : text) {
    if (!IsDigit(c)) return false;
    const auto digit = static_cast<uint64_t>(c - '0');
    if (value > (std::numeric_limits<uint64_t>::max() - digit) / 10) return false;
    value = 10 * value + digit;
  }
  length = value;
  return true;
}

const ProtocolError* FrameRequest(RequestHead& head, const ControlFields& control,
                                  const ServerOptions& options, Framing& framing) {
  framing = Framing();
  if (const ProtocolError* const error = CheckHost(head, control, options)) return error;
  if (control.has_transfer_encoding && head.protocol == Protocol::kHttp10) {
    return &kTransferEncodingInHttp10;
  }
  if (const ProtocolError* const error =
          ReadFramingHeaders(head.headers, control, options.allow_chunked_length, BodyKind::kNone,
                             head.content_length, framing)) {
    return error;
  }
  // Whoever allows both lengths has clients that send them all the time.
  framing.keep_alive = KeepsAlive(head.protocol, control);
  if (!control.connection.empty()) {
    framing.nominated = control.connection;
    if (const ProtocolError* const error = RemoveNominated(control.connection, head.headers)) {
      return error;
    }
  }
  if (head.kind == RequestKind::kConnect) return FrameConnect(head, framing);
  return AsksForUpgrade(head, control, options) ? FrameUpgrade(head, control, framing) : nullptr;
}

const ProtocolError* FrameResponse(ResponseHead& head, const ControlFields& control,
                                   bool keeps_version, const AnsweredRequest& request,
                                   const ClientOptions& options, Framing& framing) {
  framing = Framing();
  if (request.kind == RequestKind::kConnect && OpensTunnel(request.kind, head.status)) {
    return FrameTunnel(head, framing);
  }
  if (const ProtocolError* const error =
          ReadFramingHeaders(head.headers, control, options.allow_chunked_length,
                             BodyKind::kUntilClose, head.content_length, framing)) {
    return error;
  }
  // HTTP/1.0 knows no chunks: whoever wrote them to it did not mean this connection.
  const bool doubtful = control.has_transfer_encoding && head.protocol == Protocol::kHttp10;
  framing.keep_alive =
      framing.keep_alive && keeps_version && !doubtful && KeepsAlive(head.protocol, control);
  if (OpensTunnel(request.kind, head.status)) {
    if (!AgreesToUpgrade(control, request.upgrade)) return &kUnaskedUpgrade;
    AppendUpgrade(control, head.headers);
    return FrameTunnel(head, framing);
  }
  if (HasNoBody(head.status)) {
    if (const ProtocolError* const error = CheckBodyless(head, control, head.content_length)) {
      return error;
    }
    framing.body = BodyKind::kNone;
  }
  if (request.is_head) framing.body = BodyKind::kNone;
  // A switch that nobody asked for: what follows is no HTTP.
  if (head.status == 101) framing.keep_alive = false;
  return nullptr;
}

}  // namespace nuncio::http::http1
