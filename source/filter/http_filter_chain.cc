#include "source/filter/http_filter_chain.h"

#include <utility>

#include "source/record/details.h"

namespace nuncio::filter {

// ---- the two directions

HeadStatus RequestSide::CallHead(HttpFilterChain& chain, size_t step, Head& head, bool end) {
  const HttpFilterChain::Call call(chain);
  return chain.places_[step].filter->DecodeHead(head, end);
}

DataStatus RequestSide::CallData(HttpFilterChain& chain, size_t step, buffer::Buffer& data,
                                 bool end) {
  const HttpFilterChain::Call call(chain);
  return chain.places_[step].filter->DecodeData(data, end);
}

TrailersStatus RequestSide::CallTrailers(HttpFilterChain& chain, size_t step,
                                         http::Trailers& trailers) {
  const HttpFilterChain::Call call(chain);
  return chain.places_[step].filter->DecodeTrailers(trailers);
}

void RequestSide::Pause(HttpFilterChain& chain) { chain.owner_.PauseRequest(); }
void RequestSide::Resume(HttpFilterChain& chain) { chain.owner_.ResumeRequest(); }
void RequestSide::TooLarge(HttpFilterChain& chain) { chain.OnRequestTooLarge(); }

HeadStatus ResponseSide::CallHead(HttpFilterChain& chain, size_t step, Head& head, bool end) {
  const HttpFilterChain::Call call(chain);
  return chain.places_[chain.places_.size() - 1 - step].filter->EncodeHead(head, end);
}

DataStatus ResponseSide::CallData(HttpFilterChain& chain, size_t step, buffer::Buffer& data,
                                  bool end) {
  const HttpFilterChain::Call call(chain);
  return chain.places_[chain.places_.size() - 1 - step].filter->EncodeData(data, end);
}

TrailersStatus ResponseSide::CallTrailers(HttpFilterChain& chain, size_t step,
                                          http::Trailers& trailers) {
  const HttpFilterChain::Call call(chain);
  return chain.places_[chain.places_.size() - 1 - step].filter->EncodeTrailers(trailers);
}

void ResponseSide::EndHead(HttpFilterChain& chain, Head& head, bool end) {
  chain.response_started_ = true;
  chain.owner_.OnChainHead(head, end);
}

void ResponseSide::EndData(HttpFilterChain& chain, buffer::Buffer& data, bool end) {
  chain.owner_.OnChainData(data, end);
}

void ResponseSide::EndTrailers(HttpFilterChain& chain, http::Trailers& trailers) {
  chain.owner_.OnChainTrailers(trailers);
}

void ResponseSide::Pause(HttpFilterChain& chain) { chain.PauseResponse(); }
void ResponseSide::Resume(HttpFilterChain& chain) { chain.ResumeResponse(); }
void ResponseSide::TooLarge(HttpFilterChain& chain) { chain.OnResponseTooLarge(); }

// ---- the chain

HttpFilterChain::HttpFilterChain(const HttpStreamContext& context, HttpFilterChainOwner& owner)
    : context_(context),
      owner_(owner),
      request_pass_(*this),
      response_pass_(*this),
      buffer_limit_(context.buffer_limit) {}

namespace {

// A route's configuration switches a filter on or off; without one the chain's own word holds.
bool SwitchedOff(const HttpFilterEntry& entry, const routing::RouteDecision* route) {
  const routing::FilterConfig* const config =
      route == nullptr ? nullptr : route->MostSpecific(entry.id);
  return config == nullptr ? entry.disabled : config->disabled;
}

}  // namespace

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

// ---- what a filter asks for

const HttpStreamContext& HttpFilterCallbacks::stream() const { return chain_.context_; }
http::RequestHead* HttpFilterCallbacks::request() const { return chain_.request_head_; }
http::ResponseHead* HttpFilterCallbacks::response() const { return chain_.response_head_; }
const routing::RouteDecision* HttpFilterCallbacks::route() const { return chain_.owner_.route(); }
void HttpFilterCallbacks::RefreshRoute() { chain_.owner_.RefreshRoute(); }

routing::RouteDecision HttpFilterCallbacks::FindRoute(const http::RequestHead& head) const {
  return chain_.owner_.FindRoute(head);
}

const routing::FilterConfig* HttpFilterCallbacks::FindRouteConfig() const {
  const routing::RouteDecision* const decision = route();
  return decision == nullptr ? nullptr : decision->MostSpecific(id_);
}

size_t HttpFilterCallbacks::response_step() const { return chain_.places_.size() - 1 - index_; }

void HttpFilterCallbacks::ContinueRequest() { chain_.request_pass_.Continue(index_); }
void HttpFilterCallbacks::ContinueResponse() { chain_.response_pass_.Continue(response_step()); }
buffer::Buffer* HttpFilterCallbacks::held_request() const {
  return chain_.request_pass_.held(index_);
}
buffer::Buffer* HttpFilterCallbacks::held_response() const {
  return chain_.response_pass_.held(response_step());
}
void HttpFilterCallbacks::AddRequestData(buffer::Buffer& data) {
  chain_.request_pass_.AddData(index_, data);
}
void HttpFilterCallbacks::AddResponseData(buffer::Buffer& data) {
  chain_.response_pass_.AddData(response_step(), data);
}
void HttpFilterCallbacks::SetBufferLimit(uint32_t bytes) { chain_.buffer_limit_ = bytes; }

void HttpFilterCallbacks::SendLocalReply(const LocalReply& reply) { chain_.SendLocalReply(reply); }
void HttpFilterCallbacks::SendInterim(http::ResponseHead& head) { chain_.SendInterim(head); }
void HttpFilterCallbacks::SendHead(http::ResponseHead& head, bool end) {
  chain_.StartResponse(*chain_.context_.arena.New<http::ResponseHead>(std::move(head)), end);
}
void HttpFilterCallbacks::SendData(buffer::Buffer& data, bool end) { chain_.SendData(data, end); }
void HttpFilterCallbacks::SendTrailers(http::Trailers& trailers) {
  chain_.SendTrailers(*chain_.context_.arena.New<http::Trailers>(std::move(trailers)));
}
void HttpFilterCallbacks::ResetStream(http::ResetReason reason, absl::string_view details) {
  chain_.Reset(reason, details);
}

void HttpFilterCallbacks::BeginAgain(http::RequestHead& head, buffer::Buffer& body,
                                     http::Trailers* trailers) {
  chain_.owner_.OnChainBeginAgain(head, body, trailers);
}

void HttpFilterCallbacks::PauseRequest() { chain_.owner_.PauseRequest(); }
void HttpFilterCallbacks::ResumeRequest() { chain_.owner_.ResumeRequest(); }
StreamHandle HttpFilterCallbacks::MakeHandle() { return StreamHandle(chain_.handles_, *this); }

}  // namespace nuncio::filter
