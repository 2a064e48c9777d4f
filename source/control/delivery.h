#ifndef NUNCIO_SOURCE_CONTROL_DELIVERY_H_
#define NUNCIO_SOURCE_CONTROL_DELIVERY_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/xds/server/grpc_server.h"
#include "source/xds/server/snapshot.h"
#include "source/xds/server/sotw_session.h"

namespace nuncio::control {

// Brings what is served to every proxy that asks: one session per stream, all with the same
// snapshot.
//
// Owned by the control plane; the loop's thread only. Destruction ends all streams.
class Delivery final : private xds::server::GrpcServerEvents {
 public:
  struct Options {
    std::string address;     // "127.0.0.1:18000"
    std::string identifier;  // ControlPlane.identifier of each response
  };

  // Listens from now on. `loop` and `log` outlive the delivery.
  static absl::StatusOr<std::unique_ptr<Delivery>> Create(event::Loop& loop, base::Logger& log,
                                                          const Options& options);
  ~Delivery() override;

  // What to serve from now on. Until the first one, requests wait.
  void SetSnapshot(xds::server::SnapshotRef snapshot);

  int port() const { return server_->port(); }
  // One for each stream that is open.
  std::vector<const xds::server::SotwSession*> Sessions() const;

 private:
  // How often steps that wait for time to pass are looked at.
  static constexpr base::Duration kTick = std::chrono::milliseconds(100);

  Delivery(event::Loop& loop, base::Logger& log, std::string identifier);

  void OnStream(uint64_t stream, absl::string_view type_url, absl::string_view peer) override;
  void OnRequest(uint64_t stream,
                 const envoy::service::discovery::v3::DiscoveryRequest& request) override;
  void OnStreamEnd(uint64_t stream) override;
  void Tick();

  event::Loop& loop_;
  base::Logger& log_;
  const std::string identifier_;
  event::Timer tick_;  // while a stream is open
  xds::server::SnapshotRef snapshot_;
  std::map<uint64_t, std::unique_ptr<xds::server::SotwSession>> sessions_;
  std::unique_ptr<xds::server::GrpcServer> server_;
};

}  // namespace nuncio::control

#endif  // NUNCIO_SOURCE_CONTROL_DELIVERY_H_
