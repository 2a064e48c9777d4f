#include "source/proxy/router/mirror.h"

#include <cstddef>
#include <utility>

namespace nuncio::proxy::router {
namespace {

using http::HeaderId;

// "name:port" -> "name-shadow:port"
absl::string_view WithShadow(absl::string_view host, base::Arena& arena) {
  const size_t bracket = host.rfind(']');
  const size_t colon = host.rfind(':');
  const bool has_port =
      colon != absl::string_view::npos && (bracket == absl::string_view::npos || colon > bracket);
  return has_port ? arena.Concat(host.substr(0, colon), "-shadow", host.substr(colon))
                  : arena.Concat(host, "-shadow");
}

// What the copy says beside the original: that it comes from inside, by way of this machine, and
// what the policy adds.
http::HeaderList ChangedHeaders(const policy::MirrorPolicy& policy, const MirroredRequest& request,
                                base::Arena& arena) {
  http::HeaderList headers = request.head.headers.Share(arena);
  headers.Set(HeaderId::kXEnvoyInternal, "true");
  if (!request.local_ip.empty()) {
    const absl::string_view before = headers.Value(HeaderId::kXForwardedFor);
    headers.Set(HeaderId::kXForwardedFor,
                before.empty() ? request.local_ip : arena.Concat(before, ",", request.local_ip));
  }
  policy.request_headers.Apply(request.input, headers);
  return headers;
}

// With texts of its own: the original's arena, and the configuration, may go first.
http::RequestHead CopyHead(const policy::MirrorPolicy& policy, const MirroredRequest& request,
                           base::Arena& arena) {
  const http::RequestHead& from = request.head;
  http::RequestHead head(arena);
  head.method = arena.Copy(from.method);
  head.scheme = arena.Copy(from.scheme);
  head.path = arena.Copy(from.path);
  head.protocol = from.protocol;
  head.has_authority = from.has_authority;
  head.content_length = from.content_length;
  if (!policy.host_rewrite_literal.empty()) {
    head.authority = arena.Copy(policy.host_rewrite_literal);
  } else {
    head.authority = policy.disable_shadow_host_suffix_append ? arena.Copy(from.authority)
                                                              : WithShadow(from.authority, arena);
  }
  for (const http::HeaderField& field : ChangedHeaders(policy, request, arena)) {
    head.headers.AddCopy(field.name, field.value);
  }
  return head;
}

http::Trailers* CopyTrailers(const http::Trailers* from, base::Arena& arena) {
  if (from == nullptr) return nullptr;
  auto* const trailers = arena.New<http::Trailers>(arena);
  for (const http::HeaderField& field : *from) trailers->AddCopy(field.name, field.value);
  return trailers;
}

}  // namespace

void Mirror::Send(worker::WorkerContext& worker, upstream::ClusterPin cluster,
                  const policy::MirrorPolicy& policy, const MirroredRequest& request) {
  base::ArenaPtr arena = worker.arenas.Get();
  base::Arena& home = *arena;
  auto* const mirror =
      home.New<Mirror>(std::move(arena), worker, std::move(cluster), policy, request);
  mirror->Start(request.timeout);
}

Mirror::Mirror(base::ArenaPtr arena, worker::WorkerContext& worker, upstream::ClusterPin cluster,
               const policy::MirrorPolicy& policy, const MirroredRequest& request)
    : arena_(std::move(arena)),
      worker_(worker),
      cluster_(std::move(cluster)),
      head_(CopyHead(policy, request, *arena_)),
      body_(worker.slices),
      trailers_(CopyTrailers(request.trailers, *arena_)),
      timer_(worker.loop, [this] { OnTimeout(); }),
      errand_([this] { CallOff(); }) {
  body_.AppendShared(request.body);
}

void Mirror::Start(std::chrono::milliseconds timeout) {
  worker_.errands.PushBack(errand_);
  host_ = cluster_->Pick({});
  if (!host_) return Finish();
  if (timeout.count() > 0) timer_.Start(timeout);
  cluster_->Acquire(*host_, *this, {*this, *arena_});
}

void Mirror::Finish() {
  timer_.Stop();
  errand_.Unlink();
  stream_ = nullptr;
  worker_.loop.AtEndOfIteration(*this);
}

void Mirror::OnEndOfIteration() {
  // The arena holds this very object.
  const base::ArenaPtr arena = std::move(arena_);
}

void Mirror::OnStreamReady(http::RequestStream& stream, const upstream::ConnectionFacts&) {
  stream_ = &stream;
  const bool head_ends = body_.empty() && trailers_ == nullptr;
  stream.SendHead(head_, head_ends);
  // Each step may be the stream's last.
  if (stream_ != nullptr && !body_.empty()) stream.SendData(body_, trailers_ == nullptr);
  if (stream_ != nullptr && trailers_ != nullptr) stream.SendTrailers(*trailers_);
}

void Mirror::OnPoolFailure(http::ResetReason, absl::string_view) { Finish(); }

void Mirror::OnHead(http::ResponseHead& head, bool end) {
  cluster_->CountResponse(upstream::CodeScope::kAll, static_cast<uint32_t>(head.status));
  cluster_->CountResponse(upstream::CodeScope::kInternal, static_cast<uint32_t>(head.status));
  if (end) Finish();
}

void Mirror::OnData(buffer::Buffer& data, bool end) {
  data.Clear();
  if (end) Finish();
}

void Mirror::OnTrailers(http::Trailers&) { Finish(); }
void Mirror::OnReset(http::ResetReason, absl::string_view) { Finish(); }

void Mirror::OnTimeout() {
  cluster_->Add(upstream::kRqTimeout);
  CallOff();
}

void Mirror::CallOff() {
  StreamWaiter::Cancel();
  if (http::RequestStream* const stream = std::exchange(stream_, nullptr)) {
    stream->Reset(http::ResetReason::kLocalReset);
  }
  Finish();
}

}  // namespace nuncio::proxy::router
