#include "source/config/listeners/filter_chain.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/base/hash.h"
#include "source/base/status_macros.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/making.h"
#include "source/config/shared/matchers.h"
#include "source/config/shared/typed_config.h"
#include "source/schema/message_bytes.h"
#include "source/schema/type_registry.h"

namespace nuncio::config {
namespace {

namespace message = ::envoy::config::listener::v3;

constexpr absl::string_view kRawBuffer =
    "envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer";

listener::SourceType ToSourceType(message::FilterChainMatch::ConnectionSourceType type) {
  switch (type) {
    case message::FilterChainMatch::SAME_IP_OR_LOOPBACK:
      return listener::SourceType::kSameIpOrLoopback;
    case message::FilterChainMatch::EXTERNAL:
      return listener::SourceType::kExternal;
    default:
      return listener::SourceType::kAny;
  }
}

void ParseServerNames(const message::FilterChainMatch& match, Scope& scope,
                      listener::ChainMatch& out) {
  std::set<std::string> seen;
  const auto list = scope.Field("server_names");
  for (int i = 0; i < match.server_names_size(); ++i) {
    const auto step = scope.Index(i);
    const std::string name = absl::AsciiStrToLower(match.server_names(i));
    const size_t star = name.rfind('*');
    const bool wildcard = star == 0 && name.size() > 2 && name[1] == '.';
    if (star != std::string::npos && !wildcard) {
      scope.Fail("must be a name, or *. with a name behind it", match.server_names(i));
    }
    if (!seen.insert(name).second) scope.Fail("must not stand twice", match.server_names(i));
    out.server_names.push_back(name);
  }
}

std::vector<matching::CidrRange> Ranges(absl::string_view field,
                                        const Repeated<envoy::config::core::v3::CidrRange>& ranges,
                                        Scope& scope) {
  const auto step = scope.Field(field);
  return ParseCidrRanges(ranges, scope);
}

listener::ChainMatch ParseMatch(const message::FilterChainMatch& match, Scope& scope) {
  listener::ChainMatch out;
  if (match.has_destination_port()) out.destination_port = match.destination_port().value();
  out.prefix_ranges = Ranges("prefix_ranges", match.prefix_ranges(), scope);
  out.direct_source_prefix_ranges =
      Ranges("direct_source_prefix_ranges", match.direct_source_prefix_ranges(), scope);
  out.source_type = ToSourceType(match.source_type());
  out.source_prefix_ranges = Ranges("source_prefix_ranges", match.source_prefix_ranges(), scope);
  out.source_ports.assign(match.source_ports().begin(), match.source_ports().end());
  ParseServerNames(match, scope, out);
  out.transport_protocol = match.transport_protocol();
  out.application_protocols.assign(match.application_protocols().begin(),
                                   match.application_protocols().end());
  if (!match.address_suffix().empty()) {
    scope.FailAt("address_suffix", "is not supported", match.address_suffix());
  }
  if (match.has_suffix_len()) scope.FailAt("suffix_len", "is not supported");
  return out;
}

TerminalMaker ParseFilter(const message::Filter& filter, Scope& scope) {
  if (filter.has_config_discovery()) {
    scope.FailAt("config_discovery", "is not supported");
    return nullptr;
  }
  const auto field = scope.Field("typed_config");
  if (!filter.has_typed_config()) {
    scope.Fail("must be given: a filter is found by its type", filter.name());
    return nullptr;
  }
  const auto config = ResolveTypedConfig(filter.typed_config(), scope);
  if (!config.has_value()) return nullptr;
  const NetworkFilterExtension* extension =
      scope.environment().extensions.FindNetworkFilter(config->type);
  if (extension == nullptr) {
    scope.Fail("must be the type of a known network filter", config->type);
    return nullptr;
  }
  const auto step = scope.Type(extension->type);
  return extension->parse(config->any, scope);
}

TerminalMaker ParseFilters(const message::FilterChain& chain, Scope& scope) {
  TerminalMaker terminal;
  const auto list = scope.Field("filters");
  for (int i = 0; i < chain.filters_size(); ++i) {
    const auto step = scope.Index(i);
    if (i + 1 < chain.filters_size()) {
      scope.Fail("must be the last filter: it serves the connection", chain.filters(i).name());
    }
    terminal = ParseFilter(chain.filters(i), scope);
  }
  return terminal;
}

void CheckTransport(const message::FilterChain& chain, Scope& scope) {
  if (!chain.has_transport_socket()) return;
  const auto step = scope.Field("transport_socket");
  const auto field = scope.Field("typed_config");
  if (!chain.transport_socket().has_typed_config()) {
    scope.Fail("must be given: a transport socket is found by its type",
               chain.transport_socket().name());
    return;
  }
  const absl::string_view type =
      schema::TypeNameOfUrl(chain.transport_socket().typed_config().type_url());
  if (type != kRawBuffer) scope.Fail("must be the type of a known transport socket", type);
}

}  // namespace

FilterChainPlan ParseFilterChain(const message::FilterChain& chain, Scope& scope) {
  FilterChainPlan out;
  out.chain.name = chain.name();
  std::string bytes;
  schema::SerializeDeterministic(chain, bytes);
  out.chain.hash = base::Hash64(bytes);
  {
    const auto step = scope.Field("filter_chain_match");
    out.chain.match = ParseMatch(chain.filter_chain_match(), scope);
  }
  CheckTransport(chain, scope);
  if (chain.use_proxy_proto().value()) scope.FailAt("use_proxy_proto", "is not supported");
  out.chain.transport_connect_timeout = ToDuration(chain.transport_socket_connect_timeout());
  out.chain.metadata = ToMetadata(chain.metadata());
  out.terminal = ParseFilters(chain, scope);
  return out;
}

absl::StatusOr<listener::FilterChainRef> MakeFilterChain(const FilterChainPlan& plan,
                                                         Making& making) {
  auto chain = std::make_shared<listener::FilterChain>(plan.chain);
  if (plan.terminal != nullptr) {
    NUNCIO_ASSIGN_OR_RETURN(chain->filters.terminal, plan.terminal(making));
  }
  return chain;
}

}  // namespace nuncio::config
