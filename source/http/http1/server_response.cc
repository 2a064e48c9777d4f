// The response's side of ServerCodec.

#include "source/http/http1/connection_header.h"
#include "source/http/http1/head_writer.h"
#include "source/http/http1/server_codec.h"

namespace nuncio::http::http1 {
namespace {

void WriteStatusLine(HeadWriter& writer, Protocol protocol, int status) {
  writer.Text(protocol == Protocol::kHttp10 ? "HTTP/1.0 " : "HTTP/1.1 ");
  writer.Number(static_cast<uint64_t>(status));
  writer.Text(" ");
  writer.Text(ReasonPhrase(status));
  writer.Text("\r\n");
}

bool CanHaveBody(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

void ServerCodec::SendInterim(const ResponseHead& head) {
  if (request_protocol_ == Protocol::kHttp10) return;  // it would take them for the answer
  {
    HeadWriter writer(host_.output(), options_.header_case, head.headers);
    WriteStatusLine(writer, Protocol::kHttp11, head.status);
    for (const HeaderField& field : head.headers) {
      if (field.id == HeaderId::kTransferEncoding || field.id == HeaderId::kConnection ||
          field.id == HeaderId::kContentLength) {
        continue;
      }
      writer.Field(field.name, field.value);
    }
    writer.Text("\r\n");
  }
  host_.FlushSoon();
}

void ServerCodec::SendHead(const ResponseHead& head, bool end) {
  const base::LifeWatch life(life_);
  const bool opens_tunnel = OpensTunnel(request_kind_, head.status);
  if (opens_tunnel) {
    reading_ = Reading::kTunnel;
  } else {
    // A request that is not over when the answer begins may never be: the rest is not waited for.
    if (reading_ != Reading::kDone || head.status == 101) keep_alive_ = false;
    if (reading_ == Reading::kHeld) reading_ = Reading::kIgnore;
  }
  if (draining_) keep_alive_ = false;
  absl::optional<uint64_t> length;
  const BodyKind body = opens_tunnel ? BodyKind::kTunnel : FrameBody(head, end, length);
  if (body == BodyKind::kUntilClose) keep_alive_ = false;
  body_writer_.Begin(request_is_head_ && !opens_tunnel ? BodyKind::kNone : body,
                     length.value_or(0));
  WriteHead(head, body, length);
  host_.FlushSoon();
  if (!life) return;
  if (end) return EndResponse();
  if (opens_tunnel) UpdateInput();
}

// How the body is told apart from what follows; `length` is what the head says.
BodyKind ServerCodec::FrameBody(const ResponseHead& head, bool end,
                                absl::optional<uint64_t>& length) const {
  const HeaderField* const field = head.headers.Find(HeaderId::kContentLength);
  uint64_t given = 0;
  if (field != nullptr && ParseContentLength(field->value, given)) length = given;
  if (!CanHaveBody(head.status)) {
    if (head.status != 304) length = absl::nullopt;
    return BodyKind::kNone;
  }
  // The answer to HEAD says what the one to GET would.
  if (end && !request_is_head_) length = 0;
  if (length.has_value()) return *length == 0 && end ? BodyKind::kNone : BodyKind::kLength;
  return request_protocol_ == Protocol::kHttp10 ? BodyKind::kUntilClose : BodyKind::kChunked;
}

void ServerCodec::WriteHead(const ResponseHead& head, BodyKind body,
                            const absl::optional<uint64_t>& length) {
  HeadWriter writer(host_.output(), options_.header_case, head.headers);
  WriteStatusLine(writer, request_protocol_, head.status);
  bool length_written = false;
  for (const HeaderField& field : head.headers) {
    if (field.id == HeaderId::kTransferEncoding) continue;
    if (field.id == HeaderId::kConnection) {
      if (head.status == 101) writer.Field(field.id, UpgradeOptions(head.headers));
      continue;
    }
    if (field.id == HeaderId::kContentLength) {
      if (length.has_value() && !length_written) {
        // Where the length was changed it is written anew.
        uint64_t given = 0;
        ParseContentLength(field.value, given) && given == *length
            ? writer.Field(field.id, field.value)
            : writer.NumberField(field.id, *length);
        length_written = true;
      }
      continue;
    }
    writer.Field(field.name, field.value);
  }
  if (body != BodyKind::kTunnel && head.status != 101) {
    if (!keep_alive_) {
      writer.Field(HeaderId::kConnection, "close");
    } else if (request_protocol_ == Protocol::kHttp10) {
      writer.Field(HeaderId::kConnection, "keep-alive");
    }
  }
  if (body == BodyKind::kChunked) writer.Field(HeaderId::kTransferEncoding, "chunked");
  if (length.has_value() && !length_written) writer.NumberField(HeaderId::kContentLength, *length);
  writer.Text("\r\n");
}

void ServerCodec::SendData(buffer::Buffer& data, bool end) {
  if (data.empty() && !end) return;
  const base::LifeWatch life(life_);
  body_writer_.Data(host_.output(), data, end);
  host_.FlushSoon();
  if (life && end) EndResponse();
}

void ServerCodec::SendTrailers(const Trailers& trailers) {
  if (options_.enable_trailers) {
    const base::LifeWatch life(life_);
    body_writer_.Trailers(host_.output(), trailers, options_.header_case);
    host_.FlushSoon();
    if (life) EndResponse();
    return;
  }
  buffer::Buffer nothing(host_.output().pool());
  SendData(nothing, true);
}

void ServerCodec::Reset(ResetReason) { Close(SessionClose::kFlush); }

void ServerCodec::EndResponse() {
  events_ = nullptr;
  const bool tunnel = reading_ == Reading::kTunnel;
  const bool whole_request = reading_ == Reading::kDone && !HasUnreadInput();
  if (tunnel || !keep_alive_ || !body_writer_.whole()) {
    return Close(tunnel || whole_request ? SessionClose::kFlush : SessionClose::kFlushThenLinger);
  }
  reading_ = Reading::kBetween;
  pauses_ = 0;
  if (draining_) return Close(SessionClose::kFlush);
  UpdateInput();
}

}  // namespace nuncio::http::http1
