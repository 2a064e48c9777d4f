#include "source/proxy/router/router.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/proxy/router/mirror.h"
#include "source/proxy/router/upstream_failure.h"
#include "source/record/details.h"

// The request's way to upstream and the tries of it; the response's is in router_response.cc, what
// the router answers itself in router_answers.cc.

namespace nuncio::proxy::router {
namespace {

using filter::DataStatus;
using filter::HeadStatus;
using filter::TrailersStatus;
using http::HeaderId;

upstream::ResourcePriority PriorityOf(const routing::RouteAction& action) {
  return action.priority == routing::RoutingPriority::kHigh ? upstream::ResourcePriority::kHigh
                                                            : upstream::ResourcePriority::kDefault;
}

// Only the router reads these.
constexpr HeaderId kSteering[] = {
    HeaderId::kXEnvoyRetriableHeaderNames,
    HeaderId::kXEnvoyHedgeOnPerTryTimeout,
    HeaderId::kXEnvoyUpstreamAltStatName,
    HeaderId::kXEnvoyUpstreamRqTimeoutAltResponse,
};

}  // namespace

Router::Router(const RouterConfig& config, const filter::HttpStreamContext& context)
    : config_(config),
      context_(context),
      body_(context.worker.slices),
      timer_(context.worker.loop, [this] { OnGlobalTimeout(); }),
      retry_timer_(context.worker.loop, [this] { OnRetryTimer(); }) {}

HeadStatus Router::DecodeHead(http::RequestHead& head, bool end) {
  config_.Add(worker(), kRqTotal);
  head_ = &head;
  head_ends_ = end;
  decision_ = callbacks().route();
  if (decision_ == nullptr || decision_->outcome == routing::RouteDecision::Outcome::kNotFound) {
    AnswerNoRoute();
  } else if (decision_->outcome == routing::RouteDecision::Outcome::kRequireTls) {
    AnswerTlsRedirect();
  } else if (decision_->route->redirect() != nullptr) {
    AnswerRedirect();
  } else if (decision_->route->direct_response() != nullptr) {
    AnswerDirectly();
  } else if (decision_->route->forward() == nullptr) {
    AnswerNoRoute();  // a route that filters were to answer
  } else {
    Forward(head, end);
  }
  return HeadStatus::kStop;
}

void Router::Forward(http::RequestHead& head, bool end) {
  action_ = decision_->route->forward();
  priority_ = PriorityOf(*action_);
  if (!decision_->cluster.empty()) {
    cluster_ = config_.clusters(worker()).Find(decision_->cluster);
  }
  if (!cluster_) return AnswerNoCluster();
  record().cluster_name = decision_->cluster;
  if (RefuseBadHeaders()) return;
  PrepareRequest(head);
  const upstream::DropDecision drop = cluster_->DecideDrop();
  if (drop != upstream::DropDecision::kKeep) return AnswerDrop(drop);
  if (head.kind == http::RequestKind::kOrdinary) {
    mirrors_.Choose(config_, worker(), decision_->request_mirror_policies(), head);
  }
  if (!mirrors_.empty()) body_.KeepAll();
  if (end) OnRequestComplete();
  if (end) SendMirrors();
  StartAttempt();
}

void Router::SendMirrors() {
  if (mirrors_.empty()) return;
  if (!head_ends_ && !body_.keeps_all()) return mirrors_.Clear();  // too large to be kept
  const format::Input input(record());
  mirrors_.Send(worker(),
                {input, *head_, body_.bytes(), trailers_, config_.local_ip, timeouts_.global});
}

void Router::PrepareRequest(http::RequestHead& head) {
  const policy::RetryPolicy* const retry_policy = decision_->retry_policy();
  internal_ = head.headers.Has(HeaderId::kXEnvoyInternal);
  timeout_as_no_content_ = head.headers.Has(HeaderId::kXEnvoyUpstreamRqTimeoutAltResponse);
  timeouts_ = TakeTimeouts(action_->timeouts, retry_policy, config_.options, head);
  if (retry_policy != nullptr || internal_) {
    retry_.emplace(retry_policy, head);
    if (retry_->enabled() && head.kind == http::RequestKind::kOrdinary) body_.KeepAll();
  }
  alt_stat_name_ = head.headers.Value(HeaderId::kXEnvoyUpstreamAltStatName);
  if (action_->internal_redirect_policy) body_.KeepAll();
  for (const HeaderId id : kSteering) head.headers.Remove(id);
  body_.SetLimits(decision_->per_request_buffer_limit_bytes(), context_.buffer_limit);
  if (!action_->hash_policy.empty()) {
    hash_ = policy::ComputeHash(action_->hash_policy, head, record(), arena());
  }
  format::Input input(record());
  input.random = &worker().random;
  routing::RewriteRequest(*decision_, input, head);
  if (config_.options.suppress_envoy_headers) {
    head.headers.Remove(HeaderId::kXEnvoyOriginalPath);
    head.headers.Remove(HeaderId::kXEnvoyOriginalHost);
  }
}

void Router::OnRequestComplete() {
  if (std::exchange(request_complete_, true)) return;
  request_complete_at_ = worker().loop.Now();
  if (timeouts_.global.count() > 0) timer_.Start(timeouts_.global);
  if (attempt_ != nullptr && attempt_->ready()) attempt_->StartTimer(timeouts_.per_try);
}

// ---- the body

DataStatus Router::DecodeData(buffer::Buffer& data, bool end) {
  if (done_ || action_ == nullptr || !cluster_) return DataStatus::kStopNoBuffer;
  if (end) OnRequestComplete();
  const bool ready = attempt_ != nullptr && attempt_->ready();
  if (!(ready ? body_.AddSent(data) : body_.AddWaiting(data))) {
    cluster_->Add(upstream::kRetryOrShadowAbandoned);
  }
  if (ready) {
    attempt_->SendData(data, end);
  } else if (body_.waits_too_much()) {
    PauseClient();
  }
  if (end) SendMirrors();
  return DataStatus::kStopNoBuffer;
}

TrailersStatus Router::DecodeTrailers(http::Trailers& trailers) {
  if (done_ || action_ == nullptr || !cluster_) return TrailersStatus::kStop;
  trailers_ = &trailers;
  OnRequestComplete();
  SendMirrors();
  if (attempt_ != nullptr && attempt_->ready()) attempt_->SendTrailers(trailers);
  return TrailersStatus::kStop;
}

void Router::PauseClient() {
  if (!std::exchange(client_paused_, true)) callbacks().PauseRequest();
}

void Router::ResumeClient() {
  if (std::exchange(client_paused_, false)) callbacks().ResumeRequest();
}

void Router::OnAttemptBlocked(Attempt&) {
  if (done_ || std::exchange(upstream_blocked_, true)) return;
  cluster_->Add(upstream::kFlowControlBackedUpTotal);
  callbacks().PauseRequest();
}

void Router::OnAttemptUnblocked(Attempt&) {
  if (done_ || !std::exchange(upstream_blocked_, false)) return;
  cluster_->Add(upstream::kFlowControlDrainedTotal);
  callbacks().ResumeRequest();
}

// ---- attempts

void Router::StartAttempt() {
  ++attempts_;
  record().attempt_count = attempts_;
  if (attempt_ != nullptr) OnAttemptUnblocked(*attempt_);  // what held back the one before is gone
  upstream::PickContext pick;
  pick.hash = hash_.hash ? std::optional<uint64_t>(*hash_.hash) : std::nullopt;
  const policy::RetryPolicy* const policy =
      attempt_ == nullptr || !retry_ ? nullptr : retry_->policy();
  const std::function<bool(const upstream::Host&)> rejects = [&](const upstream::Host& host) {
    return PassesOver(*policy, host);
  };
  if (policy != nullptr) {
    pick.rejects = &rejects;
    pick.max_attempts = policy->host_selection_retry_max_attempts + 1;
  }
  upstream::HostPin host = cluster_->Pick(pick);
  if (!host) return AnswerNoHost();
  tried_.push_back(&host->host());
  attempt_ = arena().New<Attempt>(*this, context_, cluster_, std::move(host));
  record().upstream = &attempt_->record();
  EndsTunnelHere() ? attempt_->StartTunnel(priority_) : attempt_->Start(priority_);
}

bool Router::PassesOver(const policy::RetryPolicy& policy, const upstream::Host& host) const {
  if (policy.avoid_previous_hosts &&
      std::find(tried_.begin(), tried_.end(), &host) != tried_.end()) {
    return true;
  }
  if (!policy.omit_canary_hosts && !policy.omit_host_metadata) return false;
  if (host.metadata() == nullptr) return false;
  const auto& spaces = host.metadata()->filter_metadata;
  const auto found = spaces.find(record::kLbMetadata);
  if (found == spaces.end()) return false;
  const record::Struct& fields = found->second;
  const auto canary = fields.find("canary");
  if (policy.omit_canary_hosts && canary != fields.end() && canary->second == record::Value(true)) {
    return true;
  }
  if (!policy.omit_host_metadata) return false;
  return std::all_of(policy.omit_host_metadata->begin(), policy.omit_host_metadata->end(),
                     [&](const auto& wanted) {
                       const auto field = fields.find(wanted.first);
                       return field != fields.end() && field->second == wanted.second;
                     });
}

bool Router::EndsTunnelHere() const {
  if (head_->kind != http::RequestKind::kConnect) return false;
  for (const routing::UpgradeConfig& upgrade : action_->upgrade_configs) {
    if (upgrade.terminate_connect) return true;
  }
  return false;
}

// The head as this attempt sends it: the frozen one, or a copy with what is its own.
http::RequestHead* Router::HeadFor(Attempt& attempt) {
  const bool counts =
      decision_->virtual_host != nullptr && decision_->virtual_host->include_request_attempt_count;
  const bool renames = absl::holds_alternative<routing::AutoHostRewrite>(action_->host_rewrite) &&
                       !attempt.host().host().hostname().empty();
  if (!counts && !renames) return head_;
  auto* const copy = arena().New<http::RequestHead>(head_->Share(arena()));
  if (counts) {
    copy->headers.Set(HeaderId::kXEnvoyAttemptCount, arena().Copy(absl::StrCat(attempts_)));
  }
  if (renames) {
    routing::SetAuthority(*copy, attempt.host().host().hostname(),
                          action_->append_x_forwarded_host);
  }
  return copy;
}

void Router::OnAttemptReady(Attempt& attempt) {
  const bool trailers = trailers_ != nullptr;
  const bool body_ends = request_complete_ && !trailers;
  attempt.SendHead(*HeadFor(attempt), head_ends_);
  if (!head_ends_ && !attempt.over()) {
    buffer::Buffer data = body_.ForStream();
    if (!data.empty() || body_ends) attempt.SendData(data, body_ends);
    if (trailers && !attempt.over()) attempt.SendTrailers(*trailers_);
  }
  if (attempt.over() || done_) return;
  for (uint32_t i = 0; i < response_pauses_; ++i) attempt.PauseReading();
  if (request_complete_) attempt.StartTimer(timeouts_.per_try);
  ResumeClient();
}

Router::RetryVerdict Router::TryRetry(const http::ResponseHead* response) {
  if (!retry_ || response_started_) return RetryVerdict::kNo;
  if (!head_ends_ && !body_.keeps_all()) return RetryVerdict::kNo;  // the body is gone
  if (!request_complete_) {
    config_.Add(worker(), kRqRetrySkippedRequestNotComplete);
    return RetryVerdict::kNo;
  }
  if (!retry_->TakeOne()) return RetryVerdict::kLimit;
  retry_ticket_ = upstream::Ticket();
  retry_ticket_ = cluster_->TryRetry(priority_);
  if (!retry_ticket_) return RetryVerdict::kOverflow;
  const RetryState::Wait wait =
      retry_->NextWait(worker().random, worker().loop.WallNow(), response);
  cluster_->Add(upstream::kRqRetry);
  cluster_->Add(wait.rate_limited ? upstream::kRqRetryBackoffRatelimited
                                  : upstream::kRqRetryBackoffExponential);
  retry_timer_.Start(wait.delay);
  return RetryVerdict::kYes;
}

bool Router::RetryAfter(bool wanted, const http::ResponseHead* response) {
  if (!wanted) return false;
  switch (TryRetry(response)) {
    case RetryVerdict::kNo:
      return false;
    case RetryVerdict::kLimit:
      cluster_->Add(upstream::kRqRetryLimitExceeded);
      record().flags.Set(record::ResponseFlag::kUpstreamRetryLimitExceeded);
      return false;
    case RetryVerdict::kOverflow:
      cluster_->Add(upstream::kRqRetryOverflow);
      record().flags.Set(record::ResponseFlag::kUpstreamOverflow);
      return false;
    case RetryVerdict::kYes:
      return true;
  }
  return false;
}

void Router::OnRetryTimer() { StartAttempt(); }

void Router::OnDestroy() {
  done_ = true;
  timer_.Stop();
  retry_timer_.Stop();
  if (attempt_ != nullptr) attempt_->Cancel();
  body_.Drop();
  retry_ticket_ = upstream::Ticket();
}

}  // namespace nuncio::proxy::router
