#ifndef NUNCIO_SOURCE_ROUTING_ROUTE_TABLE_H_
#define NUNCIO_SOURCE_ROUTING_ROUTE_TABLE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/http/message.h"
#include "source/record/request_record.h"
#include "source/routing/domain_index.h"
#include "source/routing/route.h"
#include "source/routing/route_decision.h"
#include "source/runtime/values.h"

namespace nuncio::routing {

// What a decision depends on.
struct RouteRequest {
  const http::RequestHead& head;  // after the connection manager made it clean; scheme is set
  const record::RequestRecord& record;
  // Decides runtime fractions and weighted clusters; the same for one request however often it is
  // routed.
  uint64_t random = 0;
  const runtime::Values* runtime = nullptr;
};

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

  const RouteConfiguration configuration_;
  DomainIndex domains_;  // into configuration_.virtual_hosts
};

}  // namespace nuncio::routing

#endif  // NUNCIO_SOURCE_ROUTING_ROUTE_TABLE_H_
