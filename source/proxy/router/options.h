#ifndef NUNCIO_SOURCE_PROXY_ROUTER_OPTIONS_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_OPTIONS_H_

#include <string>
#include <vector>

namespace nuncio::proxy::router {

// What configuration says about a router: plain values with the names of Router's fields.
struct RouterOptions {
  // Adds none of its own x-envoy-* headers, to requests or responses.
  bool suppress_envoy_headers = false;
  bool respect_expected_rq_timeout = false;
  // x-envoy-* headers (lower case) whose values must be well formed, else 400.
  std::vector<std::string> strict_check_headers;
};

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_OPTIONS_H_
