#include "source/filter/filter_sides.h"

#include "source/filter/http_filter_chain.h"

namespace nuncio::filter {

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

}  // namespace nuncio::filter
