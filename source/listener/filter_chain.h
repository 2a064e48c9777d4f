#ifndef NUNCIO_SOURCE_LISTENER_FILTER_CHAIN_H_
#define NUNCIO_SOURCE_LISTENER_FILTER_CHAIN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "source/base/clock.h"
#include "source/filter/network_filter.h"
#include "source/matching/address_ranges.h"
#include "source/network/transport.h"
#include "source/record/metadata.h"

namespace nuncio::listener {

enum class SourceType : uint8_t {
  kAny,
  kSameIpOrLoopback,  // the client runs on this machine
  kExternal,
};

// Which connections a filter chain is for. Every criterion that is there must fit; of a list, one
// entry. A plain value.
struct ChainMatch {
  absl::optional<uint32_t> destination_port;
  std::vector<matching::CidrRange> prefix_ranges;  // of the local address
  std::vector<matching::CidrRange> direct_source_prefix_ranges;
  SourceType source_type = SourceType::kAny;
  std::vector<matching::CidrRange> source_prefix_ranges;
  std::vector<uint32_t> source_ports;
  // In lower case: "a.example", or "*.example" for every name below it.
  std::vector<std::string> server_names;
  std::string transport_protocol;  // "tls", "raw_buffer", or empty for any
  std::vector<std::string> application_protocols;
};

// A filter chain: the transport and the filters that a connection gets. Immutable, shared by
// generations of its listener and by the workers.
struct FilterChain {
  std::string name;
  // Of the whole configuration of the chain: a chain with the same hash is the same chain, and
  // keeps its connections when its listener is updated.
  uint64_t hash = 0;
  ChainMatch match;
  // Null: plain bytes.
  std::shared_ptr<const network::TransportFactory> transport;
  // How long its handshake may take; zero: no limit.
  base::Duration transport_connect_timeout{};
  std::shared_ptr<const record::Metadata> metadata;  // may be null
  filter::NetworkFilterChainOptions filters;
};

using FilterChainRef = std::shared_ptr<const FilterChain>;

}  // namespace nuncio::listener

#endif  // NUNCIO_SOURCE_LISTENER_FILTER_CHAIN_H_
