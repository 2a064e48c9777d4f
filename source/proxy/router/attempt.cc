#include "source/proxy/router/attempt.h"

#include <utility>

#include "source/upstream/clusters/describe.h"

namespace nuncio::proxy::router {

Attempt::Attempt(AttemptOwner& owner, const filter::HttpStreamContext& context,
                 upstream::ClusterPin cluster, upstream::HostPin host)
    : owner_(owner),
      context_(context),
      cluster_(std::move(cluster)),
      host_(std::move(host)),
      timer_(context.worker.loop, [this] { owner_.OnAttemptTimeout(*this); }),
      started_(context.worker.loop.Now()) {
  upstream::Describe(*cluster_, host_->host(), record_);
}

void Attempt::Start(upstream::ResourcePriority priority) {
  record_.connect_begin = started_;
  cluster_->Acquire(*host_, *this, {*this, context_.arena, priority});
}

void Attempt::StartTunnel(upstream::ResourcePriority priority) {
  record_.connect_begin = started_;
  tunnel_ = context_.arena.New<TcpStream>(context_.worker.loop, context_.arena,
                                          static_cast<upstream::StreamWaiter&>(*this),
                                          static_cast<http::ResponseEvents&>(*this));
  tunnel_->Connect(*cluster_, *host_, priority);
}

void Attempt::Cancel() {
  if (over_) return;
  StreamWaiter::Cancel();
  if (stream_ != nullptr && tunnel_ == nullptr) {
    std::exchange(stream_, nullptr)->Reset(http::ResetReason::kLocalReset);
  }
  End();
}

void Attempt::End() {
  over_ = true;
  stream_ = nullptr;
  timer_.Stop();
  // The arena may destroy it before this.
  if (TcpStream* const tunnel = std::exchange(tunnel_, nullptr)) {
    tunnel->Reset(http::ResetReason::kLocalReset);
  }
}

void Attempt::OnStreamReady(http::RequestStream& stream,
                            const upstream::ConnectionFacts& connection) {
  stream_ = &stream;
  record_.has_connection = true;
  record_.connection_id = connection.id;
  record_.local = connection.local;
  record_.remote = connection.remote;
  record_.protocol = connection.protocol;
  record_.requests_on_connection = connection.streams;
  record_.connect_begin = connection.connect_started;
  record_.connect_end = connection.connected;
  record_.pool_wait = context_.worker.loop.Now() - started_;
  owner_.OnAttemptReady(*this);
}

void Attempt::OnPoolFailure(http::ResetReason reason, absl::string_view details) {
  record_.transport_failure_reason = context_.arena.Copy(details);
  End();
  owner_.OnAttemptFailed(*this, reason, details);
}

// ---- the request goes out

void Attempt::SendHead(const http::RequestHead& head, bool end) {
  if (stream_ == nullptr) return;
  head_sent_ = true;
  record_.first_tx = context_.worker.loop.Now();
  record_.header_bytes_sent = head.headers.ByteSize();
  stream_->SendHead(head, end);
}

void Attempt::SendData(buffer::Buffer& data, bool end) {
  if (stream_ != nullptr) stream_->SendData(data, end);
}

void Attempt::SendTrailers(const http::Trailers& trailers) {
  if (stream_ != nullptr) stream_->SendTrailers(trailers);
}

void Attempt::StartTimer(std::chrono::milliseconds per_try) {
  record_.last_tx = context_.worker.loop.Now();
  if (per_try.count() > 0 && !over_ && !response_started_) timer_.Start(per_try);
}

void Attempt::PauseReading() {
  if (stream_ != nullptr) stream_->PauseReading();
}

void Attempt::ResumeReading() {
  if (stream_ != nullptr) stream_->ResumeReading();
}

// ---- the response comes in

void Attempt::OnInterim(http::ResponseHead& head) { owner_.OnAttemptInterim(*this, head); }

void Attempt::OnHead(http::ResponseHead& head, bool end) {
  response_started_ = true;
  timer_.Stop();
  record_.first_rx = context_.worker.loop.Now();
  record_.header_bytes_received = head.headers.ByteSize();
  if (end) End();
  owner_.OnAttemptHead(*this, head, end);
}

void Attempt::OnData(buffer::Buffer& data, bool end) {
  if (!record_.first_rx_body) record_.first_rx_body = context_.worker.loop.Now();
  if (end) End();
  owner_.OnAttemptData(*this, data, end);
}

void Attempt::OnTrailers(http::Trailers& trailers) {
  End();
  owner_.OnAttemptTrailers(*this, trailers);
}

void Attempt::OnReset(http::ResetReason reason, absl::string_view details) {
  End();
  owner_.OnAttemptFailed(*this, reason, details);
}

void Attempt::OnSendAboveWatermark() {
  blocked_ = true;
  owner_.OnAttemptBlocked(*this);
}

void Attempt::OnSendBelowWatermark() {
  blocked_ = false;
  owner_.OnAttemptUnblocked(*this);
}

}  // namespace nuncio::proxy::router
