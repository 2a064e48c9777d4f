#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/proxy/router/router.h"
#include "source/proxy/router/upstream_failure.h"
#include "source/record/details.h"
#include "source/stats/code_counters.h"

// What comes back from upstream: a response, or the failure of an attempt.

namespace nuncio::proxy::router {
namespace {

using http::HeaderId;

uint64_t Milliseconds(base::Duration duration) {
  return static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

}  // namespace

void Router::OnAttemptInterim(Attempt&, http::ResponseHead& head) {
  interim_seen_ = true;
  if (!done_) callbacks().SendInterim(head);
}

void Router::OnAttemptHead(Attempt& attempt, http::ResponseHead& head, bool end) {
  if (done_) return;
  CountHost(attempt, head.status);
  if (retry_ && retry_->enabled()) {
    const bool wanted = retry_->Wants(head);
    if (RetryAfter(wanted, &head)) {
      cluster_->CountResponse(upstream::CodeScope::kRetry, static_cast<uint32_t>(head.status));
      attempt.Cancel();
      return;
    }
    if (!wanted && attempts_ > 1) cluster_->Add(upstream::kRqRetrySuccess);
  }
  if (FollowRedirect(head)) return;
  response_started_ = true;
  retry_ticket_ = upstream::Ticket();
  if (mirrors_.empty()) body_.Drop();  // they still want all of it
  record().response_code_details = record::details::kViaUpstream;
  CountResponse(head.status, &head);
  PrepareResponse(attempt, head);
  if (end) FinishAttempt(attempt);
  callbacks().SendHead(head, end);
}

void Router::PrepareResponse(Attempt&, http::ResponseHead& head) {
  http::HeaderList& headers = head.headers;
  if (!config_.options.suppress_envoy_headers && request_complete_) {
    const uint64_t taken = Milliseconds(worker().loop.Now() - request_complete_at_);
    headers.Set(HeaderId::kXEnvoyUpstreamServiceTime, arena().Copy(absl::StrCat(taken)));
  }
  if (decision_->virtual_host != nullptr &&
      decision_->virtual_host->include_attempt_count_in_response) {
    headers.Set(HeaderId::kXEnvoyAttemptCount, arena().Copy(absl::StrCat(attempts_)));
  }
  if (!hash_.set_cookie.empty()) headers.Add(HeaderId::kSetCookie, hash_.set_cookie);
  record().response_code = head.status;
  format::Input input(record());
  input.response = &head;
  input.random = &worker().random;
  routing::RewriteResponse(*decision_, input, head);
}

void Router::OnAttemptData(Attempt& attempt, buffer::Buffer& data, bool end) {
  if (done_) return;
  if (end) FinishAttempt(attempt);
  callbacks().SendData(data, end);
}

void Router::OnAttemptTrailers(Attempt& attempt, http::Trailers& trailers) {
  if (done_) return;
  FinishAttempt(attempt);
  callbacks().SendTrailers(trailers);
}

void Router::FinishAttempt(Attempt& attempt) {
  done_ = true;
  timer_.Stop();
  const base::Instant now = worker().loop.Now();
  attempt.record().last_rx = now;
  const uint64_t taken =
      Milliseconds(now - (request_complete_ ? request_complete_at_ : record().start));
  cluster_->RecordResponseTime(upstream::CodeScope::kAll, taken);
  cluster_->RecordResponseTime(
      internal_ ? upstream::CodeScope::kInternal : upstream::CodeScope::kExternal, taken);
}

void Router::OnAttemptFailed(Attempt& attempt, http::ResetReason reason, absl::string_view why) {
  if (done_) return;
  if (upstream_blocked_) OnAttemptUnblocked(attempt);
  const record::ResponseFlag flag = FlagOf(reason);
  if (response_started_) {
    done_ = true;
    record().flags.Set(flag);
    config_.Add(worker(), kRqResetAfterDownstreamResponseStarted);
    return callbacks().ResetStream(http::ResetReason::kLocalReset,
                                   FailureDetails(reason, true, {}, arena()));
  }
  if (reason != http::ResetReason::kOverflow) CountHost(attempt, StatusOf(reason));
  if (retry_ && retry_->enabled() &&
      RetryAfter(retry_->Wants(reason, attempt.head_sent()), nullptr)) {
    return;
  }
  AnswerFailure(reason, IsConnectFailure(reason) ? why : absl::string_view());
}

void Router::OnAttemptTimeout(Attempt& attempt) {
  if (done_ || attempt.response_started()) return;
  cluster_->Add(upstream::kRqPerTryTimeout);
  attempt.host().counters().rq_timeout.fetch_add(1, std::memory_order_relaxed);
  attempt.Cancel();
  CountHost(attempt, 504);
  if (retry_ && retry_->enabled() &&
      RetryAfter(retry_->Wants(http::ResetReason::kLocalReset, true), nullptr)) {
    return;
  }
  AnswerTimeout(record::details::kUpstreamPerTryTimeout);
}

void Router::OnGlobalTimeout() {
  if (done_) return;
  cluster_->Add(upstream::kRqTimeout);
  if (attempt_ != nullptr) {
    if (attempt_->head_sent()) {
      attempt_->host().counters().rq_timeout.fetch_add(1, std::memory_order_relaxed);
    }
    attempt_->Cancel();
  }
  retry_timer_.Stop();
  if (response_started_) {
    done_ = true;
    record().flags.Set(record::ResponseFlag::kUpstreamRequestTimeout);
    return callbacks().ResetStream(http::ResetReason::kLocalReset,
                                   record::details::kUpstreamResponseTimeout);
  }
  AnswerTimeout(record::details::kUpstreamResponseTimeout);
}

void Router::PauseResponse() {
  ++response_pauses_;
  if (attempt_ != nullptr && attempt_->ready()) {
    cluster_->Add(upstream::kFlowControlPausedReadingTotal);
    attempt_->PauseReading();
  }
}

void Router::ResumeResponse() {
  --response_pauses_;
  if (attempt_ != nullptr && attempt_->ready()) {
    cluster_->Add(upstream::kFlowControlResumedReadingTotal);
    attempt_->ResumeReading();
  }
}

void Router::CountResponse(int status, const http::ResponseHead* head) {
  using upstream::CodeScope;
  const auto code = static_cast<uint32_t>(status);
  cluster_->CountResponse(CodeScope::kAll, code);
  cluster_->CountResponse(internal_ ? CodeScope::kInternal : CodeScope::kExternal, code);
  if (!alt_stat_name_.empty()) {
    stats::CodeCounters(cluster_->info().stats(), absl::StrCat(alt_stat_name_, "."))
        .Count(worker().stats, code);
  }
  if (head != nullptr && head->headers.Value(HeaderId::kXEnvoyUpstreamCanary) == "true") {
    cluster_->CountResponse(CodeScope::kCanary, code);
  }
}

void Router::CountHost(Attempt& attempt, int status) {
  upstream::HostCounters& counters = attempt.host().counters();
  (status < 500 ? counters.rq_success : counters.rq_error).fetch_add(1, std::memory_order_relaxed);
}

}  // namespace nuncio::proxy::router
