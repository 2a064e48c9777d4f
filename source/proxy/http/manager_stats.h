#ifndef NUNCIO_SOURCE_PROXY_HTTP_MANAGER_STATS_H_
#define NUNCIO_SOURCE_PROXY_HTTP_MANAGER_STATS_H_

#include <cstddef>

#include "source/stats/metric.h"

// The metrics of a connection manager, by the names that users of xDS proxies know.

namespace nuncio::proxy {

// clang-format off
#define NUNCIO_HTTP_MANAGER_METRICS(X) \
  X(kCxTotal, "downstream_cx_total", kCounter) \
  X(kCxActive, "downstream_cx_active", kGauge) \
  X(kCxSslTotal, "downstream_cx_ssl_total", kCounter) \
  X(kCxSslActive, "downstream_cx_ssl_active", kGauge) \
  X(kCxHttp1Total, "downstream_cx_http1_total", kCounter) \
  X(kCxHttp1Active, "downstream_cx_http1_active", kGauge) \
  X(kCxHttp2Total, "downstream_cx_http2_total", kCounter) \
  X(kCxHttp2Active, "downstream_cx_http2_active", kGauge) \
  X(kCxHttp3Total, "downstream_cx_http3_total", kCounter) \
  X(kCxHttp3Active, "downstream_cx_http3_active", kGauge) \
  X(kCxProtocolError, "downstream_cx_protocol_error", kCounter) \
  X(kCxLengthMs, "downstream_cx_length_ms", kHistogram) \
  X(kCxRxBytesTotal, "downstream_cx_rx_bytes_total", kCounter) \
  X(kCxRxBytesBuffered, "downstream_cx_rx_bytes_buffered", kGauge) \
  X(kCxTxBytesTotal, "downstream_cx_tx_bytes_total", kCounter) \
  X(kCxTxBytesBuffered, "downstream_cx_tx_bytes_buffered", kGauge) \
  X(kCxDestroy, "downstream_cx_destroy", kCounter) \
  X(kCxDestroyActiveRq, "downstream_cx_destroy_active_rq", kCounter) \
  X(kCxDestroyLocal, "downstream_cx_destroy_local", kCounter) \
  X(kCxDestroyLocalActiveRq, "downstream_cx_destroy_local_active_rq", kCounter) \
  X(kCxDestroyRemote, "downstream_cx_destroy_remote", kCounter) \
  X(kCxDestroyRemoteActiveRq, "downstream_cx_destroy_remote_active_rq", kCounter) \
  X(kCxDelayedCloseTimeout, "downstream_cx_delayed_close_timeout", kCounter) \
  X(kCxDrainClose, "downstream_cx_drain_close", kCounter) \
  X(kCxIdleTimeout, "downstream_cx_idle_timeout", kCounter) \
  X(kCxMaxDurationReached, "downstream_cx_max_duration_reached", kCounter) \
  X(kCxMaxRequestsReached, "downstream_cx_max_requests_reached", kCounter) \
  X(kCxOverloadDisableKeepalive, "downstream_cx_overload_disable_keepalive", kCounter) \
  X(kCxUpgradesTotal, "downstream_cx_upgrades_total", kCounter) \
  X(kCxUpgradesActive, "downstream_cx_upgrades_active", kGauge) \
  X(kFlowControlPausedReadingTotal, "downstream_flow_control_paused_reading_total", kCounter) \
  X(kFlowControlResumedReadingTotal, "downstream_flow_control_resumed_reading_total", kCounter) \
  X(kRqTotal, "downstream_rq_total", kCounter) \
  X(kRqHttp1Total, "downstream_rq_http1_total", kCounter) \
  X(kRqHttp2Total, "downstream_rq_http2_total", kCounter) \
  X(kRqHttp3Total, "downstream_rq_http3_total", kCounter) \
  X(kRqActive, "downstream_rq_active", kGauge) \
  X(kRqRxReset, "downstream_rq_rx_reset", kCounter) \
  X(kRqTxReset, "downstream_rq_tx_reset", kCounter) \
  X(kRqNonRelativePath, "downstream_rq_non_relative_path", kCounter) \
  X(kRqFailedPathNormalization, "downstream_rq_failed_path_normalization", kCounter) \
  X(kRqRedirectedWithNormalizedPath, "downstream_rq_redirected_with_normalized_path", kCounter) \
  X(kRqRejectedViaIpDetection, "downstream_rq_rejected_via_ip_detection", kCounter) \
  X(kRqTooLarge, "downstream_rq_too_large", kCounter) \
  X(kRqCompleted, "downstream_rq_completed", kCounter) \
  X(kRq1xx, "downstream_rq_1xx", kCounter) \
  X(kRq2xx, "downstream_rq_2xx", kCounter) \
  X(kRq3xx, "downstream_rq_3xx", kCounter) \
  X(kRq4xx, "downstream_rq_4xx", kCounter) \
  X(kRq5xx, "downstream_rq_5xx", kCounter) \
  X(kRqWsOnNonWsRoute, "downstream_rq_ws_on_non_ws_route", kCounter) \
  X(kRqIdleTimeout, "downstream_rq_idle_timeout", kCounter) \
  X(kRqHeaderTimeout, "downstream_rq_header_timeout", kCounter) \
  X(kRqTimeout, "downstream_rq_timeout", kCounter) \
  X(kRqMaxDurationReached, "downstream_rq_max_duration_reached", kCounter) \
  X(kRqOverloadClose, "downstream_rq_overload_close", kCounter) \
  X(kRqResponseBeforeRqComplete, "downstream_rq_response_before_rq_complete", kCounter) \
  X(kRqTime, "downstream_rq_time", kHistogram) \
  X(kRsTooLarge, "rs_too_large", kCounter) \
  X(kTracingRandomSampling, "tracing.random_sampling", kCounter) \
  X(kTracingServiceForced, "tracing.service_forced", kCounter) \
  X(kTracingClientEnabled, "tracing.client_enabled", kCounter) \
  X(kTracingNotTraceable, "tracing.not_traceable", kCounter) \
  X(kTracingHealthCheck, "tracing.health_check", kCounter)
// clang-format on

#define NUNCIO_HTTP_MANAGER_ENUMERATOR(name, text, kind) name,
enum HttpManagerMetric : size_t { NUNCIO_HTTP_MANAGER_METRICS(NUNCIO_HTTP_MANAGER_ENUMERATOR) };
#undef NUNCIO_HTTP_MANAGER_ENUMERATOR

#define NUNCIO_HTTP_MANAGER_SPEC(name, text, kind) {text, stats::MetricKind::kind},
inline constexpr stats::MetricSpec kHttpManagerMetrics[] = {
    NUNCIO_HTTP_MANAGER_METRICS(NUNCIO_HTTP_MANAGER_SPEC)};
#undef NUNCIO_HTTP_MANAGER_SPEC

// The label's value is HttpConnectionManagerOptions::stat_prefix.
inline constexpr stats::GroupSpec kHttpManagerGroup = {"http.{envoy_http_conn_manager_prefix}",
                                                       kHttpManagerMetrics};

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_MANAGER_STATS_H_
