#ifndef NUNCIO_SOURCE_LISTENER_FILTER_CHAIN_INDEX_H_
#define NUNCIO_SOURCE_LISTENER_FILTER_CHAIN_INDEX_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/filter/listener_filter.h"
#include "source/listener/filter_chain.h"
#include "source/listener/listener_options.h"
#include "source/matching/address_ranges.h"

namespace nuncio::listener {

// Finds the filter chain of a connection.
//
// The criteria are looked at one after the other, each once: destination port, destination address,
// server name, transport protocol, application protocols, address of the direct peer, source type,
// source address, source port. Of each the most specific value that fits is taken (a port before
// none, the longest prefix, a whole name before a wildcard, the first protocol that the client
// offers), and only chains with that value go on: a mismatch later does not come back for another
// value, but ends at the default chain.
//
// Immutable; part of a listener's generation. Any thread.
class FilterChainIndex {
 public:
  // An error when two chains fit the same connections equally well; it names both.
  static absl::StatusOr<std::shared_ptr<const FilterChainIndex>> Create(
      const std::vector<FilterChainRef>& chains, FilterChainRef default_chain,
      ChainChooser chooser = nullptr);

  // Null when the connection is to be closed.
  const FilterChainRef& Find(const filter::AcceptedSocket& socket) const;

  const std::vector<FilterChainRef>& chains() const { return chains_; }
  const FilterChainRef& default_chain() const { return default_chain_; }

 private:
  enum Level : uint8_t {
    kDestinationPort,
    kDestinationAddress,
    kServerName,
    kTransportProtocol,
    kApplicationProtocol,
    kDirectSource,
    kSourceType,
    kSourceAddress,
    kSourcePort,
    kLeaf,
  };

  // One level of the tree. Which of the members it has depends on the level.
  struct Node {
    absl::flat_hash_map<std::string, std::unique_ptr<Node>> values;
    std::vector<std::pair<matching::CidrRange, std::unique_ptr<Node>>> ranges;  // longest first
    std::unique_ptr<Node> any;
    FilterChainRef chain;  // of a leaf
  };

  FilterChainIndex(const std::vector<FilterChainRef>& chains, FilterChainRef default_chain,
                   ChainChooser chooser);
  absl::Status Insert(Node& node, Level level, const FilterChainRef& chain);
  absl::Status InsertRanges(Node& node, Level level, const FilterChainRef& chain,
                            const std::vector<matching::CidrRange>& ranges);
  absl::Status InsertValues(Node& node, Level level, const FilterChainRef& chain,
                            const std::vector<std::string>& values);
  static const Node* Step(const Node& node, Level level, const filter::AcceptedSocket& socket);

  const std::vector<FilterChainRef> chains_;
  const FilterChainRef default_chain_;
  const ChainChooser chooser_;
  absl::flat_hash_map<std::string, FilterChainRef> by_name_;  // for the chooser
  Node root_;
};

}  // namespace nuncio::listener

#endif  // NUNCIO_SOURCE_LISTENER_FILTER_CHAIN_INDEX_H_
