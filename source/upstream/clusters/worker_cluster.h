#ifndef NUNCIO_SOURCE_UPSTREAM_CLUSTERS_WORKER_CLUSTER_H_
#define NUNCIO_SOURCE_UPSTREAM_CLUSTERS_WORKER_CLUSTER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "source/base/local_ref.h"
#include "source/stats/code_counters.h"
#include "source/upstream/balance/cluster_balancer.h"
#include "source/upstream/balance/pick_context.h"
#include "source/upstream/cluster.h"
#include "source/upstream/clusters/worker_host.h"
#include "source/upstream/pool/stream_waiter.h"
#include "source/upstream/pool/tcp_upstream.h"
#include "source/worker/worker_context.h"

namespace nuncio::upstream {

// Which set of counters by response code: `upstream_rq_200`, `external.upstream_rq_200`, …
enum class CodeScope : uint8_t { kAll, kExternal, kInternal, kCanary, kRetry };
constexpr size_t kCodeScopes = 5;

enum class DropDecision : uint8_t {
  kKeep,
  kDrop,              // a share of requests: "drop overload"
  kDropUnconditional  // all of them: "unconditional drop overload"
};

// A worker's part of a cluster: the newest generation, and what grows from use: cursors of the
// balancer, pools, counters by code.
//
// Owner: WorkerClusters, and every stream that uses it (ClusterPin), from its pick until its last
// attempt is over. A cluster that was removed or replaced stays usable for those who hold it; new
// requests do not find it. Thread: its worker. May be let go of inside any callback of its pools.
class WorkerCluster : public base::LocalRefCounted<WorkerCluster> {
 public:
  // `worker` outlives it.
  WorkerCluster(ClusterRef cluster, worker::WorkerContext& worker);
  ~WorkerCluster();

  const std::string& name() const { return cluster_->name(); }
  const Cluster& cluster() const { return *cluster_; }
  const ClusterOptions& options() const { return cluster_->options(); }
  const ClusterInfo& info() const { return cluster_->info(); }

  // A host by the cluster's policy. Null when there is none (counted as upstream_cx_none_healthy).
  HostPin Pick(const PickContext& context);

  // Whether the control plane wants this request dropped.
  DropDecision DecideDrop();

  // Gets a stream to the host, over HTTP. One of the waiter's calls comes, maybe before this
  // returns. The caller holds the cluster and the host until the stream (or the waiting) is over.
  void Acquire(WorkerHost& host, StreamWaiter& waiter, const StreamRequest& request);
  // Begins a connection of one's own to the host.
  std::unique_ptr<TcpUpstream> ConnectTcp(WorkerHost& host, TcpUpstreamEvents& events,
                                          ResourcePriority priority);

  // A ticket for a retry, to be held while the retry waits and runs; empty when the limit is
  // reached (the caller counts kRqRetryOverflow).
  Ticket TryRetry(ResourcePriority priority);

  // Counting, on this worker's slots.
  void Add(ClusterMetric counter, uint64_t n = 1) { worker_.stats.Add(info().counter(counter), n); }
  void AddGauge(ClusterMetric gauge) { worker_.stats.Add(info().gauge(gauge)); }
  void SubGauge(ClusterMetric gauge) { worker_.stats.Sub(info().gauge(gauge)); }
  void Record(ClusterMetric histogram, uint64_t value) {
    worker_.stats.Record(info().histogram(histogram), value);
  }
  // A response (or a local answer in its place): in total, and in each scope that is named.
  void CountResponse(CodeScope scope, uint32_t status);
  // `upstream_rq_time`, with the scope's prefix.
  void RecordResponseTime(CodeScope scope, uint64_t milliseconds);

  // By the worker's cluster table. A generation with the same ClusterInfo.
  void Update(ClusterRef cluster);
  // Nobody new will come: idle connections close, the others after their streams.
  void Retire();

 private:
  struct Scope {
    stats::CodeCounters codes;
    stats::Histogram time;
  };

  HostPin Pin(const HostRef& host);
  HostPin PickPreferred(const network::Address& address);
  Scope& scope(CodeScope scope);

  ClusterRef cluster_;
  worker::WorkerContext& worker_;
  ClusterBalancer balancer_;
  absl::flat_hash_map<const Host*, HostPin> hosts_;  // those that were picked
  // Every host by its address; made when somebody asks for one by name.
  absl::flat_hash_map<network::Address, HostRef> by_address_;
  std::array<std::unique_ptr<Scope>, kCodeScopes> scopes_;
  bool retired_ = false;
};

using ClusterPin = base::LocalRef<WorkerCluster>;

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_CLUSTERS_WORKER_CLUSTER_H_
