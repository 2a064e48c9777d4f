#ifndef NUNCIO_SOURCE_RECORD_DETAILS_H_
#define NUNCIO_SOURCE_RECORD_DETAILS_H_

#include "absl/strings/string_view.h"

// Why a response is what it is: the texts of %RESPONSE_CODE_DETAILS%. People filter logs by them,
// so they never change. Codec errors bring their own (http::ProtocolError::details); an upstream
// reset is kUpstreamResetBefore/AfterResponseStarted with "{…}" behind it, which the router builds.

namespace nuncio::record::details {

// The answer came from upstream, as it is.
inline constexpr absl::string_view kViaUpstream = "via_upstream";
inline constexpr absl::string_view kDirectResponse = "direct_response";

// The connection manager.
inline constexpr absl::string_view kMissingHostHeader = "missing_host_header";
inline constexpr absl::string_view kMissingPath = "missing_path_rejected";
inline constexpr absl::string_view kPathNormalizationFailed = "path_normalization_failed";
inline constexpr absl::string_view kOriginalIpDetectionFailed =
    "rejecting_because_detection_failed";
inline constexpr absl::string_view kAbsolutePathRejected = "absolute_path_rejected";
inline constexpr absl::string_view kUpgradeFailed = "upgrade_failed";
inline constexpr absl::string_view kLowVersion = "low_version";
inline constexpr absl::string_view kOverload = "overload";
inline constexpr absl::string_view kRequestOverallTimeout = "request_overall_timeout";
inline constexpr absl::string_view kRequestHeaderTimeout = "request_header_timeout";
inline constexpr absl::string_view kStreamIdleTimeout = "stream_idle_timeout";
inline constexpr absl::string_view kMaxDurationTimeout = "max_duration_timeout";
inline constexpr absl::string_view kRequestPayloadTooLarge = "request_payload_too_large";
inline constexpr absl::string_view kResponsePayloadTooLarge = "response_payload_too_large";
inline constexpr absl::string_view kRequestHeadersTooLarge = "request_headers_too_large";
inline constexpr absl::string_view kHttpInvalidScheme = "http.invalid_scheme";
inline constexpr absl::string_view kInvalidRequestId = "invalid_request_id";
inline constexpr absl::string_view kFilterChainNotFound = "filter_chain_not_found";
inline constexpr absl::string_view kFilterRemovedRequiredRequestHeaders =
    "filter_removed_required_request_headers";
inline constexpr absl::string_view kFilterRemovedRequiredResponseHeaders =
    "filter_removed_required_response_headers";
inline constexpr absl::string_view kInternalRedirect = "internal_redirect";
inline constexpr absl::string_view kAdminFilterResponse = "admin_filter_response";

// The end of the downstream.
inline constexpr absl::string_view kDownstreamRemoteDisconnect = "downstream_remote_disconnect";
inline constexpr absl::string_view kDownstreamLocalDisconnect = "downstream_local_disconnect";
inline constexpr absl::string_view kDownstreamRemoteReset = "downstream_remote_reset";
inline constexpr absl::string_view kCodecError = "codec_error";

// Routing and the router.
inline constexpr absl::string_view kDnsResolutionFailure = "dns_resolution_failure";
inline constexpr absl::string_view kRouteNotFound = "route_not_found";
inline constexpr absl::string_view kRouteConfigurationNotFound = "route_configuration_not_found";
inline constexpr absl::string_view kClusterNotFound = "cluster_not_found";
inline constexpr absl::string_view kNoHealthyUpstream = "no_healthy_upstream";
inline constexpr absl::string_view kMaintenanceMode = "maintenance_mode";
inline constexpr absl::string_view kDropOverload = "drop_overload";
inline constexpr absl::string_view kUnconditionalDropOverload = "unconditional_drop_overload";
inline constexpr absl::string_view kUpstreamResponseTimeout = "response_timeout";
inline constexpr absl::string_view kUpstreamPerTryTimeout = "upstream_per_try_timeout";
inline constexpr absl::string_view kUpstreamPerTryIdleTimeout = "upstream_per_try_idle_timeout";
inline constexpr absl::string_view kUpstreamMaxStreamDurationReached =
    "upstream_max_stream_duration_reached";
inline constexpr absl::string_view kUpstreamResetBeforeResponseStarted =
    "upstream_reset_before_response_started";
inline constexpr absl::string_view kUpstreamResetAfterResponseStarted =
    "upstream_reset_after_response_started";
inline constexpr absl::string_view kLateUpstreamReset = "late_upstream_reset";
inline constexpr absl::string_view kInvalidEnvoyRequestHeaders =
    "request_headers_failed_strict_check";

}  // namespace nuncio::record::details

#endif  // NUNCIO_SOURCE_RECORD_DETAILS_H_
