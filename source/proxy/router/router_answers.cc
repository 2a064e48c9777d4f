#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "source/proxy/router/router.h"
#include "source/proxy/router/upstream_failure.h"
#include "source/record/details.h"

// What the router answers itself.

namespace nuncio::proxy::router {
namespace {

namespace details = record::details;
using http::HeaderId;
using record::ResponseFlag;

// Whether a header that steers the router reads as it should.
bool IsWellFormed(HeaderId id, absl::string_view value) {
  bool known = true;
  switch (id) {
    case HeaderId::kXEnvoyRetryOn:
      policy::ParseRetryOn(value, &known);
      return known;
    case HeaderId::kXEnvoyRetryGrpcOn:
      policy::ParseRetryGrpcOn(value, &known);
      return known;
    default: {
      uint32_t number = 0;
      return absl::SimpleAtoi(value, &number);
    }
  }
}

}  // namespace

void Router::Answer(filter::LocalReply& reply, http::HeaderList* headers) {
  done_ = true;
  timer_.Stop();
  retry_timer_.Stop();
  if (attempts_ > 0 && decision_->virtual_host != nullptr &&
      decision_->virtual_host->include_attempt_count_in_response) {
    if (headers == nullptr) headers = arena().New<http::HeaderList>(arena());
    headers->Set(HeaderId::kXEnvoyAttemptCount, arena().Copy(absl::StrCat(attempts_)));
  }
  reply.headers = headers;
  if (cluster_) CountResponse(reply.status, nullptr);
  callbacks().SendLocalReply(reply);
}

void Router::AnswerNoRoute() {
  config_.Add(worker(), kNoRoute);
  filter::LocalReply reply;
  reply.status = 404;
  reply.details = details::kRouteNotFound;
  reply.flag = ResponseFlag::kNoRouteFound;
  Answer(reply);
}

void Router::AnswerTlsRedirect() {
  config_.Add(worker(), kRqDirectResponse);
  http::HeaderList headers(arena());
  headers.Add(HeaderId::kLocation, arena().Copy(routing::TlsRedirectUrl(*head_)));
  filter::LocalReply reply;
  reply.status = 301;
  reply.details = details::kDirectResponse;
  Answer(reply, &headers);
}

void Router::AnswerRedirect() {
  config_.Add(worker(), kRqDirectResponse);
  format::Input input(record());
  input.random = &worker().random;
  http::HeaderList headers(arena());
  headers.Add(HeaderId::kLocation,
              arena().Copy(routing::RedirectUrl(*decision_->route, *head_, input)));
  filter::LocalReply reply;
  reply.status = decision_->route->redirect()->response_code;
  reply.details = details::kDirectResponse;
  reply.applies_route = true;
  Answer(reply, &headers);
}

void Router::AnswerDirectly() {
  config_.Add(worker(), kRqDirectResponse);
  const routing::DirectResponseAction& action = *decision_->route->direct_response();
  filter::LocalReply reply;
  reply.status = action.status;
  reply.details = details::kDirectResponse;
  reply.applies_route = true;
  http::HeaderList headers(arena());
  // Where the answer says that something was made or lies elsewhere, it is at the request's own
  // URL.
  if (action.status == 201 || (action.status >= 300 && action.status < 400)) {
    headers.Add(HeaderId::kLocation, arena().Concat(arena().Concat(head_->scheme, "://"),
                                                    head_->authority, head_->path));
  }
  std::string body;
  if (action.body_format) {
    format::Input input(record());
    input.random = &worker().random;
    input.local_reply_body = action.body;
    action.body_format->Append(input, body);
    if (!action.body_format->content_type().empty()) {
      headers.Add(HeaderId::kContentType, action.body_format->content_type());
    } else if (action.body_format->is_json()) {
      headers.Add(HeaderId::kContentType, "application/json");
    }
    reply.body = body;
  } else {
    reply.body = action.body;
  }
  Answer(reply, &headers);
}

void Router::AnswerNoCluster() {
  config_.Add(worker(), kNoCluster);
  filter::LocalReply reply;
  reply.status = action_->cluster_not_found_response_code;
  reply.details = details::kClusterNotFound;
  reply.flag = ResponseFlag::kNoClusterFound;
  reply.applies_route = true;
  Answer(reply);
}

void Router::AnswerNoHost() {
  filter::LocalReply reply;
  reply.status = 503;
  reply.body = "no healthy upstream";
  reply.details = details::kNoHealthyUpstream;
  reply.flag = ResponseFlag::kNoHealthyUpstream;
  reply.applies_route = true;
  Answer(reply);
}

void Router::AnswerDrop(upstream::DropDecision decision) {
  const bool all = decision == upstream::DropDecision::kDropUnconditional;
  http::HeaderList headers(arena());
  if (!config_.options.suppress_envoy_headers) {
    headers.Add(all ? "x-envoy-unconditional-drop-overload" : "x-envoy-drop-overload", "true");
  }
  filter::LocalReply reply;
  reply.status = 503;
  reply.body = all ? "unconditional drop overload" : "drop overload";
  reply.details = all ? details::kUnconditionalDropOverload : details::kDropOverload;
  reply.flag = all ? ResponseFlag::kUnconditionalDropOverload : ResponseFlag::kDropOverload;
  reply.applies_route = true;
  Answer(reply, &headers);
}

void Router::AnswerFailure(http::ResetReason reason, absl::string_view why) {
  http::HeaderList headers(arena());
  if (reason == http::ResetReason::kOverflow && !config_.options.suppress_envoy_headers) {
    headers.Add(HeaderId::kXEnvoyOverloaded, "true");
  }
  filter::LocalReply reply;
  reply.status = StatusOf(reason);
  reply.body = FailureBody(reason, attempts_ > 1, arena());
  // A 1xx counts as a beginning, though the client was told nothing.
  reply.details = FailureDetails(reason, interim_seen_, why, arena());
  reply.flag = FlagOf(reason);
  reply.applies_route = true;
  Answer(reply, &headers);
}

void Router::AnswerTimeout(absl::string_view details) {
  filter::LocalReply reply;
  reply.status = timeout_as_no_content_ ? 204 : 504;
  reply.body = timeout_as_no_content_ ? "" : "upstream request timeout";
  reply.details = details;
  reply.flag = ResponseFlag::kUpstreamRequestTimeout;
  reply.applies_route = true;
  Answer(reply);
}

bool Router::RefuseBadHeaders() {
  for (const std::string& name : config_.options.strict_check_headers) {
    const http::HeaderField* const field = head_->headers.Find(name);
    if (field == nullptr || IsWellFormed(field->id, field->value)) continue;
    filter::LocalReply reply;
    reply.status = 400;
    const std::string body =
        absl::StrCat("invalid header '", name, "' with value '", field->value, "'");
    reply.body = body;
    reply.details = arena().Concat(details::kInvalidEnvoyRequestHeaders, "{", name, "}");
    reply.flag = ResponseFlag::kInvalidEnvoyRequestHeaders;
    Answer(reply);
    return true;
  }
  return false;
}

}  // namespace nuncio::proxy::router
