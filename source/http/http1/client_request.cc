// The request's side of ClientCodec.

#include <utility>

#include "source/http/http1/client_codec.h"
#include "source/http/http1/connection_header.h"
#include "source/http/http1/head_writer.h"

namespace nuncio::http::http1 {
namespace {

// Methods for which no body is the usual case: its absence need not be said.
bool NeedsNoLength(absl::string_view method) {
  return method == "GET" || method == "HEAD" || method == "DELETE" || method == "TRACE" ||
         method == "CONNECT";
}

}  // namespace

void ClientCodec::SendHead(const RequestHead& head, bool end) {
  request_.is_head = head.method == "HEAD";
  request_.kind = head.kind;
  if (head.kind == RequestKind::kUpgrade) {
    request_.upgrade = arena_->Copy(head.headers.JoinedValue("upgrade"));
  }
  absl::optional<uint64_t> length;
  const BodyKind body = FrameBody(head, end, length);
  body_writer_.Begin(body, length.value_or(0));
  sending_ = end && body != BodyKind::kTunnel ? Sending::kDone : Sending::kBody;
  WriteHead(head, body, length);
  host_.FlushSoon();
}

// How the body is told apart from what follows; `length` is what the head says.
BodyKind ClientCodec::FrameBody(const RequestHead& head, bool end,
                                absl::optional<uint64_t>& length) const {
  if (head.kind != RequestKind::kOrdinary) return BodyKind::kTunnel;
  const HeaderField* const field = head.headers.Find(HeaderId::kContentLength);
  uint64_t given = 0;
  if (field != nullptr && ParseContentLength(field->value, given)) length = given;
  if (end) {
    if (length.has_value() || !NeedsNoLength(head.method)) length = 0;
    return BodyKind::kNone;
  }
  return length.has_value() ? BodyKind::kLength : BodyKind::kChunked;
}

void ClientCodec::WriteRequestLine(HeadWriter& writer, const RequestHead& head) const {
  writer.Target(head.method);
  writer.Text(" ");
  if (head.kind == RequestKind::kConnect) {
    writer.Target(head.authority);
  } else {
    if (options_.send_fully_qualified_url) {
      writer.Text(head.scheme.empty() ? absl::string_view("http") : head.scheme);
      writer.Text("://");
      writer.Target(head.authority);
    }
    writer.Target(head.path.empty() ? absl::string_view("/") : head.path);
  }
  writer.Text(" HTTP/1.1\r\n");
}

void ClientCodec::WriteHead(const RequestHead& head, BodyKind body,
                            const absl::optional<uint64_t>& length) {
  HeadWriter writer(host_.output(), options_.header_case, head.headers);
  WriteRequestLine(writer, head);
  writer.Field(HeaderId::kHost, head.authority);
  const bool upgrade = head.kind == RequestKind::kUpgrade;
  bool options_written = !upgrade;
  bool length_written = false;
  for (const HeaderField& field : head.headers) {
    switch (field.id) {
      case HeaderId::kHost:
      case HeaderId::kTransferEncoding:
        continue;
      case HeaderId::kConnection:
        if (options_written) continue;
        writer.Field(HeaderId::kConnection, UpgradeOptions(head.headers));
        options_written = true;
        continue;
      case HeaderId::kUpgrade:
        if (!upgrade) continue;
        break;
      case HeaderId::kContentLength: {
        if (!length.has_value() || std::exchange(length_written, true)) continue;
        // Where the length was changed it is written anew.
        uint64_t given = 0;
        if (ParseContentLength(field.value, given) && given == *length) break;
        writer.NumberField(field.id, *length);
        continue;
      }
      default:
        break;
    }
    writer.Field(field.name, field.value);
  }
  if (!options_written) writer.Field(HeaderId::kConnection, UpgradeOptions(head.headers));
  if (body == BodyKind::kChunked) writer.Field(HeaderId::kTransferEncoding, "chunked");
  if (length.has_value() && !length_written) writer.NumberField(HeaderId::kContentLength, *length);
  writer.Text("\r\n");
}

void ClientCodec::SendData(buffer::Buffer& data, bool end) {
  if (data.empty() && !end) return;
  if (body_writer_.kind() == BodyKind::kTunnel && !tunnel_open_) {
    held_.Move(data);
    if (end) sending_ = Sending::kDone;
    return UpdateSending();
  }
  const base::LifeWatch life(life_);
  body_writer_.Data(host_.output(), data, end);
  if (end) sending_ = Sending::kDone;
  host_.FlushSoon();
  if (life && end && tunnel_open_) EndTunnel();
}

void ClientCodec::SendTrailers(const Trailers& trailers) {
  if (options_.enable_trailers && body_writer_.kind() == BodyKind::kChunked) {
    body_writer_.Trailers(host_.output(), trailers, options_.header_case);
    sending_ = Sending::kDone;
    return host_.FlushSoon();
  }
  buffer::Buffer nothing(host_.output().pool());
  SendData(nothing, true);
}

void ClientCodec::OpenTunnel() {
  const base::LifeWatch life(life_);
  tunnel_open_ = true;
  if (!held_.empty()) {
    host_.output().Move(held_);
    host_.FlushSoon();
    if (!life) return;
  }
  if (sending_ == Sending::kDone) return EndTunnel();
  UpdateSending();
}

// A connection cannot be closed half: the end of one direction is the end of the tunnel.
void ClientCodec::EndTunnel() {
  const base::LifeWatch life(life_);
  TakeEvents().OnReset(ResetReason::kConnectionTermination, "tunnel_ended");
  if (!life || closed_) return;
  reading_ = Reading::kBetween;
  host_.OnStreamOver(false);
  if (life && !closed_) Close(SessionClose::kFlush);
}

void ClientCodec::Reset(ResetReason) {
  const base::LifeWatch life(life_);
  const bool untouched = sending_ == Sending::kNothing && !fin_ && !draining_;
  // What went into a tunnel before its end is still worth delivering.
  const SessionClose how = tunnel_open_ ? SessionClose::kFlush : SessionClose::kNow;
  events_ = nullptr;
  reading_ = Reading::kBetween;
  pauses_ = 0;
  held_.Clear();
  host_.OnStreamOver(untouched);
  if (!life || closed_) return;
  untouched ? UpdateInput() : Close(how);
}

}  // namespace nuncio::http::http1
