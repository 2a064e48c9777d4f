#ifndef NUNCIO_SOURCE_PROXY_HTTP_CONNECTION_MANAGER_H_
#define NUNCIO_SOURCE_PROXY_HTTP_CONNECTION_MANAGER_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "source/base/intrusive_list.h"
#include "source/event/timer.h"
#include "source/filter/network_filter.h"
#include "source/http/session.h"
#include "source/proxy/http/active_stream.h"
#include "source/proxy/http/manager_config.h"

namespace nuncio::proxy {

// Serves HTTP on one downstream connection: the session's host, the owner of its streams, the watch
// over idle and old connections.
//
// Owner: the listener, with the connection, until Finish. Thread: the worker. The session is made
// with the first byte, so that an idle connection costs little. Nothing is destroyed in a callback:
// what ends is finished at the end of the loop's iteration.
//
// Draining: an idle or old connection says close on the next response and ends after it; without a
// request it ends when drain_timeout is over. Of a listener that drains, each response decides
// (filter::DrainState); a connection without a request stays until its next one or OnDrainDeadline.
class ConnectionManager final : public filter::TerminalFilter,
                                private http::ServerSessionHost,
                                private StreamOwner {
 public:
  ConnectionManager(std::shared_ptr<const ManagerConfig> config, filter::NetworkContext& context);
  ~ConnectionManager() override;

  // filter::TerminalFilter
  void Start() override;
  void OnData(bool fin) override;
  void OnOutputAbove() override;
  void OnOutputBelow() override;
  void OnClosed(network::CloseCause cause) override;
  void OnDrain(bool close_idle) override;
  void OnDrainDeadline() override;

 private:
  // http::ServerSessionHost
  buffer::Buffer& output() override { return context_.connection.output(); }
  void FlushSoon() override { context_.connection.FlushSoon(); }
  void PauseInput() override;
  void ResumeInput() override;
  void Close(http::SessionClose how) override;
  http::OpenedStream OnNewStream(http::ResponseStream& stream) override;

  // StreamOwner
  void OnStreamDone(ActiveStream& stream) override;
  void CloseAfterResponse() override;
  void BeforeResponse() override;
  network::Connection& connection() override { return context_.connection; }
  const record::ConnectionRecord& connection_record() override { return context_.record; }

  void MakeSession();
  void StartIdleTimer();
  void OnIdleTimeout();
  void OnMaxDuration();
  void StartDrain();
  void OnDrainTimeout();
  // The connection is closed: ends the streams, counts, lets the owner finish.
  void End(bool local);
  void CountBytes();
  worker::WorkerContext& worker() { return context_.worker; }
  void Add(HttpManagerMetric counter, uint64_t n = 1) { config_->Add(worker(), counter, n); }

  const std::shared_ptr<const ManagerConfig> config_;
  filter::NetworkContext& context_;
  std::unique_ptr<http::ServerSession> session_;
  base::IntrusiveList<ActiveStream> streams_;
  size_t active_streams_ = 0;
  uint64_t streams_total_ = 0;
  network::ConnectionCounts counted_;
  event::Timer idle_timer_;
  event::Timer duration_timer_;
  event::Timer drain_timer_;
  bool draining_ = false;
  bool closing_ = false;  // this side closed it
  bool peer_closed_ = false;
  bool peer_cut_request_ = false;  // and a request was active
  bool ended_ = false;
};

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_CONNECTION_MANAGER_H_
