#include "source/http/http1/server_codec.h"

#include <utility>

#include "source/http/http1/errors.h"

namespace nuncio::http::http1 {
namespace {

// Requests that one Feed begins: each answer that is there at once holds memory until the end of
// the iteration, however full the output is.
constexpr uint32_t kMostRequestsAtOnce = 16;

}  // namespace

void ServerCodec::Feed(buffer::Buffer& in, bool fin) {
  if (closed_) return in.Clear();
  const base::LifeWatch life(life_);
  fin_ |= fin;
  feeding_ = &in;
  begun_ = 0;
  while (Step(in, life)) {
  }
  if (!life) return;
  feeding_ = nullptr;
  if (closed_) return in.Clear();
  left_unread_ = !in.empty();
  if (fin_) EndInput(life);
  if (life && !closed_) UpdateInput();
  if (life && !closed_ && begun_ > kMostRequestsAtOnce) GoOnSoon(life);
}

// Has the host call Feed once more with what is left.
void ServerCodec::GoOnSoon(const base::LifeWatch& life) {
  if (input_paused_) return;  // it will, then
  host_.PauseInput();
  if (life) host_.ResumeInput();
}

bool ServerCodec::Step(buffer::Buffer& in, const base::LifeWatch& life) {
  if (closed_) return false;
  switch (reading_) {
    case Reading::kBetween:
      return BeginRequest(in, life);
    case Reading::kHead:
      return ReadHead(in, life);
    case Reading::kBody:
    case Reading::kTunnel:
      return ReadBody(in, life);
    case Reading::kIgnore:
      in.Clear();
      return false;
    case Reading::kHeld:
    case Reading::kDone:
      return false;
  }
  return false;
}

bool ServerCodec::BeginRequest(buffer::Buffer& in, const base::LifeWatch& life) {
  if (in.empty() || output_above_) return false;
  // Blank lines before a request: some clients end a body with one too many.
  if (in.Front().front() == '\r') {
    char line[2] = {};
    in.CopyOut(0, in.size() < 2 ? 1 : 2, line);
    if (in.size() < 2) return false;
    if (line[1] == '\n') {
      in.Drain(2);
      return true;
    }
  }
  if (++begun_ > kMostRequestsAtOnce) return false;
  reading_ = Reading::kHead;
  const OpenedStream opened = host_.OnNewStream(*this);
  if (!life) return false;
  events_ = &opened.events;
  arena_ = &opened.arena;
  head_ = arena_->New<RequestHead>(*arena_);
  parser_.BeginRequest(*head_, options_);
  request_protocol_ = Protocol::kHttp11;
  request_kind_ = RequestKind::kOrdinary;
  request_is_head_ = false;
  return true;
}

bool ServerCodec::ReadHead(buffer::Buffer& in, const base::LifeWatch& life) {
  const HeadParser::Result result = parser_.Parse(in);
  if (result == HeadParser::Result::kNeedMore) return false;
  if (result == HeadParser::Result::kError) return RefuseRequest(parser_.error(), life);
  Framing framing;
  request_protocol_ = head_->protocol;
  request_is_head_ = head_->method == "HEAD";
  if (const ProtocolError* const error =
          FrameRequest(*head_, parser_.control(), options_, framing)) {
    return RefuseRequest(*error, life);
  }
  keep_alive_ = framing.keep_alive;
  request_kind_ = head_->kind;
  body_reader_.Begin(framing, *arena_, options_.limits, options_.underscores, options_.header_case);
  reading_ = AfterHead(framing.body);
  const bool end = reading_ == Reading::kDone;
  events_->OnHead(*head_, end);
  return static_cast<bool>(life);
}

ServerCodec::Reading ServerCodec::AfterHead(BodyKind body) {
  switch (body) {
    case BodyKind::kNone:
      return Reading::kDone;
    case BodyKind::kTunnel:
      return Reading::kHeld;
    default:
      return Reading::kBody;
  }
}

bool ServerCodec::ReadBody(buffer::Buffer& in, const base::LifeWatch& life) {
  if (pauses_ > 0 || in.empty()) return false;
  buffer::Buffer data(in.pool());
  const BodyReader::Result result = body_reader_.Read(in, data);
  if (result == BodyReader::Result::kDone) return EndRequest(data, life);
  if (!data.empty()) events_->OnData(data, false);
  if (!life || events_ == nullptr) return static_cast<bool>(life);
  if (result == BodyReader::Result::kError) return RefuseRequest(body_reader_.error(), life);
  return false;
}

bool ServerCodec::EndRequest(buffer::Buffer& data, const base::LifeWatch& life) {
  Trailers* const trailers = options_.enable_trailers ? body_reader_.trailers() : nullptr;
  if (trailers == nullptr) {
    reading_ = Reading::kDone;
    events_->OnData(data, true);
    return static_cast<bool>(life);
  }
  if (!data.empty()) {
    events_->OnData(data, false);
    if (!life || events_ == nullptr) return static_cast<bool>(life);
  }
  reading_ = Reading::kDone;
  events_->OnTrailers(*trailers);
  return static_cast<bool>(life);
}

bool ServerCodec::RefuseRequest(const ProtocolError& error, const base::LifeWatch& life) {
  reading_ = Reading::kIgnore;
  keep_alive_ = false;
  events_->OnProtocolError(error);
  return static_cast<bool>(life);
}

// The peer sends nothing more. HTTP/1 knows no half-closed connection.
void ServerCodec::EndInput(const base::LifeWatch& life) {
  if (events_ == nullptr) return Close(SessionClose::kFlush);
  if (pauses_ > 0 && left_unread_) return;  // what came before the end is heard first
  RequestEvents* const events = std::exchange(events_, nullptr);
  events->OnReset(ResetReason::kConnectionTermination, "downstream_remote_disconnect");
  if (life && !closed_) Close(SessionClose::kNow);
}

void ServerCodec::Drain() {
  draining_ = true;
  if (!closed_ && reading_ == Reading::kBetween) Close(SessionClose::kFlush);
}

void ServerCodec::OnOutputAboveWatermark() {
  output_above_ = true;
  if (events_ != nullptr) events_->OnSendAboveWatermark();
}

void ServerCodec::OnOutputBelowWatermark() {
  output_above_ = false;
  if (events_ != nullptr) return events_->OnSendBelowWatermark();
  if (!closed_) UpdateInput();
}

void ServerCodec::PauseReading() {
  ++pauses_;
  UpdateInput();
}

void ServerCodec::ResumeReading() {
  --pauses_;
  UpdateInput();
}

// Input is paused where it could only pile up. Inside Feed the end of Feed decides.
void ServerCodec::UpdateInput() {
  if (feeding_ != nullptr) return;
  const bool waits = reading_ == Reading::kDone || reading_ == Reading::kHeld ||
                     (reading_ == Reading::kBetween && output_above_);
  const bool pause = pauses_ > 0 || (waits && left_unread_);
  if (pause == input_paused_) return;
  input_paused_ = pause;
  pause ? host_.PauseInput() : host_.ResumeInput();
}

void ServerCodec::Close(SessionClose how) {
  closed_ = true;
  events_ = nullptr;
  host_.Close(how);
}

}  // namespace nuncio::http::http1
