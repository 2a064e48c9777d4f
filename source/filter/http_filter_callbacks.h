#ifndef NUNCIO_SOURCE_FILTER_HTTP_FILTER_CALLBACKS_H_
#define NUNCIO_SOURCE_FILTER_HTTP_FILTER_CALLBACKS_H_

#include <cstddef>
#include <cstdint>

#include "source/base/arena.h"
#include "source/buffer/buffer.h"
#include "source/filter/http_stream_context.h"
#include "source/filter/local_reply.h"
#include "source/filter/stream_handle.h"
#include "source/http/message.h"
#include "source/http/reset_reason.h"
#include "source/routing/route_decision.h"

namespace nuncio::filter {

class HttpFilterChain;

// What one filter may ask of its stream.
//
// Owner: the chain. Thread: the worker. Valid until the filter's OnDestroy.
class HttpFilterCallbacks {
 public:
  HttpFilterCallbacks(HttpFilterChain& chain, size_t index, routing::FilterId id)
      : chain_(chain), index_(index), id_(id) {}
  HttpFilterCallbacks(const HttpFilterCallbacks&) = delete;
  HttpFilterCallbacks& operator=(const HttpFilterCallbacks&) = delete;

  // Facts and tools of the stream: worker, arena, record, connection.
  const HttpStreamContext& stream() const;
  // The request's head (after it came) and the response's; null where there is none.
  http::RequestHead* request() const;
  http::ResponseHead* response() const;

  // The route as it was chosen, or null without one. RefreshRoute chooses again, for filters that
  // changed what it depends on, before the terminal filter saw the request.
  const routing::RouteDecision* route() const;
  void RefreshRoute();
  // The route that another head would take; nothing changes.
  routing::RouteDecision FindRoute(const http::RequestHead& head) const;
  // The most specific configuration that the route has for this filter, or null. T is what the
  // filter's own `parse` made for routes. For all levels: route()->AllLevels(filter_id()).
  template <typename T>
  const T* RouteConfig() const {
    const routing::FilterConfig* const found = FindRouteConfig();
    return found == nullptr ? nullptr : static_cast<const T*>(found->config.get());
  }

  routing::FilterId filter_id() const { return id_; }

  // Lets what this filter stopped go on. Never from inside a call for the same direction.
  void ContinueRequest();
  void ContinueResponse();
  // What this filter holds of the body; null when nothing. May be changed in place.
  buffer::Buffer* held_request() const;
  buffer::Buffer* held_response() const;
  // Gives bytes behind what this filter holds. From inside its own Decode… or Encode… calls (a body
  // for a message without one: from inside the head's), or while it holds the message.
  void AddRequestData(buffer::Buffer& data);
  void AddResponseData(buffer::Buffer& data);
  // How many bytes may be held in this stream; 0: no limit.
  void SetBufferLimit(uint32_t bytes);

  // Answers in place of upstream. The request is over for all filters; the reply passes the
  // encoders of all. If a response has begun for the client the stream is reset instead.
  void SendLocalReply(const LocalReply& reply);
  // The response of a terminal filter; the head and trailers are moved from.
  void SendInterim(http::ResponseHead& head);
  void SendHead(http::ResponseHead& head, bool end);
  void SendData(buffer::Buffer& data, bool end);
  void SendTrailers(http::Trailers& trailers);
  // Gives the stream up: nothing more is sent to the client. `details` lives as long as the arena.
  void ResetStream(http::ResetReason reason, absl::string_view details);

  // Ends this stream as it is, with a log line, and begins it again with another request of the
  // same client, whose whole body is given: for the terminal filter, before it sent a head. `head`
  // and `trailers` (may be null) stand in the arena; `body` is moved from.
  void BeginAgain(http::RequestHead& head, buffer::Buffer& body, http::Trailers* trailers);

  // Counted: stops reading the request from the client.
  void PauseRequest();
  void ResumeRequest();

  // For what comes back after the stream may be gone.
  StreamHandle MakeHandle();

 private:
  const routing::FilterConfig* FindRouteConfig() const;
  size_t response_step() const;

  HttpFilterChain& chain_;
  const size_t index_;
  const routing::FilterId id_;
};

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_HTTP_FILTER_CALLBACKS_H_
