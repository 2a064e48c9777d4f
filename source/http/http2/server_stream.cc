#include "source/http/http2/server_stream.h"

#include <utility>
#include <vector>

#include "source/http/http2/core.h"
#include "source/http/http2/errors.h"
#include "source/http/http2/reset_codes.h"

namespace nuncio::http::http2 {
namespace {

bool CanHaveBody(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

void ServerStream::Open(const OpenedStream& opened) {
  events_ = &opened.events;
  arena_ = &opened.arena;
  listening_ = true;
}

// ---- the request

const ProtocolError* ServerStream::BeginBlock() {
  if (!listening_) return nullptr;
  if (head_read_) {
    trailers_ = arena_->New<Trailers>(*arena_);
    readers_.trailers.Begin(*trailers_, options_.limits, options_.underscores);
  } else {
    head_ = arena_->New<RequestHead>(*arena_);
    readers_.request.Begin(*head_, options_);
  }
  return nullptr;
}

const ProtocolError* ServerStream::Field(absl::string_view name, absl::string_view value) {
  if (!listening_) return nullptr;
  return trailers_ != nullptr ? readers_.trailers.Field(name, value)
                              : readers_.request.Field(name, value);
}

const ProtocolError* ServerStream::EndBlock(bool end) {
  if (!listening_) {
    remote_ended_ = remote_ended_ || end;
    return nullptr;
  }
  if (trailers_ != nullptr) return OnTrailersRead(*std::exchange(trailers_, nullptr), end);
  if (const ProtocolError* const error = readers_.request.End(end)) return error;
  for (uint16_t i = 0; i < head_->dropped_headers; ++i) {
    core_.counts().Add(Count::kDroppedHeadersWithUnderscores);
  }
  kind_ = head_->kind;
  is_head_ = head_->method == "HEAD";
  hold_received_ = kind_ != RequestKind::kOrdinary;
  OnHeadRead(end, head_->content_length);
  return nullptr;
}

// ---- the response

void ServerStream::SendInterim(const ResponseHead& head) {
  const std::vector<nghttp2_nv>& fields = core_.writer().Response(head, FieldWriter::Length::kNone);
  nghttp2_submit_headers(core_.library(), NGHTTP2_FLAG_NONE, id_, nullptr, fields.data(),
                         fields.size(), nullptr);
  SendSoon();
}

FieldWriter::Length ServerStream::LengthOf(const ResponseHead& head, bool end) const {
  if (head.status == 304 || is_head_) return FieldWriter::Length::kAsItIs;
  if (!CanHaveBody(head.status)) return FieldWriter::Length::kNone;
  if (kind_ != RequestKind::kOrdinary) return FieldWriter::Length::kNone;
  return end ? FieldWriter::Length::kZero : FieldWriter::Length::kAsItIs;
}

void ServerStream::SendHead(const ResponseHead& head, bool end) {
  const bool bodyless = is_head_ || (!CanHaveBody(head.status) && head.status != 101);
  if (kind_ != RequestKind::kOrdinary) AnswerTunnel(head.status);
  const std::vector<nghttp2_nv>& fields = core_.writer().Response(head, LengthOf(head, end));
  drop_sending_ = drop_sending_ || bodyless;
  local_ended_ = end;
  const nghttp2_data_provider provider = Provider();
  nghttp2_submit_response(core_.library(), id_, fields.data(), fields.size(),
                          end ? nullptr : &provider);
  if (end) StopListening();
  SendSoon();
}

void ServerStream::AnswerTunnel(int status) {
  const bool opens = kind_ == RequestKind::kUpgrade ? status == 101 : status >= 200 && status < 300;
  if (opens) {
    hold_received_ = false;
    return core_.MarkReadyAndWake(*this);
  }
  // Held for good: what came was meant for a tunnel, and is given back when the answer is out.
  kind_ = RequestKind::kOrdinary;
}

void ServerStream::SendData(buffer::Buffer& data, bool end) {
  if (data.empty() && !end) return;
  Queue(data, end);
  if (end) StopListening();
  SendSoon();
}

void ServerStream::SendTrailers(const Trailers& trailers) {
  QueueTrailers(trailers);
  StopListening();
  SendSoon();
}

void ServerStream::Reset(ResetReason reason) {
  ResetNow(CodeFor(reason));
  StopListening();
  SendSoon();
}

}  // namespace nuncio::http::http2
