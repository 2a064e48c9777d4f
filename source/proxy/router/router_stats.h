#ifndef NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_STATS_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_STATS_H_

#include <cstddef>

#include "source/stats/metric.h"

// The metrics of a router; they stand under its connection manager's name.

namespace nuncio::proxy::router {

// clang-format off
#define NUNCIO_ROUTER_METRICS(X) \
  X(kNoRoute, "no_route", kCounter) \
  X(kNoCluster, "no_cluster", kCounter) \
  X(kRqRedirect, "rq_redirect", kCounter) \
  X(kRqDirectResponse, "rq_direct_response", kCounter) \
  X(kRqTotal, "rq_total", kCounter) \
  X(kRqResetAfterDownstreamResponseStarted, "rq_reset_after_downstream_response_started", kCounter) \
  X(kRqRetrySkippedRequestNotComplete, "rq_retry_skipped_request_not_complete", kCounter) \
  X(kPassthroughInternalRedirectBadLocation, "passthrough_internal_redirect_bad_location", kCounter) \
  X(kPassthroughInternalRedirectNoRoute, "passthrough_internal_redirect_no_route", kCounter) \
  X(kPassthroughInternalRedirectPredicate, "passthrough_internal_redirect_predicate", kCounter) \
  X(kPassthroughInternalRedirectTooManyRedirects, "passthrough_internal_redirect_too_many_redirects", kCounter) \
  X(kPassthroughInternalRedirectUnsafeScheme, "passthrough_internal_redirect_unsafe_scheme", kCounter)
// clang-format on

#define NUNCIO_ROUTER_ENUMERATOR(name, text, kind) name,
enum RouterMetric : size_t { NUNCIO_ROUTER_METRICS(NUNCIO_ROUTER_ENUMERATOR) };
#undef NUNCIO_ROUTER_ENUMERATOR

#define NUNCIO_ROUTER_SPEC(name, text, kind) {text, stats::MetricKind::kind},
inline constexpr stats::MetricSpec kRouterMetrics[] = {NUNCIO_ROUTER_METRICS(NUNCIO_ROUTER_SPEC)};
#undef NUNCIO_ROUTER_SPEC

inline constexpr stats::GroupSpec kRouterGroup = {"http.{envoy_http_conn_manager_prefix}",
                                                  kRouterMetrics};

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_STATS_H_
