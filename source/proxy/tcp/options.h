#ifndef NUNCIO_SOURCE_PROXY_TCP_OPTIONS_H_
#define NUNCIO_SOURCE_PROXY_TCP_OPTIONS_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "source/access_log/access_log.h"
#include "source/base/clock.h"

namespace nuncio::proxy::tcp {

struct WeightedCluster {
  std::string name;
  uint32_t weight = 1;
};

// When the upstream connection begins.
enum class ConnectMode : uint8_t { kImmediate, kOnDownstreamData };

// What configuration says about a TCP proxy. Plain values, filled by config.
struct TcpProxyOptions {
  std::string stat_prefix;
  // One of the two. Filter state under kClusterFilterState wins over both.
  std::string cluster;
  std::vector<WeightedCluster> weighted_clusters;

  // Without a byte in either direction for so long both connections close; nullopt: never.
  absl::optional<base::Duration> idle_timeout = std::chrono::hours(1);
  absl::optional<base::Duration> max_downstream_connection_duration;
  uint32_t max_connect_attempts = 1;

  // What a balancer that hashes gets: the client's address, or the text of a filter state object.
  bool hash_source_ip = false;
  std::string hash_filter_state;

  ConnectMode connect_mode = ConnectMode::kImmediate;
  // How much of the client's bytes is read before there is an upstream connection.
  uint32_t max_early_data_bytes = 0;  // 0: the connection's buffer limit

  access_log::AccessLogs access_logs;
  bool log_on_connected = false;
  absl::optional<base::Duration> log_interval;
};

// The name of the filter state object whose text is the cluster.
inline constexpr char kClusterFilterState[] = "envoy.tcp_proxy.cluster";

}  // namespace nuncio::proxy::tcp

#endif  // NUNCIO_SOURCE_PROXY_TCP_OPTIONS_H_
