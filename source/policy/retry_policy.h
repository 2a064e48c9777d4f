#ifndef NUNCIO_SOURCE_POLICY_RETRY_POLICY_H_
#define NUNCIO_SOURCE_POLICY_RETRY_POLICY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/base/clock.h"
#include "source/matching/header_matcher.h"
#include "source/record/metadata.h"

namespace nuncio::policy {

// What a failed attempt is tried again for; a set is a number with these bits.
enum RetryOn : uint32_t {
  kRetry5xx = 1u << 0,
  kRetryGatewayError = 1u << 1,
  kRetryConnectFailure = 1u << 2,
  kRetryRetriable4xx = 1u << 3,
  kRetryRefusedStream = 1u << 4,
  kRetryGrpcCancelled = 1u << 5,
  kRetryGrpcDeadlineExceeded = 1u << 6,
  kRetryGrpcResourceExhausted = 1u << 7,
  kRetryGrpcUnavailable = 1u << 8,
  kRetryGrpcInternal = 1u << 9,
  kRetryRetriableStatusCodes = 1u << 10,
  kRetryReset = 1u << 11,
  kRetryRetriableHeaders = 1u << 12,
  kRetryEnvoyRateLimited = 1u << 13,
  kRetryHttp3PostConnectFailure = 1u << 14,
  kRetryResetBeforeRequest = 1u << 15,
};
inline constexpr uint32_t kRetryGrpc = kRetryGrpcCancelled | kRetryGrpcDeadlineExceeded |
                                       kRetryGrpcResourceExhausted | kRetryGrpcUnavailable |
                                       kRetryGrpcInternal;

// The bits of a list such as "5xx,reset"; `all_known`, if given, tells whether each word is one.
// HTTP and gRPC words are lists of their own (x-envoy-retry-on, x-envoy-retry-grpc-on).
uint32_t ParseRetryOn(absl::string_view text, bool* all_known = nullptr);
uint32_t ParseRetryGrpcOn(absl::string_view text, bool* all_known = nullptr);
// A policy's retry_on, where both kinds of words may stand.
uint32_t ParseRetryOnOfPolicy(absl::string_view text);

// RetryPolicy.ResetHeader: a response header that says when to try again.
struct ResetHeader {
  enum class Format : uint8_t { kSeconds, kUnixTimestamp };
  std::string name;  // lower case
  Format format = Format::kSeconds;
};

// config.route.v3.RetryPolicy. A value; routes, virtual hosts and clusters hold one.
struct RetryPolicy {
  uint32_t retry_on = 0;  // RetryOn bits
  uint32_t num_retries = 1;
  absl::optional<base::Duration> per_try_timeout;
  absl::optional<base::Duration> per_try_idle_timeout;
  std::vector<uint32_t> retriable_status_codes;

  // retry_back_off: a random wait below base_interval * (2^n - 1), at most max_interval.
  base::Duration base_interval = std::chrono::milliseconds(25);
  absl::optional<base::Duration> max_interval;  // 10 times base_interval without
  base::Duration MaxInterval() const { return max_interval.value_or(10 * base_interval); }
  // rate_limited_retry_back_off
  std::vector<ResetHeader> reset_headers;
  base::Duration reset_max_interval = std::chrono::seconds(300);

  std::vector<matching::HeaderMatcher> retriable_headers;
  std::vector<matching::HeaderMatcher> retriable_request_headers;

  // retry_host_predicate, those that the proxy knows.
  bool avoid_previous_hosts = false;
  bool omit_canary_hosts = false;
  absl::optional<record::Struct> omit_host_metadata;
  uint32_t host_selection_retry_max_attempts = 1;

  bool Retries(RetryOn what) const { return (retry_on & what) != 0; }
};

}  // namespace nuncio::policy

#endif  // NUNCIO_SOURCE_POLICY_RETRY_POLICY_H_
