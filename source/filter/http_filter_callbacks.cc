#include "source/filter/http_filter_callbacks.h"

#include <utility>

#include "source/filter/http_filter_chain.h"

namespace nuncio::filter {

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
