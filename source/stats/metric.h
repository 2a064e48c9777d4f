#ifndef NUNCIO_SOURCE_STATS_METRIC_H_
#define NUNCIO_SOURCE_STATS_METRIC_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// How metrics are declared, and the handles by which they are written.
//
// A family of metrics that come and go together (those of a cluster, of a listener) is declared
// once, as a constant:
//
//   enum ClusterMetric : size_t { kRequestsTotal, kRequestsActive };
//   constexpr MetricSpec kMetrics[] = {{"upstream_rq_total", MetricKind::kCounter},
//                                      {"upstream_rq_active", MetricKind::kGauge}};
//   constexpr GroupSpec kClusterGroup = {"cluster.{envoy_cluster_name}", kMetrics};
//
// and instantiated by the store with a value for each label.

namespace nuncio::stats {

enum class MetricKind : uint8_t { kCounter, kGauge, kHistogram, kText };

// Handles: values, valid as long as the group that gave them is held. A default one is no metric
// and must not be written.
struct Counter {
  uint32_t id = 0;
};
struct Gauge {
  uint32_t id = 0;
};
struct Histogram {
  uint32_t id = 0;
};
struct Text {
  uint32_t id = 0;
};

struct MetricSpec {
  // What follows the group's name and a dot: "upstream_rq_total", "circuit_breakers.high.cx_open".
  absl::string_view name;
  MetricKind kind = MetricKind::kCounter;
};

// A constant: it must outlive every group made from it.
struct GroupSpec {
  // The dotted name with its labels in braces: "cluster.{envoy_cluster_name}",
  // "listener.{envoy_listener_address}.worker_{envoy_worker_id}". The dotted name of a metric has
  // the labels' values in these places; the Prometheus name leaves the places out.
  absl::string_view name;
  absl::Span<const MetricSpec> metrics;
};

}  // namespace nuncio::stats

#endif  // NUNCIO_SOURCE_STATS_METRIC_H_
