#ifndef NUNCIO_SOURCE_XDS_CLIENT_GRPC_TRANSPORT_H_
#define NUNCIO_SOURCE_XDS_CLIENT_GRPC_TRANSPORT_H_

#include <cstddef>
#include <memory>

#include "absl/strings/string_view.h"
#include "grpcpp/completion_queue.h"
#include "source/xds/client/source.h"
#include "source/xds/client/transport.h"

namespace nuncio::xds::client {

// Discovery streams over gRPC. Each attempt has a connection of its own, so the only back-off is
// that of the channel above, and takes the next of the source's targets.
//
// Owned by a channel's owner; used on the xds thread, whose completion queue it is given (which
// outlives it and its streams).
class GrpcTransport final : public Transport {
 public:
  GrpcTransport(GrpcSource source, grpc::CompletionQueue& queue);

  std::unique_ptr<TransportStream> Open(absl::string_view method, TransportEvents& events) override;

 private:
  const GrpcSource source_;
  grpc::CompletionQueue& queue_;
  size_t attempts_ = 0;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_GRPC_TRANSPORT_H_
