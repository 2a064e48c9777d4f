#include "source/http/http1/client_codec.h"

#include <utility>

#include "source/http/http1/errors.h"

namespace nuncio::http::http1 {
namespace {

// More than any server has reason to send before one answer; each takes memory of the stream.
constexpr uint32_t kMostInterims = 100;

}  // namespace

RequestStream& ClientCodec::NewStream(ResponseEvents& events, base::Arena& arena) {
  events_ = &events;
  arena_ = &arena;
  reading_ = Reading::kHead;
  sending_ = Sending::kNothing;
  request_ = AnsweredRequest();
  tunnel_open_ = false;
  interims_ = 0;
  pauses_ = 0;
  sending_above_ = false;
  written_before_ = host_.bytes_written();
  BeginHead();
  return *this;
}

void ClientCodec::BeginHead() {
  head_ = arena_->New<ResponseHead>(*arena_);
  parser_.BeginResponse(*head_, options_);
}

void ClientCodec::Feed(buffer::Buffer& in, bool fin) {
  if (closed_) return in.Clear();
  const base::LifeWatch life(life_);
  fin_ |= fin;
  feeding_ = true;
  while (Step(in, life)) {
  }
  if (!life) return;
  feeding_ = false;
  if (!closed_ && fin_) EndInput(in, life);
  if (!life) return;
  if (closed_) return in.Clear();
  UpdateInput();
}

bool ClientCodec::Step(buffer::Buffer& in, const base::LifeWatch& life) {
  if (closed_ || in.empty()) return false;
  switch (reading_) {
    case Reading::kBetween:
      host_.OnProtocolError(kUnaskedBytes);
      if (life && !closed_) Close(SessionClose::kNow);
      return false;
    case Reading::kHead:
      return ReadHead(in, life);
    case Reading::kBody:
      return ReadBody(in, life);
  }
  return false;
}

bool ClientCodec::ReadHead(buffer::Buffer& in, const base::LifeWatch& life) {
  if (IsUnasked()) return Fail(ResetReason::kConnectionTermination, &kUnaskedBytes, life);
  const HeadParser::Result result = parser_.Parse(in);
  if (result == HeadParser::Result::kNeedMore) return false;
  if (result == HeadParser::Result::kError) {
    return Fail(ResetReason::kProtocolError, &parser_.error(), life);
  }
  Framing framing;
  if (const ProtocolError* const error = FrameResponse(
          *head_, parser_.control(), parser_.keeps_version(), request_, options_, framing)) {
    return Fail(ResetReason::kProtocolError, error, life);
  }
  if (head_->status < 200 && head_->status != 101) return TakeInterim(life);
  keep_alive_ = framing.keep_alive;
  body_reader_.Begin(framing, *arena_, options_.limits, UnderscoreAction::kAllow,
                     options_.header_case);
  return TakeHead(in, life);
}

// Whether what came cannot be the answer, as no byte of the request has left: a server that sent
// more than it was asked for before would answer this request with it, maybe another client's. (A
// first request may be answered early: some servers refuse a connection so.)
bool ClientCodec::IsUnasked() const {
  if (sending_ == Sending::kNothing) return true;
  return written_before_ > 0 && host_.bytes_written() == written_before_;
}

bool ClientCodec::TakeInterim(const base::LifeWatch& life) {
  if (++interims_ > kMostInterims) {
    return Fail(ResetReason::kProtocolError, &kTooManyInterims, life);
  }
  ResponseHead& interim = *head_;
  BeginHead();
  events_->OnInterim(interim);
  return static_cast<bool>(life);
}

bool ClientCodec::TakeHead(buffer::Buffer& in, const base::LifeWatch& life) {
  if (body_reader_.kind() == BodyKind::kNone) {
    TakeEvents().OnHead(*head_, true);
    return life && EndStream(in, life);
  }
  reading_ = Reading::kBody;
  const bool opens_tunnel = body_reader_.kind() == BodyKind::kTunnel;
  events_->OnHead(*head_, false);
  if (!life || events_ == nullptr) return static_cast<bool>(life);
  if (opens_tunnel) OpenTunnel();  // may end at once
  return static_cast<bool>(life);
}

bool ClientCodec::ReadBody(buffer::Buffer& in, const base::LifeWatch& life) {
  if (pauses_ > 0) return false;
  buffer::Buffer data(in.pool());
  const BodyReader::Result result = body_reader_.Read(in, data);
  if (result == BodyReader::Result::kDone) return EndBody(in, data, life);
  if (!data.empty()) events_->OnData(data, false);
  if (!life || events_ == nullptr) return static_cast<bool>(life);
  if (result == BodyReader::Result::kError) {
    return Fail(ResetReason::kProtocolError, &body_reader_.error(), life);
  }
  return false;
}

bool ClientCodec::EndBody(buffer::Buffer& in, buffer::Buffer& data, const base::LifeWatch& life) {
  Trailers* const trailers = options_.enable_trailers ? body_reader_.trailers() : nullptr;
  if (trailers != nullptr && !data.empty()) {
    events_->OnData(data, false);
    if (!life || events_ == nullptr) return static_cast<bool>(life);
  }
  ResponseEvents& events = TakeEvents();
  trailers != nullptr ? events.OnTrailers(*trailers) : events.OnData(data, true);
  return life && EndStream(in, life);
}

// The peer sends nothing more.
void ClientCodec::EndInput(buffer::Buffer& in, const base::LifeWatch& life) {
  switch (reading_) {
    case Reading::kBetween:
      return Close(SessionClose::kFlush);
    case Reading::kHead:
      if (in.empty()) {
        Fail(ResetReason::kConnectionTermination, nullptr, life);
      } else {
        Fail(ResetReason::kProtocolError, &kTruncatedHead, life);
      }
      return;
    case Reading::kBody:
      break;
  }
  if (pauses_ > 0 && !in.empty()) return;  // what came before the end is heard first
  if (body_reader_.kind() == BodyKind::kTunnel) {
    Fail(ResetReason::kConnectionTermination, nullptr, life);
  } else if (body_reader_.kind() == BodyKind::kUntilClose) {
    keep_alive_ = false;
    buffer::Buffer nothing(in.pool());
    EndBody(in, nothing, life);
  } else {
    Fail(ResetReason::kProtocolError, &kTruncatedBody, life);
  }
}

ResponseEvents& ClientCodec::TakeEvents() { return *std::exchange(events_, nullptr); }

bool ClientCodec::EndStream(buffer::Buffer& in, const base::LifeWatch& life) {
  const bool whole_request = sending_ == Sending::kDone && body_writer_.whole();
  // What has not left yet belongs to a request that nobody waits for any more.
  const bool all_sent = host_.output().empty();
  const bool reusable =
      whole_request && all_sent && keep_alive_ && !draining_ && !closed_ && !fin_ && in.empty();
  reading_ = Reading::kBetween;
  pauses_ = 0;
  held_.Clear();
  host_.OnStreamOver(reusable);
  if (!life || closed_ || reusable) return static_cast<bool>(life);
  const bool extra = !in.empty() && keep_alive_;
  if (extra) host_.OnProtocolError(kUnaskedBytes);
  if (!life || closed_) return false;
  Close(whole_request && all_sent && !extra ? SessionClose::kFlush : SessionClose::kNow);
  return false;
}

bool ClientCodec::Fail(ResetReason reason, const ProtocolError* error,
                       const base::LifeWatch& life) {
  if (error != nullptr) {
    host_.OnProtocolError(*error);
    if (!life || closed_) return false;
  }
  if (events_ != nullptr) {
    TakeEvents().OnReset(reason, error != nullptr ? error->cause : DetailName(reason));
    if (!life || closed_) return false;
  }
  reading_ = Reading::kBetween;
  host_.OnStreamOver(false);
  if (life && !closed_) Close(SessionClose::kNow);
  return false;
}

void ClientCodec::Drain() {
  draining_ = true;
  if (!closed_ && reading_ == Reading::kBetween) Close(SessionClose::kFlush);
}

void ClientCodec::OnOutputAboveWatermark() {
  output_above_ = true;
  UpdateSending();
}

void ClientCodec::OnOutputBelowWatermark() {
  output_above_ = false;
  UpdateSending();
}

void ClientCodec::UpdateSending() {
  const bool above = output_above_ || !held_.empty();
  if (above == sending_above_ || events_ == nullptr) return;
  sending_above_ = above;
  above ? events_->OnSendAboveWatermark() : events_->OnSendBelowWatermark();
}

void ClientCodec::PauseReading() {
  ++pauses_;
  UpdateInput();
}

void ClientCodec::ResumeReading() {
  --pauses_;
  UpdateInput();
}

void ClientCodec::UpdateInput() {
  if (feeding_ || closed_ || (pauses_ > 0) == input_paused_) return;
  input_paused_ = pauses_ > 0;
  input_paused_ ? host_.PauseInput() : host_.ResumeInput();
}

void ClientCodec::Close(SessionClose how) {
  closed_ = true;
  events_ = nullptr;
  host_.Close(how);
}

}  // namespace nuncio::http::http1
