#ifndef NUNCIO_SOURCE_SERVER_SERVER_STATS_H_
#define NUNCIO_SOURCE_SERVER_SERVER_STATS_H_

#include <cstddef>

#include "source/stats/metric.h"

// The metrics of the process, by the names that users of xDS proxies know.

namespace nuncio::server {

// clang-format off
#define NUNCIO_SERVER_METRICS(X) \
  X(kDebugAssertionFailures, "debug_assertion_failures", kCounter) \
  X(kDroppedStatFlushes, "dropped_stat_flushes", kCounter) \
  X(kDynamicUnknownFields, "dynamic_unknown_fields", kCounter) \
  X(kStaticUnknownFields, "static_unknown_fields", kCounter) \
  X(kUnsupportedFields, "unsupported_fields", kCounter) \
  X(kWipProtos, "wip_protos", kCounter) \
  X(kConcurrency, "concurrency", kGauge) \
  X(kDaysUntilFirstCertExpiring, "days_until_first_cert_expiring", kGauge) \
  X(kHotRestartEpoch, "hot_restart_epoch", kGauge) \
  X(kHotRestartGeneration, "hot_restart_generation", kGauge) \
  X(kLive, "live", kGauge) \
  X(kMemoryAllocated, "memory_allocated", kGauge) \
  X(kMemoryHeapSize, "memory_heap_size", kGauge) \
  X(kMemoryPhysicalSize, "memory_physical_size", kGauge) \
  X(kParentConnections, "parent_connections", kGauge) \
  X(kState, "state", kGauge) \
  X(kStatsRecentLookups, "stats_recent_lookups", kGauge) \
  X(kTotalConnections, "total_connections", kGauge) \
  X(kUptime, "uptime", kGauge) \
  X(kVersion, "version", kGauge) \
  X(kInitializationTimeMs, "initialization_time_ms", kHistogram)
// clang-format on

#define NUNCIO_SERVER_ENUMERATOR(name, text, kind) name,
enum ServerMetric : size_t { NUNCIO_SERVER_METRICS(NUNCIO_SERVER_ENUMERATOR) };
#undef NUNCIO_SERVER_ENUMERATOR

#define NUNCIO_SERVER_SPEC(name, text, kind) {text, stats::MetricKind::kind},
inline constexpr stats::MetricSpec kServerMetrics[] = {NUNCIO_SERVER_METRICS(NUNCIO_SERVER_SPEC)};
#undef NUNCIO_SERVER_SPEC

inline constexpr stats::GroupSpec kServerGroup = {"server", kServerMetrics};

enum RuntimeMetric : size_t {
  kLoadError,
  kLoadSuccess,
  kAdminOverridesActive,
  kNumKeys,
  kNumLayers,
};
inline constexpr stats::MetricSpec kRuntimeMetrics[] = {
    {"load_error"},
    {"load_success"},
    {"admin_overrides_active", stats::MetricKind::kGauge},
    {"num_keys", stats::MetricKind::kGauge},
    {"num_layers", stats::MetricKind::kGauge},
};
inline constexpr stats::GroupSpec kRuntimeGroup = {"runtime", kRuntimeMetrics};

}  // namespace nuncio::server

#endif  // NUNCIO_SOURCE_SERVER_SERVER_STATS_H_
