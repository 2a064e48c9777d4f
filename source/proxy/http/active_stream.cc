#include "source/proxy/http/active_stream.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "source/proxy/http/path.h"
#include "source/proxy/http/reply.h"
#include "source/record/details.h"

// The request's side of a stream; the response's is in active_stream_response.cc.

namespace nuncio::proxy {
namespace {

namespace details = record::details;
using http::HeaderId;
using http::RequestKind;

worker::GenerationRef<runtime::Values> RuntimeOf(const ManagerConfig& config,
                                                 const worker::WorkerContext& worker) {
  const auto& runtime = config.dependencies().runtime;
  return runtime == nullptr ? worker::GenerationRef<runtime::Values>() : runtime->Get(worker);
}

}  // namespace

ActiveStream::ActiveStream(base::ArenaPtr arena, StreamOwner& owner, const ManagerConfig& config,
                           worker::WorkerContext& worker, http::ResponseStream& response,
                           http::Protocol protocol)
    : arena_(std::move(arena)),
      owner_(owner),
      config_(config),
      options_(config.options()),
      worker_(worker),
      response_(&response),
      record_(*arena_, owner.connection_record()),
      context_{worker, *arena_, record_, &owner.connection(), owner.connection().buffer_limit()},
      chain_(context_, *this),
      runtime_(RuntimeOf(config, worker)),
      random_(worker.random.Next()),
      idle_timeout_(options_.stream_idle_timeout),
      header_timer_(worker.loop, [this] { OnHeaderTimeout(); }),
      request_timer_(worker.loop, [this] { OnRequestTimeout(); }),
      idle_timer_(worker.loop, [this] { OnIdleTimeout(); }),
      duration_timer_(worker.loop, [this] { OnMaxDuration(); }) {
  record_.start = worker.loop.Now();
  record_.start_wall = worker.loop.WallNow();
  record_.protocol = protocol;
  record_.remote = record_.connection.remote;
  Add(kRqTotal);
  Add(protocol == http::Protocol::kHttp2 ? kRqHttp2Total : kRqHttp1Total);
  config_.AddGauge(worker_, kRqActive);
  StartTimers();
}

void ActiveStream::StartTimers() {
  const auto start = [](event::Timer& timer, base::Duration delay) {
    if (delay > base::Duration::zero()) timer.Start(delay);
  };
  start(header_timer_, options_.request_headers_timeout);
  start(request_timer_, options_.request_timeout);
  start(duration_timer_, options_.max_stream_duration.value_or(base::Duration::zero()));
  TouchIdle();
}

void ActiveStream::TouchIdle() {
  if (idle_timeout_ > base::Duration::zero()) idle_timer_.Start(idle_timeout_);
}

// ---- the request arrives

void ActiveStream::OnHead(http::RequestHead& head, bool end) {
  header_timer_.Stop();
  TouchIdle();
  request_ = arena_->New<http::RequestHead>(std::move(head));
  record_.request = request_;
  record_.protocol = request_->protocol;
  record_.header_bytes_received = request_->headers.ByteSize();
  if (options_.access_log_options.flush_access_log_on_new_request) {
    WriteLog(record::AccessLogType::kDownstreamStart);
  }
  if (request_->dropped_headers > 0)
    config_.CountDroppedHeaders(worker_, request_->dropped_headers);
  if (end) OnRequestEnd();
  AnswerExpectation();
  if (!CheckTarget() || !CleanTarget()) return;
  for (const policy::HeaderMutations& early : options_.early_header_mutation_extensions) {
    format::Input input(record_);
    input.random = &worker_.random;
    early.Apply(input, request_->headers);
  }
  const Origin origin = ApplyClientAddress(config_, record_, *request_);
  if (origin.refused) return RefuseClient(*origin.refused);
  internal_ = origin.internal;
  if (options_.route_config != nullptr) routes_ = options_.route_config->Get(worker_);
  const routing::RouteTable* const table = routes_ ? routes_->shared().get() : nullptr;
  SanitizeRequest(config_, table == nullptr ? nullptr : &table->configuration(), origin, worker_,
                  record_, *request_);
  RefreshRoute();
  if (!CheckUpgrade()) return;
  chain_.Build(ChooseFilters(), route_);
  chain_.DecodeHead(*request_, end);
}

void ActiveStream::AnswerExpectation() {
  if (options_.proxy_100_continue) return;
  if (!absl::EqualsIgnoreCase(request_->headers.Value(HeaderId::kExpect), "100-continue")) return;
  request_->headers.Remove(HeaderId::kExpect);
  if (request_complete_) return;  // nobody waits for it
  http::ResponseHead go_on(*arena_);
  go_on.status = 100;
  response_->SendInterim(go_on);
}

bool ActiveStream::CheckTarget() {
  const http::RequestHead& head = *request_;
  if (!head.has_authority && head.authority.empty()) {
    return Refuse(400, details::kMissingHostHeader), false;
  }
  if (head.kind == RequestKind::kConnect) return true;
  if (head.path.empty()) return Refuse(404, details::kMissingPath), false;
  if (head.path[0] != '/') {
    Add(kRqNonRelativePath);
    filter::LocalReply reply;
    reply.status = 404;
    reply.details = details::kAbsolutePathRejected;
    chain_.SendLocalReply(reply);
    return false;
  }
  return true;
}

bool ActiveStream::CleanTarget() {
  http::RequestHead& head = *request_;
  head.authority = CleanHost(head.authority, record_.connection.local.port(), options_, *arena_,
                             head.kind == RequestKind::kConnect);
  if (head.kind == RequestKind::kConnect) return true;
  if (head.path.find('#') != absl::string_view::npos) {
    return Refuse(400, details::kPathNormalizationFailed), false;
  }
  const PathResult result = CleanPath(head.path, options_, *arena_);
  switch (result.outcome) {
    case PathOutcome::kUnchanged:
      return true;
    case PathOutcome::kChanged:
      head.path = result.path;
      return true;
    case PathOutcome::kRedirect:
      return RedirectTo(result.path), false;
    case PathOutcome::kRefused:
      Add(kRqFailedPathNormalization);
      return Refuse(400, details::kPathNormalizationFailed), false;
  }
  return true;
}

routing::RouteDecision ActiveStream::FindRoute(const http::RequestHead& head) {
  const runtime::Values* const runtime = runtime_ ? runtime_->shared().get() : nullptr;
  return (*routes_)->Find({head, record_, random_, runtime});
}

void ActiveStream::RefreshRoute() {
  route_ = nullptr;
  if (over() || !routes_ || routes_->shared() == nullptr) return;
  // Without a scheme (an empty x-forwarded-proto of a trusted client) no route is found.
  if (request_->headers.Has(HeaderId::kXForwardedProto) &&
      request_->headers.Value(HeaderId::kXForwardedProto).empty()) {
    return;
  }
  decision_ = FindRoute(*request_);
  route_ = &decision_;
  decision_.cluster = arena_->Copy(decision_.cluster);
  record_.virtual_host_name =
      decision_.virtual_host == nullptr ? absl::string_view() : decision_.virtual_host->name;
  if (decision_.route == nullptr) return;
  record_.route_name = decision_.route->name;
  record_.route_metadata = decision_.route->metadata.get();
  record_.virtual_host_metadata = decision_.virtual_host->metadata.get();
  ApplyRouteTimeouts();
}

void ActiveStream::ApplyRouteTimeouts() {
  const routing::RouteAction* const action = decision_.route->forward();
  if (action == nullptr) return;
  if (action->timeouts.idle_timeout) {
    idle_timeout_ = *action->timeouts.idle_timeout;
    idle_timer_.Stop();
    TouchIdle();
  }
  if (action->timeouts.max_stream_duration) {
    duration_timer_.Stop();
    if (*action->timeouts.max_stream_duration > base::Duration::zero()) {
      duration_timer_.Start(*action->timeouts.max_stream_duration);
    }
  }
}

const UpgradeOption* ActiveStream::FindUpgrade(absl::string_view type) const {
  for (const UpgradeOption& upgrade : options_.upgrade_configs) {
    if (absl::EqualsIgnoreCase(upgrade.upgrade_type, type)) return &upgrade;
  }
  return nullptr;
}

bool ActiveStream::CheckUpgrade() {
  if (request_->kind == RequestKind::kOrdinary) return true;
  const bool connect = request_->kind == RequestKind::kConnect;
  // A CONNECT without a route is the router's to answer.
  const routing::RouteAction* const action =
      route_ != nullptr && route_->route != nullptr ? route_->route->forward() : nullptr;
  if (connect && action == nullptr) return true;
  const absl::string_view type =
      connect ? absl::string_view("CONNECT") : request_->headers.Value(HeaderId::kUpgrade);
  const UpgradeOption* const option = FindUpgrade(type);
  bool enabled = option != nullptr && option->enabled;
  if (action != nullptr) {
    for (const routing::UpgradeConfig& config : action->upgrade_configs) {
      if (absl::EqualsIgnoreCase(config.upgrade_type, type)) enabled = config.enabled;
    }
  }
  if (enabled) return true;
  Add(kRqWsOnNonWsRoute);
  filter::LocalReply reply;
  reply.status = 403;
  reply.details = details::kUpgradeFailed;
  reply.close_connection = true;
  chain_.SendLocalReply(reply);
  return false;
}

const filter::HttpFilterEntries& ActiveStream::ChooseFilters() const {
  if (request_->kind == RequestKind::kOrdinary) return options_.http_filters;
  const UpgradeOption* const option = FindUpgrade(
      request_->kind == RequestKind::kConnect ? absl::string_view("CONNECT")
                                              : request_->headers.Value(HeaderId::kUpgrade));
  return option == nullptr || option->filters.empty() ? options_.http_filters : option->filters;
}

void ActiveStream::OnData(buffer::Buffer& data, bool end) {
  TouchIdle();
  record_.bytes_received += data.size();
  if (end) OnRequestEnd();
  chain_.DecodeData(data, end);
}

void ActiveStream::OnTrailers(http::Trailers& trailers) {
  TouchIdle();
  OnRequestEnd();
  auto* const kept = arena_->New<http::Trailers>(std::move(trailers));
  record_.request_trailers = kept;
  chain_.DecodeTrailers(*kept);
}

void ActiveStream::OnRequestEnd() {
  request_complete_ = true;
  request_timer_.Stop();
  record_.last_rx = worker_.loop.Now();
}

// ---- the request fails

void ActiveStream::OnProtocolError(const http::ProtocolError& error) {
  Add(kCxProtocolError);
  if (error.details == "http1.unexpected_underscore") config_.CountRefusedUnderscore(worker_);
  record_.flags.Set(record::ResponseFlag::kDownstreamProtocolError);
  FailWith(error.status, http::ReasonPhrase(error.status), error.details);
}

void ActiveStream::Refuse(int status, absl::string_view details) {
  filter::LocalReply reply;
  reply.status = status;
  reply.details = details;
  reply.close_connection = !options_.stream_error_on_invalid_http_message;
  chain_.SendLocalReply(reply);
}

void ActiveStream::RefuseClient(int status) {
  Add(kRqRejectedViaIpDetection);
  filter::LocalReply reply;
  reply.status = status;
  reply.details = details::kOriginalIpDetectionFailed;
  chain_.SendLocalReply(reply);
}

void ActiveStream::RedirectTo(absl::string_view path) {
  Add(kRqRedirectedWithNormalizedPath);
  http::HeaderList headers(*arena_);
  headers.Add(HeaderId::kLocation, path);
  filter::LocalReply reply;
  reply.status = 307;
  reply.details = details::kPathNormalizationFailed;
  reply.headers = &headers;
  chain_.SendLocalReply(reply);
}

void ActiveStream::FailWith(int status, absl::string_view body, absl::string_view details) {
  if (over()) return;
  record_.response_code_details = details;
  if (record_.response != nullptr) return OnChainReset(http::ResetReason::kLocalReset, details);
  filter::LocalReply reply;
  reply.status = status;
  reply.body = body;
  reply.details = details;
  reply.close_connection = !request_complete_;
  chain_.SendLocalReply(reply);
}

void ActiveStream::OnHeaderTimeout() {
  Add(kRqHeaderTimeout);
  FailWith(408, "request header timeout", details::kRequestHeaderTimeout);
}

void ActiveStream::OnRequestTimeout() {
  Add(kRqTimeout);
  FailWith(408, "request timeout", details::kRequestOverallTimeout);
}

void ActiveStream::OnIdleTimeout() {
  Add(kRqIdleTimeout);
  record_.flags.Set(record::ResponseFlag::kStreamIdleTimeout);
  FailWith(request_complete_ ? 504 : 408, "stream timeout", details::kStreamIdleTimeout);
}

void ActiveStream::OnMaxDuration() {
  Add(kRqMaxDurationReached);
  FailWith(request_complete_ ? 504 : 408, "downstream duration timeout",
           details::kMaxDurationTimeout);
}

void ActiveStream::OnReset(http::ResetReason reason, absl::string_view /*details*/) {
  if (over()) return;
  Add(kRqRxReset);
  const bool disconnect = reason == http::ResetReason::kConnectionTermination;
  record_.Fail(disconnect ? record::ResponseFlag::kDownstreamConnectionTermination
                          : record::ResponseFlag::kDownstreamRemoteReset,
               disconnect ? details::kDownstreamRemoteDisconnect : details::kDownstreamRemoteReset);
  Finish();
}

void ActiveStream::OnConnectionClosed(absl::string_view details) {
  if (over()) return;
  Add(kRqRxReset);
  record_.Fail(record::ResponseFlag::kDownstreamConnectionTermination, details);
  Finish();
}

}  // namespace nuncio::proxy
