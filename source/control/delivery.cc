#include "source/control/delivery.h"

#include <utility>

namespace nuncio::control {

using envoy::service::discovery::v3::DiscoveryRequest;
using envoy::service::discovery::v3::DiscoveryResponse;
using xds::server::GrpcServer;
using xds::server::SotwSession;

absl::StatusOr<std::unique_ptr<Delivery>> Delivery::Create(event::Loop& loop, base::Logger& log,
                                                           const Options& options) {
  std::unique_ptr<Delivery> delivery(new Delivery(loop, log, options.identifier));
  absl::StatusOr<std::unique_ptr<GrpcServer>> server = GrpcServer::Create(
      {.address = options.address},
      [&loop](base::Function<void()> task) { loop.Post(std::move(task)); }, *delivery);
  if (!server.ok()) return server.status();
  delivery->server_ = *std::move(server);
  return delivery;
}

Delivery::Delivery(event::Loop& loop, base::Logger& log, std::string identifier)
    : loop_(loop), log_(log), identifier_(std::move(identifier)), tick_(loop, [this] { Tick(); }) {}

Delivery::~Delivery() = default;

void Delivery::SetSnapshot(xds::server::SnapshotRef snapshot) {
  snapshot_ = std::move(snapshot);
  for (const auto& [stream, session] : sessions_) session->SetSnapshot(snapshot_);
}

std::vector<const SotwSession*> Delivery::Sessions() const {
  std::vector<const SotwSession*> sessions;
  for (const auto& [stream, session] : sessions_) sessions.push_back(session.get());
  return sessions;
}

void Delivery::OnStream(uint64_t stream, absl::string_view type_url, absl::string_view peer) {
  SotwSession::Options options{
      .peer = std::string(peer), .only_type = std::string(type_url), .identifier = identifier_};
  auto session = std::make_unique<SotwSession>(
      std::move(options), loop_.clock(), log_,
      [this, stream](const DiscoveryResponse& response) { server_->Send(stream, response); });
  if (snapshot_ != nullptr) session->SetSnapshot(snapshot_);
  sessions_[stream] = std::move(session);
  if (!tick_.armed()) tick_.Start(kTick);
}

void Delivery::OnRequest(uint64_t stream, const DiscoveryRequest& request) {
  const auto entry = sessions_.find(stream);
  if (entry == sessions_.end()) return;
  SotwSession& session = *entry->second;
  const bool first = session.node_id().empty();
  const absl::Status status = session.OnRequest(request);
  if (first && !session.node_id().empty()) {
    log_.Info("control", "proxy ", session.node_id(), " of cluster \"", session.node_cluster(),
              "\" connected from ", session.peer());
  }
  if (status.ok()) return;
  log_.Warning("control", "stream of ", session.peer(), " ended: ", status.ToString());
  server_->End(stream, status);
}

void Delivery::OnStreamEnd(uint64_t stream) {
  const auto entry = sessions_.find(stream);
  if (entry == sessions_.end()) return;
  log_.Info("control", "proxy ", entry->second->node_id(), " at ", entry->second->peer(),
            " is gone");
  sessions_.erase(entry);
}

void Delivery::Tick() {
  for (const auto& [stream, session] : sessions_) session->Tick();
  if (!sessions_.empty()) tick_.Start(kTick);
}

}  // namespace nuncio::control
