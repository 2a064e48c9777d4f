#include "source/http/http2/stream.h"

#include <algorithm>

#include "source/base/life.h"
#include "source/http/http2/core.h"
#include "source/http/http2/errors.h"
#include "source/http/http2/reset_codes.h"

namespace nuncio::http::http2 {
namespace {

// Below this a piece is copied: sharing would keep a whole slice for it.
constexpr size_t kWorthSharing = 1024;
// Below this the body of a frame is copied behind its header, so that both are in one slice.
constexpr size_t kWorthMoving = 512;

}  // namespace

Stream::Stream(Core& core)
    : core_(core), received_(core.output().pool()), sending_(core.output().pool()) {}

Stream::~Stream() { core_.OnSendingShrunk(sending_.size()); }

// ---- what came

void Stream::OnHeadRead(bool end, const absl::optional<uint64_t>& length) {
  head_read_ = true;
  head_new_ = true;
  remote_ended_ = end;
  if (body_counts_) expected_ = length;
  core_.MarkReady(*this);
}

const ProtocolError* Stream::OnTrailersRead(Trailers& trailers, bool end) {
  if (!end) return &kTrailersNotTheEnd;
  if (const ProtocolError* const error = CheckEnd()) return error;
  core_.counts().Add(Count::kTrailers);
  remote_ended_ = true;
  if (!trailers.empty()) trailers_ = &trailers;
  core_.MarkReady(*this);
  return nullptr;
}

const ProtocolError* Stream::TakeData(const buffer::SliceRef& slice, absl::string_view bytes) {
  if (!listening_ || reset_.has_value()) {
    core_.Consume(id_, bytes.size());
    return nullptr;
  }
  if (!head_read_) return &kDataBeforeHead;
  body_bytes_ += bytes.size();
  if (expected_.has_value() && body_bytes_ > *expected_) return &kBodyTooLong;
  bytes.size() < kWorthSharing ? received_.Append(bytes) : received_.AppendShared(slice, bytes);
  core_.MarkReady(*this);
  return nullptr;
}

const ProtocolError* Stream::EndData() {
  if (listening_ && !head_read_) return &kDataBeforeHead;
  if (const ProtocolError* const error = listening_ ? CheckEnd() : nullptr) return error;
  remote_ended_ = true;
  core_.MarkReady(*this);
  return nullptr;
}

const ProtocolError* Stream::CheckEnd() const {
  return expected_.has_value() && body_bytes_ < *expected_ ? &kBodyTooShort : nullptr;
}

void Stream::OnClosed(uint32_t code) {
  closed_ = true;
  core_.MarkReady(*this);
  if (!listening_) return;
  if (remote_code_.has_value()) {
    // An answer that is whole stays so: a server may then give up the rest of the request.
    if (remote_ended_ && *remote_code_ == NGHTTP2_NO_ERROR) return;
    return Fail(ReasonOf(*remote_code_), ResetDetails(*remote_code_));
  }
  if (code == NGHTTP2_NO_ERROR && remote_ended_) return;
  // A GOAWAY that came closes streams that the peer did not look at.
  if (code == NGHTTP2_REFUSED_STREAM) return Fail(ResetReason::kRemoteRefused, ResetDetails(code));
  Fail(ResetReason::kProtocolError, kBrokenStream.details);
}

void Stream::Fail(ResetReason reason, absl::string_view details) {
  if (reset_.has_value() || !listening_) return;
  reset_ = reason;
  reset_details_ = details;
  core_.MarkReady(*this);
}

// ---- what goes

void Stream::Queue(buffer::Buffer& data, bool end) {
  if (drop_sending_) data.Clear();
  core_.OnSendingGrown(data.size());
  sending_.Move(data);
  local_ended_ = local_ended_ || end;
  if (!above_ && (hold_sending_ || sending_.size() > core_.SendLimit())) core_.MarkReady(*this);
  if (id_ != 0) nghttp2_session_resume_data(core_.library(), id_);
}

void Stream::QueueTrailers(const Trailers& trailers) {
  if (!trailers.empty()) {
    sending_trailers_ = std::make_unique<Texts>();
    for (const nghttp2_nv& field : core_.writer().Fields(trailers)) {
      sending_trailers_->emplace_back(std::string(field.name, field.name + field.namelen),
                                      std::string(field.value, field.value + field.valuelen));
    }
  }
  local_ended_ = true;
  if (id_ != 0) nghttp2_session_resume_data(core_.library(), id_);
}

ssize_t Stream::PrepareFrame(size_t most, uint32_t& flags) {
  if (hold_sending_) return NGHTTP2_ERR_DEFERRED;
  const size_t length = std::min(most, sending_.size());
  if (length == 0 && !local_ended_) return NGHTTP2_ERR_DEFERRED;
  flags |= NGHTTP2_DATA_FLAG_NO_COPY;
  if (local_ended_ && length == sending_.size()) {
    flags |= NGHTTP2_DATA_FLAG_EOF;
    if (sending_trailers_ != nullptr) {
      flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      SubmitTrailers();
    }
  }
  return static_cast<ssize_t>(length);
}

void Stream::WriteFrame(absl::string_view frame_header, size_t length, buffer::Buffer& output) {
  output.Append(frame_header);
  core_.OnSendingShrunk(length);
  if (length >= kWorthMoving) {
    output.Move(sending_, length);
  } else if (length != 0) {
    char bytes[kWorthMoving];
    sending_.CopyOut(0, length, bytes);
    output.Append(absl::string_view(bytes, length));
    sending_.Drain(length);
  }
  if (above_) core_.MarkReady(*this);
}

void Stream::SubmitTrailers() {
  std::vector<nghttp2_nv> fields;
  for (auto& [name, value] : *sending_trailers_) {
    fields.push_back({reinterpret_cast<uint8_t*>(name.data()),
                      reinterpret_cast<uint8_t*>(value.data()), name.size(), value.size(),
                      NGHTTP2_NV_FLAG_NONE});
  }
  nghttp2_submit_trailer(core_.library(), id_, fields.data(), fields.size());
}

void Stream::DropSending() {
  core_.OnSendingShrunk(sending_.size());
  sending_.Clear();
  sending_trailers_.reset();
  drop_sending_ = true;
}

void Stream::SendSoon() { core_.SendSoon(); }

nghttp2_data_provider Stream::Provider() {
  nghttp2_data_provider provider;
  provider.source.ptr = this;
  provider.read_callback = &Core::ReadForFrame;
  return provider;
}

void Stream::ResetNow(uint32_t code) {
  DropSending();
  if (id_ != 0 && !closed_) {
    nghttp2_submit_rst_stream(core_.library(), NGHTTP2_FLAG_NONE, id_, code);
  } else {
    closed_ = true;
  }
}

// ---- the listener

void Stream::Resume() {
  if (--pauses_ == 0) core_.MarkReadyAndWake(*this);
}

void Stream::StopListening() {
  if (!std::exchange(listening_, false)) return;
  core_.OnListenerGone();
  DropReceived();
  if (closed_) core_.MarkReady(*this);
}

void Stream::DropReceived() {
  core_.Consume(id_, received_.size());
  received_.Clear();
  trailers_ = nullptr;
}

void Stream::Deliver() {
  const base::LifeWatch life(core_.life());
  if (listening_) TellInterims();
  if (!life) return;
  if (listening_ && std::exchange(head_new_, false)) {
    const bool end = remote_ended_ && received_.empty() && trailers_ == nullptr && CanTellData();
    if (end) {
      end_told_ = true;
      BeforeEndIsTold();
    }
    TellHead(end);
    if (!life) return;
  }
  if (listening_ && !TellReceived()) return;
  if (listening_ && reset_.has_value()) {
    StopListening();
    TellReset(*reset_, reset_details_);
    return;
  }
  if (listening_) UpdateAbove();
}

// False when the session is gone.
bool Stream::TellReceived() {
  if (!head_read_ || head_new_ || !CanTellData() || end_told_) return true;
  const base::LifeWatch life(core_.life());
  const bool end = remote_ended_ && trailers_ == nullptr;
  if (!received_.empty() || end) {
    buffer::Buffer data(received_.pool());
    data.Move(received_);
    core_.Consume(id_, data.size());
    end_told_ = end;
    if (end) BeforeEndIsTold();
    TellData(data, end);
    if (!life) return false;
  }
  if (listening_ && trailers_ != nullptr && CanTellData() && received_.empty()) {
    Trailers& trailers = *std::exchange(trailers_, nullptr);
    end_told_ = true;
    BeforeEndIsTold();
    TellTrailers(trailers);
  }
  return static_cast<bool>(life);
}

void Stream::UpdateAbove() {
  if (local_ended_) return;
  const size_t limit = core_.SendLimit();
  const size_t size = sending_.size();
  const bool much = above_ ? size > limit / 2 : size > limit;
  const bool above = core_.output_above() || much || (hold_sending_ && size != 0);
  if (above == above_) return;
  above_ = above;
  TellAbove(above);
}

}  // namespace nuncio::http::http2
