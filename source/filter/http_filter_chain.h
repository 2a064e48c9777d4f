#ifndef NUNCIO_SOURCE_FILTER_HTTP_FILTER_CHAIN_H_
#define NUNCIO_SOURCE_FILTER_HTTP_FILTER_CHAIN_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "source/base/intrusive_list.h"
#include "source/buffer/buffer.h"
#include "source/filter/filter_pass.h"
#include "source/filter/http_filter.h"
#include "source/filter/http_filter_callbacks.h"
#include "source/filter/http_filter_factory.h"
#include "source/filter/http_stream_context.h"
#include "source/filter/local_reply.h"
#include "source/filter/stream_handle.h"
#include "source/http/message.h"
#include "source/http/reset_reason.h"
#include "source/routing/route_decision.h"

namespace nuncio::filter {

// Who runs a chain: the connection manager's stream. It hears what comes out of the chain towards
// the client, and answers what only it knows. Every call may come from inside a call into the
// chain.
class HttpFilterChainOwner {
 public:
  // What has passed all filters. Head and trailers stay where they are until the stream ends.
  virtual void OnChainInterim(http::ResponseHead& head) = 0;
  virtual void OnChainHead(http::ResponseHead& head, bool end) = 0;
  virtual void OnChainData(buffer::Buffer& data, bool end) = 0;
  virtual void OnChainTrailers(http::Trailers& trailers) = 0;
  // The stream is to be given up: nothing more comes from the chain.
  virtual void OnChainReset(http::ResetReason reason, absl::string_view details) = 0;

  // Counted.
  virtual void PauseRequest() = 0;
  virtual void ResumeRequest() = 0;

  virtual const routing::RouteDecision* route() const = 0;
  virtual void RefreshRoute() = 0;
  // See HttpFilterCallbacks. OnChainBeginAgain ends the chain.
  virtual routing::RouteDecision FindRoute(const http::RequestHead& head) = 0;
  virtual void OnChainBeginAgain(http::RequestHead& head, buffer::Buffer& body,
                                 http::Trailers* trailers) = 0;

  // Makes the head (in the stream's arena) and body of the proxy's own reply, as configuration
  // wants them. `body` comes with the reply's own text.
  virtual http::ResponseHead* ShapeLocalReply(const LocalReply& reply, buffer::Buffer& body) = 0;

 protected:
  ~HttpFilterChainOwner() = default;
};

// Walks the messages of one stream through its filters: who stops what, what is held where, and
// what becomes of a reply of the proxy's own. The table of states is in filter_pass.h.
//
// Owner: the stream; it is in the stream's arena or a member of it. Thread: the worker. A filter
// may do anything inside its calls: the chain notices that the stream was answered, reset or ended
// when the call returns, and touches nothing more.
class HttpFilterChain {
 public:
  // `context` and `owner` outlive the chain.
  HttpFilterChain(const HttpStreamContext& context, HttpFilterChainOwner& owner);
  ~HttpFilterChain() { Destroy(); }
  HttpFilterChain(const HttpFilterChain&) = delete;
  HttpFilterChain& operator=(const HttpFilterChain&) = delete;

  // Makes the filters, but for those that are switched off: by the entry, or by `route` (null
  // without a route). Once, before anything else.
  void Build(const HttpFilterEntries& entries, const routing::RouteDecision* route);

  // The request, as it comes. The head and trailers stay where they are until the stream ends.
  void DecodeHead(http::RequestHead& head, bool end);
  void DecodeData(buffer::Buffer& data, bool end);
  void DecodeTrailers(http::Trailers& trailers);

  // The client takes no more, and takes more again.
  void OnClientBlocked();
  void OnClientUnblocked();

  // Answers in place of the terminal filter; see HttpFilterCallbacks.
  void SendLocalReply(const LocalReply& reply);
  // Tells the filters that the record is complete.
  void OnStreamComplete();
  // Ends the filters: nothing is called any more, handles become empty. Idempotent; inside a
  // filter's call, too.
  void Destroy();

  // True once the head of a response was given to the owner.
  bool response_started() const { return response_started_; }
  const HttpStreamContext& context() const { return context_; }
  http::RequestHead* request() const { return request_head_; }
  http::ResponseHead* response() const { return response_head_; }
  bool destroyed() const { return destroyed_; }
  uint32_t buffer_limit() const { return buffer_limit_; }

 private:
  friend class HttpFilterCallbacks;
  friend struct RequestSide;
  friend struct ResponseSide;

  struct Place {
    HttpFilter* filter = nullptr;
    HttpFilterCallbacks* callbacks = nullptr;
  };
  // Counts how deep we are in filters' calls; what had to wait happens at the end of the outermost.
  class Call {
   public:
    explicit Call(HttpFilterChain& chain) : chain_(chain) { ++chain_.depth_; }
    ~Call() {
      if (--chain_.depth_ == 0 && chain_.pending_reply_ != nullptr) chain_.SendPendingReply();
    }

   private:
    HttpFilterChain& chain_;
  };

  void SendInterim(http::ResponseHead& head);
  void StartResponse(http::ResponseHead& head, bool end);
  void SendData(buffer::Buffer& data, bool end);
  void SendTrailers(http::Trailers& trailers);
  void Reset(http::ResetReason reason, absl::string_view details);
  void SendPendingReply();
  void SendReplyNow(const LocalReply& reply, bool through_filters);
  void OnRequestTooLarge();
  void OnResponseTooLarge();
  void PauseResponse();
  void ResumeResponse();

  const HttpStreamContext& context_;
  HttpFilterChainOwner& owner_;
  absl::Span<Place> places_;
  FilterPass<RequestSide> request_pass_;
  FilterPass<ResponseSide> response_pass_;
  http::RequestHead* request_head_ = nullptr;
  http::ResponseHead* response_head_ = nullptr;
  LocalReply* pending_reply_ = nullptr;
  base::IntrusiveList<StreamHandle> handles_;
  uint32_t buffer_limit_;
  uint32_t response_pauses_ = 0;
  int depth_ = 0;
  bool response_started_ = false;  // the owner has the head
  bool replied_ = false;           // a local reply was begun
  bool destroyed_ = false;
};

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_HTTP_FILTER_CHAIN_H_
