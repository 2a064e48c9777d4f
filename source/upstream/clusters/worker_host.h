#ifndef NUNCIO_SOURCE_UPSTREAM_CLUSTERS_WORKER_HOST_H_
#define NUNCIO_SOURCE_UPSTREAM_CLUSTERS_WORKER_HOST_H_

#include <memory>

#include "source/base/local_ref.h"
#include "source/upstream/host.h"
#include "source/upstream/pool/pool_context.h"
#include "source/upstream/pool/tcp_pool.h"

namespace nuncio::upstream {

class HttpPool;

// A worker's part of a host: its pools, made on first use.
//
// Owner: the worker's cluster while the host belongs to it, and every stream that was given it
// (HostPin), until the stream is over. Thread: its worker. May be let go of inside any callback of
// its pools.
class WorkerHost : public base::LocalRefCounted<WorkerHost> {
 public:
  explicit WorkerHost(PoolContext context);
  ~WorkerHost();

  const Host& host() const { return *context_.host; }
  const HostRef& shared_host() const { return context_.host; }
  HostCounters& counters() const { return context_.host->counters(); }

  const PoolContext& context() const { return context_; }
  HttpPool& http_pool();
  const base::LocalRef<TcpPool>& tcp_pool();
  // The host left: idle connections close at once, the others after their stream.
  void Drain();

 private:
  const PoolContext context_;
  std::unique_ptr<HttpPool> http_pool_;
  base::LocalRef<TcpPool> tcp_pool_;
  bool draining_ = false;
};

using HostPin = base::LocalRef<WorkerHost>;

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_CLUSTERS_WORKER_HOST_H_
