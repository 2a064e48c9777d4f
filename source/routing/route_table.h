#ifndef NUNCIO_SOURCE_ROUTING_ROUTE_TABLE_H_
#define NUNCIO_SOURCE_ROUTING_ROUTE_TABLE_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/http/message.h"
#include "source/routing/domain_index.h"
#include "source/routing/path_index.h"
#include "source/routing/route.h"
#include "source/routing/route_decision.h"
#include "source/routing/route_request.h"

namespace nuncio::routing {

// One route configuration, ready to be asked.
//
// Immutable; shared by workers (a stream pins the generation of it that it was routed by, and every
// pointer in a decision lives as long). Find is a pure function. Any thread.
class RouteTable {
 public:
  // An error names the field and the value: a domain that stands twice, …
  static absl::StatusOr<std::shared_ptr<const RouteTable>> Create(RouteConfiguration configuration);

  RouteDecision Find(const RouteRequest& request) const;
  // The virtual host alone; null if none has the authority.
  const VirtualHost* FindVirtualHost(const http::RequestHead& head) const;

  const RouteConfiguration& configuration() const { return configuration_; }

 private:
  explicit RouteTable(RouteConfiguration configuration)
      : configuration_(std::move(configuration)) {}
  absl::Status Index();
  // The text that chooses the virtual host; false if there is none.
  bool HostOf(const http::RequestHead& head, absl::string_view& host) const;
  const Route* FindRoute(size_t virtual_host, const RouteRequest& request) const;
  absl::string_view PathOf(const http::RequestHead& head) const;

  RouteConfiguration configuration_;  // constant after Create
  DomainIndex domains_;               // into configuration_.virtual_hosts
  std::vector<PathIndex> paths_;      // parallel to configuration_.virtual_hosts
};

}  // namespace nuncio::routing

#endif  // NUNCIO_SOURCE_ROUTING_ROUTE_TABLE_H_
