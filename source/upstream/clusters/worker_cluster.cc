#include "source/upstream/clusters/worker_cluster.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "source/upstream/pool/http_pool.h"

namespace nuncio::upstream {
namespace {

constexpr absl::string_view kScopePrefixes[kCodeScopes] = {"", "external.", "internal.", "canary.",
                                                           "retry."};
constexpr uint32_t kMillion = 1'000'000;

}  // namespace

WorkerCluster::WorkerCluster(ClusterRef cluster, worker::WorkerContext& worker)
    : cluster_(std::move(cluster)), worker_(worker) {}

WorkerCluster::~WorkerCluster() = default;

HostPin WorkerCluster::Pick(const PickContext& context) {
  if (context.preferred != nullptr) {
    if (HostPin host = PickPreferred(*context.preferred)) return host;
  }
  const ClusterBalancer::Choice choice = balancer_.Pick(*cluster_, context, worker_.random);
  if (choice.panic) Add(kLbHealthyPanic);
  if (choice.host == nullptr) {
    Add(kCxNoneHealthy);
    return HostPin();
  }
  return Pin(choice.host);
}

HostPin WorkerCluster::PickPreferred(const network::Address& address) {
  if (by_address_.empty()) {
    for (const HostRef& host : cluster_->hosts()) by_address_.emplace(host->address(), host);
  }
  const auto found = by_address_.find(address);
  if (found == by_address_.end() || found->second->health() == Health::kUnhealthy) return HostPin();
  return Pin(found->second);
}

HostPin WorkerCluster::Pin(const HostRef& host) {
  HostPin& pin = hosts_[host.get()];
  if (!pin) {
    pin = base::MakeLocal<WorkerHost>(PoolContext{cluster_->shared_info(), host, worker_});
    if (retired_) pin->Drain();
  }
  return pin;
}

DropDecision WorkerCluster::DecideDrop() {
  const uint32_t share = cluster_->drop().per_million;
  if (share == 0) [[likely]] {
    return DropDecision::kKeep;
  }
  if (share >= kMillion) return DropDecision::kDropUnconditional;
  return worker_.random.Below(kMillion) < share ? DropDecision::kDrop : DropDecision::kKeep;
}

void WorkerCluster::Acquire(WorkerHost& host, StreamWaiter& waiter, const StreamRequest& request) {
  host.http_pool().Acquire(waiter, request);
}

std::unique_ptr<TcpUpstream> WorkerCluster::ConnectTcp(WorkerHost& host, TcpUpstreamEvents& events,
                                                       ResourcePriority priority) {
  return std::make_unique<TcpUpstream>(host.context(), host.tcp_pool(), events, priority);
}

Ticket WorkerCluster::TryRetry(ResourcePriority priority) {
  return Ticket::Try(info().breaker(priority).retries, worker_.stats);
}

WorkerCluster::Scope& WorkerCluster::scope(CodeScope scope) {
  std::unique_ptr<Scope>& found = scopes_[static_cast<size_t>(scope)];
  if (found == nullptr) {
    const absl::string_view prefix = kScopePrefixes[static_cast<size_t>(scope)];
    found.reset(new Scope{stats::CodeCounters(info().stats(), prefix), {}});
  }
  return *found;
}

void WorkerCluster::CountResponse(CodeScope scope, uint32_t status) {
  this->scope(scope).codes.Count(worker_.stats, status);
}

void WorkerCluster::RecordResponseTime(CodeScope scope, uint64_t milliseconds) {
  stats::Histogram& time = this->scope(scope).time;
  if (time.id == 0) {
    time = info().stats()->FindOrAddHistogram(
        absl::StrCat(kScopePrefixes[static_cast<size_t>(scope)], "upstream_rq_time"));
  }
  worker_.stats.Record(time, milliseconds);
}

void WorkerCluster::Update(ClusterRef cluster) {
  balancer_.Reset();  // its cursors look into the old generation
  by_address_.clear();
  cluster_ = std::move(cluster);
  if (hosts_.empty()) return;
  absl::flat_hash_set<const Host*> present;
  for (const HostRef& host : cluster_->hosts()) present.insert(host.get());
  for (auto it = hosts_.begin(); it != hosts_.end();) {
    if (present.contains(it->first)) {
      ++it;
      continue;
    }
    it->second->Drain();
    hosts_.erase(it++);
  }
}

void WorkerCluster::Retire() {
  retired_ = true;
  for (auto& [host, pin] : hosts_) pin->Drain();
}

}  // namespace nuncio::upstream
