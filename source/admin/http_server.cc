#include "source/admin/http_server.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "source/admin/http_connection.h"
#include "source/base/status_macros.h"
#include "source/network/connection.h"
#include "source/network/socket.h"

namespace nuncio::admin {
namespace {

constexpr std::chrono::milliseconds kRest(100);

}  // namespace

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
      pause_(loop, [this] { Watch(); }) {
  Watch();
}

HttpServer::~HttpServer() = default;

void HttpServer::Watch() {
  watch_.emplace(loop_, sockets_->fd(0), event::Trigger::kLevelRead,
                 static_cast<event::FileWatchEvents&>(*this));
}

void HttpServer::OnReady(event::ReadySet) {
  const int fd = accept4(sockets_->fd(0), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd >= 0) return Accept(base::FileDescriptor(fd));
  const bool out_of_something =
      errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
  if (!out_of_something) return;
  // The socket stays readable: looking at it all the time would help nobody.
  watch_.reset();
  pause_.Start(kRest);
}

void HttpServer::Accept(base::FileDescriptor fd) {
  if (connections_.size() >= kMaxConnections) by_activity_.front().CloseNow();
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
  Touch(*key);
  key->Start();
}

void HttpServer::Touch(HttpConnection& connection) {
  connection.ListNode::Unlink();
  by_activity_.PushBack(connection);
}

void HttpServer::Remove(HttpConnection& connection) {
  const auto found = connections_.find(&connection);
  if (found == connections_.end()) return;
  connection.ListNode::Unlink();
  loop_.DeferDelete(std::move(found->second));
  connections_.erase(found);
}

}  // namespace nuncio::admin
