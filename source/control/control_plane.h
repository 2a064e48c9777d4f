#ifndef NUNCIO_SOURCE_CONTROL_CONTROL_PLANE_H_
#define NUNCIO_SOURCE_CONTROL_CONTROL_PLANE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "source/admin/http_server.h"
#include "source/admin/page.h"
#include "source/base/log.h"
#include "source/control/catalog.h"
#include "source/control/delivery.h"
#include "source/control/resource_reader.h"
#include "source/event/loop.h"

namespace nuncio::control {

// A control plane at work: the directory, the streams of proxies, and the page about both.
//
// Owned by main(); one thread, the loop's, but for gRPC's own. Destruction ends all streams.
class ControlPlane {
 public:
  struct Options {
    std::string config_dir;
    std::string xds_address;
    std::string admin_address;  // empty: no page
    std::string identifier;
    ResourceChecker check;  // may be empty
  };

  // Listens and reads the directory. `loop` and `log` outlive it. An error names what cannot be
  // listened on or watched; files with mistakes are none (the log says what is wrong).
  static absl::StatusOr<std::unique_ptr<ControlPlane>> Create(event::Loop& loop, base::Logger& log,
                                                              Options options);

  int xds_port() const { return delivery_->port(); }
  // Of the page; 0 without one.
  int admin_port() const { return http_ == nullptr ? 0 : http_->address().port(); }

 private:
  ControlPlane(event::Loop& loop, base::Logger& log, const Options& options);
  absl::Status Start(const Options& options);
  absl::Status ListenForPeople(const std::string& address);

  event::Loop& loop_;
  base::Logger& log_;
  ResourceReader reader_;
  std::unique_ptr<Delivery> delivery_;
  Catalog catalog_;
  admin::PageBook pages_;
  std::unique_ptr<admin::HttpServer> http_;
};

}  // namespace nuncio::control

#endif  // NUNCIO_SOURCE_CONTROL_CONTROL_PLANE_H_
