#ifndef NUNCIO_SOURCE_UPSTREAM_CLUSTER_OPTIONS_H_
#define NUNCIO_SOURCE_UPSTREAM_CLUSTER_OPTIONS_H_

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "source/base/clock.h"
#include "source/http/http1/options.h"
#include "source/network/transport.h"
#include "source/record/metadata.h"

// What configuration says about a cluster, apart from its endpoints. Plain values, filled by config
// and immutable from then on.

namespace nuncio::upstream {

// Where endpoints come from. Only for people and stats: whoever resolves them hands them to the
// cluster set.
enum class ClusterType : uint8_t { kStatic, kEds, kStrictDns, kLogicalDns, kOriginalDst };

enum class BalancePolicy : uint8_t { kRoundRobin, kLeastRequest, kRandom };

struct BalanceOptions {
  BalancePolicy policy = BalancePolicy::kRoundRobin;
  // Least request: how many hosts are compared (at least 2), or all of them; and how strongly
  // active requests count against a host's weight where weights differ.
  uint32_t choice_count = 2;
  bool full_scan = false;
  double active_request_bias = 1.0;  // at least 0

  // Below this share of healthy hosts (percent, 0 to 100; 0: never) health is ignored.
  double panic_threshold = 50;
  // In panic, answer as if there were no host.
  bool fail_traffic_on_panic = false;
};

// Which set of limits a request falls under.
enum class ResourcePriority : uint8_t { kDefault, kHigh };
constexpr size_t kResourcePriorities = 2;

struct Thresholds {
  uint32_t max_connections = 1024;
  uint32_t max_pending_requests = 1024;
  uint32_t max_requests = 1024;
  uint32_t max_retries = 3;
  bool track_remaining = false;
};

struct HttpOptions {
  http::http1::ClientOptions http1;
  // A connection without a stream closes after this; nullopt: never.
  std::optional<base::Duration> idle_timeout = std::chrono::hours(1);
  // A connection takes no new stream after this.
  std::optional<base::Duration> max_connection_duration;
  uint32_t max_requests_per_connection = 0;  // 0: no limit
  // The longest that the cluster lets a stream last; for the router.
  std::optional<base::Duration> max_stream_duration;
};

struct ClusterOptions {
  std::string name;
  std::string alt_stat_name;  // empty: the name
  ClusterType type = ClusterType::kStatic;
  base::Duration connect_timeout = std::chrono::seconds(5);
  // Output above this stops the request's body, input above it stops the server. 0: no limit.
  uint32_t per_connection_buffer_limit = 1024 * 1024;
  BalanceOptions balance;
  std::array<Thresholds, kResourcePriorities> thresholds;
  HttpOptions http;
  // How connections are encrypted; null: not at all.
  std::shared_ptr<const network::TransportFactory> transport;
  std::shared_ptr<const record::Metadata> metadata;  // null: none
  bool added_via_api = false;                        // for people

  const std::string& stat_name() const { return alt_stat_name.empty() ? name : alt_stat_name; }
  const Thresholds& limits(ResourcePriority priority) const {
    return thresholds[static_cast<size_t>(priority)];
  }
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_CLUSTER_OPTIONS_H_
