#include "source/proxy/router/retry_state.h"

#include <algorithm>
#include <chrono>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "source/proxy/router/upstream_failure.h"

namespace nuncio::proxy::router {
namespace {

using http::HeaderId;
using http::ResetReason;

bool MatchesAny(const std::vector<matching::HeaderMatcher>& matchers,
                const http::RequestHead& head) {
  return std::any_of(matchers.begin(), matchers.end(),
                     [&](const matching::HeaderMatcher& matcher) { return matcher.Matches(head); });
}

}  // namespace

RetryState::RetryState(const policy::RetryPolicy* policy, http::RequestHead& head)
    : policy_(policy) {
  http::HeaderList& headers = head.headers;
  if (policy != nullptr) {
    retry_on_ = policy->retry_on;
    remaining_ = policy->num_retries;
    const auto& wanted = policy->retriable_request_headers;
    if (!wanted.empty() && !MatchesAny(wanted, head)) retry_on_ = 0;
  }
  if (headers.Has(HeaderId::kXEnvoyRetryOn)) {
    retry_on_ |= policy::ParseRetryOn(headers.Value(HeaderId::kXEnvoyRetryOn));
    headers.Remove(HeaderId::kXEnvoyRetryOn);
  }
  if (headers.Has(HeaderId::kXEnvoyRetryGrpcOn)) {
    retry_on_ |= policy::ParseRetryGrpcOn(headers.Value(HeaderId::kXEnvoyRetryGrpcOn));
    headers.Remove(HeaderId::kXEnvoyRetryGrpcOn);
  }
  if (headers.Has(HeaderId::kXEnvoyMaxRetries)) {
    uint32_t asked = 0;
    if (absl::SimpleAtoi(headers.Value(HeaderId::kXEnvoyMaxRetries), &asked)) remaining_ = asked;
    headers.Remove(HeaderId::kXEnvoyMaxRetries);
  }
  if (headers.Has(HeaderId::kXEnvoyRetriableStatusCodes)) {
    for (const absl::string_view text :
         absl::StrSplit(headers.Value(HeaderId::kXEnvoyRetriableStatusCodes), ',')) {
      uint32_t code = 0;
      if (absl::SimpleAtoi(text, &code)) codes_.push_back(code);
    }
    headers.Remove(HeaderId::kXEnvoyRetriableStatusCodes);
  }
}

bool RetryState::Wants(const http::ResponseHead& response) const {
  const auto status = static_cast<uint32_t>(response.status);
  if (response.headers.Has(HeaderId::kXEnvoyRatelimited)) {
    return Has(policy::kRetryEnvoyRateLimited);
  }
  if (Has(policy::kRetry5xx) && status >= 500 && status < 600) return true;
  if (Has(policy::kRetryGatewayError) && status >= 502 && status <= 504) return true;
  if (Has(policy::kRetryRetriable4xx) && status == 409) return true;
  if (Has(policy::kRetryRetriableStatusCodes)) {
    const auto holds = [status](const std::vector<uint32_t>& codes) {
      return std::find(codes.begin(), codes.end(), status) != codes.end();
    };
    if (holds(codes_) || (policy_ != nullptr && holds(policy_->retriable_status_codes))) {
      return true;
    }
  }
  if (Has(policy::kRetryRetriableHeaders) && policy_ != nullptr) {
    for (const matching::HeaderMatcher& matcher : policy_->retriable_headers) {
      if (matcher.Matches(response)) return true;
    }
  }
  return WantsGrpc(response);
}

bool RetryState::WantsGrpc(const http::ResponseHead& response) const {
  uint32_t status = 0;
  if ((retry_on_ & policy::kRetryGrpc) == 0 ||
      !absl::SimpleAtoi(response.headers.Value(HeaderId::kGrpcStatus), &status)) {
    return false;
  }
  switch (status) {
    case 1:
      return Has(policy::kRetryGrpcCancelled);
    case 4:
      return Has(policy::kRetryGrpcDeadlineExceeded);
    case 8:
      return Has(policy::kRetryGrpcResourceExhausted);
    case 13:
      return Has(policy::kRetryGrpcInternal);
    case 14:
      return Has(policy::kRetryGrpcUnavailable);
    default:
      return false;
  }
}

bool RetryState::Wants(ResetReason reason, bool head_sent) const {
  if (reason == ResetReason::kOverflow) return false;
  if (Has(policy::kRetry5xx) || Has(policy::kRetryGatewayError) || Has(policy::kRetryReset)) {
    return true;
  }
  if (Has(policy::kRetryResetBeforeRequest) && !head_sent) return true;
  if (Has(policy::kRetryConnectFailure) && IsConnectFailure(reason)) return true;
  return Has(policy::kRetryRefusedStream) && reason == ResetReason::kRemoteRefused;
}

bool RetryState::TakeOne() {
  if (remaining_ == 0) return false;
  --remaining_;
  ++taken_;
  return true;
}

absl::optional<base::Duration> RetryState::ResetTime(const http::ResponseHead& response,
                                                     base::WallTime now) const {
  if (policy_ == nullptr) return absl::nullopt;
  for (const policy::ResetHeader& header : policy_->reset_headers) {
    const http::HeaderField* const field = response.headers.Find(header.name);
    uint64_t seconds = 0;
    if (field == nullptr || !absl::SimpleAtoi(field->value, &seconds)) continue;
    base::Duration wait = std::chrono::seconds(std::min<uint64_t>(seconds, uint64_t{1} << 32));
    if (header.format == policy::ResetHeader::Format::kUnixTimestamp) {
      wait -= now.time_since_epoch();
      if (wait < base::Duration::zero()) continue;
    }
    if (wait <= policy_->reset_max_interval) return wait;
  }
  return absl::nullopt;
}

RetryState::Wait RetryState::NextWait(base::Random& random, base::WallTime now,
                                      const http::ResponseHead* response) {
  if (response != nullptr) {
    if (const absl::optional<base::Duration> reset = ResetTime(*response, now)) {
      // A little later than asked, so that not everybody comes at once.
      const uint64_t jitter = random.Below(static_cast<uint64_t>(reset->count()) / 2 + 1);
      return {*reset + base::Duration(jitter), true};
    }
  }
  static const policy::RetryPolicy kDefaults;
  const policy::RetryPolicy& policy = policy_ == nullptr ? kDefaults : *policy_;
  const uint32_t doublings = std::min<uint32_t>(taken_, 30);
  const uint64_t longest = std::min<uint64_t>(
      static_cast<uint64_t>(policy.base_interval.count()) * ((uint64_t{1} << doublings) - 1),
      static_cast<uint64_t>(policy.MaxInterval().count()));
  return {base::Duration(random.Below(longest)), false};
}

}  // namespace nuncio::proxy::router
