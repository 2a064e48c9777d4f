#ifndef NUNCIO_SOURCE_ADMIN_HTTP_SERVER_H_
#define NUNCIO_SOURCE_ADMIN_HTTP_SERVER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "source/admin/page.h"
#include "source/base/arena.h"
#include "source/base/clock.h"
#include "source/base/file_descriptor.h"
#include "source/base/intrusive_list.h"
#include "source/buffer/slice.h"
#include "source/event/file_watch.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/http/http1/options.h"
#include "source/network/address.h"
#include "source/network/listen_sockets.h"
#include "source/record/request_record.h"

namespace nuncio::admin {

class HttpConnection;

// Serves pages over HTTP/1.1 on one loop, for people and for the tools of operators: not for load.
// A request's body is read whole (up to a limit, else 413) before the page is asked.
//
// Owner: the program; destroying it closes the port and every connection. Thread: the loop's, on
// which pages are asked too. A client that does not read keeps its own answer in memory, and stops
// being read from; one that has neither sent a whole request nor taken a byte for kIdleTimeout is
// closed.
class HttpServer final : private event::FileWatchEvents {
 public:
  using Handler = std::function<Response(const Request&)>;
  // Told of each request once it is answered: for access logs. The record lives for the call.
  using Log = std::function<void(const record::RequestRecord&)>;

  // One more closes the one that has been quiet for longest, so that nobody keeps others out.
  static constexpr size_t kMaxConnections = 1000;
  static constexpr base::Duration kIdleTimeout = std::chrono::seconds(30);
  static constexpr size_t kMaxBodyBytes = 1024 * 1024;

  // Listens from now on. The loop outlives the server. An error names the address and the cause.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Listen(event::Loop& loop,
                                                            const network::Address& address,
                                                            Handler handler, Log log = nullptr);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // As bound: a port 0 has become a real one.
  const network::Address& address() const { return sockets_->address(); }

 private:
  friend class HttpConnection;

  HttpServer(event::Loop& loop, network::ListenSocketsRef sockets, Handler handler, Log log);
  void OnReady(event::ReadySet ready) override;
  void Watch();
  void Accept(base::FileDescriptor fd);
  // The connection did something.
  void Touch(HttpConnection& connection);
  // The connection is over.
  void Remove(HttpConnection& connection);

  event::Loop& loop_;
  const network::ListenSocketsRef sockets_;
  const Handler handler_;
  const Log log_;
  const http::http1::ServerOptions options_;
  uint64_t last_connection_id_ = 0;
  buffer::SlicePool slices_;
  base::ArenaPool arenas_;
  absl::flat_hash_map<HttpConnection*, std::unique_ptr<HttpConnection>> connections_;
  base::IntrusiveList<HttpConnection> by_activity_;  // the quietest first
  std::optional<event::FileWatch> watch_;
  event::Timer pause_;  // while the process has no descriptor for a connection
};

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_HTTP_SERVER_H_
