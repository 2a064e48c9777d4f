#include "source/proxy/http/connection_manager.h"

#include <chrono>
#include <utility>

#include "source/http/http1/server_codec.h"
#include "source/record/details.h"

namespace nuncio::proxy {
namespace {

void StartIf(event::Timer& timer, const std::optional<base::Duration>& delay) {
  if (delay && *delay > base::Duration::zero()) timer.Start(*delay);
}

}  // namespace

ConnectionManager::ConnectionManager(std::shared_ptr<const ManagerConfig> config,
                                     filter::NetworkContext& context)
    : config_(std::move(config)),
      context_(context),
      idle_timer_(context.worker.loop, [this] { OnIdleTimeout(); }),
      duration_timer_(context.worker.loop, [this] { OnMaxDuration(); }),
      drain_timer_(context.worker.loop, [this] { OnDrainTimeout(); }) {
  Add(kCxTotal);
  config_->AddGauge(worker(), kCxActive);
}

ConnectionManager::~ConnectionManager() {
  if (!ended_) End(true);
}

void ConnectionManager::Start() {
  context_.connection.SetLingerTimeout(config_->options().delayed_close_timeout);
  context_.connection.SetDetectEarlyClose(true);
  StartIdleTimer();
  StartIf(duration_timer_, config_->options().max_connection_duration);
}

void ConnectionManager::MakeSession() {
  session_ = std::make_unique<http::http1::ServerCodec>(
      static_cast<http::ServerSessionHost&>(*this), config_->options().http_protocol_options);
  Add(kCxHttp1Total);
  config_->AddGauge(worker(), kCxHttp1Active);
}

// ---- the connection

void ConnectionManager::OnData(bool fin) {
  CountBytes();
  if (fin && !closing_) peer_closed_ = true;
  if (session_ == nullptr) {
    if (context_.connection.input().empty()) return;
    MakeSession();
  }
  session_->Feed(context_.connection.input(), fin);
}

void ConnectionManager::OnOutputAbove() {
  if (session_ != nullptr) session_->OnOutputAboveWatermark();
}

void ConnectionManager::OnOutputBelow() {
  if (session_ != nullptr) session_->OnOutputBelowWatermark();
}

void ConnectionManager::OnClosed(network::CloseCause cause) {
  if (cause == network::CloseCause::kLingerTimeout) Add(kCxDelayedCloseTimeout);
  End(closing_);
}

void ConnectionManager::CountBytes() {
  const network::ConnectionCounts& now = context_.connection.counts();
  if (now.bytes_read != counted_.bytes_read) {
    Add(kCxRxBytesTotal, now.bytes_read - counted_.bytes_read);
  }
  if (now.bytes_written != counted_.bytes_written) {
    Add(kCxTxBytesTotal, now.bytes_written - counted_.bytes_written);
  }
  counted_ = now;
}

void ConnectionManager::End(bool local) {
  if (std::exchange(ended_, true)) return;
  const bool active = active_streams_ > 0 || peer_cut_request_;
  local = local && !peer_closed_;
  while (!streams_.empty()) {
    streams_.front().OnConnectionClosed(local ? record::details::kDownstreamLocalDisconnect
                                              : record::details::kDownstreamRemoteDisconnect);
  }
  CountBytes();
  Add(kCxDestroy);
  Add(local ? kCxDestroyLocal : kCxDestroyRemote);
  if (active) {
    Add(kCxDestroyActiveRq);
    Add(local ? kCxDestroyLocalActiveRq : kCxDestroyRemoteActiveRq);
  }
  config_->SubGauge(worker(), kCxActive);
  if (session_ != nullptr) config_->SubGauge(worker(), kCxHttp1Active);
  const auto length = std::chrono::duration_cast<std::chrono::milliseconds>(worker().loop.Now() -
                                                                            context_.record.start);
  config_->Record(worker(), kCxLengthMs, static_cast<uint64_t>(length.count()));
  idle_timer_.Stop();
  duration_timer_.Stop();
  drain_timer_.Stop();
  context_.owner.Finish();
}

// ---- the session

void ConnectionManager::PauseInput() { context_.connection.PauseRead(); }
void ConnectionManager::ResumeInput() { context_.connection.ResumeRead(); }

void ConnectionManager::Close(http::SessionClose how) {
  if (ended_) return;
  closing_ = true;
  switch (how) {
    case http::SessionClose::kFlush:
      return context_.connection.Close(network::CloseMode::kFlush);
    case http::SessionClose::kFlushThenLinger:
      return context_.connection.Close(network::CloseMode::kFlushThenLinger);
    case http::SessionClose::kNow:
      context_.connection.Close(network::CloseMode::kNow);
      return End(true);
  }
}

http::OpenedStream ConnectionManager::OnNewStream(http::ResponseStream& response) {
  idle_timer_.Stop();
  ++active_streams_;
  ++streams_total_;
  base::ArenaPtr arena = worker().arenas.Get();
  base::Arena& home = *arena;
  auto* const stream = home.New<ActiveStream>(std::move(arena), static_cast<StreamOwner&>(*this),
                                              *config_, worker(), response, session_->protocol());
  streams_.PushBack(*stream);
  return {*stream, home};
}

// ---- streams

void ConnectionManager::OnStreamDone(ActiveStream& stream) {
  if (stream.cut_by_client()) peer_cut_request_ = true;
  if (--active_streams_ == 0 && !ended_) StartIdleTimer();
}

void ConnectionManager::CloseAfterResponse() {
  if (session_ != nullptr && !ended_) session_->Drain();
}

void ConnectionManager::BeforeResponse() {
  const uint32_t limit = config_->options().max_requests_per_connection;
  if (draining_) return CloseAfterResponse();
  if (limit != 0 && streams_total_ >= limit) {
    Add(kCxMaxRequestsReached);
    return CloseAfterResponse();
  }
  if (context_.drain.ShouldClose(worker().loop.Now(), worker().random)) {
    Add(kCxDrainClose);
    StartDrain();
    CloseAfterResponse();
  }
}

// ---- the end of idle and old connections

void ConnectionManager::StartIdleTimer() { StartIf(idle_timer_, config_->options().idle_timeout); }

void ConnectionManager::OnIdleTimeout() {
  Add(kCxIdleTimeout);
  if (session_ == nullptr) return Close(http::SessionClose::kFlush);
  StartDrain();
}

void ConnectionManager::OnMaxDuration() {
  Add(kCxMaxDurationReached);
  if (session_ == nullptr) return Close(http::SessionClose::kFlush);
  StartDrain();
}

void ConnectionManager::StartDrain() {
  if (std::exchange(draining_, true)) return;
  const base::Duration drain_timeout = config_->options().drain_timeout;
  drain_timer_.Start(drain_timeout);
}

void ConnectionManager::OnDrainTimeout() {
  // With a request still active the session closes behind its response.
  if (active_streams_ > 0) return CloseAfterResponse();
  Close(http::SessionClose::kFlush);
}

void ConnectionManager::OnDrain(bool close_idle) {
  if (!close_idle || ended_ || closing_) return;
  draining_ = true;
  // A response that has begun could not say close any more: the session closes behind it.
  if (active_streams_ > 0) return CloseAfterResponse();
  Close(http::SessionClose::kFlush);
}

void ConnectionManager::OnDrainDeadline() { Close(http::SessionClose::kNow); }

}  // namespace nuncio::proxy
