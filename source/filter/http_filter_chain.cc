#include "source/filter/http_filter_chain.h"

#include <utility>

#include "source/record/details.h"

namespace nuncio::filter {
namespace {

// A route's configuration switches a filter on or off; without one the chain's own word holds.
bool SwitchedOff(const HttpFilterEntry& entry, const routing::RouteDecision* route) {
  const routing::FilterConfig* const config =
      route == nullptr ? nullptr : route->MostSpecific(entry.id);
  return config == nullptr ? entry.disabled : config->disabled;
}

}  // namespace

HttpFilterChain::HttpFilterChain(const HttpStreamContext& context, HttpFilterChainOwner& owner)
    : context_(context),
      owner_(owner),
      request_pass_(*this),
      response_pass_(*this),
      buffer_limit_(context.buffer_limit) {}

void HttpFilterChain::Build(const HttpFilterEntries& entries, const routing::RouteDecision* route) {
  base::Arena& arena = context_.arena;
  Place* const places = arena.NewArray<Place>(entries.size());
  size_t count = 0;
  for (const HttpFilterEntry& entry : entries) {
    if (SwitchedOff(entry, route)) continue;
    HttpFilter* const filter = entry.factory->Make(context_);
    if (filter == nullptr) continue;
    auto* const callbacks = arena.New<HttpFilterCallbacks>(*this, count, entry.id);
    filter->set_callbacks(*callbacks);
    new (&places[count++]) Place{filter, callbacks};
  }
  places_ = absl::MakeSpan(places, count);
  request_pass_.Build(arena, count);
  response_pass_.Build(arena, count);
}

void HttpFilterChain::DecodeHead(http::RequestHead& head, bool end) {
  request_head_ = &head;
  if (!request_pass_.over()) request_pass_.PassHead(head, end);
}

void HttpFilterChain::DecodeData(buffer::Buffer& data, bool end) {
  if (!request_pass_.over()) request_pass_.PassData(data, end);
}

void HttpFilterChain::DecodeTrailers(http::Trailers& trailers) {
  if (!request_pass_.over()) request_pass_.PassTrailers(trailers);
}

void HttpFilterChain::SendInterim(http::ResponseHead& head) {
  if (response_pass_.over() || response_head_ != nullptr) return;
  for (size_t i = places_.size(); i-- > 0;) {
    {
      const Call call(*this);
      places_[i].filter->EncodeInterim(head);
    }
    if (response_pass_.over() || response_head_ != nullptr) return;
  }
  owner_.OnChainInterim(head);
}

void HttpFilterChain::StartResponse(http::ResponseHead& head, bool end) {
  if (response_pass_.over() || replied_) return;
  response_head_ = &head;
  response_pass_.PassHead(head, end);
}

void HttpFilterChain::SendData(buffer::Buffer& data, bool end) {
  if (!response_pass_.over()) response_pass_.PassData(data, end);
}

void HttpFilterChain::SendTrailers(http::Trailers& trailers) {
  if (!response_pass_.over()) response_pass_.PassTrailers(trailers);
}

void HttpFilterChain::SendLocalReply(const LocalReply& reply) {
  if (destroyed_ || replied_ || pending_reply_ != nullptr) return;
  request_pass_.Stop();
  if (response_head_ != nullptr) {
    if (response_started_) return Reset(http::ResetReason::kLocalReset, reply.details);
    response_pass_.Stop();  // what filters hold of the other response is dropped
  }
  if (depth_ == 0) return SendReplyNow(reply, response_head_ == nullptr);
  pending_reply_ = context_.arena.New<LocalReply>(reply);
  pending_reply_->body = context_.arena.Copy(reply.body);
  if (reply.headers != nullptr) {
    pending_reply_->headers =
        context_.arena.New<http::HeaderList>(reply.headers->Share(context_.arena));
  }
}

void HttpFilterChain::SendPendingReply() {
  const LocalReply& reply = *std::exchange(pending_reply_, nullptr);
  if (!destroyed_) SendReplyNow(reply, response_head_ == nullptr);
}

void HttpFilterChain::SendReplyNow(const LocalReply& reply, bool through_filters) {
  replied_ = true;
  record::RequestRecord& record = context_.record;
  if (reply.flag) record.flags.Set(*reply.flag);
  if (!reply.details.empty()) record.response_code_details = reply.details;
  buffer::Buffer body(context_.worker.slices);
  body.Append(reply.body);
  response_head_ = owner_.ShapeLocalReply(reply, body);
  const bool head_only = body.empty();
  if (!through_filters) {
    response_started_ = true;
    owner_.OnChainHead(*response_head_, head_only);
    if (!head_only && !destroyed_) owner_.OnChainData(body, true);
    return;
  }
  response_pass_.PassHead(*response_head_, head_only);
  if (!head_only && !response_pass_.over()) response_pass_.PassData(body, true);
}

void HttpFilterChain::OnRequestTooLarge() {
  LocalReply reply;
  reply.status = 413;
  reply.body = http::ReasonPhrase(413);
  reply.details = record::details::kRequestPayloadTooLarge;
  reply.close_connection = true;
  SendLocalReply(reply);
}

void HttpFilterChain::OnResponseTooLarge() {
  LocalReply reply;
  reply.status = 500;
  reply.body = http::ReasonPhrase(500);
  reply.details = record::details::kResponsePayloadTooLarge;
  SendLocalReply(reply);
}

void HttpFilterChain::Reset(http::ResetReason reason, absl::string_view details) {
  if (destroyed_) return;
  request_pass_.Stop();
  response_pass_.Stop();
  owner_.OnChainReset(reason, details);
}

void HttpFilterChain::OnClientBlocked() { PauseResponse(); }
void HttpFilterChain::OnClientUnblocked() { ResumeResponse(); }

void HttpFilterChain::PauseResponse() {
  if (++response_pauses_ == 1 && !destroyed_ && !places_.empty()) {
    places_.back().filter->PauseResponse();
  }
}

void HttpFilterChain::ResumeResponse() {
  if (--response_pauses_ == 0 && !destroyed_ && !places_.empty()) {
    places_.back().filter->ResumeResponse();
  }
}

void HttpFilterChain::OnStreamComplete() {
  if (destroyed_) return;
  for (Place& place : places_) place.filter->OnStreamComplete();
}

void HttpFilterChain::Destroy() {
  if (std::exchange(destroyed_, true)) return;
  request_pass_.Stop();
  response_pass_.Stop();
  while (!handles_.empty()) handles_.front().reset();
  for (Place& place : places_) place.filter->OnDestroy();
}

}  // namespace nuncio::filter
