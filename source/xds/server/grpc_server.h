#ifndef NUNCIO_SOURCE_XDS_SERVER_GRPC_SERVER_H_
#define NUNCIO_SOURCE_XDS_SERVER_GRPC_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "source/base/function.h"

namespace nuncio::xds::server {

// How the owner hears of streams. All calls come through the `post` function that the server was
// given, so on one thread.
class GrpcServerEvents {
 public:
  virtual ~GrpcServerEvents() = default;

  // `type_url` is empty for an aggregated stream.
  virtual void OnStream(uint64_t stream, absl::string_view type_url, absl::string_view peer) = 0;
  // The next request of the stream is read when this one has returned.
  virtual void OnRequest(uint64_t stream,
                         const envoy::service::discovery::v3::DiscoveryRequest& request) = 0;
  // The peer ended it, or End did; nothing follows.
  virtual void OnStreamEnd(uint64_t stream) = 0;
};

// The gRPC end of a control plane: takes the state-of-the-world streams, the aggregated one and
// those of single types, and moves messages between gRPC's threads and the owner's.
//
// Owned by a control plane; used on its thread. Destruction ends all streams without a word to
// `events`.
class GrpcServer {
 public:
  struct Options {
    std::string address;  // "127.0.0.1:18000", "[::1]:0", "unix:/path"
    int max_request_bytes = 16 * 1024 * 1024;
  };
  // Runs a task on the owner's thread; may be called from any thread and after the server is gone.
  using Post = std::function<void(base::Function<void()>)>;

  // Listens from now on. `events` outlives the server.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Create(const Options& options, Post post,
                                                            GrpcServerEvents& events);
  ~GrpcServer();
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

  // Where it listens: the port that was taken when port 0 was asked for. 0 for a Unix socket.
  int port() const;

  // Messages go out in order. A stream that has ended swallows them.
  void Send(uint64_t stream, const envoy::service::discovery::v3::DiscoveryResponse& response);
  void End(uint64_t stream, const absl::Status& status);

 private:
  class Service;
  class Stream;
  class Streams;

  explicit GrpcServer(std::unique_ptr<Service> service);

  const std::unique_ptr<Service> service_;
};

}  // namespace nuncio::xds::server

#endif  // NUNCIO_SOURCE_XDS_SERVER_GRPC_SERVER_H_
