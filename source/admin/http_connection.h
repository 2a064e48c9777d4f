#ifndef NUNCIO_SOURCE_ADMIN_HTTP_CONNECTION_H_
#define NUNCIO_SOURCE_ADMIN_HTTP_CONNECTION_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "source/admin/http_server.h"
#include "source/base/arena.h"
#include "source/base/intrusive_list.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/http/http1/server_codec.h"
#include "source/http/session.h"
#include "source/network/connection.h"
#include "source/record/connection_record.h"

namespace nuncio::admin {

// One client of the page server, and the request that it is at: there is one at a time. Owned by
// the server; tells it when it is over and is destroyed at the end of that iteration.
class HttpConnection final : public base::ListNode<HttpConnection>,
                             public event::Deferred,
                             private network::ConnectionEvents,
                             private http::ServerSessionHost,
                             private http::RequestEvents {
 public:
  // `server` outlives it.
  HttpConnection(HttpServer& server, record::ConnectionRecord record,
                 std::unique_ptr<network::Connection> connection);
  ~HttpConnection() override = default;

  void Start();
  void CloseNow();

 private:
  // From the connection.
  void OnData(bool fin) override;
  void OnOutputAbove() override;
  void OnOutputBelow() override;
  void OnClosed(network::CloseCause cause) override;

  // From the session.
  buffer::Buffer& output() override { return connection_->output(); }
  void FlushSoon() override { connection_->FlushSoon(); }
  void PauseInput() override { connection_->PauseRead(); }
  void ResumeInput() override { connection_->ResumeRead(); }
  void Close(http::SessionClose how) override;
  http::OpenedStream OnNewStream(http::ResponseStream& stream) override;

  // From the stream.
  void OnHead(http::RequestHead& head, bool end) override;
  void OnData(buffer::Buffer& data, bool end) override;
  void OnTrailers(http::Trailers& trailers) override;
  void OnProtocolError(const http::ProtocolError& error) override;
  void OnReset(http::ResetReason reason, absl::string_view details) override;
  void OnSendAboveWatermark() override {}
  void OnSendBelowWatermark() override {}

  void Answer();
  void Send(const Response& response);
  void Log(const http::ResponseHead& response, size_t body_bytes);
  void StartIdleTimer();
  void OnIdle();
  void Over();

  HttpServer& server_;
  const record::ConnectionRecord record_;
  std::unique_ptr<network::Connection> connection_;
  http::http1::ServerCodec session_;

  // The request under way.
  http::ResponseStream* stream_ = nullptr;
  base::ArenaPtr arena_;
  http::RequestHead* head_ = nullptr;  // in the arena
  base::Instant start_;
  base::WallTime start_wall_;
  std::string content_type_;
  std::string body_;
  uint64_t body_bytes_ = 0;
  event::Timer idle_timer_;
  uint64_t written_before_ = 0;  // bytes, when it was started
  bool over_ = false;
};

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_HTTP_CONNECTION_H_
