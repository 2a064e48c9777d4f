#ifndef NUNCIO_SOURCE_UPSTREAM_POOL_HTTP_CONNECTION_H_
#define NUNCIO_SOURCE_UPSTREAM_POOL_HTTP_CONNECTION_H_

#include <memory>
#include <optional>

#include "absl/strings/string_view.h"
#include "source/base/intrusive_list.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/http/session.h"
#include "source/http/stream.h"
#include "source/network/connection.h"
#include "source/upstream/circuit_breaker.h"
#include "source/upstream/pool/connection_account.h"
#include "source/upstream/pool/pool_context.h"
#include "source/upstream/pool/stream_waiter.h"

namespace nuncio::upstream {

class HttpPool;

// One connection of a pool: connects within the cluster's time, then carries one stream after the
// other, and closes when it rested too long, served enough, or either side says so.
//
// It stands between the session and whoever made the request, to know how each stream ended. A
// tunnel that ended leaves: it stays until what went into it is written.
// Owner: its pool; once it is over the loop deletes it. Thread: the worker. Back-pressure: output
// above its limit goes by way of the session to the stream; a stream that pauses stops the socket.
class HttpConnection final : public event::Deferred,
                             public base::ListNode<HttpConnection>,
                             private network::ConnectionEvents,
                             private http::ClientSessionHost,
                             private http::ResponseEvents {
 public:
  // Begins to connect.
  HttpConnection(HttpPool& pool, const PoolContext& context, Ticket ticket);
  ~HttpConnection() override;

  // Begins a stream and tells the waiter. The connection must be resting.
  void Open(StreamWaiter& waiter, const StreamRequest& request, Ticket ticket);
  // It has no stream now.
  void Rest();
  void CloseNow();
  void CloseAfterStream() { last_stream_ = true; }

  // Whether it has been connected (and told so).
  bool was_ready() const { return was_ready_; }

 private:
  enum class State : uint8_t { kConnecting, kReady, kBusy, kLeaving, kOver };

  // network::ConnectionEvents
  void OnConnected() override;
  void OnData(bool fin) override;
  void OnOutputAbove() override;
  void OnOutputBelow() override;
  void OnClosed(network::CloseCause cause) override;
  // http::ClientSessionHost
  buffer::Buffer& output() override { return connection_->output(); }
  uint64_t bytes_written() const override { return connection_->counts().bytes_written; }
  void FlushSoon() override { connection_->FlushSoon(); }
  void PauseInput() override;
  void ResumeInput() override;
  void Close(http::SessionClose how) override;
  void OnStreamOver(bool reusable) override;
  void OnProtocolError(const http::ProtocolError& error) override;
  // http::ResponseEvents
  void OnInterim(http::ResponseHead& head) override { events_->OnInterim(head); }
  void OnHead(http::ResponseHead& head, bool end) override;
  void OnData(buffer::Buffer& data, bool end) override;
  void OnTrailers(http::Trailers& trailers) override;
  void OnReset(http::ResetReason reason, absl::string_view details) override;
  void OnSendAboveWatermark() override { events_->OnSendAboveWatermark(); }
  void OnSendBelowWatermark() override { events_->OnSendBelowWatermark(); }

  void OnTimer();
  void OnMaxDuration();
  void EndStream();
  // Writes what is in the output before it ends.
  void Leave();
  // The last thing that happens; the pool hears of it.
  void End(bool by_peer, std::optional<http::ResetReason> connect_failure = std::nullopt,
           absl::string_view details = "");

  HttpPool& pool_;
  const PoolContext context_;
  ConnectionAccount account_;
  ConnectionFacts facts_;
  State state_ = State::kConnecting;
  bool was_ready_ = false;
  bool last_stream_ = false;
  bool peer_closed_ = false;    // its FIN was seen
  bool response_ended_ = true;  // of the newest stream; true before the first
  bool protocol_error_ = false;

  std::unique_ptr<network::Connection> connection_;
  std::unique_ptr<http::ClientSession> session_;  // null until connected
  http::ResponseEvents* events_ = nullptr;        // of the stream, while there is one
  Ticket request_;
  event::Timer timer_;  // connecting: the connect time-out; resting: the idle time-out
  std::optional<event::Timer> duration_timer_;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_POOL_HTTP_CONNECTION_H_
