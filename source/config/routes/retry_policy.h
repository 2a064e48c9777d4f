#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_RETRY_POLICY_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_RETRY_POLICY_H_

#include "envoy/config/route/v3/route_components.pb.h"
#include "source/config/shared/scope.h"
#include "source/policy/retry_policy.h"

namespace nuncio::config {

policy::RetryPolicy ParseRetryPolicy(const envoy::config::route::v3::RetryPolicy& retry,
                                     Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_RETRY_POLICY_H_
