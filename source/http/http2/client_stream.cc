#include "source/http/http2/client_stream.h"

#include <utility>

#include "source/base/life.h"
#include "source/http/http2/core.h"
#include "source/http/http2/errors.h"
#include "source/http/http2/reset_codes.h"

namespace nuncio::http::http2 {
namespace {

// More than any server has reason to send before one answer; each takes memory of the stream.
constexpr uint32_t kMostInterims = 100;

bool HasBody(int status) { return status != 204 && status != 304; }

}  // namespace

// ---- the request

void ClientStream::SendHead(const RequestHead& head, bool end) {
  kind_ = head.kind;
  is_head_ = head.method == "HEAD";
  const bool tunnel = kind_ != RequestKind::kOrdinary;
  hold_sending_ = tunnel;
  if (kind_ == RequestKind::kUpgrade) {
    upgrade_ = arena_->Copy(head.headers.Value(HeaderId::kUpgrade));
  }
  const bool ends = end && !tunnel;
  local_ended_ = ends;
  using Length = FieldWriter::Length;
  const std::vector<nghttp2_nv>& fields = core_.writer().Request(head, tunnel ? Length::kNone
                                                                       : ends ? Length::kZero
                                                                              : Length::kAsItIs);
  const nghttp2_data_provider provider = Provider();
  const int32_t id = nghttp2_submit_request(core_.library(), nullptr, fields.data(), fields.size(),
                                            ends ? nullptr : &provider, this);
  if (id > 0) {
    id_ = id;
    return SendSoon();
  }
  // No number is left, or the peer takes no streams any more.
  OnClosed(NGHTTP2_REFUSED_STREAM);
  core_.MarkReadyAndWake(*this);
}

void ClientStream::SendData(buffer::Buffer& data, bool end) {
  if (data.empty() && !end) return;
  Queue(data, end);
  SendSoon();
}

void ClientStream::SendTrailers(const Trailers& trailers) {
  QueueTrailers(trailers);
  SendSoon();
}

void ClientStream::Reset(ResetReason reason) {
  Core& core = core_;
  const base::LifeWatch life(core.life());
  ResetNow(CodeFor(reason));
  StopListening();
  over_.OnOver();
  if (life) core.SendSoon();
}

// ---- the response

const ProtocolError* ClientStream::BeginBlock() {
  if (!listening_) return nullptr;
  if (head_read_) {
    trailers_ = arena_->New<Trailers>(*arena_);
    readers_.trailers.Begin(*trailers_, options_.limits, UnderscoreAction::kAllow);
  } else {
    head_ = arena_->New<ResponseHead>(*arena_);
    readers_.response.Begin(*head_, options_);
  }
  return nullptr;
}

const ProtocolError* ClientStream::Field(absl::string_view name, absl::string_view value) {
  if (!listening_) return nullptr;
  return trailers_ != nullptr ? readers_.trailers.Field(name, value)
                              : readers_.response.Field(name, value);
}

const ProtocolError* ClientStream::EndBlock(bool end) {
  if (!listening_) {
    remote_ended_ = remote_ended_ || end;
    return nullptr;
  }
  if (trailers_ != nullptr) return OnTrailersRead(*std::exchange(trailers_, nullptr), end);
  if (const ProtocolError* const error = readers_.response.End()) return error;
  return head_->status < 200 ? TakeInterim(end) : TakeFinal(end);
}

const ProtocolError* ClientStream::TakeInterim(bool end) {
  if (end) return &kInterimAtEnd;
  if (++interims_seen_ > kMostInterims) return &kTooManyInterims;
  interims_.push_back(head_);
  core_.MarkReady(*this);
  return nullptr;
}

const ProtocolError* ClientStream::TakeFinal(bool end) {
  if (kind_ != RequestKind::kOrdinary) AnswerTunnel();
  body_counts_ = !is_head_ && HasBody(head_->status);
  if (end && body_counts_ && head_->content_length.value_or(0) != 0) return &kBodyTooShort;
  OnHeadRead(end, head_->content_length);
  return nullptr;
}

void ClientStream::AnswerTunnel() {
  hold_sending_ = false;
  if (head_->status >= 300) return DropSending();
  head_->headers.Remove(HeaderId::kContentLength);
  head_->content_length = absl::nullopt;
  if (kind_ == RequestKind::kUpgrade) {
    head_->status = 101;
    head_->headers.AppendField(
        {HeaderText(HeaderId::kConnection), "upgrade", HeaderId::kConnection});
    head_->headers.AppendField({HeaderText(HeaderId::kUpgrade), upgrade_, HeaderId::kUpgrade});
  }
  nghttp2_session_resume_data(core_.library(), id_);
}

// ---- the listener

void ClientStream::TellInterims() {
  if (interims_.empty()) return;
  const base::LifeWatch life(core_.life());
  for (ResponseHead* const interim : std::exchange(interims_, {})) {
    events_->OnInterim(*interim);
    if (!life || !listening_) return;
  }
}

void ClientStream::TellHead(bool end) {
  const base::LifeWatch life(core_.life());
  events_->OnHead(*head_, end);
  if (life && end) over_.OnOver();
}

void ClientStream::TellData(buffer::Buffer& data, bool end) {
  const base::LifeWatch life(core_.life());
  events_->OnData(data, end);
  if (life && end) over_.OnOver();
}

void ClientStream::TellTrailers(Trailers& trailers) {
  const base::LifeWatch life(core_.life());
  events_->OnTrailers(trailers);
  if (life) over_.OnOver();
}

void ClientStream::TellReset(ResetReason reason, absl::string_view details) {
  const base::LifeWatch life(core_.life());
  events_->OnReset(reason, details);
  if (life) over_.OnOver();
}

void ClientStream::TellAbove(bool above) {
  above ? events_->OnSendAboveWatermark() : events_->OnSendBelowWatermark();
}

// The stream is over with its response. A request that is not whole is given up.
void ClientStream::BeforeEndIsTold() {
  if (!AllSent()) ResetNow(NGHTTP2_INTERNAL_ERROR);
  StopListening();
}

}  // namespace nuncio::http::http2
