#ifndef NUNCIO_SOURCE_PROXY_ROUTER_MIRROR_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_MIRROR_H_

#include <chrono>

#include "absl/strings/string_view.h"
#include "source/base/arena.h"
#include "source/buffer/buffer.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/format/input.h"
#include "source/http/message.h"
#include "source/http/stream.h"
#include "source/policy/mirror_policy.h"
#include "source/upstream/clusters/worker_cluster.h"
#include "source/upstream/pool/stream_waiter.h"
#include "source/worker/worker_context.h"

namespace nuncio::proxy::router {

// What a copy is made of. Everything is read before Mirror::Send returns.
struct MirroredRequest {
  const format::Input& input;
  const http::RequestHead& head;
  const buffer::Buffer& body;
  const http::Trailers* trailers;     // null without
  absl::string_view local_ip;         // this machine's own address
  std::chrono::milliseconds timeout;  // zero: without a bound
};

// A copy of a request that goes to another cluster, and whose answer nobody waits for.
//
// Owner and lifetime: itself. It has an arena of its own, which holds a copy of the head and shares
// the body's slices, and goes away when the answer, a failure or the time-out has come, or the
// process ends. Thread: the worker. It disturbs nobody: what goes wrong is counted by its cluster
// alone.
class Mirror final : private upstream::StreamWaiter,
                     private http::ResponseEvents,
                     private event::EndOfIteration {
 public:
  static void Send(worker::WorkerContext& worker, upstream::ClusterPin cluster,
                   const policy::MirrorPolicy& policy, const MirroredRequest& request);

  // For Send, which makes it in `arena`.
  Mirror(base::ArenaPtr arena, worker::WorkerContext& worker, upstream::ClusterPin cluster,
         const policy::MirrorPolicy& policy, const MirroredRequest& request);
  ~Mirror() = default;

 private:
  void Start(std::chrono::milliseconds timeout);
  void Finish();

  // upstream::StreamWaiter
  void OnStreamReady(http::RequestStream& stream, const upstream::ConnectionFacts&) override;
  void OnPoolFailure(http::ResetReason, absl::string_view) override;

  // http::ResponseEvents
  void OnInterim(http::ResponseHead&) override {}
  void OnHead(http::ResponseHead& head, bool end) override;
  void OnData(buffer::Buffer& data, bool end) override;
  void OnTrailers(http::Trailers&) override;
  void OnReset(http::ResetReason, absl::string_view) override;
  void OnSendAboveWatermark() override {}
  void OnSendBelowWatermark() override {}

  // event::EndOfIteration
  void OnEndOfIteration() override;

  void OnTimeout();
  void CallOff();

  base::ArenaPtr arena_;
  worker::WorkerContext& worker_;
  upstream::ClusterPin cluster_;
  upstream::HostPin host_;
  http::RequestStream* stream_ = nullptr;
  http::RequestHead head_;
  buffer::Buffer body_;
  http::Trailers* trailers_ = nullptr;
  event::Timer timer_;
  worker::Errand errand_;
};

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_MIRROR_H_
