#include "source/upstream/pool/http_connection.h"

#include <utility>

#include "source/http/http1/client_codec.h"
#include "source/upstream/pool/dial.h"
#include "source/upstream/pool/http_pool.h"

namespace nuncio::upstream {

HttpConnection::HttpConnection(HttpPool& pool, const PoolContext& context, Ticket ticket)
    : pool_(pool),
      context_(context),
      account_(context),
      connection_(Dial(context, /*half_close=*/false)),
      timer_(context.worker.loop, [this] { OnTimer(); }) {
  account_.Begin(std::move(ticket));
  context_.Add(kCxHttp1Total);
  connection_->set_events(*this);
  connection_->Start();
  timer_.Start(context_.options().connect_timeout);
}

HttpConnection::~HttpConnection() = default;

void HttpConnection::OnConnected() {
  account_.Connected();
  facts_.id = connection_->id();
  facts_.local = connection_->local();
  facts_.remote = connection_->peer();
  facts_.connect_started = account_.started();
  facts_.connected = account_.connected();
  facts_.counts = &connection_->counts();
  facts_.transport = &connection_->transport().facts();
  const HttpOptions& options = context_.options().http;
  session_ = std::make_unique<http::http1::ClientCodec>(
      static_cast<http::ClientSessionHost&>(*this), options.http1);
  facts_.protocol = session_->protocol();
  if (options.max_connection_duration.has_value()) {
    duration_timer_.emplace(context_.worker.loop, [this] { OnMaxDuration(); });
    duration_timer_->Start(*options.max_connection_duration);
  }
  pool_.OnConnectionReady(*this);
}

void HttpConnection::Rest() {
  was_ready_ = true;
  state_ = State::kReady;
  if (context_.options().http.idle_timeout.has_value()) {
    timer_.Start(*context_.options().http.idle_timeout);
  } else {
    timer_.Stop();
  }
}

void HttpConnection::Open(StreamWaiter& waiter, const StreamRequest& request, Ticket ticket) {
  timer_.Stop();
  state_ = State::kBusy;
  events_ = &request.events;
  request_ = std::move(ticket);
  response_ended_ = false;
  facts_.received_byte = false;
  ++facts_.streams;
  context_.Add(kRqTotal);
  context_.AddGauge(kRqActive);
  HostCounters& host = context_.host->counters();
  host.rq_total.fetch_add(1, std::memory_order_relaxed);
  host.rq_active.fetch_add(1, std::memory_order_relaxed);
  if (facts_.streams == context_.options().http.max_requests_per_connection) {
    context_.Add(kCxMaxRequests);
    last_stream_ = true;
  }
  waiter.OnStreamReady(session_->NewStream(*this, request.arena), facts_);
}

void HttpConnection::EndStream() {
  events_ = nullptr;
  request_.Return();
  context_.SubGauge(kRqActive);
  context_.host->counters().rq_active.fetch_sub(1, std::memory_order_relaxed);
  account_.CountBytes(connection_->counts());
}

void HttpConnection::OnStreamOver(bool reusable) {
  if (state_ != State::kBusy) return;
  EndStream();
  if (!reusable) return;  // Close follows
  if (last_stream_ || peer_closed_) {
    End(peer_closed_);
  } else {
    pool_.OnConnectionReady(*this);
  }
}

void HttpConnection::Close(http::SessionClose how) {
  // A server that answered to the end and wants no more requests.
  if (how != http::SessionClose::kNow && state_ == State::kBusy && response_ended_ &&
      !peer_closed_ && !protocol_error_) {
    context_.Add(kCxCloseNotify);
  }
  // The answer came to its end before the request did: that one is cut.
  if (how == http::SessionClose::kNow && !protocol_error_) response_ended_ = false;
  if (how != http::SessionClose::kNow && !connection_->output().empty()) return Leave();
  End(peer_closed_);
}

void HttpConnection::Leave() {
  if (events_ != nullptr) EndStream();
  state_ = State::kLeaving;
  timer_.Stop();
  duration_timer_.reset();
  connection_->Close(network::CloseMode::kFlush);
  pool_.OnConnectionLeaving(*this);
}

void HttpConnection::CloseNow() { End(/*by_peer=*/false); }

void HttpConnection::OnTimer() {
  if (state_ == State::kConnecting) {
    account_.ConnectFailed(/*timed_out=*/true);
    End(/*by_peer=*/false, http::ResetReason::kConnectionTimeout);
  } else if (state_ == State::kReady) {
    context_.Add(kCxIdleTimeout);
    End(/*by_peer=*/false);
  }
}

void HttpConnection::OnMaxDuration() {
  context_.Add(kCxMaxDurationReached);
  last_stream_ = true;
  if (state_ == State::kReady) End(/*by_peer=*/false);
}

void HttpConnection::OnData(bool fin) {
  if (state_ >= State::kLeaving) return;
  peer_closed_ = peer_closed_ || fin;
  if (!connection_->input().empty()) facts_.received_byte = true;
  account_.CountBytes(connection_->counts());
  session_->Feed(connection_->input(), fin);
  if (fin && state_ == State::kReady) End(/*by_peer=*/true);
}

void HttpConnection::OnOutputAbove() {
  if (state_ >= State::kLeaving) return;
  context_.Add(kFlowControlBackedUpTotal);
  if (session_ != nullptr) session_->OnOutputAboveWatermark();
}

void HttpConnection::OnOutputBelow() {
  if (state_ >= State::kLeaving) return;
  context_.Add(kFlowControlDrainedTotal);
  if (session_ != nullptr) session_->OnOutputBelowWatermark();
}

void HttpConnection::OnClosed(network::CloseCause cause) {
  if (state_ == State::kLeaving) return End(peer_closed_);
  if (cause == network::CloseCause::kConnectFailed) {
    account_.ConnectFailed(/*timed_out=*/false);
    End(/*by_peer=*/true, http::ResetReason::kRemoteConnectionFailure, connection_->failure());
    return;
  }
  http::ResponseEvents* const events = events_;
  if (events != nullptr) EndStream();
  // Before the listener is told: it may want another stream at once.
  End(/*by_peer=*/true);
  if (events != nullptr) {
    events->OnReset(http::ResetReason::kConnectionTermination, "");
  }
}

void HttpConnection::PauseInput() {
  context_.Add(kFlowControlPausedReadingTotal);
  connection_->PauseRead();
}

void HttpConnection::ResumeInput() {
  context_.Add(kFlowControlResumedReadingTotal);
  connection_->ResumeRead();
}

void HttpConnection::OnProtocolError(const http::ProtocolError&) {
  protocol_error_ = true;
  context_.Add(kCxProtocolError);
}

void HttpConnection::OnHead(http::ResponseHead& head, bool end) {
  response_ended_ = end;
  events_->OnHead(head, end);
}

void HttpConnection::OnData(buffer::Buffer& data, bool end) {
  response_ended_ = end;
  events_->OnData(data, end);
}

void HttpConnection::OnTrailers(http::Trailers& trailers) {
  response_ended_ = true;
  events_->OnTrailers(trailers);
}

void HttpConnection::OnReset(http::ResetReason reason, absl::string_view details) {
  events_->OnReset(reason, details);
}

void HttpConnection::End(bool by_peer, std::optional<http::ResetReason> connect_failure,
                         absl::string_view details) {
  if (state_ == State::kOver) return;
  if (events_ != nullptr) EndStream();
  state_ = State::kOver;
  timer_.Stop();
  duration_timer_.reset();
  account_.CountBytes(connection_->counts());
  account_.Closed(by_peer, /*with_request=*/!response_ended_);
  if (was_ready_) context_.Record(kRqPerCx, facts_.streams);
  // `details` may be the connection's own text: it stays until this object is deleted.
  connection_->Close(network::CloseMode::kNow);
  pool_.OnConnectionOver(*this, connect_failure, details);
}

}  // namespace nuncio::upstream
