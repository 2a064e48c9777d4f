#include "source/config/listeners/listener.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "source/base/hash.h"
#include "source/base/status_macros.h"
#include "source/config/listeners/listen_address.h"
#include "source/config/shared/core_values.h"
#include "source/listener/filter_chain_index.h"
#include "source/schema/message_bytes.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::listener::v3::Listener;

void RefuseUnsupported(const Message& message, Scope& scope) {
  if (message.has_internal_listener()) scope.FailAt("internal_listener", "is not supported");
  if (message.has_udp_listener_config()) scope.FailAt("udp_listener_config", "is not supported");
  if (message.has_api_listener()) scope.FailAt("api_listener", "is not supported");
  if (message.has_filter_chain_matcher()) scope.FailAt("filter_chain_matcher", "is not supported");
  if (message.has_fcds_config()) scope.FailAt("fcds_config", "is not supported");
  if (message.enable_mptcp()) scope.FailAt("enable_mptcp", "is not supported");
  const auto list = scope.Field("listener_filters");
  for (int i = 0; i < message.listener_filters_size(); ++i) {
    const auto step = scope.Index(i);
    scope.Fail("must be a known listener filter", message.listener_filters(i).name());
  }
}

listener::TrafficDirection DirectionOf(const Message& message) {
  switch (message.traffic_direction()) {
    case envoy::config::core::v3::INBOUND:
      return listener::TrafficDirection::kInbound;
    case envoy::config::core::v3::OUTBOUND:
      return listener::TrafficDirection::kOutbound;
    default:
      return listener::TrafficDirection::kUnspecified;
  }
}

// Of everything but the chains.
uint64_t HashOf(const Message& message) {
  Message rest = message;
  rest.clear_filter_chains();
  rest.clear_default_filter_chain();
  std::string bytes;
  schema::SerializeDeterministic(rest, bytes);
  return base::Hash64(bytes);
}

listener::ListenerOptions ParseOptions(const Message& message, Scope& scope) {
  listener::ListenerOptions out;
  out.name = message.name();
  out.stat_prefix = message.stat_prefix();
  out.addresses = ParseListenAddresses(message, scope);
  out.bind_to_port = ValueOr(message.has_bind_to_port(), message.bind_to_port(),
                             ValueOr(message.deprecated_v1().has_bind_to_port(),
                                     message.deprecated_v1().bind_to_port(), true));
  out.use_original_dst = message.use_original_dst().value();
  if (message.has_listener_filters_timeout()) {
    CheckNotNegative(message.listener_filters_timeout(), "listener_filters_timeout", scope);
    out.listener_filters_timeout = ToDuration(message.listener_filters_timeout());
  }
  out.continue_on_listener_filters_timeout = message.continue_on_listener_filters_timeout();
  out.per_connection_buffer_limit =
      ValueOr(message.has_per_connection_buffer_limit_bytes(),
              message.per_connection_buffer_limit_bytes(), out.per_connection_buffer_limit);
  out.max_connections_per_event =
      ValueOr(message.has_max_connections_to_accept_per_socket_event(),
              message.max_connections_to_accept_per_socket_event(), out.max_connections_per_event);
  out.ignore_global_connection_limit = message.ignore_global_conn_limit();
  out.drain_type = message.drain_type() == Message::MODIFY_ONLY ? listener::DrainType::kModifyOnly
                                                                : listener::DrainType::kDefault;
  out.direction = DirectionOf(message);
  out.metadata = ToMetadata(message.metadata());
  out.hash = HashOf(message);
  return out;
}

// Two chains for the same connections are a mistake: none of them could be chosen.
void CheckMatches(const ListenerPlan& plan, Scope& scope) {
  std::vector<listener::FilterChainRef> chains;
  for (const FilterChainPlan& chain : plan.chains) {
    chains.push_back(std::make_shared<listener::FilterChain>(chain.chain));
  }
  const auto index = listener::FilterChainIndex::Create(chains, nullptr);
  if (!index.ok()) scope.FailAt("filter_chains", index.status().message());
}

void ParseChains(const Message& message, Scope& scope, ListenerPlan& plan) {
  if (message.filter_chains().empty() && !message.has_default_filter_chain()) {
    scope.FailAt("filter_chains", "must have at least one chain, or a default_filter_chain");
  }
  {
    const auto list = scope.Field("filter_chains");
    for (int i = 0; i < message.filter_chains_size(); ++i) {
      const auto step = scope.Index(i);
      plan.chains.push_back(ParseFilterChain(message.filter_chains(i), scope));
    }
  }
  if (message.has_default_filter_chain()) {
    const auto step = scope.Field("default_filter_chain");
    plan.default_chain = ParseFilterChain(message.default_filter_chain(), scope);
  }
  CheckMatches(plan, scope);
}

}  // namespace

std::shared_ptr<const ListenerPlan> ParseListener(const Message& message, Scope& scope) {
  const size_t errors = scope.errors().count();
  RefuseUnsupported(message, scope);
  auto plan = std::make_shared<ListenerPlan>();
  plan->options = ParseOptions(message, scope);
  ParseChains(message, scope, *plan);
  {
    const auto step = scope.Field("access_log");
    plan->access_logs = ParseAccessLogs(message.access_log(), scope);
  }
  plan->required_clusters = scope.TakeRequiredClusters();
  if (scope.errors().count() != errors) return nullptr;
  return plan;
}

absl::StatusOr<std::shared_ptr<listener::ListenerOptions>> MakeListener(const ListenerPlan& plan,
                                                                        Making& making) {
  auto options = std::make_shared<listener::ListenerOptions>(plan.options);
  for (const FilterChainPlan& chain : plan.chains) {
    NUNCIO_ASSIGN_OR_RETURN(listener::FilterChainRef made, MakeFilterChain(chain, making));
    options->chains.push_back(std::move(made));
  }
  if (plan.default_chain.has_value()) {
    NUNCIO_ASSIGN_OR_RETURN(options->default_chain, MakeFilterChain(*plan.default_chain, making));
  }
  NUNCIO_ASSIGN_OR_RETURN(options->access_logs,
                          OpenAccessLogs(plan.access_logs, making.parts.files));
  return options;
}

}  // namespace nuncio::config
