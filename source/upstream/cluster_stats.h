#ifndef NUNCIO_SOURCE_UPSTREAM_CLUSTER_STATS_H_
#define NUNCIO_SOURCE_UPSTREAM_CLUSTER_STATS_H_

#include <cstddef>

#include "source/stats/metric.h"

// The metrics of a cluster that exist from its start, by the names that users of xDS proxies know.
// Others turn up by name: responses by code, `upstream_rq_time`, those of a subscription.

namespace nuncio::upstream {

// clang-format off
#define NUNCIO_CLUSTER_METRICS(X) \
  X(kAssignmentStale, "assignment_stale", kCounter) \
  X(kAssignmentTimeoutReceived, "assignment_timeout_received", kCounter) \
  X(kAssignmentUseCached, "assignment_use_cached", kCounter) \
  X(kBindErrors, "bind_errors", kCounter) \
  X(kCircuitBreakersDefaultCxOpen, "circuit_breakers.default.cx_open", kGauge) \
  X(kCircuitBreakersDefaultCxPoolOpen, "circuit_breakers.default.cx_pool_open", kGauge) \
  X(kCircuitBreakersDefaultRqOpen, "circuit_breakers.default.rq_open", kGauge) \
  X(kCircuitBreakersDefaultRqPendingOpen, "circuit_breakers.default.rq_pending_open", kGauge) \
  X(kCircuitBreakersDefaultRqRetryOpen, "circuit_breakers.default.rq_retry_open", kGauge) \
  X(kCircuitBreakersHighCxOpen, "circuit_breakers.high.cx_open", kGauge) \
  X(kCircuitBreakersHighCxPoolOpen, "circuit_breakers.high.cx_pool_open", kGauge) \
  X(kCircuitBreakersHighRqOpen, "circuit_breakers.high.rq_open", kGauge) \
  X(kCircuitBreakersHighRqPendingOpen, "circuit_breakers.high.rq_pending_open", kGauge) \
  X(kCircuitBreakersHighRqRetryOpen, "circuit_breakers.high.rq_retry_open", kGauge) \
  X(kDefaultTotalMatchCount, "default.total_match_count", kCounter) \
  X(kLbHealthyPanic, "lb_healthy_panic", kCounter) \
  X(kLbLocalClusterNotOk, "lb_local_cluster_not_ok", kCounter) \
  X(kLbRecalculateZoneStructures, "lb_recalculate_zone_structures", kCounter) \
  X(kLbSubsetsActive, "lb_subsets_active", kGauge) \
  X(kLbSubsetsCreated, "lb_subsets_created", kCounter) \
  X(kLbSubsetsFallback, "lb_subsets_fallback", kCounter) \
  X(kLbSubsetsFallbackPanic, "lb_subsets_fallback_panic", kCounter) \
  X(kLbSubsetsRemoved, "lb_subsets_removed", kCounter) \
  X(kLbSubsetsSelected, "lb_subsets_selected", kCounter) \
  X(kLbZoneClusterTooSmall, "lb_zone_cluster_too_small", kCounter) \
  X(kLbZoneNoCapacityLeft, "lb_zone_no_capacity_left", kCounter) \
  X(kLbZoneRoutingAllDirectly, "lb_zone_routing_all_directly", kCounter) \
  X(kLbZoneRoutingCrossZone, "lb_zone_routing_cross_zone", kCounter) \
  X(kLbZoneRoutingSampled, "lb_zone_routing_sampled", kCounter) \
  X(kMaxHostWeight, "max_host_weight", kGauge) \
  X(kMembershipChange, "membership_change", kCounter) \
  X(kMembershipDegraded, "membership_degraded", kGauge) \
  X(kMembershipExcluded, "membership_excluded", kGauge) \
  X(kMembershipHealthy, "membership_healthy", kGauge) \
  X(kMembershipTotal, "membership_total", kGauge) \
  X(kOriginalDstHostInvalid, "original_dst_host_invalid", kCounter) \
  X(kRetryOrShadowAbandoned, "retry_or_shadow_abandoned", kCounter) \
  X(kUpdateAttempt, "update_attempt", kCounter) \
  X(kUpdateEmpty, "update_empty", kCounter) \
  X(kUpdateFailure, "update_failure", kCounter) \
  X(kUpdateNoRebuild, "update_no_rebuild", kCounter) \
  X(kUpdateSuccess, "update_success", kCounter) \
  X(kCxActive, "upstream_cx_active", kGauge) \
  X(kCxCloseNotify, "upstream_cx_close_notify", kCounter) \
  X(kCxConnectAttemptsExceeded, "upstream_cx_connect_attempts_exceeded", kCounter) \
  X(kCxConnectFail, "upstream_cx_connect_fail", kCounter) \
  X(kCxConnectTimeout, "upstream_cx_connect_timeout", kCounter) \
  X(kCxConnectWith0Rtt, "upstream_cx_connect_with_0_rtt", kCounter) \
  X(kCxDestroy, "upstream_cx_destroy", kCounter) \
  X(kCxDestroyLocal, "upstream_cx_destroy_local", kCounter) \
  X(kCxDestroyLocalWithActiveRq, "upstream_cx_destroy_local_with_active_rq", kCounter) \
  X(kCxDestroyRemote, "upstream_cx_destroy_remote", kCounter) \
  X(kCxDestroyRemoteWithActiveRq, "upstream_cx_destroy_remote_with_active_rq", kCounter) \
  X(kCxDestroyWithActiveRq, "upstream_cx_destroy_with_active_rq", kCounter) \
  X(kCxHttp1Total, "upstream_cx_http1_total", kCounter) \
  X(kCxHttp2Total, "upstream_cx_http2_total", kCounter) \
  X(kCxHttp3Total, "upstream_cx_http3_total", kCounter) \
  X(kCxIdleTimeout, "upstream_cx_idle_timeout", kCounter) \
  X(kCxMaxDurationReached, "upstream_cx_max_duration_reached", kCounter) \
  X(kCxMaxRequests, "upstream_cx_max_requests", kCounter) \
  X(kCxNoneHealthy, "upstream_cx_none_healthy", kCounter) \
  X(kCxOverflow, "upstream_cx_overflow", kCounter) \
  X(kCxPoolOverflow, "upstream_cx_pool_overflow", kCounter) \
  X(kCxPreconnectSkipped, "upstream_cx_preconnect_skipped", kCounter) \
  X(kCxProtocolError, "upstream_cx_protocol_error", kCounter) \
  X(kCxRxBytesBuffered, "upstream_cx_rx_bytes_buffered", kGauge) \
  X(kCxRxBytesTotal, "upstream_cx_rx_bytes_total", kCounter) \
  X(kCxTotal, "upstream_cx_total", kCounter) \
  X(kCxTxBytesBuffered, "upstream_cx_tx_bytes_buffered", kGauge) \
  X(kCxTxBytesTotal, "upstream_cx_tx_bytes_total", kCounter) \
  X(kFlowControlBackedUpTotal, "upstream_flow_control_backed_up_total", kCounter) \
  X(kFlowControlDrainedTotal, "upstream_flow_control_drained_total", kCounter) \
  X(kFlowControlPausedReadingTotal, "upstream_flow_control_paused_reading_total", kCounter) \
  X(kFlowControlResumedReadingTotal, "upstream_flow_control_resumed_reading_total", kCounter) \
  X(kHttp3Broken, "upstream_http3_broken", kCounter) \
  X(kInternalRedirectFailedTotal, "upstream_internal_redirect_failed_total", kCounter) \
  X(kInternalRedirectSucceededTotal, "upstream_internal_redirect_succeeded_total", kCounter) \
  X(kQueueOverloaded, "upstream_queue_overloaded", kCounter) \
  X(kRq0rtt, "upstream_rq_0rtt", kCounter) \
  X(kRqActive, "upstream_rq_active", kGauge) \
  X(kRqActiveOverflow, "upstream_rq_active_overflow", kCounter) \
  X(kRqCancelled, "upstream_rq_cancelled", kCounter) \
  X(kRqCompleted, "upstream_rq_completed", kCounter) \
  X(kRqMaintenanceMode, "upstream_rq_maintenance_mode", kCounter) \
  X(kRqMaxDurationReached, "upstream_rq_max_duration_reached", kCounter) \
  X(kRqPendingActive, "upstream_rq_pending_active", kGauge) \
  X(kRqPendingFailureEject, "upstream_rq_pending_failure_eject", kCounter) \
  X(kRqPendingOverflow, "upstream_rq_pending_overflow", kCounter) \
  X(kRqPendingTotal, "upstream_rq_pending_total", kCounter) \
  X(kRqPerTryIdleTimeout, "upstream_rq_per_try_idle_timeout", kCounter) \
  X(kRqPerTryTimeout, "upstream_rq_per_try_timeout", kCounter) \
  X(kRqRetry, "upstream_rq_retry", kCounter) \
  X(kRqRetryBackoffExponential, "upstream_rq_retry_backoff_exponential", kCounter) \
  X(kRqRetryBackoffRatelimited, "upstream_rq_retry_backoff_ratelimited", kCounter) \
  X(kRqRetryLimitExceeded, "upstream_rq_retry_limit_exceeded", kCounter) \
  X(kRqRetryOverflow, "upstream_rq_retry_overflow", kCounter) \
  X(kRqRetrySuccess, "upstream_rq_retry_success", kCounter) \
  X(kRqRxReset, "upstream_rq_rx_reset", kCounter) \
  X(kRqRxResetNoError, "upstream_rq_rx_reset_no_error", kCounter) \
  X(kRqTimeout, "upstream_rq_timeout", kCounter) \
  X(kRqTotal, "upstream_rq_total", kCounter) \
  X(kRqTxReset, "upstream_rq_tx_reset", kCounter) \
  X(kVersion, "version", kGauge) \
  X(kWarmingState, "warming_state", kGauge) \
  X(kCxConnectMs, "upstream_cx_connect_ms", kHistogram) \
  X(kCxLengthMs, "upstream_cx_length_ms", kHistogram) \
  X(kRqPerCx, "upstream_rq_per_cx", kHistogram)
// clang-format on

#define NUNCIO_CLUSTER_METRIC_ENUMERATOR(name, text, kind) name,
enum ClusterMetric : size_t { NUNCIO_CLUSTER_METRICS(NUNCIO_CLUSTER_METRIC_ENUMERATOR) };

#define NUNCIO_CLUSTER_METRIC_SPEC(name, text, kind) {text, stats::MetricKind::kind},
inline constexpr stats::MetricSpec kClusterMetrics[] = {
    NUNCIO_CLUSTER_METRICS(NUNCIO_CLUSTER_METRIC_SPEC)};

// The label's value is ClusterOptions::stat_name().
inline constexpr stats::GroupSpec kClusterGroup = {"cluster.{envoy_cluster_name}", kClusterMetrics};

// The clusters as a whole. Config shares the group for what it counts itself (warming).
// clang-format off
#define NUNCIO_CLUSTER_MANAGER_METRICS(X) \
  X(kActiveClusters, "active_clusters", kGauge) \
  X(kClusterAdded, "cluster_added", kCounter) \
  X(kClusterModified, "cluster_modified", kCounter) \
  X(kClusterRemoved, "cluster_removed", kCounter) \
  X(kClusterUpdated, "cluster_updated", kCounter) \
  X(kClusterUpdatedViaMerge, "cluster_updated_via_merge", kCounter) \
  X(kUpdateMergeCancelled, "update_merge_cancelled", kCounter) \
  X(kUpdateOutOfMergeWindow, "update_out_of_merge_window", kCounter) \
  X(kWarmingClusters, "warming_clusters", kGauge)
// clang-format on

enum ClusterManagerMetric : size_t {
  NUNCIO_CLUSTER_MANAGER_METRICS(NUNCIO_CLUSTER_METRIC_ENUMERATOR)
};
inline constexpr stats::MetricSpec kClusterManagerMetrics[] = {
    NUNCIO_CLUSTER_MANAGER_METRICS(NUNCIO_CLUSTER_METRIC_SPEC)};
inline constexpr stats::GroupSpec kClusterManagerGroup = {"cluster_manager",
                                                          kClusterManagerMetrics};

#undef NUNCIO_CLUSTER_METRIC_ENUMERATOR
#undef NUNCIO_CLUSTER_METRIC_SPEC

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_CLUSTER_STATS_H_
