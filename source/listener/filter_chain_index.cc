#include "source/listener/filter_chain_index.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"

namespace nuncio::listener {
namespace {

const FilterChainRef kNoChain;

std::vector<std::string> Texts(const std::vector<uint32_t>& numbers) {
  std::vector<std::string> texts;
  for (const uint32_t number : numbers) texts.push_back(absl::StrCat(number));
  return texts;
}

// A wildcard stands in the map without its star: ".example" is every name below example.
std::vector<std::string> NameKeys(const std::vector<std::string>& names) {
  std::vector<std::string> keys;
  for (const std::string& name : names) {
    keys.push_back(absl::StartsWith(name, "*.") ? name.substr(1) : name);
  }
  return keys;
}

std::vector<std::string> SourceTypeKeys(SourceType type) {
  if (type == SourceType::kAny) return {};
  return {type == SourceType::kSameIpOrLoopback ? "local" : "external"};
}

bool IsLocal(const record::ConnectionRecord& record) {
  if (!record.remote.is_ip()) return true;
  return record.remote.IsLoopback() || record.remote.IpBytes() == record.local.IpBytes();
}

template <typename Values>
const typename Values::mapped_type::element_type* FindValue(const Values& values,
                                                            absl::string_view key) {
  const auto found = values.find(key);
  return found == values.end() ? nullptr : found->second.get();
}

}  // namespace

FilterChainIndex::FilterChainIndex(const std::vector<FilterChainRef>& chains,
                                   FilterChainRef default_chain, ChainChooser chooser)
    : chains_(chains), default_chain_(std::move(default_chain)), chooser_(std::move(chooser)) {}

absl::StatusOr<std::shared_ptr<const FilterChainIndex>> FilterChainIndex::Create(
    const std::vector<FilterChainRef>& chains, FilterChainRef default_chain, ChainChooser chooser) {
  std::shared_ptr<FilterChainIndex> index(
      new FilterChainIndex(chains, std::move(default_chain), std::move(chooser)));
  for (const FilterChainRef& chain : chains) {
    if (index->chooser_) {
      index->by_name_[chain->name] = chain;
    } else {
      NUNCIO_RETURN_IF_ERROR(index->Insert(index->root_, kDestinationPort, chain));
    }
  }
  return index;
}

absl::Status FilterChainIndex::Insert(Node& node, Level level, const FilterChainRef& chain) {
  const ChainMatch& match = chain->match;
  switch (level) {
    case kDestinationPort:
      return InsertValues(
          node, level, chain,
          match.destination_port ? Texts({*match.destination_port}) : std::vector<std::string>());
    case kDestinationAddress:
      return InsertRanges(node, level, chain, match.prefix_ranges);
    case kServerName:
      return InsertValues(node, level, chain, NameKeys(match.server_names));
    case kTransportProtocol:
      return InsertValues(node, level, chain,
                          match.transport_protocol.empty()
                              ? std::vector<std::string>()
                              : std::vector<std::string>{match.transport_protocol});
    case kApplicationProtocol:
      return InsertValues(node, level, chain, match.application_protocols);
    case kDirectSource:
      return InsertRanges(node, level, chain, match.direct_source_prefix_ranges);
    case kSourceType:
      return InsertValues(node, level, chain, SourceTypeKeys(match.source_type));
    case kSourceAddress:
      return InsertRanges(node, level, chain, match.source_prefix_ranges);
    case kSourcePort:
      return InsertValues(node, level, chain, Texts(match.source_ports));
    case kLeaf:
      break;
  }
  if (node.chain == chain) return absl::OkStatus();  // by two equal entries of its own lists
  if (node.chain != nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("filter chain \"", chain->name,
                                                   "\" has the same matching rules as \"",
                                                   node.chain->name, "\""));
  }
  node.chain = chain;
  return absl::OkStatus();
}

absl::Status FilterChainIndex::InsertValues(Node& node, Level level, const FilterChainRef& chain,
                                            const std::vector<std::string>& values) {
  const Level next = static_cast<Level>(level + 1);
  if (values.empty()) {
    if (node.any == nullptr) node.any = std::make_unique<Node>();
    return Insert(*node.any, next, chain);
  }
  for (const std::string& value : values) {
    std::unique_ptr<Node>& child = node.values[value];
    if (child == nullptr) child = std::make_unique<Node>();
    NUNCIO_RETURN_IF_ERROR(Insert(*child, next, chain));
  }
  return absl::OkStatus();
}

absl::Status FilterChainIndex::InsertRanges(Node& node, Level level, const FilterChainRef& chain,
                                            const std::vector<matching::CidrRange>& ranges) {
  if (ranges.empty()) return InsertValues(node, level, chain, {});
  for (const matching::CidrRange& range : ranges) {
    auto entry = std::find_if(node.ranges.begin(), node.ranges.end(), [&](const auto& other) {
      return other.first.ToString() == range.ToString();
    });
    if (entry == node.ranges.end()) {
      entry = std::find_if(node.ranges.begin(), node.ranges.end(), [&](const auto& other) {
        return other.first.prefix_len() < range.prefix_len();
      });
      entry = node.ranges.emplace(entry, range, std::make_unique<Node>());
    }
    NUNCIO_RETURN_IF_ERROR(Insert(*entry->second, static_cast<Level>(level + 1), chain));
  }
  return absl::OkStatus();
}

// The child that the socket belongs to, or null.
const FilterChainIndex::Node* FilterChainIndex::Step(const Node& node, Level level,
                                                     const filter::AcceptedSocket& socket) {
  const record::ConnectionRecord& record = *socket.record;
  const auto in_ranges = [&node](const network::Address& address) -> const Node* {
    for (const auto& [range, child] : node.ranges) {
      if (range.Contains(address)) return child.get();
    }
    return nullptr;
  };
  const auto value = [&node](absl::string_view key) { return FindValue(node.values, key); };
  const Node* found = nullptr;
  switch (level) {
    case kDestinationPort:
      if (!node.values.empty()) found = value(absl::AlphaNum(record.local.port()).Piece());
      break;
    case kDestinationAddress:
      found = in_ranges(record.local);
      break;
    case kServerName: {
      if (node.values.empty()) break;
      absl::string_view name = record.requested_server_name;
      found = value(name);
      for (size_t dot = name.find('.', 1); found == nullptr && dot != absl::string_view::npos;
           dot = name.find('.', 1)) {
        name.remove_prefix(dot);
        found = value(name);
      }
      break;
    }
    case kTransportProtocol:
      if (node.values.empty()) break;
      found = value(socket.transport_protocol.empty() ? absl::string_view("raw_buffer")
                                                      : socket.transport_protocol);
      break;
    case kApplicationProtocol:
      for (const std::string& protocol : socket.application_protocols) {
        found = value(protocol);
        if (found != nullptr) break;
      }
      break;
    case kDirectSource:
      found = in_ranges(record.direct_remote);
      break;
    case kSourceType:
      if (!node.values.empty()) found = value(IsLocal(record) ? "local" : "external");
      break;
    case kSourceAddress:
      found = in_ranges(record.remote);
      break;
    case kSourcePort:
      if (!node.values.empty()) found = value(absl::AlphaNum(record.remote.port()).Piece());
      break;
    case kLeaf:
      break;
  }
  return found != nullptr ? found : node.any.get();
}

const FilterChainRef& FilterChainIndex::Find(const filter::AcceptedSocket& socket) const {
  if (chooser_) {
    const absl::optional<std::string> name = chooser_(socket);
    if (!name) return default_chain_;
    const auto found = by_name_.find(*name);
    return found == by_name_.end() ? kNoChain : found->second;
  }
  const Node* node = &root_;
  for (uint8_t level = 0; level < kLeaf && node != nullptr; ++level) {
    node = Step(*node, static_cast<Level>(level), socket);
  }
  return node != nullptr ? node->chain : default_chain_;
}

}  // namespace nuncio::listener
