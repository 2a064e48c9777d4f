#ifndef NUNCIO_SOURCE_ROUTING_ROUTE_REQUEST_H_
#define NUNCIO_SOURCE_ROUTING_ROUTE_REQUEST_H_

#include <cstdint>

#include "source/http/message.h"
#include "source/record/request_record.h"
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

}  // namespace nuncio::routing

#endif  // NUNCIO_SOURCE_ROUTING_ROUTE_REQUEST_H_
