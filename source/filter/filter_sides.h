#ifndef NUNCIO_SOURCE_FILTER_FILTER_SIDES_H_
#define NUNCIO_SOURCE_FILTER_FILTER_SIDES_H_

#include <cstddef>

#include "source/buffer/buffer.h"
#include "source/filter/http_filter.h"
#include "source/http/message.h"

namespace nuncio::filter {

class HttpFilterChain;

// How one direction of a chain differs from the other: what its FilterPass calls. Free of state;
// used by passes only, on their worker. Step 0 is the first filter that sees a message of that
// direction; the step after the last filter is the chain's own end.
struct RequestSide {
  using Head = http::RequestHead;
  static HeadStatus CallHead(HttpFilterChain& chain, size_t step, Head& head, bool end);
  static DataStatus CallData(HttpFilterChain& chain, size_t step, buffer::Buffer& data, bool end);
  static TrailersStatus CallTrailers(HttpFilterChain& chain, size_t step, http::Trailers& trailers);
  // A terminal filter lets nothing through: there is no end to reach.
  static void EndHead(HttpFilterChain&, Head&, bool) {}
  static void EndData(HttpFilterChain&, buffer::Buffer&, bool) {}
  static void EndTrailers(HttpFilterChain&, http::Trailers&) {}
  static void Pause(HttpFilterChain& chain);
  static void Resume(HttpFilterChain& chain);
  static void TooLarge(HttpFilterChain& chain);
};

struct ResponseSide {
  using Head = http::ResponseHead;
  static HeadStatus CallHead(HttpFilterChain& chain, size_t step, Head& head, bool end);
  static DataStatus CallData(HttpFilterChain& chain, size_t step, buffer::Buffer& data, bool end);
  static TrailersStatus CallTrailers(HttpFilterChain& chain, size_t step, http::Trailers& trailers);
  static void EndHead(HttpFilterChain& chain, Head& head, bool end);
  static void EndData(HttpFilterChain& chain, buffer::Buffer& data, bool end);
  static void EndTrailers(HttpFilterChain& chain, http::Trailers& trailers);
  static void Pause(HttpFilterChain& chain);
  static void Resume(HttpFilterChain& chain);
  static void TooLarge(HttpFilterChain& chain);
};

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_FILTER_SIDES_H_
