#include "source/control/control_plane.h"

#include <utility>

#include "source/base/status_macros.h"
#include "source/control/status_report.h"
#include "source/network/address.h"

namespace nuncio::control {

absl::StatusOr<std::unique_ptr<ControlPlane>> ControlPlane::Create(event::Loop& loop,
                                                                   base::Logger& log,
                                                                   Options options) {
  std::unique_ptr<ControlPlane> plane(new ControlPlane(loop, log, options));
  NUNCIO_RETURN_IF_ERROR(plane->Start(options));
  return plane;
}

ControlPlane::ControlPlane(event::Loop& loop, base::Logger& log, const Options& options)
    : loop_(loop),
      log_(log),
      reader_([&log](absl::string_view line) { log.Warning("control", line); }, options.check),
      catalog_(loop, log, options.config_dir, reader_,
               [this](xds::server::SnapshotRef snapshot) {
                 delivery_->SetSnapshot(std::move(snapshot));
               }),
      pages_("Nuncio control plane") {}

absl::Status ControlPlane::Start(const Options& options) {
  NUNCIO_ASSIGN_OR_RETURN(delivery_,
                          Delivery::Create(loop_, log_, {options.xds_address, options.identifier}));
  log_.Info("control", "proxies connect to ", options.xds_address, ", port ", delivery_->port());
  if (!options.admin_address.empty()) {
    NUNCIO_RETURN_IF_ERROR(ListenForPeople(options.admin_address));
  }
  return catalog_.Start();
}

absl::Status ControlPlane::ListenForPeople(const std::string& address) {
  pages_.Add({.path = "/status",
              .help = "what is served, and what each proxy made of it (JSON)",
              .answer = [this](const admin::Request&) {
                return admin::Response{200, StatusJson(catalog_, *delivery_),
                                       std::string(admin::kJson)};
              }});
  pages_.Add({.path = "/ready",
              .help = "200 once there is something to serve, 503 before",
              .answer = [this](const admin::Request&) {
                const bool ready = catalog_.snapshot() != nullptr;
                return admin::Response{ready ? 200 : 503, ready ? "LIVE\n" : "INITIALIZING\n"};
              }});
  NUNCIO_ASSIGN_OR_RETURN(const network::Address parsed, network::Address::Parse(address));
  NUNCIO_ASSIGN_OR_RETURN(
      http_, admin::HttpServer::Listen(loop_, parsed, [this](const admin::Request& request) {
        return pages_.Answer(request);
      }));
  log_.Info("control", "the status page is at http://", http_->address().ToString(), "/status");
  return absl::OkStatus();
}

}  // namespace nuncio::control
