#ifndef NUNCIO_SOURCE_UPSTREAM_POOL_DIAL_H_
#define NUNCIO_SOURCE_UPSTREAM_POOL_DIAL_H_

#include <memory>

#include "source/network/connection.h"
#include "source/upstream/pool/pool_context.h"

namespace nuncio::upstream {

// Begins a connection to the context's host, with the transport and limits of its cluster and an
// id of its own. It has no events yet and is not started.
std::unique_ptr<network::Connection> Dial(const PoolContext& context, bool half_close);

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_POOL_DIAL_H_
