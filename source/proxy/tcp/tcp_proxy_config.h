#ifndef NUNCIO_SOURCE_PROXY_TCP_TCP_PROXY_CONFIG_H_
#define NUNCIO_SOURCE_PROXY_TCP_TCP_PROXY_CONFIG_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "source/base/random.h"
#include "source/proxy/tcp/options.h"
#include "source/stats/group.h"
#include "source/stats/metric.h"
#include "source/stats/store.h"
#include "source/upstream/clusters/cluster_set.h"

namespace nuncio::proxy::tcp {

enum TcpMetric : size_t {
  kCxNoRoute,
  kCxRxBytesBuffered,
  kCxRxBytesTotal,
  kCxTotal,
  kCxTxBytesBuffered,
  kCxTxBytesTotal,
  kEarlyDataReceivedCountTotal,
  kFlowControlPausedReadingTotal,
  kFlowControlResumedReadingTotal,
  kIdleTimeout,
  kMaxDownstreamConnectionDuration,
  kUpstreamFlushActive,
  kUpstreamFlushTotal,
};

inline constexpr stats::MetricSpec kTcpMetrics[] = {
    {"downstream_cx_no_route"},
    {"downstream_cx_rx_bytes_buffered", stats::MetricKind::kGauge},
    {"downstream_cx_rx_bytes_total"},
    {"downstream_cx_total"},
    {"downstream_cx_tx_bytes_buffered", stats::MetricKind::kGauge},
    {"downstream_cx_tx_bytes_total"},
    {"early_data_received_count_total"},
    {"downstream_flow_control_paused_reading_total"},
    {"downstream_flow_control_resumed_reading_total"},
    {"idle_timeout"},
    {"max_downstream_connection_duration"},
    {"upstream_flush_active", stats::MetricKind::kGauge},
    {"upstream_flush_total"},
};
inline constexpr stats::GroupSpec kTcpGroup = {"tcp.{envoy_tcp_prefix}", kTcpMetrics};

// What the connections of one TCP proxy filter share. Immutable; any worker. The clusters outlive
// it.
class TcpProxyConfig {
 public:
  TcpProxyConfig(TcpProxyOptions options, upstream::ClusterSet& clusters, stats::Store& store);

  const TcpProxyOptions& options() const { return options_; }
  upstream::ClusterSet& clusters() const { return clusters_; }
  const stats::Group& stats() const { return *stats_; }
  // The cluster for a new connection, by weight where there are several.
  absl::string_view PickCluster(base::Random& random) const;

 private:
  const TcpProxyOptions options_;
  upstream::ClusterSet& clusters_;
  const stats::GroupRef stats_;
  uint64_t total_weight_ = 0;
};

}  // namespace nuncio::proxy::tcp

#endif  // NUNCIO_SOURCE_PROXY_TCP_TCP_PROXY_CONFIG_H_
