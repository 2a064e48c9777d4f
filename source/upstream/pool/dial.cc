#include "source/upstream/pool/dial.h"

namespace nuncio::upstream {

std::unique_ptr<network::Connection> Dial(const PoolContext& context, bool half_close) {
  const ClusterOptions& cluster = context.options();
  network::ConnectionOptions options;
  options.buffer_limit = cluster.per_connection_buffer_limit;
  options.half_close = half_close;
  auto connection = network::Connection::Connect(
      {context.worker.loop, context.worker.slices}, context.host->address(), network::Address(),
      cluster.transport != nullptr
          ? cluster.transport->Make({context.worker.slices, context.worker.stats})
          : network::MakeRawTransport(),
      options);
  connection->set_id(context.worker.NewConnectionId());
  return connection;
}

}  // namespace nuncio::upstream
