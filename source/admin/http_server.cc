#include "source/admin/http_server.h"

#include <sys/socket.h>

#include <utility>

#include "source/admin/http_connection.h"
#include "source/base/status_macros.h"
#include "source/network/connection.h"
#include "source/network/socket.h"

namespace nuncio::admin {

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Listen(event::Loop& loop,
                                                               const network::Address& address,
                                                               Handler handler, Log log) {
  network::ListenOptions options;
  options.reuse_port = false;
  network::ListenSocketRegistry registry(1);
  NUNCIO_ASSIGN_OR_RETURN(network::ListenSocketsRef sockets, registry.Acquire(address, options));
  NUNCIO_RETURN_IF_ERROR(sockets->Listen());
  return std::unique_ptr<HttpServer>(
      new HttpServer(loop, std::move(sockets), std::move(handler), std::move(log)));
}

HttpServer::HttpServer(event::Loop& loop, network::ListenSocketsRef sockets, Handler handler,
                       Log log)
    : loop_(loop),
      sockets_(std::move(sockets)),
      handler_(std::move(handler)),
      log_(std::move(log)),
      watch_(loop, sockets_->fd(0), event::Trigger::kLevelRead, *this) {}

HttpServer::~HttpServer() = default;

void HttpServer::OnReady(event::ReadySet) {
  const int fd = accept4(sockets_->fd(0), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd >= 0) Accept(base::FileDescriptor(fd));
}

void HttpServer::Accept(base::FileDescriptor fd) {
  if (connections_.size() >= kMaxConnections) return;
  const network::Address local = network::LocalAddress(fd.get());
  const network::Address peer = network::PeerAddress(fd.get());
  record::ConnectionRecord record;
  record.id = ++last_connection_id_;
  record.start = loop_.Now();
  record.start_wall = loop_.WallNow();
  record.remote = record.direct_remote = peer;
  record.local = record.direct_local = local;
  auto connection = std::make_unique<HttpConnection>(
      *this, std::move(record),
      network::Connection::Accepted({loop_, slices_}, std::move(fd), local, peer,
                                    network::MakeRawTransport(), {}));
  HttpConnection* const key = connection.get();
  connections_.emplace(key, std::move(connection));
  key->Start();
}

void HttpServer::Remove(HttpConnection& connection) {
  const auto found = connections_.find(&connection);
  if (found == connections_.end()) return;
  loop_.DeferDelete(std::move(found->second));
  connections_.erase(found);
}

}  // namespace nuncio::admin
