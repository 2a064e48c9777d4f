#include "source/proxy/tcp/tcp_proxy.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "source/access_log/access_log.h"
#include "source/base/hash.h"
#include "source/format/input.h"
#include "source/http/reset_reason.h"
#include "source/upstream/clusters/describe.h"

namespace nuncio::proxy::tcp {
namespace {

using record::ResponseFlag;

constexpr upstream::ResourcePriority kPriority = upstream::ResourcePriority::kDefault;

// A random UUID (version 4) for %STREAM_ID%.
absl::string_view MakeStreamId(base::Random& random, base::Arena& arena) {
  const uint64_t high = (random.Next() & ~uint64_t{0xf000}) | 0x4000;
  const uint64_t low = (random.Next() & ~(uint64_t{3} << 62)) | (uint64_t{2} << 62);
  const auto hex = [](uint64_t value, absl::PadSpec digits) {
    return absl::StrCat(absl::Hex(value, digits));
  };
  return arena.Copy(absl::StrCat(
      hex(high >> 32, absl::kZeroPad8), "-", hex((high >> 16) & 0xffff, absl::kZeroPad4), "-",
      hex(high & 0xffff, absl::kZeroPad4), "-", hex(low >> 48, absl::kZeroPad4), "-",
      hex(low & 0xffffffffffff, absl::kZeroPad12)));
}

}  // namespace

TcpProxy::TcpProxy(std::shared_ptr<const TcpProxyConfig> config, filter::NetworkContext& context)
    : config_(std::move(config)),
      context_(context),
      arena_(context.worker.arenas.Get()),
      record_(*arena_, context.record),
      idle_timer_(context.worker.loop, [this] { OnIdle(); }),
      duration_timer_(context.worker.loop, [this] { OnMaxDuration(); }),
      log_timer_(context.worker.loop, [this] { OnLogInterval(); }) {
  record_.start = context.record.start;
  record_.start_wall = context.record.start_wall;
  record_.remote = context.record.remote;
}

TcpProxy::~TcpProxy() = default;

void TcpProxy::Start() {
  const TcpProxyOptions& options = config_->options();
  Add(kCxTotal);
  downstream().SetHalfClose(true);
  // What is on its way to a slow client is limited by the idle time-out, not by a shorter one.
  downstream().SetLingerTimeout(base::Duration::zero());
  if (!options.access_logs.empty()) {
    record_.request_id = MakeStreamId(context_.worker.random, *arena_);
  }
  if (options.max_downstream_connection_duration) {
    duration_timer_.Start(*options.max_downstream_connection_duration);
  }
  if (options.log_interval) log_timer_.Start(*options.log_interval);
  Touch();
  if (options.connect_mode == ConnectMode::kImmediate) Connect();
}

bool TcpProxy::FindCluster() {
  if (cluster_) return true;
  absl::string_view name = config_->PickCluster(context_.worker.random);
  const auto* const chosen =
      context_.record.filter_state.FindAs<record::TextObject>(kClusterFilterState);
  if (chosen != nullptr) name = chosen->text();
  cluster_ = config_->clusters().ForWorker(context_.worker).Find(name);
  if (cluster_) record_.cluster_name = arena_->Copy(name);
  return static_cast<bool>(cluster_);
}

upstream::HostPin TcpProxy::PickHost() {
  upstream::PickContext pick;
  const TcpProxyOptions& options = config_->options();
  if (options.hash_source_ip) {
    pick.hash = base::Hash64(context_.record.remote.IpText());
  } else if (!options.hash_filter_state.empty()) {
    const record::FilterStateObject* const object =
        context_.record.filter_state.Find(options.hash_filter_state);
    const absl::optional<std::string> text = object != nullptr ? object->Text() : absl::nullopt;
    if (text) pick.hash = base::Hash64(*text);
  }
  return cluster_->Pick(pick);
}

void TcpProxy::Connect() {
  if (!FindCluster()) {
    Add(kCxNoRoute);
    record_.flags.Set(ResponseFlag::kNoClusterFound);
    return EndNow("");
  }
  // Nobody waits here for a connection of another client to end: that may take days.
  if (cluster_->info().breaker(kPriority).connections.exhausted()) {
    cluster_->Add(upstream::kCxOverflow);
    record_.flags.Set(ResponseFlag::kUpstreamOverflow);
    return EndNow("");
  }
  if (record_.attempt_count >= config_->options().max_connect_attempts) {
    cluster_->Add(upstream::kCxConnectAttemptsExceeded);
    record_.flags.Set(ResponseFlag::kUpstreamRetryLimitExceeded);
    return EndNow("");
  }
  host_ = PickHost();
  if (!host_) {
    record_.flags.Set(ResponseFlag::kNoHealthyUpstream);
    return EndNow("");
  }
  ++record_.attempt_count;
  NoteHost(host_->host());
  upstream_ = cluster_->ConnectTcp(*host_, *this, kPriority);
}

void TcpProxy::NoteHost(const upstream::Host& host) {
  attempt_ = arena_->New<record::UpstreamRecord>();
  upstream::Describe(*cluster_, host, *attempt_);
  attempt_->connect_begin = context_.worker.loop.Now();
  record_.upstream = attempt_;
}

void TcpProxy::OnConnected() {
  connected_ = true;
  network::Connection& connection = *server();
  connection.SetLingerTimeout(base::Duration::zero());
  attempt_->connect_end = context_.worker.loop.Now();
  attempt_->pool_wait = *attempt_->connect_end - *attempt_->connect_begin;
  attempt_->has_connection = true;
  attempt_->connection_id = connection.id();
  attempt_->local = connection.local();
  attempt_->remote = connection.peer();
  if (config_->options().log_on_connected) WriteLog(record::AccessLogType::kTcpUpstreamConnected);
  if (std::exchange(holds_early_, false)) downstream().ResumeRead();
  if (!downstream().input().empty() || client_fin_) PassOn(client_fin_);
}

void TcpProxy::OnConnectFailed(http::ResetReason reason, absl::string_view details) {
  attempt_->transport_failure_reason = arena_->Copy(details);
  if (reason == http::ResetReason::kOverflow) {
    record_.flags.Set(ResponseFlag::kUpstreamOverflow);
    return EndNow("");
  }
  record_.flags.Set(ResponseFlag::kUpstreamConnectionFailure);
  upstream_.reset();
  Connect();
}

void TcpProxy::OnData(bool fin) {
  if (over_) return;
  client_fin_ = fin;
  Touch();
  if (connected_) return PassOn(fin);
  if (cluster_ || downstream().input().empty()) return HoldEarlyData();
  // kOnDownstreamData: this is the first of it.
  Add(kEarlyDataReceivedCountTotal);
  Connect();
  if (!over_) HoldEarlyData();
}

void TcpProxy::HoldEarlyData() {
  if (upstream_ == nullptr && client_fin_) return EndNow("");  // closed before it said a byte
  const uint32_t early = config_->options().max_early_data_bytes;
  const uint32_t limit = early != 0 ? early : downstream().buffer_limit();
  if (holds_early_ || limit == 0 || downstream().input().size() < limit) return;
  holds_early_ = true;
  downstream().PauseRead();
}

void TcpProxy::PassOn(bool fin) {
  network::Connection* const to = server();
  if (to == nullptr) {  // the server is gone: what the client still says is for nobody
    downstream().input().Clear();
    return;
  }
  record_.bytes_received += downstream().input().size();
  Add(kCxRxBytesTotal, downstream().input().size());
  to->output().Move(downstream().input());
  if (fin) to->CloseWrite();
  to->FlushSoon();
}

void TcpProxy::OnUpstreamData(bool fin) {
  network::Connection& from = *server();
  Touch();
  if (client_gone_) {
    from.input().Clear();
    return;
  }
  record_.bytes_sent += from.input().size();
  Add(kCxTxBytesTotal, from.input().size());
  downstream().output().Move(from.input());
  if (fin) downstream().CloseWrite();
  downstream().FlushSoon();
}

void TcpProxy::OnOutputAbove() {
  if (network::Connection* const from = server(); from != nullptr && connected_) from->PauseRead();
}

void TcpProxy::OnOutputBelow() {
  Touch();
  if (network::Connection* const from = server(); from != nullptr && connected_) from->ResumeRead();
}

void TcpProxy::OnUpstreamOutputAbove() {
  if (client_gone_) return;
  Add(kFlowControlPausedReadingTotal);
  downstream().PauseRead();
}

void TcpProxy::OnUpstreamOutputBelow() {
  Touch();
  if (client_gone_) return;
  Add(kFlowControlResumedReadingTotal);
  downstream().ResumeRead();
}

void TcpProxy::OnUpstreamClosed(network::CloseCause) {
  // The connection and its counts are gone already.
  attempt_->wire_bytes_sent = record_.bytes_received;
  attempt_->wire_bytes_received = record_.bytes_sent;
  upstream_.reset();
  if (client_gone_) {
    context_.worker.stats.Sub(config_->stats().gauge(kUpstreamFlushActive));
    return Finish();
  }
  // What it sent before is on its way to the client.
  downstream().Close(network::CloseMode::kFlush);
}

void TcpProxy::OnClosed(network::CloseCause cause) {
  client_gone_ = true;
  network::Connection* const to = server();
  if (to == nullptr || !connected_) return Finish();
  if (cause == network::CloseCause::kPeerReset) {
    to->Close(network::CloseMode::kReset);
    return Finish();
  }
  if (to->output().empty()) return Finish();
  // The client said everything and went: the server is still to hear it.
  TakeCounts();
  Add(kUpstreamFlushTotal);
  context_.worker.stats.Add(config_->stats().gauge(kUpstreamFlushActive));
  to->Close(network::CloseMode::kFlush);
}

void TcpProxy::OnDrainDeadline() { EndNow("drain time is over"); }

bool TcpProxy::BytesAreTaken() {
  const auto look = [](const network::Connection* to, network::SendProgress& last) {
    if (to == nullptr) return false;
    const network::SendProgress before = std::exchange(last, to->send_progress());
    return last.IsPast(before) && (last.unacknowledged > 0 || !to->output().empty());
  };
  const bool client = look(&downstream(), client_took_);
  return look(server(), server_took_) || client;
}

void TcpProxy::OnIdle() {
  // What was written long ago may still flow to a slow peer.
  if (BytesAreTaken()) return Touch();
  Add(kIdleTimeout);
  EndNow("tcp_session_idle_timeout");
}

void TcpProxy::OnMaxDuration() {
  Add(kMaxDownstreamConnectionDuration);
  record_.flags.Set(ResponseFlag::kDurationTimeout);
  EndNow("max_connection_duration_reached");
}

void TcpProxy::OnLogInterval() {
  WriteLog(record::AccessLogType::kTcpPeriodic);
  log_timer_.Start(*config_->options().log_interval);
}

void TcpProxy::Touch() {
  if (config_->options().idle_timeout) idle_timer_.Start(*config_->options().idle_timeout);
}

void TcpProxy::EndNow(absl::string_view details) {
  if (over_) return;
  if (context_.record.termination_details.empty()) {
    context_.record.termination_details = std::string(details);
  }
  if (client_gone_ && connected_ && upstream_ != nullptr) {
    context_.worker.stats.Sub(config_->stats().gauge(kUpstreamFlushActive));
  }
  TakeCounts();
  downstream().Close(network::CloseMode::kNow);
  Finish();
}

void TcpProxy::TakeCounts() {
  record_.wire_bytes_received = downstream().counts().bytes_read;
  record_.wire_bytes_sent = downstream().counts().bytes_written;
  const network::Connection* const connection = server();
  if (attempt_ == nullptr || connection == nullptr) return;
  attempt_->wire_bytes_sent = connection->counts().bytes_written;
  attempt_->wire_bytes_received = connection->counts().bytes_read;
}

void TcpProxy::Finish() {
  if (std::exchange(over_, true)) return;
  TakeCounts();
  upstream_.reset();
  idle_timer_.Stop();
  duration_timer_.Stop();
  log_timer_.Stop();
  record_.end = context_.worker.loop.Now();
  WriteLog(record::AccessLogType::kTcpConnectionEnd);
  context_.owner.Finish();
}

void TcpProxy::WriteLog(record::AccessLogType type) {
  if (config_->options().access_logs.empty()) return;
  if (!over_) TakeCounts();
  record_.access_log_type = type;
  format::Input input(record_);
  input.now = context_.worker.loop.WallNow();
  input.random = &context_.worker.random;
  access_log::WriteAll(config_->options().access_logs, {input, context_.worker.random.Next()});
}

void TcpProxy::Add(TcpMetric counter, uint64_t n) {
  context_.worker.stats.Add(config_->stats().counter(counter), n);
}

}  // namespace nuncio::proxy::tcp
