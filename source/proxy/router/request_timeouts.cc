#include "source/proxy/router/request_timeouts.h"

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "source/format/grpc_status.h"

namespace nuncio::proxy::router {
namespace {

using http::HeaderId;
using std::chrono::milliseconds;

// Reads and removes a header in milliseconds; none if it is absent or no number.
absl::optional<milliseconds> Take(HeaderId id, http::HeaderList& headers) {
  if (!headers.Has(id)) return absl::nullopt;
  uint32_t value = 0;
  const bool valid = absl::SimpleAtoi(headers.Value(id), &value);
  headers.Remove(id);
  return valid ? absl::optional<milliseconds>(milliseconds(value)) : absl::nullopt;
}

milliseconds InMilliseconds(base::Duration duration) {
  return std::chrono::duration_cast<milliseconds>(duration);
}

// grpc-timeout: up to eight digits and a unit.
absl::optional<base::Duration> ParseGrpcTimeout(absl::string_view text) {
  if (text.size() < 2 || text.size() > 9) return absl::nullopt;
  uint32_t value = 0;
  if (!absl::SimpleAtoi(text.substr(0, text.size() - 1), &value)) return absl::nullopt;
  switch (text.back()) {
    case 'H':
      return std::chrono::hours(value);
    case 'M':
      return std::chrono::minutes(value);
    case 'S':
      return std::chrono::seconds(value);
    case 'm':
      return milliseconds(value);
    case 'u':
      return std::chrono::microseconds(value);
    case 'n':
      return std::chrono::nanoseconds(value);
    default:
      return absl::nullopt;
  }
}

// The deprecated way in which a gRPC client's own limit takes the place of the route's.
milliseconds GlobalTimeout(const policy::Timeouts& timeouts, http::RequestHead& head) {
  if (!timeouts.max_grpc_timeout || !format::IsGrpcRequest(head))
    return InMilliseconds(timeouts.timeout);
  const base::Duration bound = *timeouts.max_grpc_timeout;
  base::Duration asked =
      ParseGrpcTimeout(head.headers.Value(HeaderId::kGrpcTimeout)).value_or(bound);
  if (asked == base::Duration::zero()) asked = bound;
  if (timeouts.grpc_timeout_offset && asked > *timeouts.grpc_timeout_offset) {
    asked -= *timeouts.grpc_timeout_offset;
  }
  if (bound != base::Duration::zero() && (asked > bound || asked == base::Duration::zero())) {
    asked = bound;
  }
  return InMilliseconds(asked);
}

}  // namespace

RequestTimeouts TakeTimeouts(const policy::Timeouts& timeouts, const policy::RetryPolicy* retry,
                             const RouterOptions& options, http::RequestHead& head) {
  http::HeaderList& headers = head.headers;
  const absl::optional<milliseconds> expected = Take(HeaderId::kXEnvoyExpectedRqTimeoutMs, headers);
  const absl::optional<milliseconds> asked = Take(HeaderId::kXEnvoyUpstreamRqTimeoutMs, headers);
  const absl::optional<milliseconds> asked_per_try =
      Take(HeaderId::kXEnvoyUpstreamRqPerTryTimeoutMs, headers);

  RequestTimeouts result;
  result.global = GlobalTimeout(timeouts, head);
  if (retry != nullptr && retry->per_try_timeout) {
    result.per_try = InMilliseconds(*retry->per_try_timeout);
  }
  if (asked) result.global = *asked;
  if (!asked && options.respect_expected_rq_timeout && expected) result.global = *expected;
  if (asked_per_try) result.per_try = *asked_per_try;
  if (result.global.count() > 0 && result.per_try >= result.global) {
    result.per_try = milliseconds(0);
  }

  const milliseconds wait = result.per_try.count() > 0 ? result.per_try : result.global;
  if (wait.count() > 0 && !options.suppress_envoy_headers) {
    headers.Set(HeaderId::kXEnvoyExpectedRqTimeoutMs,
                headers.arena().Copy(absl::StrCat(wait.count())));
  }
  if (timeouts.max_grpc_timeout && format::IsGrpcRequest(head) && wait.count() > 0) {
    headers.Set(HeaderId::kGrpcTimeout, headers.arena().Copy(absl::StrCat(wait.count(), "m")));
  }
  return result;
}

}  // namespace nuncio::proxy::router
