#include "source/config/routes/retry_policy.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "envoy/extensions/retry/host/omit_canary_hosts/v3/omit_canary_hosts.pb.h"
#include "envoy/extensions/retry/host/omit_host_metadata/v3/omit_host_metadata_config.pb.h"
#include "envoy/extensions/retry/host/previous_hosts/v3/previous_hosts.pb.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/matchers.h"
#include "source/schema/type_registry.h"

namespace nuncio::config {
namespace {

namespace route = ::envoy::config::route::v3;
using OmitCanaryHosts =
    ::envoy::extensions::retry::host::omit_canary_hosts::v3::OmitCanaryHostsPredicate;
using OmitHostMetadata =
    ::envoy::extensions::retry::host::omit_host_metadata::v3::OmitHostMetadataConfig;
using PreviousHosts = ::envoy::extensions::retry::host::previous_hosts::v3::PreviousHostsPredicate;

void ParseBackOff(const route::RetryPolicy& retry, Scope& scope, policy::RetryPolicy& out) {
  if (retry.has_retry_back_off()) {
    const auto step = scope.Field("retry_back_off");
    const auto& back_off = retry.retry_back_off();
    out.base_interval = std::max<base::Duration>(ToDuration(back_off.base_interval()),
                                                 std::chrono::milliseconds(1));
    if (back_off.has_max_interval()) {
      out.max_interval = ToDuration(back_off.max_interval());
      if (*out.max_interval < ToDuration(back_off.base_interval())) {
        scope.FailAt("max_interval", "must be at least base_interval");
      }
    }
  }
  const auto& limited = retry.rate_limited_retry_back_off();
  for (const auto& header : limited.reset_headers()) {
    const auto format = header.format() == route::RetryPolicy::UNIX_TIMESTAMP
                            ? policy::ResetHeader::Format::kUnixTimestamp
                            : policy::ResetHeader::Format::kSeconds;
    out.reset_headers.push_back({absl::AsciiStrToLower(header.name()), format});
  }
  if (limited.has_max_interval()) out.reset_max_interval = ToDuration(limited.max_interval());
}

void ParseExtensions(const route::RetryPolicy& retry, Scope& scope, policy::RetryPolicy& out) {
  if (retry.has_retry_priority()) {
    scope.FailAt("retry_priority", "is not a known extension", retry.retry_priority().name());
  }
  const auto list = scope.Field("retry_host_predicate");
  for (int i = 0; i < retry.retry_host_predicate_size(); ++i) {
    const auto index = scope.Index(i);
    const auto step = scope.Field("typed_config");
    const google::protobuf::Any& config = retry.retry_host_predicate(i).typed_config();
    const absl::string_view type = schema::TypeNameOfUrl(config.type_url());
    OmitHostMetadata omitted;
    if (type == PreviousHosts::descriptor()->full_name()) {
      out.avoid_previous_hosts = true;
    } else if (type == OmitCanaryHosts::descriptor()->full_name()) {
      out.omit_canary_hosts = true;
    } else if (type != OmitHostMetadata::descriptor()->full_name()) {
      scope.Fail("must be the type of a known predicate", type);
    } else if (!config.UnpackTo(&omitted)) {
      scope.Fail("must hold a message of its type", type);
    } else if (const auto fields = ToLbMetadata(omitted.metadata_match())) {
      out.omit_host_metadata = *fields;
    }
  }
}

}  // namespace

policy::RetryPolicy ParseRetryPolicy(const route::RetryPolicy& retry, Scope& scope) {
  policy::RetryPolicy out;
  out.retry_on = policy::ParseRetryOnOfPolicy(retry.retry_on());
  out.num_retries = ValueOr(retry.has_num_retries(), retry.num_retries(), 1);
  CheckNotNegative(retry.per_try_timeout(), "per_try_timeout", scope);
  if (retry.has_per_try_timeout()) out.per_try_timeout = ToDuration(retry.per_try_timeout());
  if (retry.has_per_try_idle_timeout()) {
    out.per_try_idle_timeout = ToDuration(retry.per_try_idle_timeout());
  }
  out.retriable_status_codes.assign(retry.retriable_status_codes().begin(),
                                    retry.retriable_status_codes().end());
  ParseBackOff(retry, scope, out);
  {
    const auto step = scope.Field("retriable_headers");
    out.retriable_headers = ParseHeaderMatchers(retry.retriable_headers(), scope);
  }
  {
    const auto step = scope.Field("retriable_request_headers");
    out.retriable_request_headers = ParseHeaderMatchers(retry.retriable_request_headers(), scope);
  }
  if (retry.host_selection_retry_max_attempts() > 0) {
    out.host_selection_retry_max_attempts = static_cast<uint32_t>(
        std::min<int64_t>(retry.host_selection_retry_max_attempts(), UINT32_MAX));
  }
  ParseExtensions(retry, scope, out);
  return out;
}

}  // namespace nuncio::config
