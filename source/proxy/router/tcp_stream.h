#ifndef NUNCIO_SOURCE_PROXY_ROUTER_TCP_STREAM_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_TCP_STREAM_H_

#include <memory>

#include "source/base/arena.h"
#include "source/event/loop.h"
#include "source/http/message.h"
#include "source/http/stream.h"
#include "source/upstream/clusters/worker_cluster.h"
#include "source/upstream/pool/stream_waiter.h"
#include "source/upstream/pool/tcp_upstream.h"

namespace nuncio::proxy::router {

// A bare connection to a host that looks like a stream of HTTP: where CONNECT ends at this proxy.
// The request's head is not sent and is answered with 200; data goes both ways as it is.
//
// Owner: its attempt. Thread: the worker. Tells the waiter as a pool would, and the events as a
// session would. What was sent before a Reset is still delivered.
class TcpStream final : public http::RequestStream,
                        private upstream::TcpUpstreamEvents,
                        private event::EndOfIteration {
 public:
  // All outlive it. The response's head is made in `arena`.
  TcpStream(event::Loop& loop, base::Arena& arena, upstream::StreamWaiter& waiter,
            http::ResponseEvents& events);

  void Connect(upstream::WorkerCluster& cluster, upstream::WorkerHost& host,
               upstream::ResourcePriority priority);

  // http::RequestStream
  void SendHead(const http::RequestHead& head, bool end) override;
  void SendData(buffer::Buffer& data, bool end) override;
  void SendTrailers(const http::Trailers& trailers) override;
  void Reset(http::ResetReason reason) override;
  void PauseReading() override;
  void ResumeReading() override;

 private:
  // upstream::TcpUpstreamEvents
  void OnConnected() override;
  void OnConnectFailed(http::ResetReason reason, absl::string_view details) override;
  void OnUpstreamData(bool fin) override;
  void OnUpstreamOutputAbove() override;
  void OnUpstreamOutputBelow() override;
  void OnUpstreamClosed(network::CloseCause cause) override;

  // event::EndOfIteration
  void OnEndOfIteration() override;

  network::Connection* connection() {
    return upstream_ == nullptr ? nullptr : upstream_->connection();
  }

  event::Loop& loop_;
  base::Arena& arena_;
  upstream::StreamWaiter& waiter_;
  http::ResponseEvents& events_;
  std::unique_ptr<upstream::TcpUpstream> upstream_;
  upstream::ConnectionFacts facts_;
  bool answered_ = false;  // the 200 was told
  bool over_ = false;
};

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_TCP_STREAM_H_
