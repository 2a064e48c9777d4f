#ifndef NUNCIO_SOURCE_PROXY_HTTP_INGRESS_H_
#define NUNCIO_SOURCE_PROXY_HTTP_INGRESS_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "source/http/message.h"
#include "source/proxy/http/manager_config.h"
#include "source/record/request_record.h"
#include "source/routing/route.h"
#include "source/worker/worker_context.h"

// What the connection manager does to a request before it is routed. Texts that are made go to the
// head's arena.

namespace nuncio::proxy {

// What a request is found to be by where it comes from.
struct Origin {
  bool internal = false;  // from the inside: its x-envoy-* headers are believed
  bool edge = false;      // the proxy is the first hop, and the request is not internal
  // The status for a request whose client could not be found out as configured.
  std::optional<int> refused;
};

// Finds out who the client is (record.remote), and writes x-forwarded-for, -proto, -port, the
// scheme and x-envoy-external-address.
Origin ApplyClientAddress(const ManagerConfig& config, record::RequestRecord& record,
                          http::RequestHead& head);

// Writes x-envoy-internal, drops what an outsider must not say, then adds x-request-id, via and the
// names of this proxy.
// `routes` may be null.
void SanitizeRequest(const ManagerConfig& config, const routing::RouteConfiguration* routes,
                     Origin origin, worker::WorkerContext& worker, record::RequestRecord& record,
                     http::RequestHead& head);

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_INGRESS_H_
