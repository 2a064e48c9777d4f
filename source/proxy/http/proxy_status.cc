#include "source/proxy/http/proxy_status.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace nuncio::proxy {
namespace {

using record::ResponseFlag;

// An error type of RFC 9209, section 2.3.
struct ErrorType {
  absl::string_view name;
  int recommended_status;  // 0: none
};

constexpr ErrorType kDestinationNotFound{"destination_not_found", 500};
constexpr ErrorType kDestinationUnavailable{"destination_unavailable", 503};
constexpr ErrorType kDnsError{"dns_error", 502};
constexpr ErrorType kConnectionRefused{"connection_refused", 502};
constexpr ErrorType kConnectionTerminated{"connection_terminated", 502};
constexpr ErrorType kConnectionTimeout{"connection_timeout", 504};
constexpr ErrorType kConnectionLimitReached{"connection_limit_reached", 503};
constexpr ErrorType kHttpRequestError{"http_request_error", 0};
constexpr ErrorType kHttpResponseTimeout{"http_response_timeout", 504};
constexpr ErrorType kHttpProtocolError{"http_protocol_error", 502};
constexpr ErrorType kProxyConfigurationError{"proxy_configuration_error", 500};

// Null for flags that say nothing of the way to the destination.
const ErrorType* ErrorOf(ResponseFlag flag) {
  switch (flag) {
    case ResponseFlag::kNoRouteFound:
      return &kDestinationNotFound;
    case ResponseFlag::kFailedLocalHealthCheck:
    case ResponseFlag::kNoHealthyUpstream:
    case ResponseFlag::kNoClusterFound:
      return &kDestinationUnavailable;
    case ResponseFlag::kDnsResolutionFailed:
      return &kDnsError;
    case ResponseFlag::kUpstreamConnectionFailure:
    case ResponseFlag::kUnauthorizedExternalService:
      return &kConnectionRefused;
    case ResponseFlag::kUpstreamRemoteReset:
    case ResponseFlag::kUpstreamConnectionTermination:
      return &kConnectionTerminated;
    case ResponseFlag::kLocalReset:
    case ResponseFlag::kDurationTimeout:
      return &kConnectionTimeout;
    case ResponseFlag::kUpstreamOverflow:
    case ResponseFlag::kRateLimited:
    case ResponseFlag::kOverloadManagerTerminated:
    case ResponseFlag::kDropOverload:
    case ResponseFlag::kUnconditionalDropOverload:
      return &kConnectionLimitReached;
    case ResponseFlag::kFaultInjected:
    case ResponseFlag::kInvalidEnvoyRequestHeaders:
    case ResponseFlag::kRateLimitServiceError:
    case ResponseFlag::kUpstreamMaxStreamDurationReached:
      return &kHttpRequestError;
    case ResponseFlag::kUpstreamRequestTimeout:
    case ResponseFlag::kStreamIdleTimeout:
      return &kHttpResponseTimeout;
    case ResponseFlag::kUpstreamProtocolError:
      return &kHttpProtocolError;
    case ResponseFlag::kNoFilterConfigFound:
      return &kProxyConfigurationError;
    default:
      return nullptr;
  }
}

const ErrorType* ErrorOf(const record::ResponseFlags& flags) {
  for (const ResponseFlag flag : flags) {
    if (const ErrorType* const error = ErrorOf(flag)) return error;
  }
  return nullptr;
}

// A string of a structured field.
void AppendQuoted(absl::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

std::string DetailsOf(const ProxyStatusConfig& config, const record::RequestRecord& record) {
  std::string out(record.response_code_details);
  const std::string& termination = record.connection.termination_details;
  if (!config.remove_connection_termination_details && !termination.empty()) {
    absl::StrAppend(&out, "; ", termination);
  }
  if (!config.remove_response_flags) {
    out += "; ";
    record::AppendShortNames(record.flags, out);
  }
  return out;
}

}  // namespace

void WriteProxyStatus(const ProxyStatusConfig& config, const record::RequestRecord& record,
                      http::ResponseHead& head) {
  const ErrorType* const error = ErrorOf(record.flags);
  if (error == nullptr) return;
  std::string text = absl::StrCat(config.proxy_name, "; error=", error->name);
  if (!config.remove_details && !record.response_code_details.empty()) {
    text += "; details=";
    AppendQuoted(DetailsOf(config, record), text);
  }
  http::HeaderList& headers = head.headers;
  constexpr absl::string_view kProxyStatus = "proxy-status";
  const absl::string_view before = headers.JoinedValue(kProxyStatus);
  headers.Set(kProxyStatus, before.empty() ? headers.arena().Copy(text)
                                           : headers.arena().Concat(before, ", ", text));
  if (config.set_recommended_response_code && error->recommended_status != 0) {
    head.status = error->recommended_status;
  }
}

}  // namespace nuncio::proxy
