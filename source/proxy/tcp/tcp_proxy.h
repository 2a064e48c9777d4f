#ifndef NUNCIO_SOURCE_PROXY_TCP_TCP_PROXY_H_
#define NUNCIO_SOURCE_PROXY_TCP_TCP_PROXY_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "source/base/arena.h"
#include "source/event/timer.h"
#include "source/filter/network_filter.h"
#include "source/http/reset_reason.h"
#include "source/proxy/tcp/tcp_proxy_config.h"
#include "source/record/request_record.h"
#include "source/record/upstream_record.h"
#include "source/upstream/clusters/worker_cluster.h"
#include "source/upstream/pool/tcp_upstream.h"

namespace nuncio::proxy::tcp {

// One client's connection, passed on to a server: bytes and half-closes both ways, without a copy.
//
// Owner: the listener's connection. Thread: the worker. Back-pressure: what one side does not take
// stops the reads of the other, at the buffer limits of the two connections. The server's
// connection may outlive the client's for as long as it takes what the client sent before it
// closed.
class TcpProxy final : public filter::TerminalFilter, private upstream::TcpUpstreamEvents {
 public:
  TcpProxy(std::shared_ptr<const TcpProxyConfig> config, filter::NetworkContext& context);
  ~TcpProxy() override;

  // filter::TerminalFilter
  void Start() override;
  void OnData(bool fin) override;
  void OnOutputAbove() override;
  void OnOutputBelow() override;
  void OnClosed(network::CloseCause cause) override;
  void OnDrainDeadline() override;

 private:
  // upstream::TcpUpstreamEvents
  void OnConnected() override;
  void OnConnectFailed(http::ResetReason reason, absl::string_view details) override;
  void OnUpstreamData(bool fin) override;
  void OnUpstreamOutputAbove() override;
  void OnUpstreamOutputBelow() override;
  void OnUpstreamClosed(network::CloseCause cause) override;

  // Picks the cluster, once; false when there is none of that name.
  bool FindCluster();
  void Connect();
  upstream::HostPin PickHost();
  void NoteHost(const upstream::Host& host);
  // Moves what the client sent, and its FIN, to the server.
  void PassOn(bool fin);
  void HoldEarlyData();
  void OnIdle();
  // Whether bytes are on their way to a peer that took some since the last call.
  bool BytesAreTaken();
  void OnMaxDuration();
  void OnLogInterval();
  void Touch();
  // Ends both sides at once.
  void EndNow(absl::string_view details);
  // Both sides are over: the log, and the end of this.
  void Finish();
  void TakeCounts();
  void WriteLog(record::AccessLogType type);
  void Add(TcpMetric counter, uint64_t n = 1);
  network::Connection& downstream() { return context_.connection; }
  network::Connection* server() { return upstream_ ? upstream_->connection() : nullptr; }

  const std::shared_ptr<const TcpProxyConfig> config_;
  filter::NetworkContext& context_;
  const base::ArenaPtr arena_;
  record::RequestRecord record_;
  record::UpstreamRecord* attempt_ = nullptr;  // in the arena
  upstream::ClusterPin cluster_;
  upstream::HostPin host_;
  std::unique_ptr<upstream::TcpUpstream> upstream_;
  network::SendProgress client_took_;  // when it was looked at last
  network::SendProgress server_took_;
  bool connected_ = false;
  bool client_fin_ = false;
  bool client_gone_ = false;  // the client's connection is over, the server's is not yet
  bool holds_early_ = false;
  bool over_ = false;
  event::Timer idle_timer_;
  event::Timer duration_timer_;
  event::Timer log_timer_;
};

}  // namespace nuncio::proxy::tcp

#endif  // NUNCIO_SOURCE_PROXY_TCP_TCP_PROXY_H_
