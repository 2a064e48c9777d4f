#include "source/admin/http_connection.h"

#include <utility>

#include "source/http/header_id.h"
#include "source/http/message.h"

namespace nuncio::admin {
namespace {

network::CloseMode ModeOf(http::SessionClose how) {
  switch (how) {
    case http::SessionClose::kFlush:
      return network::CloseMode::kFlush;
    case http::SessionClose::kFlushThenLinger:
      return network::CloseMode::kFlushThenLinger;
    case http::SessionClose::kNow:
      return network::CloseMode::kNow;
  }
  return network::CloseMode::kNow;
}

}  // namespace

HttpConnection::HttpConnection(HttpServer& server, record::ConnectionRecord record,
                               std::unique_ptr<network::Connection> connection)
    : server_(server),
      record_(std::move(record)),
      connection_(std::move(connection)),
      session_(*this, server.options_),
      idle_timer_(server.loop_, [this] { OnIdle(); }) {
  connection_->set_events(*this);
}

void HttpConnection::Start() {
  StartIdleTimer();
  connection_->Start();
}

void HttpConnection::StartIdleTimer() {
  written_before_ = connection_->counts().bytes_written;
  idle_timer_.Start(HttpServer::kIdleTimeout);
}

void HttpConnection::OnIdle() {
  // A slow reader of a long answer is welcome.
  if (connection_->counts().bytes_written != written_before_) return StartIdleTimer();
  CloseNow();
}

void HttpConnection::CloseNow() {
  connection_->Close(network::CloseMode::kNow);
  Over();
}

void HttpConnection::OnData(bool fin) { session_.Feed(connection_->input(), fin); }
void HttpConnection::OnOutputAbove() { session_.OnOutputAboveWatermark(); }
void HttpConnection::OnOutputBelow() { session_.OnOutputBelowWatermark(); }
void HttpConnection::OnClosed(network::CloseCause) { Over(); }

void HttpConnection::Close(http::SessionClose how) {
  connection_->Close(ModeOf(how));
  if (how == http::SessionClose::kNow) Over();
}

void HttpConnection::Over() {
  if (std::exchange(over_, true)) return;
  idle_timer_.Stop();
  server_.Remove(*this);
}

http::OpenedStream HttpConnection::OnNewStream(http::ResponseStream& stream) {
  stream_ = &stream;
  arena_ = server_.arenas_.Get();
  head_ = nullptr;
  content_type_.clear();
  body_.clear();
  body_bytes_ = 0;
  start_ = server_.loop_.Now();
  start_wall_ = server_.loop_.WallNow();
  return {*this, *arena_};
}

void HttpConnection::OnHead(http::RequestHead& head, bool end) {
  head_ = arena_->New<http::RequestHead>(std::move(head));
  content_type_ = std::string(head_->headers.Value(http::HeaderId::kContentType));
  if (end) Answer();
}

void HttpConnection::OnData(buffer::Buffer& data, bool end) {
  if (stream_ == nullptr) return;
  data.ForEachPiece([this](absl::string_view piece) { body_.append(piece.data(), piece.size()); });
  body_bytes_ += data.size();
  data.Clear();
  if (body_.size() > HttpServer::kMaxBodyBytes) {
    Send({413, "The body is too large\n"});
  } else if (end) {
    Answer();
  }
}

void HttpConnection::OnTrailers(http::Trailers&) { Answer(); }

void HttpConnection::OnProtocolError(const http::ProtocolError& error) { Send({error.status, ""}); }

void HttpConnection::OnReset(http::ResetReason, absl::string_view) { stream_ = nullptr; }

void HttpConnection::Answer() {
  Send(server_.handler_(MakeRequest(head_->method, head_->path, std::move(body_), content_type_)));
}

void HttpConnection::Send(const Response& response) {
  http::ResponseHead head(*arena_);
  head.status = response.status;
  head.headers.Add(http::HeaderId::kContentType, arena_->Copy(response.content_type));
  head.headers.Add(http::HeaderId::kCacheControl, "no-cache, max-age=0");
  head.headers.AddCopy("x-content-type-options", "nosniff");
  http::ResponseStream* const stream = std::exchange(stream_, nullptr);
  if (stream == nullptr) return;
  server_.Touch(*this);
  StartIdleTimer();
  Log(head, response.body.size());
  if (response.body.empty()) {
    stream->SendHead(head, true);
    return;
  }
  stream->SendHead(head, false);
  buffer::Buffer body(server_.slices_);
  body.Append(response.body);
  stream->SendData(body, true);
}

void HttpConnection::Log(const http::ResponseHead& response, size_t body_bytes) {
  if (server_.log_ == nullptr) return;
  record::RequestRecord record(*arena_, record_);
  record.start = start_;
  record.start_wall = start_wall_;
  record.end = record.last_tx = record.last_rx = server_.loop_.Now();
  record.remote = record_.remote;
  record.protocol = head_ == nullptr ? http::Protocol::kHttp11 : head_->protocol;
  record.access_log_type = record::AccessLogType::kDownstreamEnd;
  // As a proxy would: the log's ordinary format names the client by it.
  if (head_ != nullptr && record_.remote.is_ip()) {
    head_->headers.Set(http::HeaderId::kXForwardedFor, arena_->Copy(record_.remote.IpText()));
  }
  record.request = head_;
  record.response = &response;
  record.response_code = response.status;
  record.bytes_received = body_bytes_;
  record.bytes_sent = body_bytes;
  server_.log_(record);
}

}  // namespace nuncio::admin
