#ifndef NUNCIO_SOURCE_LISTENER_LISTENER_OPTIONS_H_
#define NUNCIO_SOURCE_LISTENER_LISTENER_OPTIONS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "source/access_log/access_log.h"
#include "source/base/clock.h"
#include "source/filter/listener_filter.h"
#include "source/listener/filter_chain.h"
#include "source/network/address.h"
#include "source/network/listen_sockets.h"
#include "source/record/metadata.h"
#include "source/xds/resource.h"

// What configuration says about a listener. Plain values, filled by config and immutable from then
// on.

namespace nuncio::listener {

enum class DrainType : uint8_t {
  kDefault,
  kModifyOnly,  // only an update or removal drains it, not a failed health check of the process
};

enum class TrafficDirection : uint8_t { kUnspecified, kInbound, kOutbound };

struct ListenAddress {
  network::Address address;
  network::ListenOptions options;
};

// Chooses a chain in another way than by ChainMatch: the name of the chain, or none for the default
// chain.
using ChainChooser = std::function<absl::optional<std::string>(const filter::AcceptedSocket&)>;

struct ListenerOptions {
  std::string name;
  // Statistics stand under "listener.<this>."; empty: under the first address.
  std::string stat_prefix;
  // The first is the listener's own, the others are additional. None for an internal listener.
  std::vector<ListenAddress> addresses;
  bool internal = false;
  // False: takes only connections that another listener with use_original_dst hands over.
  bool bind_to_port = true;
  bool use_original_dst = false;

  std::vector<filter::ListenerFilterEntry> listener_filters;
  base::Duration listener_filters_timeout = std::chrono::seconds(15);  // zero: none
  bool continue_on_listener_filters_timeout = false;

  std::vector<FilterChainRef> chains;
  FilterChainRef default_chain;  // may be null
  ChainChooser chooser;          // empty: by the chains' criteria

  uint32_t per_connection_buffer_limit = 1024 * 1024;  // 0: none
  // How many connections are accepted before other sockets have their turn.
  uint32_t max_connections_per_event = 64;
  absl::optional<uint64_t> connection_limit;
  bool ignore_global_connection_limit = false;

  DrainType drain_type = DrainType::kDefault;
  TrafficDirection direction = TrafficDirection::kUnspecified;
  std::shared_ptr<const record::Metadata> metadata;  // may be null
  access_log::AccessLogs access_logs;

  // Of everything but the chains: an update that leaves it as it is happens in place.
  uint64_t hash = 0;
  xds::Origin origin;
  bool added_via_api = false;
  // For whoever put it in (the resource for a dump); nothing here looks inside.
  std::shared_ptr<const void> resource;

  // What stands in the names of its statistics: "127.0.0.1_80", "::1_80" in brackets, a path.
  std::string StatName(const network::Address& bound) const;
};

using ListenerOptionsRef = std::shared_ptr<const ListenerOptions>;

}  // namespace nuncio::listener

#endif  // NUNCIO_SOURCE_LISTENER_LISTENER_OPTIONS_H_
