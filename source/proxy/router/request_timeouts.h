#ifndef NUNCIO_SOURCE_PROXY_ROUTER_REQUEST_TIMEOUTS_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_REQUEST_TIMEOUTS_H_

#include <chrono>

#include "source/http/message.h"
#include "source/policy/retry_policy.h"
#include "source/policy/timeouts.h"
#include "source/proxy/router/options.h"

namespace nuncio::proxy::router {

// How long one request may take. Zero: without a bound.
struct RequestTimeouts {
  std::chrono::milliseconds global{0};
  std::chrono::milliseconds per_try{0};
};

// From the route, its retry policy (may be null) and what the request's own headers ask for.
// Time-out headers that only the router reads are taken out; x-envoy-expected-rq-timeout-ms tells
// upstream how long the router waits, unless `options` suppress it.
RequestTimeouts TakeTimeouts(const policy::Timeouts& timeouts, const policy::RetryPolicy* retry,
                             const RouterOptions& options, http::RequestHead& head);

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_REQUEST_TIMEOUTS_H_
