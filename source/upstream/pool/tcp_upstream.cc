#include "source/upstream/pool/tcp_upstream.h"

#include <utility>

#include "source/upstream/pool/dial.h"

namespace nuncio::upstream {

TcpUpstream::TcpUpstream(const PoolContext& context, base::LocalRef<TcpPool> pool,
                         TcpUpstreamEvents& events, ResourcePriority priority)
    : context_(context),
      pool_(std::move(pool)),
      events_(&events),
      priority_(priority),
      account_(context),
      connect_timer_(context.worker.loop, [this] { OnConnectTimeout(); }) {
  pending_ = Ticket::Try(context_.breaker(priority).pending, context_.slots());
  if (!pending_) {
    context_.Add(kRqPendingOverflow);
    // Told from the loop, as every other outcome is.
    context_.worker.loop.AtEndOfIteration(*this);
    return;
  }
  context_.Add(kRqPendingTotal);
  context_.AddGauge(kRqPendingActive);
  if (Ticket ticket = pool_->Admit(*this, priority)) Connect(std::move(ticket));
}

TcpUpstream::~TcpUpstream() {
  if (pending_) context_.Add(kRqCancelled);
  End(/*by_peer=*/false);
}

void TcpUpstream::CloseBehindOutput(std::unique_ptr<TcpUpstream> upstream) {
  network::Connection* const connection = upstream->connection();
  if (connection == nullptr || !connection->connected() || connection->output().empty()) return;
  upstream->events_ = nullptr;
  connection->Close(network::CloseMode::kFlush);
  TcpPool& pool = *upstream->pool_;
  pool.Keep(std::move(upstream));
}

void TcpUpstream::Connect(Ticket ticket) {
  account_.Begin(std::move(ticket));
  connection_ = Dial(context_, /*half_close=*/true);
  connection_->set_events(*this);
  connection_->Start();
  connect_timer_.Start(context_.options().connect_timeout);
}

void TcpUpstream::OnEndOfIteration() { events_->OnConnectFailed(http::ResetReason::kOverflow, ""); }

void TcpUpstream::OnConnectTimeout() {
  account_.ConnectFailed(/*timed_out=*/true);
  pool_->FailWaiting(http::ResetReason::kConnectionTimeout, "");
  Fail(http::ResetReason::kConnectionTimeout, "");
}

void TcpUpstream::Fail(http::ResetReason reason, absl::string_view details) {
  context_.Add(kRqPendingFailureEject);
  End(/*by_peer=*/reason == http::ResetReason::kRemoteConnectionFailure);
  events_->OnConnectFailed(reason, details);
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
  events_->OnConnected();
}

void TcpUpstream::OnData(bool fin) {
  account_.CountBytes(connection_->counts());
  events_->OnUpstreamData(fin);
}

void TcpUpstream::OnOutputAbove() {
  context_.Add(kFlowControlBackedUpTotal);
  events_->OnUpstreamOutputAbove();
}

void TcpUpstream::OnOutputBelow() {
  context_.Add(kFlowControlDrainedTotal);
  events_->OnUpstreamOutputBelow();
}

void TcpUpstream::OnClosed(network::CloseCause cause) {
  const bool by_peer =
      cause == network::CloseCause::kPeerClosed || cause == network::CloseCause::kPeerReset;
  if (connected_) {
    End(by_peer);
    return events_ != nullptr ? events_->OnUpstreamClosed(cause) : pool_->Forget(*this);
  }
  account_.ConnectFailed(/*timed_out=*/false);
  const std::string details(connection_->failure());
  pool_->FailWaiting(http::ResetReason::kRemoteConnectionFailure, details);
  Fail(http::ResetReason::kRemoteConnectionFailure, details);
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
  pool_->Left();
}

}  // namespace nuncio::upstream
