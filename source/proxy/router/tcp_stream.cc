#include "source/proxy/router/tcp_stream.h"

#include <utility>

namespace nuncio::proxy::router {

TcpStream::TcpStream(event::Loop& loop, base::Arena& arena, upstream::StreamWaiter& waiter,
                     http::ResponseEvents& events)
    : loop_(loop), arena_(arena), waiter_(waiter), events_(events) {}

void TcpStream::Connect(upstream::WorkerCluster& cluster, upstream::WorkerHost& host,
                        upstream::ResourcePriority priority) {
  upstream_ = cluster.ConnectTcp(host, *this, priority);
}

void TcpStream::OnConnected() {
  const network::Connection& made = *connection();
  facts_.local = made.local();
  facts_.remote = made.peer();
  facts_.connect_started = upstream_->connect_started();
  facts_.connected = loop_.Now();
  facts_.counts = &made.counts();
  facts_.streams = 1;
  waiter_.OnStreamReady(*this, facts_);
}

void TcpStream::OnConnectFailed(http::ResetReason reason, absl::string_view details) {
  over_ = true;
  waiter_.OnPoolFailure(reason, details);
}

// The answer comes from the loop, as a server's would.
void TcpStream::SendHead(const http::RequestHead&, bool) { loop_.AtEndOfIteration(*this); }

void TcpStream::OnEndOfIteration() {
  if (over_ || std::exchange(answered_, true)) return;
  http::ResponseHead& head = *arena_.New<http::ResponseHead>(arena_);
  head.status = 200;
  events_.OnHead(head, false);
  // What came before somebody listened.
  if (!over_ && connection() != nullptr && !connection()->input().empty()) OnUpstreamData(false);
}

void TcpStream::SendData(buffer::Buffer& data, bool end) {
  network::Connection* const to = connection();
  if (over_ || to == nullptr) return;
  to->output().Move(data);
  to->FlushSoon();
  if (end) to->CloseWrite();
}

void TcpStream::SendTrailers(const http::Trailers&) {
  if (network::Connection* const to = connection(); !over_ && to != nullptr) to->CloseWrite();
}

void TcpStream::Reset(http::ResetReason) {
  over_ = true;
  if (upstream_ != nullptr) upstream::TcpUpstream::CloseBehindOutput(std::move(upstream_));
}

void TcpStream::PauseReading() {
  if (network::Connection* const from = connection()) from->PauseRead();
}

void TcpStream::ResumeReading() {
  if (network::Connection* const from = connection()) from->ResumeRead();
}

void TcpStream::OnUpstreamData(bool fin) {
  if (over_) return;
  if (!answered_) OnEndOfIteration();
  if (over_ || connection() == nullptr) return;
  buffer::Buffer data(connection()->input().pool());
  data.Move(connection()->input());
  over_ = fin;
  events_.OnData(data, fin);
}

void TcpStream::OnUpstreamOutputAbove() { events_.OnSendAboveWatermark(); }
void TcpStream::OnUpstreamOutputBelow() { events_.OnSendBelowWatermark(); }

void TcpStream::OnUpstreamClosed(network::CloseCause) {
  if (std::exchange(over_, true)) return;
  events_.OnReset(http::ResetReason::kConnectionTermination, {});
}

}  // namespace nuncio::proxy::router
