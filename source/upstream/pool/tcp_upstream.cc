#include "source/upstream/pool/tcp_upstream.h"

#include <utility>

#include "source/upstream/pool/dial.h"

namespace nuncio::upstream {

TcpUpstream::TcpUpstream(const PoolContext& context, TcpUpstreamEvents& events,
                         ResourcePriority priority)
    : context_(context),
      events_(events),
      account_(context),
      connect_timer_(context.worker.loop, [this] { OnConnectTimeout(); }) {
  CircuitBreaker& breaker = context_.breaker(priority);
  pending_ = Ticket::Try(breaker.pending, context_.slots());
  if (!pending_) {
    context_.Add(kRqPendingOverflow);
  } else {
    context_.Add(kRqPendingTotal);
    context_.AddGauge(kRqPendingActive);
    connecting_ = Ticket::Try(breaker.connections, context_.slots());
    if (!connecting_) context_.Add(kCxOverflow);
  }
  if (connecting_) {
    Connect();
  } else {
    // Told from the loop, as every other outcome is.
    context_.worker.loop.AtEndOfIteration(*this);
  }
}

TcpUpstream::~TcpUpstream() { End(/*by_peer=*/false); }

void TcpUpstream::Connect() {
  account_.Begin(std::move(connecting_));
  connection_ = Dial(context_, /*half_close=*/true);
  connection_->set_events(*this);
  connection_->Start();
  connect_timer_.Start(context_.options().connect_timeout);
}

void TcpUpstream::OnEndOfIteration() {
  EndPending();
  events_.OnConnectFailed(http::ResetReason::kOverflow, "");
}

void TcpUpstream::OnConnectTimeout() {
  account_.ConnectFailed(/*timed_out=*/true);
  context_.Add(kRqPendingFailureEject);
  End(/*by_peer=*/false);
  events_.OnConnectFailed(http::ResetReason::kConnectionTimeout, "");
}

void TcpUpstream::OnConnected() {
  connected_ = true;
  connect_timer_.Stop();
  EndPending();
  account_.Connected();
  context_.Add(kRqTotal);
  context_.AddGauge(kRqActive);
  HostCounters& host = context_.host->counters();
  host.rq_total.fetch_add(1, std::memory_order_relaxed);
  host.rq_active.fetch_add(1, std::memory_order_relaxed);
  events_.OnConnected();
}

void TcpUpstream::OnData(bool fin) {
  account_.CountBytes(connection_->counts());
  events_.OnUpstreamData(fin);
}

void TcpUpstream::OnOutputAbove() {
  context_.Add(kFlowControlBackedUpTotal);
  events_.OnUpstreamOutputAbove();
}

void TcpUpstream::OnOutputBelow() {
  context_.Add(kFlowControlDrainedTotal);
  events_.OnUpstreamOutputBelow();
}

void TcpUpstream::OnClosed(network::CloseCause cause) {
  const bool by_peer = cause == network::CloseCause::kPeerClosed ||
                       cause == network::CloseCause::kPeerReset ||
                       cause == network::CloseCause::kConnectFailed;
  if (connected_) {
    End(by_peer);
    events_.OnUpstreamClosed(cause);
    return;
  }
  account_.ConnectFailed(/*timed_out=*/false);
  context_.Add(kRqPendingFailureEject);
  const std::string details(connection_->failure());
  End(by_peer);
  events_.OnConnectFailed(http::ResetReason::kRemoteConnectionFailure, details);
}

void TcpUpstream::EndPending() {
  if (!pending_) return;
  pending_.Return();
  context_.SubGauge(kRqPendingActive);
}

void TcpUpstream::End(bool by_peer) {
  EndPending();
  connect_timer_.Stop();
  if (connection_ == nullptr) return;
  account_.CountBytes(connection_->counts());
  account_.Closed(by_peer, connected_);
  if (connected_) {
    context_.SubGauge(kRqActive);
    context_.host->counters().rq_active.fetch_sub(1, std::memory_order_relaxed);
    context_.Record(kRqPerCx, 1);
  }
  connection_.reset();
}

}  // namespace nuncio::upstream
