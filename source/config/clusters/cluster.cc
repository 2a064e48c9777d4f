#include "source/config/clusters/cluster.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/config/clusters/balance_options.h"
#include "source/config/clusters/endpoints.h"
#include "source/config/clusters/upstream_http_options.h"
#include "source/config/shared/core_values.h"
#include "source/schema/type_registry.h"

namespace nuncio::config {
namespace {

namespace cluster = ::envoy::config::cluster::v3;
using Message = cluster::Cluster;

constexpr absl::string_view kRawBuffer =
    "envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer";

upstream::Thresholds ParseThresholds(const cluster::CircuitBreakers::Thresholds& message) {
  upstream::Thresholds out;
  out.max_connections =
      ValueOr(message.has_max_connections(), message.max_connections(), out.max_connections);
  out.max_pending_requests = ValueOr(message.has_max_pending_requests(),
                                     message.max_pending_requests(), out.max_pending_requests);
  out.max_requests = ValueOr(message.has_max_requests(), message.max_requests(), out.max_requests);
  out.max_retries = ValueOr(message.has_max_retries(), message.max_retries(), out.max_retries);
  out.track_remaining = message.track_remaining();
  return out;
}

void ParseCircuitBreakers(const cluster::CircuitBreakers& breakers, upstream::ClusterOptions& out) {
  bool seen[upstream::kResourcePriorities] = {};
  for (const auto& thresholds : breakers.thresholds()) {
    const size_t priority = thresholds.priority() == envoy::config::core::v3::HIGH ? 1 : 0;
    if (std::exchange(seen[priority], true)) continue;
    out.thresholds[priority] = ParseThresholds(thresholds);
  }
}

void CheckTransport(const Message& message, Scope& scope) {
  if (!message.has_transport_socket()) return;
  const auto step = scope.Field("transport_socket");
  const auto field = scope.Field("typed_config");
  if (!message.transport_socket().has_typed_config()) {
    scope.Fail("must be given: a transport socket is found by its type",
               message.transport_socket().name());
    return;
  }
  const absl::string_view type =
      schema::TypeNameOfUrl(message.transport_socket().typed_config().type_url());
  if (type != kRawBuffer) scope.Fail("must be the type of a known transport socket", type);
}

void RefuseUnsupported(const Message& message, Scope& scope) {
  if (message.transport_socket_matches_size() > 0) {
    scope.FailAt("transport_socket_matches", "is not supported");
  }
  if (message.has_lb_subset_config()) scope.FailAt("lb_subset_config", "is not supported");
  if (message.filters_size() > 0) scope.FailAt("filters", "is not supported");
  if (message.has_cluster_type()) {
    scope.FailAt("cluster_type", "is not a known extension", message.cluster_type().name());
  }
}

// None where the type is not there, or is misused.
std::optional<upstream::ClusterType> ParseType(const Message& message, Scope& scope) {
  switch (message.type()) {
    case Message::STATIC:
      if (message.has_eds_cluster_config()) {
        scope.FailAt("eds_cluster_config", "is for clusters of type EDS only");
      }
      return upstream::ClusterType::kStatic;
    case Message::EDS:
      return upstream::ClusterType::kEds;
    default:
      scope.FailAt("type", "must be STATIC or EDS: others are not supported",
                   Message::DiscoveryType_Name(message.type()));
      return std::nullopt;
  }
}

std::optional<EdsOptions> ParseEds(const Message& message, Scope& scope) {
  if (message.type() != Message::EDS) return std::nullopt;
  const auto step = scope.Field("eds_cluster_config");
  const auto field = scope.Field("eds_config");
  if (!message.eds_cluster_config().has_eds_config()) {
    scope.Fail("must be given for a cluster of type EDS");
    return std::nullopt;
  }
  auto source = ParseConfigSource(message.eds_cluster_config().eds_config(), scope);
  if (!source.has_value()) return std::nullopt;
  const std::string& service = message.eds_cluster_config().service_name();
  return EdsOptions{service.empty() ? message.name() : service, *std::move(source)};
}

std::shared_ptr<const upstream::ClusterOptions> ParseOptions(const Message& message,
                                                             bool added_via_api, Scope& scope) {
  auto out = std::make_shared<upstream::ClusterOptions>();
  out->name = message.name();
  out->alt_stat_name = message.alt_stat_name();
  out->type = ParseType(message, scope).value_or(upstream::ClusterType::kStatic);
  if (message.has_connect_timeout()) out->connect_timeout = ToDuration(message.connect_timeout());
  out->per_connection_buffer_limit =
      ValueOr(message.has_per_connection_buffer_limit_bytes(),
              message.per_connection_buffer_limit_bytes(), out->per_connection_buffer_limit);
  out->balance = ParseBalanceOptions(message, scope);
  ParseCircuitBreakers(message.circuit_breakers(), *out);
  out->http = ParseUpstreamHttpOptions(message, scope);
  out->metadata = ToMetadata(message.metadata());
  out->added_via_api = added_via_api;
  return out;
}

}  // namespace

std::shared_ptr<const ClusterConfig> ParseCluster(const Message& message, bool added_via_api,
                                                  Scope& scope) {
  const size_t errors = scope.errors().count();
  CheckTransport(message, scope);
  RefuseUnsupported(message, scope);
  auto out = std::make_shared<ClusterConfig>();
  out->options = ParseOptions(message, added_via_api, scope);
  out->eds = ParseEds(message, scope);
  if (message.type() == Message::STATIC) {
    const auto step = scope.Field("load_assignment");
    out->endpoints = ParseEndpoints(message.load_assignment(), scope);
  }
  if (scope.errors().count() != errors) return nullptr;
  return out;
}

}  // namespace nuncio::config
