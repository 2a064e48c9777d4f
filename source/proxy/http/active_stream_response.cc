#include <chrono>
#include <memory>
#include <utility>

#include "source/access_log/access_log.h"
#include "source/proxy/http/active_stream.h"
#include "source/proxy/http/egress.h"
#include "source/proxy/http/proxy_status.h"
#include "source/proxy/http/reply.h"
#include "source/record/details.h"

// The response's side of a stream, and its end.

namespace nuncio::proxy {
namespace {

constexpr int kSwitchingProtocols = 101;

bool IsTunnel(const http::RequestHead* request, int status) {
  if (request == nullptr) return false;
  switch (request->kind) {
    case http::RequestKind::kOrdinary:
      return false;
    case http::RequestKind::kUpgrade:
      return status == kSwitchingProtocols;
    case http::RequestKind::kConnect:
      return status >= 200 && status < 300;
  }
  return false;
}

}  // namespace

void ActiveStream::OnChainInterim(http::ResponseHead& head) {
  // The first of 100 to 104 passes where the client is to hear from upstream.
  const bool wanted =
      head.status >= 100 && head.status <= 104 && head.status != kSwitchingProtocols;
  if (over() || !options_.proxy_100_continue || !wanted) return;
  if (std::exchange(interim_sent_, true)) return;
  response_->SendInterim(head);
}

http::ResponseHead* ActiveStream::ShapeLocalReply(const filter::LocalReply& reply,
                                                  buffer::Buffer& body) {
  if (reply.close_connection) owner_.CloseAfterResponse();
  const runtime::Values* const runtime = runtime_ ? runtime_->shared().get() : nullptr;
  return ShapeReply(
      {options_.local_reply_config, record_, route_, runtime, random_, &worker_.random}, reply,
      body);
}

void ActiveStream::OnChainHead(http::ResponseHead& head, bool end) {
  if (over()) return;
  TouchIdle();
  FinishResponse(config_, worker_, request_, head);
  if (options_.proxy_status_config) {
    WriteProxyStatus(*options_.proxy_status_config, record_, head);
  }
  record_.response = &head;
  record_.response_code = head.status;
  record_.first_tx = worker_.loop.Now();
  record_.header_bytes_sent = head.headers.ByteSize();
  tunnel_ = IsTunnel(request_, head.status);
  if (tunnel_) {
    Add(kCxUpgradesTotal);
    config_.AddGauge(worker_, kCxUpgradesActive);
    request_timer_.Stop();
  } else {
    if (record_.drain_connection) owner_.CloseAfterResponse();
    owner_.BeforeResponse();
  }
  if (!request_complete_ && !tunnel_) Add(kRqResponseBeforeRqComplete);
  response_->SendHead(head, end);
  if (end) Finish();
}

void ActiveStream::OnChainData(buffer::Buffer& data, bool end) {
  if (over()) return;
  TouchIdle();
  record_.bytes_sent += data.size();
  response_->SendData(data, end);
  if (end) Finish();
}

void ActiveStream::OnChainTrailers(http::Trailers& trailers) {
  if (over()) return;
  record_.response_trailers = &trailers;
  response_->SendTrailers(trailers);
  Finish();
}

void ActiveStream::OnChainReset(http::ResetReason reason, absl::string_view details) {
  if (over()) return;
  Add(kRqTxReset);
  if (!details.empty()) record_.response_code_details = details;
  response_->Reset(reason);
  Finish();
}

void ActiveStream::PauseRequest() {
  if (over()) return;
  Add(kFlowControlPausedReadingTotal);
  response_->PauseReading();
}

void ActiveStream::ResumeRequest() {
  if (over()) return;
  Add(kFlowControlResumedReadingTotal);
  response_->ResumeReading();
}

void ActiveStream::OnSendAboveWatermark() { chain_.OnClientBlocked(); }

void ActiveStream::OnSendBelowWatermark() {
  TouchIdle();
  chain_.OnClientUnblocked();
}

// ---- the end

void ActiveStream::CountStatus(int status) {
  Add(kRqCompleted);
  static constexpr HttpManagerMetric kClasses[] = {kRq1xx, kRq2xx, kRq3xx, kRq4xx, kRq5xx};
  if (status >= 100 && status < 600) Add(kClasses[status / 100 - 1]);
}

void ActiveStream::WriteLog(record::AccessLogType type) {
  if (options_.access_log.empty()) return;
  record_.access_log_type = type;
  const runtime::Values* const runtime = runtime_ ? runtime_->shared().get() : nullptr;
  format::Input input(record_);
  input.now = worker_.loop.WallNow();
  input.random = &worker_.random;
  access_log::WriteAll(options_.access_log, {input, random_, runtime});
}

void ActiveStream::Finish() {
  response_ = nullptr;
  header_timer_.Stop();
  request_timer_.Stop();
  idle_timer_.Stop();
  duration_timer_.Stop();
  const base::Instant now = worker_.loop.Now();
  record_.end = now;
  if (record_.response != nullptr) {
    record_.last_tx = now;
    CountStatus(record_.response_code);
    const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(now - record_.start);
    config_.Record(worker_, kRqTime, static_cast<uint64_t>(taken.count()));
  }
  if (tunnel_) config_.SubGauge(worker_, kCxUpgradesActive);
  config_.SubGauge(worker_, kRqActive);
  chain_.OnStreamComplete();
  WriteLog(record::AccessLogType::kDownstreamEnd);
  chain_.Destroy();
  base::ListNode<ActiveStream>::Unlink();
  worker_.loop.AtEndOfIteration(*this);
  owner_.OnStreamDone(*this);
}

// ---- the proxy follows a redirect itself

void ActiveStream::OnChainBeginAgain(http::RequestHead& head, buffer::Buffer& body,
                                     http::Trailers* trailers) {
  if (over()) return;
  // The body is the filter's own, and goes with it.
  next_request_ = arena_->New<NextRequest>(NextRequest{std::move(body), trailers});
  request_ = &head;
  record_.request = request_;
  record_.end = worker_.loop.Now();
  chain_.OnStreamComplete();
  WriteLog(record::AccessLogType::kDownstreamEnd);
  chain_.Destroy();
  StartRecordAnew();
  record_.bytes_received = next_request_->body.size();
  worker_.loop.AtEndOfIteration(*this);
}

// The same client and the same request's number: what happened to the first one is forgotten.
void ActiveStream::StartRecordAnew() {
  const network::Address remote = record_.remote;
  const absl::string_view request_id = record_.request_id;
  const absl::string_view trace_id = record_.trace_id;
  const record::TraceReason trace_reason = record_.trace_reason;
  record::InternalRedirects* const redirects = record_.internal_redirects;
  std::destroy_at(&record_);
  std::construct_at(&record_, *arena_, owner_.connection_record());
  record_.start = worker_.loop.Now();
  record_.start_wall = worker_.loop.WallNow();
  record_.last_rx = record_.start;
  record_.protocol = request_->protocol;
  record_.remote = remote;
  record_.request = request_;
  record_.request_id = request_id;
  record_.trace_id = trace_id;
  record_.trace_reason = trace_reason;
  record_.internal_redirects = redirects;
  record_.header_bytes_received = request_->headers.ByteSize();
}

void ActiveStream::BeginAgain() {
  NextRequest& next = *std::exchange(next_request_, nullptr);
  std::destroy_at(&chain_);
  std::construct_at(&chain_, context_, *this);
  Add(kRqTotal);
  TouchIdle();
  RefreshRoute();
  const bool has_body = !next.body.empty();
  chain_.Build(ChooseFilters(), route_);
  chain_.DecodeHead(*request_, !has_body && next.trailers == nullptr);
  if (has_body && !over()) chain_.DecodeData(next.body, next.trailers == nullptr);
  if (next.trailers != nullptr && !over()) {
    record_.request_trailers = next.trailers;
    chain_.DecodeTrailers(*next.trailers);
  }
  next.body.Clear();
}

void ActiveStream::OnEndOfIteration() {
  if (!over()) return BeginAgain();
  // The arena holds this very object: it is destroyed when the pointer leaves its scope.
  const base::ArenaPtr arena = std::move(arena_);
}

}  // namespace nuncio::proxy
