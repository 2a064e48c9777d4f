#ifndef NUNCIO_SOURCE_ROUTING_ROUTE_DECISION_H_
#define NUNCIO_SOURCE_ROUTING_ROUTE_DECISION_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "source/format/input.h"
#include "source/http/message.h"
#include "source/routing/route.h"

namespace nuncio::routing {

// What RouteTable::Find came to. A small value; its pointers live as long as the table. `cluster`
// may point into the request's headers (cluster_header): copy it to the arena before they change.
struct RouteDecision {
  enum class Outcome : uint8_t {
    kNotFound,    // no virtual host, or no route in it: 404
    kRequireTls,  // 301 to TlsRedirectUrl
    kRoute,       // `route` is set; do what its action says
  };
  Outcome outcome = Outcome::kNotFound;
  const RouteConfiguration* configuration = nullptr;
  const VirtualHost* virtual_host = nullptr;  // null only where none was found
  const Route* route = nullptr;
  const ClusterWeight* weighted = nullptr;  // the entry that was drawn, if any
  // Where to forward; empty if the action does not, or the header that should say it is missing.
  absl::string_view cluster;

  // What holds for this route, with what the levels above it give. The references live as long as
  // the table; pointers are null where no level says anything. For routes that forward.
  const policy::RetryPolicy* retry_policy() const;
  const HedgePolicy* hedge_policy() const;
  const std::vector<policy::MirrorPolicy>& request_mirror_policies() const;
  const record::Struct* metadata_match() const;
  absl::optional<uint64_t> per_request_buffer_limit_bytes() const;

  // The most specific config of a filter (weighted entry, route, virtual host, configuration); null
  // if no level has one.
  const FilterConfig* MostSpecific(FilterId filter) const;
  // All of them, for filters that merge; the most general first.
  struct Levels {
    std::array<const FilterConfig*, 4> configs;
    size_t count = 0;
    const FilterConfig* const* begin() const { return configs.data(); }
    const FilterConfig* const* end() const { return configs.data() + count; }
  };
  Levels AllLevels(FilterId filter) const;

  // The first virtual cluster that the request is in; null for none.
  const VirtualCluster* FindVirtualCluster(const http::RequestHead& head) const;
};

// Makes the request what upstream is to see: header rules of all levels in their order, the host,
// then the path; x-forwarded-host and x-envoy-original-path where they are due. Once per request,
// before the first attempt; only for routes that forward. `input.request` is `head` itself: formats
// see what the levels before them did, and the path and host as they were.
void RewriteRequest(const RouteDecision& decision, const format::Input& input,
                    http::RequestHead& head);
// Applies the response's header rules of all levels; for any action.
void RewriteResponse(const RouteDecision& decision, const format::Input& input,
                     http::ResponseHead& head);
// Sets the authority, as host rewrites do: keeps the old one in x-forwarded-host if asked. For
// AutoHostRewrite too. `host` outlives the head.
void SetAuthority(http::RequestHead& head, absl::string_view host, bool append_x_forwarded_host);

// The location of a RedirectAction.
std::string RedirectUrl(const Route& route, const http::RequestHead& head,
                        const format::Input& input);
// The location where RequireTls is not met.
std::string TlsRedirectUrl(const http::RequestHead& head);

}  // namespace nuncio::routing

#endif  // NUNCIO_SOURCE_ROUTING_ROUTE_DECISION_H_
