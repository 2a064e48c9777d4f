#ifndef NUNCIO_SOURCE_PROXY_HTTP_ACTIVE_STREAM_H_
#define NUNCIO_SOURCE_PROXY_HTTP_ACTIVE_STREAM_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "source/base/arena.h"
#include "source/base/intrusive_list.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/filter/http_filter_chain.h"
#include "source/filter/http_stream_context.h"
#include "source/filter/local_reply.h"
#include "source/http/stream.h"
#include "source/proxy/http/ingress.h"
#include "source/proxy/http/manager_config.h"
#include "source/record/request_record.h"
#include "source/routing/route_decision.h"
#include "source/routing/route_table.h"
#include "source/runtime/values.h"
#include "source/worker/published.h"

namespace nuncio::proxy {

class ActiveStream;

// What a stream needs of its connection; the connection manager.
class StreamOwner {
 public:
  // The stream is over, its log lines are written; it goes away by itself. Called once, also from
  // inside OnConnectionClosed.
  virtual void OnStreamDone(ActiveStream& stream) = 0;
  // The connection should end behind the response that is being sent.
  virtual void CloseAfterResponse() = 0;
  // Asked once per response, before its head is sent: may call CloseAfterResponse.
  virtual void BeforeResponse() = 0;
  virtual network::Connection& connection() = 0;
  virtual const record::ConnectionRecord& connection_record() = 0;

 protected:
  ~StreamOwner() = default;
};

// One request and its response as the connection manager sees them: checks and cleans the request,
// routes it, runs the filters, finishes the response, watches the time, keeps the record and writes
// the log.
//
// Owner and lifetime: made in an arena that it owns itself; it gives the arena back at the end of
// the loop's iteration in which it ended, so that everything in it may still be touched by the
// calls that led there. Thread: the worker. Destruction of owner and session: the owner outlives
// the stream's end, not the stream; after that nothing outside is touched. Back-pressure: the
// session's watermarks pause the terminal filter; filters pause the session's stream.
class ActiveStream final : public http::RequestEvents,
                           public filter::HttpFilterChainOwner,
                           private event::EndOfIteration,
                           public base::ListNode<ActiveStream> {
 public:
  ActiveStream(base::ArenaPtr arena, StreamOwner& owner, const ManagerConfig& config,
               worker::WorkerContext& worker, http::ResponseStream& response,
               http::Protocol protocol);
  ~ActiveStream() = default;

  base::Arena& arena() { return *arena_; }
  // Gives the stream up because its connection is over; the session's side is not touched.
  // `details` is a constant.
  void OnConnectionClosed(absl::string_view details);

  bool over() const { return response_ == nullptr; }
  // It is over because the client's connection ended before it.
  bool cut_by_client() const {
    return record_.flags.Has(record::ResponseFlag::kDownstreamConnectionTermination);
  }

 private:
  // http::RequestEvents
  void OnHead(http::RequestHead& head, bool end) override;
  void OnData(buffer::Buffer& data, bool end) override;
  void OnTrailers(http::Trailers& trailers) override;
  void OnProtocolError(const http::ProtocolError& error) override;
  void OnReset(http::ResetReason reason, absl::string_view details) override;
  void OnSendAboveWatermark() override;
  void OnSendBelowWatermark() override;

  // filter::HttpFilterChainOwner
  void OnChainInterim(http::ResponseHead& head) override;
  void OnChainHead(http::ResponseHead& head, bool end) override;
  void OnChainData(buffer::Buffer& data, bool end) override;
  void OnChainTrailers(http::Trailers& trailers) override;
  void OnChainReset(http::ResetReason reason, absl::string_view details) override;
  void PauseRequest() override;
  void ResumeRequest() override;
  const routing::RouteDecision* route() const override { return route_; }
  void RefreshRoute() override;
  routing::RouteDecision FindRoute(const http::RequestHead& head) override;
  void OnChainBeginAgain(http::RequestHead& head, buffer::Buffer& body,
                         http::Trailers* trailers) override;
  http::ResponseHead* ShapeLocalReply(const filter::LocalReply& reply,
                                      buffer::Buffer& body) override;

  // event::EndOfIteration
  void OnEndOfIteration() override;

  // The steps of a request; each returns false when it answered.
  bool CheckTarget();
  bool CleanTarget();
  bool CheckUpgrade();
  void AnswerExpectation();
  const filter::HttpFilterEntries& ChooseFilters() const;
  const UpgradeOption* FindUpgrade(absl::string_view type) const;
  // Answers with an empty body and ends the connection as options say.
  void Refuse(int status, absl::string_view details);
  void RefuseClient(int status);
  void RedirectTo(absl::string_view path);
  // Answers with that status; resets the stream where an answer has begun.
  void FailWith(int status, absl::string_view body, absl::string_view details);
  void OnRequestEnd();

  void StartRecordAnew();
  // Passes the request through new filters, once the old ones have returned.
  void BeginAgain();

  void ApplyRouteTimeouts();
  void StartTimers();
  void TouchIdle();
  void OnHeaderTimeout();
  void OnRequestTimeout();
  void OnIdleTimeout();
  void OnMaxDuration();

  void CountStatus(int status);
  void WriteLog(record::AccessLogType type);
  // Everything is said: completes the record, writes the logs, ends the filters.
  void Finish();

  void Add(HttpManagerMetric counter) { config_.Add(worker_, counter); }

  base::ArenaPtr arena_;
  StreamOwner& owner_;
  const ManagerConfig& config_;
  const HttpConnectionManagerOptions& options_;
  worker::WorkerContext& worker_;
  http::ResponseStream* response_;  // null when the stream is over
  record::RequestRecord record_;
  filter::HttpStreamContext context_;
  filter::HttpFilterChain chain_;
  http::RequestHead* request_ = nullptr;
  worker::GenerationRef<routing::RouteTable> routes_;
  worker::GenerationRef<runtime::Values> runtime_;
  routing::RouteDecision decision_;
  const routing::RouteDecision* route_ = nullptr;  // null before routing, and without a table
  uint64_t random_;
  base::Duration idle_timeout_;
  event::Timer header_timer_;
  event::Timer request_timer_;
  event::Timer idle_timer_;
  event::Timer duration_timer_;
  // The request that comes after the one that was, when the stream begins again.
  struct NextRequest {
    buffer::Buffer body;
    http::Trailers* trailers;
  };
  NextRequest* next_request_ = nullptr;
  bool internal_ = false;
  bool request_complete_ = false;
  bool interim_sent_ = false;
  bool tunnel_ = false;  // counted as an upgrade
};

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_ACTIVE_STREAM_H_
