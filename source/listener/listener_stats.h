#ifndef NUNCIO_SOURCE_LISTENER_LISTENER_STATS_H_
#define NUNCIO_SOURCE_LISTENER_LISTENER_STATS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/stats/group.h"
#include "source/stats/metric.h"
#include "source/stats/store.h"

// The metrics of listeners, by the names that users of xDS proxies know.

namespace nuncio::listener {

enum ListenerMetric : size_t {
  kCxActive,
  kCxDestroy,
  kCxOverflow,
  kCxOverloadReject,
  kCxTotal,
  kCxTransportSocketConnectTimeout,
  kGlobalCxOverflow,
  kListenerFilterError,
  kListenerFilterRemoteClose,
  kPreCxActive,
  kPreCxTimeout,
  kExtensionConfigMissing,
  kNetworkExtensionConfigMissing,
  kNoFilterChainMatch,
  kConnectionsAcceptedPerSocketEvent,
  kCxLengthMs,
};

inline constexpr stats::MetricSpec kListenerMetrics[] = {
    {"downstream_cx_active", stats::MetricKind::kGauge},
    {"downstream_cx_destroy"},
    {"downstream_cx_overflow"},
    {"downstream_cx_overload_reject"},
    {"downstream_cx_total"},
    {"downstream_cx_transport_socket_connect_timeout"},
    {"downstream_global_cx_overflow"},
    {"downstream_listener_filter_error"},
    {"downstream_listener_filter_remote_close"},
    {"downstream_pre_cx_active", stats::MetricKind::kGauge},
    {"downstream_pre_cx_timeout"},
    {"extension_config_missing"},
    {"network_extension_config_missing"},
    {"no_filter_chain_match"},
    {"connections_accepted_per_socket_event", stats::MetricKind::kHistogram},
    {"downstream_cx_length_ms", stats::MetricKind::kHistogram},
};
inline constexpr stats::GroupSpec kListenerGroup = {"listener.{envoy_listener_address}",
                                                    kListenerMetrics};

enum ListenerWorkerMetric : size_t { kWorkerCxActive, kWorkerCxTotal };
inline constexpr stats::MetricSpec kListenerWorkerMetrics[] = {
    {"downstream_cx_active", stats::MetricKind::kGauge}, {"downstream_cx_total"}};
inline constexpr stats::GroupSpec kListenerWorkerGroup = {
    "listener.{envoy_listener_address}.worker_{envoy_worker_id}", kListenerWorkerMetrics};

enum ManagerMetric : size_t {
  kListenerAdded,
  kListenerCreateFailure,
  kListenerCreateSuccess,
  kListenerInPlaceUpdated,
  kListenerModified,
  kListenerRemoved,
  kListenerStopped,
  kTotalFilterChainsDraining,
  kTotalListenersActive,
  kTotalListenersDraining,
  kTotalListenersWarming,
  kWorkersStarted,
};

inline constexpr stats::MetricSpec kManagerMetrics[] = {
    {"listener_added"},
    {"listener_create_failure"},
    {"listener_create_success"},
    {"listener_in_place_updated"},
    {"listener_modified"},
    {"listener_removed"},
    {"listener_stopped"},
    {"total_filter_chains_draining", stats::MetricKind::kGauge},
    {"total_listeners_active", stats::MetricKind::kGauge},
    {"total_listeners_draining", stats::MetricKind::kGauge},
    {"total_listeners_warming", stats::MetricKind::kGauge},
    {"workers_started", stats::MetricKind::kGauge},
};
inline constexpr stats::GroupSpec kManagerGroup = {"listener_manager", kManagerMetrics};

// The metrics of one listener. They go by its name in statistics, not by its generation: an update
// goes on counting. Immutable; shared by generations.
struct ListenerStats {
  ListenerStats(stats::Store& store, absl::string_view name, size_t workers);

  const std::string name;  // "listener.<this>."
  const stats::GroupRef listener;
  std::vector<stats::GroupRef> workers;
};

}  // namespace nuncio::listener

#endif  // NUNCIO_SOURCE_LISTENER_LISTENER_STATS_H_
