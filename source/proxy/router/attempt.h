#ifndef NUNCIO_SOURCE_PROXY_ROUTER_ATTEMPT_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_ATTEMPT_H_

#include <chrono>

#include "absl/strings/string_view.h"
#include "source/event/timer.h"
#include "source/filter/http_stream_context.h"
#include "source/http/message.h"
#include "source/http/stream.h"
#include "source/proxy/router/tcp_stream.h"
#include "source/record/upstream_record.h"
#include "source/upstream/clusters/worker_cluster.h"
#include "source/upstream/pool/stream_waiter.h"

namespace nuncio::proxy::router {

class Attempt;

// Who makes attempts: the router. Calls come from the attempt's stream, or from inside Start. In
// each the owner may cancel the attempt and start another one; attempts stay in the arena, so none
// is destroyed there.
class AttemptOwner {
 public:
  // The stream to upstream is open: the request is to be sent.
  virtual void OnAttemptReady(Attempt& attempt) = 0;
  virtual void OnAttemptInterim(Attempt& attempt, http::ResponseHead& head) = 0;
  virtual void OnAttemptHead(Attempt& attempt, http::ResponseHead& head, bool end) = 0;
  virtual void OnAttemptData(Attempt& attempt, buffer::Buffer& data, bool end) = 0;
  virtual void OnAttemptTrailers(Attempt& attempt, http::Trailers& trailers) = 0;
  // The attempt is over without a whole response. `why` lives as long as the call.
  virtual void OnAttemptFailed(Attempt& attempt, http::ResetReason reason,
                               absl::string_view why) = 0;
  virtual void OnAttemptTimeout(Attempt& attempt) = 0;
  // Upstream takes no more of the request, and takes more again.
  virtual void OnAttemptBlocked(Attempt& attempt) = 0;
  virtual void OnAttemptUnblocked(Attempt& attempt) = 0;

 protected:
  ~AttemptOwner() = default;
};

// One try to get an answer from one host: waits for a stream, then is both sides' way through it.
//
// Owner and lifetime: made in the request's arena; ends when its response is whole, when it failed,
// or with Cancel, after which the owner hears nothing more of it. Thread: the worker. Pins the
// cluster and the host until then.
class Attempt final : private upstream::StreamWaiter, private http::ResponseEvents {
 public:
  // `owner` and the context outlive it.
  Attempt(AttemptOwner& owner, const filter::HttpStreamContext& context,
          upstream::ClusterPin cluster, upstream::HostPin host);
  ~Attempt() { Cancel(); }

  // May call the owner before it returns.
  void Start(upstream::ResourcePriority priority);
  // The same over a bare connection, for a CONNECT that ends here.
  void StartTunnel(upstream::ResourcePriority priority);
  void Cancel();

  // Sending; only after OnAttemptReady. Nothing happens when the attempt is over.
  void SendHead(const http::RequestHead& head, bool end);
  void SendData(buffer::Buffer& data, bool end);
  void SendTrailers(const http::Trailers& trailers);
  // The request is whole: the time for this try runs from here. Zero: without a bound.
  void StartTimer(std::chrono::milliseconds per_try);
  void PauseReading();
  void ResumeReading();

  bool ready() const { return stream_ != nullptr; }
  bool waiting() const { return StreamWaiter::waiting(); }
  bool over() const { return over_; }
  bool head_sent() const { return head_sent_; }
  bool response_started() const { return response_started_; }
  upstream::WorkerHost& host() { return *host_; }
  record::UpstreamRecord& record() { return record_; }

 private:
  // upstream::StreamWaiter
  void OnStreamReady(http::RequestStream& stream,
                     const upstream::ConnectionFacts& connection) override;
  void OnPoolFailure(http::ResetReason reason, absl::string_view details) override;

  // http::ResponseEvents
  void OnInterim(http::ResponseHead& head) override;
  void OnHead(http::ResponseHead& head, bool end) override;
  void OnData(buffer::Buffer& data, bool end) override;
  void OnTrailers(http::Trailers& trailers) override;
  void OnReset(http::ResetReason reason, absl::string_view details) override;
  void OnSendAboveWatermark() override;
  void OnSendBelowWatermark() override;

  void End();

  AttemptOwner& owner_;
  const filter::HttpStreamContext& context_;
  upstream::ClusterPin cluster_;
  upstream::HostPin host_;
  http::RequestStream* stream_ = nullptr;
  TcpStream* tunnel_ = nullptr;
  record::UpstreamRecord record_;
  event::Timer timer_;
  base::Instant started_;
  bool head_sent_ = false;
  bool response_started_ = false;
  bool blocked_ = false;
  bool over_ = false;
};

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_ATTEMPT_H_
