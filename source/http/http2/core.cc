#include "source/http/http2/core.h"

#include <utility>

#include "source/http/http2/errors.h"
#include "source/http/http2/library_options.h"

namespace nuncio::http::http2 {
namespace {

// What a stream may keep while all together keep too much.
constexpr size_t kLittle = 16 * 1024;
// What the answer to a PING tells about why it was sent.
constexpr uint8_t kAlivePing[8] = {'n', 'u', 'n', 'c', 'i', 'o', 0, 1};
constexpr uint8_t kDrainPing[8] = {'n', 'u', 'n', 'c', 'i', 'o', 0, 2};

}  // namespace

Core::Core(SessionHost& host, const Options& options, const base::Clock& clock, End end)
    : host_(host),
      options_(options),
      server_(end == End::kServer),
      guard_(options, clock, counts_) {
  library_ = MakeLibrarySession(options, server_, this);
  SubmitSettings(*library_, options, server_);
}

Core::~Core() {
  while (!streams_.empty()) delete &streams_.front();
  if (orphan_ == nullptr) {
    nghttp2_session_del(library_);
  } else {
    nghttp2_session_set_user_data(library_, nullptr);
    *orphan_ = library_;
  }
}

// The library runs `call`; false when the session was destroyed in it.
template <typename Call>
bool Core::InLibrary(Call call) {
  nghttp2_session* orphan = nullptr;
  orphan_ = &orphan;
  call();
  if (orphan != nullptr) {
    nghttp2_session_del(orphan);
    return false;
  }
  orphan_ = nullptr;
  return true;
}

// ---- bytes in

void Core::FeedBytes(buffer::Buffer& in, bool fin) {
  waking_ = false;
  if (closed_) return in.Clear();
  const base::LifeWatch life(life_);
  ++inside_;
  while (!in.empty() && failure_ == nullptr) {
    if (!FeedPiece(in)) return;
  }
  if (failure_ != nullptr) in.Clear();
  if (fin) {
    draining_ = true;
    EndOfInput();
  }
  --inside_;
  Settle();
  if (life && fin && !closed_) Close(SessionClose::kFlush);
}

bool Core::FeedPiece(buffer::Buffer& in) {
  const absl::string_view piece = in.Front();
  const buffer::SliceRef slice = in.FrontSlice();
  feeding_ = &slice;
  ssize_t taken = 0;
  const bool alive = InLibrary([&] {
    taken = nghttp2_session_mem_recv(library_, reinterpret_cast<const uint8_t*>(piece.data()),
                                     piece.size());
  });
  if (!alive) return false;
  feeding_ = nullptr;
  if (taken >= 0) {
    in.Drain(static_cast<size_t>(taken));
  } else if (taken == NGHTTP2_ERR_FLOODED) {
    counts_.Add(Count::kOutboundControlFlood);
    Fail(kOutboundControlFlood, NGHTTP2_ENHANCE_YOUR_CALM);
  } else {
    Fail(taken == NGHTTP2_ERR_BAD_CLIENT_MAGIC ? kBadPreface : kBrokenFrames,
         NGHTTP2_PROTOCOL_ERROR);
  }
  return true;
}

// The peer sends nothing more, and what was not whole never will be.
void Core::EndOfInput() {
  streams_.ForEach([this](Stream& stream) {
    if (stream.remote_ended() && !server_) {
      stream.StopPauses();
      MarkReady(stream);
    } else {
      stream.Fail(ResetReason::kConnectionTermination, DisconnectDetails());
    }
  });
}

// ---- telling and writing

void Core::MarkReady(Stream& stream) {
  ReadyLink& link = stream;
  if (!link.linked()) ready_.PushBack(link);
}

void Core::MarkReadyAndWake(Stream& stream) {
  MarkReady(stream);
  if (inside_ == 0) Wake();
}

// Makes the host feed again soon.
void Core::Wake() {
  if (waking_ || closed_) return;
  waking_ = true;
  const base::LifeWatch life(life_);
  host_.PauseInput();
  if (life) host_.ResumeInput();
}

void Core::Settle() {
  if (inside_ > 0 || closed_) return;
  const base::LifeWatch life(life_);
  ++inside_;
  do {
    if (!Tell() || !Pump()) return;
  } while (!ready_.empty() && !closed_);
  --inside_;
  FinishIfOver();
}

bool Core::Tell() {
  const base::LifeWatch life(life_);
  while (!ready_.empty()) {
    auto& stream = static_cast<Stream&>(ready_.front());
    static_cast<ReadyLink&>(stream).Unlink();
    stream.Deliver();
    if (!life) return false;
    if (stream.finished()) delete &stream;
  }
  return true;
}

void Core::SendSoon() {
  if (inside_ > 0 || closed_) return;
  const base::LifeWatch life(life_);
  ++inside_;
  if (!Pump()) return;
  --inside_;
  Bury();
  if (!ready_.empty()) Wake();
  if (life) FinishIfOver();
}

// Destroys what is finished, where nobody may be told anything.
void Core::Bury() {
  ready_.ForEach([](ReadyLink& link) {
    auto& stream = static_cast<Stream&>(link);
    if (stream.finished()) delete &stream;
  });
}

bool Core::Pump() {
  if (output_above_ && failure_ == nullptr) {
    CheckOutbound();
    if (failure_ == nullptr) return true;
  }
  const base::LifeWatch life(life_);
  const size_t before = output().size();
  const int result = nghttp2_session_send(library_);
  if (result != 0) Fail(kBrokenFrames, NGHTTP2_INTERNAL_ERROR);
  CheckOutbound();
  if (output().size() != before) host_.FlushSoon();
  return static_cast<bool>(life);
}

void Core::CheckOutbound() {
  if (failure_ != nullptr) return;
  outbound_.Forget(output().size());
  const FloodLimits& limits = options_.floods;
  const size_t queued = nghttp2_session_get_outbound_queue_size(library_);
  if (outbound_.control_frames() > limits.max_outbound_control_frames) {
    counts_.Add(Count::kOutboundControlFlood);
    Fail(kOutboundControlFlood, NGHTTP2_ENHANCE_YOUR_CALM);
  } else if (outbound_.frames() + queued > limits.max_outbound_frames) {
    counts_.Add(Count::kOutboundFlood);
    Fail(kOutboundFramesFlood, NGHTTP2_ENHANCE_YOUR_CALM);
  }
}

size_t Core::SendLimit() const {
  return sending_bytes_ <= options_.connection_send_buffer ? options_.stream_send_buffer : kLittle;
}

void Core::OutputAbove(bool above) {
  output_above_ = above;
  if (closed_) return;
  streams_.ForEach([this](Stream& stream) { MarkReady(stream); });
  Settle();
}

void Core::Consume(int32_t id, size_t bytes) {
  if (bytes == 0) return;
  nghttp2_session_consume(library_, id, bytes);
}

// ---- the end

void Core::StartDrain() {
  if (closed_ || std::exchange(draining_, true)) return;
  // What the peer sends before it hears of this still counts: the last word comes a round trip
  // later (RFC 9113, 6.8).
  nghttp2_submit_shutdown_notice(library_);
  SendSoon();
}

void Core::CloseWhenIdle() {
  draining_ = close_when_idle_ = true;
  if (inside_ == 0 && !closed_) FinishIfOver();
}

// The first step is out. What answers this PING has heard of it.
void Core::OnShutdownNoticeSent() { nghttp2_submit_ping(library_, NGHTTP2_FLAG_NONE, kDrainPing); }

void Core::Ping() {
  if (closed_) return;
  ping_unanswered_ = true;
  nghttp2_submit_ping(library_, NGHTTP2_FLAG_NONE, kAlivePing);
  SendSoon();
}

void Core::OnPingAnswer(const nghttp2_frame& frame) {
  const uint8_t what = frame.ping.opaque_data[7];
  if (what == kAlivePing[7]) ping_unanswered_ = false;
  if (what == kDrainPing[7] && draining_) {
    nghttp2_submit_goaway(library_, NGHTTP2_FLAG_NONE,
                          nghttp2_session_get_last_proc_stream_id(library_), NGHTTP2_NO_ERROR,
                          nullptr, 0);
  }
}

void Core::Fail(const ProtocolError& error, uint32_t code) {
  if (failure_ != nullptr) return;
  failure_ = &error;
  nghttp2_session_terminate_session(library_, code);
}

int Core::FailStream(Stream& stream, const ProtocolError& error) {
  CountError(error);
  const bool limit =
      &error == &kHeadTooLarge || &error == &kTooManyFields || &error == &kUnderscore;
  if (!limit && !options_.stream_error_on_invalid_message) {
    Fail(error, NGHTTP2_PROTOCOL_ERROR);
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
  nghttp2_submit_rst_stream(library_, NGHTTP2_FLAG_NONE, stream.id(),
                            limit ? NGHTTP2_INTERNAL_ERROR : NGHTTP2_PROTOCOL_ERROR);
  stream.Fail(ResetReason::kProtocolError, error.details);
  if (const ProtocolError* const flood = guard_.OnReset()) {
    Fail(*flood, NGHTTP2_ENHANCE_YOUR_CALM);
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
  return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

void Core::CountError(const ProtocolError& error) {
  if (&error == &kHeadTooLarge) return counts_.Add(Count::kHeaderListSizeTooLarge);
  if (&error == &kTooManyFields) return counts_.Add(Count::kHeaderOverflow);
  if (&error == &kUnderscore) {
    return counts_.Add(Count::kRequestsRejectedWithUnderscoresInHeaders);
  }
  counts_.Add(Count::kRxMessagingError);
}

void Core::ResetAll(ResetReason reason, absl::string_view details) {
  streams_.ForEach([&](Stream& stream) { stream.Fail(reason, details); });
}

// Both sides have said all they will: ends the streams that are left, and the connection.
void Core::FinishIfOver() {
  if (closed_ || inside_ > 0) return;
  const bool idle = close_when_idle_ && streams_.empty();
  const bool over =
      nghttp2_session_want_read(library_) == 0 && nghttp2_session_want_write(library_) == 0;
  if (failure_ == nullptr && !over && !idle) return;
  const base::LifeWatch life(life_);
  if (failure_ != nullptr) {
    ++inside_;
    if (!Pump()) return;
    --inside_;
    OnBroken(*failure_);
    if (!life || closed_) return;
    ResetAll(ResetReason::kProtocolError, failure_->details);
  } else {
    if (!over) nghttp2_session_terminate_session(library_, NGHTTP2_NO_ERROR);
    ResetAll(ResetReason::kConnectionTermination, DisconnectDetails());
  }
  ++inside_;
  if (!Tell() || !Pump()) return;
  --inside_;
  if (failure_ == nullptr) return Close(SessionClose::kFlush);
  // Who does not speak HTTP/2 would not understand a GOAWAY either.
  const bool deaf = output_above_ || failure_ == &kBadPreface;
  Close(deaf ? SessionClose::kNow : SessionClose::kFlushThenLinger);
}

void Core::Close(SessionClose how) {
  closed_ = true;
  host_.Close(how);
}

void Core::Adopt(Stream& stream) {
  streams_.PushBack(stream);
  ++active_;
}

Stream* Core::Find(int32_t id) {
  return static_cast<Stream*>(nghttp2_session_get_stream_user_data(library_, id));
}

}  // namespace nuncio::http::http2
