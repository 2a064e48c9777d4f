#include "source/config/clusters/endpoints.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/config/shared/core_values.h"

namespace nuncio::config {
namespace {

namespace endpoint = ::envoy::config::endpoint::v3;

upstream::EndpointHealth HealthOf(envoy::config::core::v3::HealthStatus status) {
  switch (status) {
    case envoy::config::core::v3::HEALTHY:
      return upstream::EndpointHealth::kHealthy;
    case envoy::config::core::v3::UNHEALTHY:
      return upstream::EndpointHealth::kUnhealthy;
    case envoy::config::core::v3::DRAINING:
      return upstream::EndpointHealth::kDraining;
    case envoy::config::core::v3::TIMEOUT:
      return upstream::EndpointHealth::kTimeout;
    case envoy::config::core::v3::DEGRADED:
      return upstream::EndpointHealth::kDegraded;
    default:
      return upstream::EndpointHealth::kUnknown;
  }
}

std::shared_ptr<const upstream::Locality> ParseLocality(
    const endpoint::LocalityLbEndpoints& group) {
  if (!group.has_locality()) return nullptr;
  auto out = std::make_shared<upstream::Locality>();
  out->region = group.locality().region();
  out->zone = group.locality().zone();
  out->sub_zone = group.locality().sub_zone();
  return out;
}

// Where the hosts of one locality stand.
struct Group {
  std::shared_ptr<const upstream::Locality> locality;
  uint32_t priority = 0;
};

void AddHost(const endpoint::LbEndpoint& host, const Group& group, Scope& scope,
             upstream::Endpoints& out) {
  if (host.host_identifier_case() == endpoint::LbEndpoint::kEndpointName) {
    scope.FailAt("endpoint_name", "is not supported", host.endpoint_name());
    return;
  }
  const auto step = scope.Field("endpoint");
  const auto field = scope.Field("address");
  const auto address = ParseAddress(host.endpoint().address(), scope);
  if (!address.has_value()) return;
  upstream::Endpoint added;
  added.address = *address;
  added.hostname = host.endpoint().hostname();
  added.locality = group.locality;
  added.weight = ValueOr(host.has_load_balancing_weight(), host.load_balancing_weight(), 1);
  added.priority = group.priority;
  added.health = HealthOf(host.health_status());
  added.metadata = ToMetadata(host.metadata());
  out.hosts.push_back(std::move(added));
}

void ParsePolicy(const endpoint::ClusterLoadAssignment::Policy& policy, Scope& scope,
                 upstream::Endpoints& out) {
  out.overprovisioning_factor =
      ValueOr(policy.has_overprovisioning_factor(), policy.overprovisioning_factor(), 140);
  if (policy.drop_overloads_size() > 1) {
    scope.FailAt("drop_overloads", "must have at most one category");
  }
  for (const auto& drop : policy.drop_overloads()) {
    const matching::Fraction share = ToFraction(drop.drop_percentage());
    const uint64_t per_million = uint64_t{share.numerator} * (1'000'000 / share.denominator);
    if (per_million > 1'000'000) {
      scope.FailAt("drop_overloads", "must be at most the whole", drop.category());
    }
    out.drop = {static_cast<uint32_t>(per_million), drop.category()};
  }
}

}  // namespace

upstream::Endpoints ParseEndpoints(const endpoint::ClusterLoadAssignment& assignment,
                                   Scope& scope) {
  upstream::Endpoints out;
  {
    const auto step = scope.Field("policy");
    ParsePolicy(assignment.policy(), scope, out);
  }
  const auto groups = scope.Field("endpoints");
  for (int g = 0; g < assignment.endpoints_size(); ++g) {
    const auto group_step = scope.Index(g);
    const endpoint::LocalityLbEndpoints& group = assignment.endpoints(g);
    if (group.has_leds_cluster_locality_config()) {
      scope.FailAt("leds_cluster_locality_config", "is not supported");
    }
    const Group place{ParseLocality(group), group.priority()};
    const auto hosts = scope.Field("lb_endpoints");
    for (int h = 0; h < group.lb_endpoints_size(); ++h) {
      const auto step = scope.Index(h);
      AddHost(group.lb_endpoints(h), place, scope, out);
    }
  }
  return out;
}

}  // namespace nuncio::config
