#include "source/upstream/clusters/worker_host.h"

#include <utility>

#include "source/upstream/pool/http_pool.h"

namespace nuncio::upstream {

WorkerHost::WorkerHost(PoolContext context) : context_(std::move(context)) {}

WorkerHost::~WorkerHost() {
  if (tcp_pool_) tcp_pool_->Shutdown();
  if (http_pool_ == nullptr) return;
  // Perhaps from inside a callback of one of its connections.
  http_pool_->Shutdown();
  context_.worker.loop.DeferDelete(std::move(http_pool_));
}

HttpPool& WorkerHost::http_pool() {
  if (http_pool_ == nullptr) {
    http_pool_ = std::make_unique<HttpPool>(context_);
    if (draining_) http_pool_->Drain();
  }
  return *http_pool_;
}

const base::LocalRef<TcpPool>& WorkerHost::tcp_pool() {
  if (!tcp_pool_) tcp_pool_ = base::MakeLocal<TcpPool>(context_);
  return tcp_pool_;
}

void WorkerHost::Drain() {
  draining_ = true;
  if (http_pool_ != nullptr) http_pool_->Drain();
}

}  // namespace nuncio::upstream
