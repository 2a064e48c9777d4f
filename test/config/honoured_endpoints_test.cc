// What each honoured field of endpoints becomes, a row for each.

#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "gtest/gtest.h"
#include "source/config/clusters/endpoints.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::endpoint::v3::ClusterLoadAssignment;

void DescribeEndpoints(const Message& message, Scope& scope, Lines& lines) {
  const upstream::Endpoints endpoints = ParseEndpoints(message, scope);
  lines.Add("drop", endpoints.drop.per_million);
  lines.Add("category", endpoints.drop.category);
  lines.Add("overprovisioning_factor", endpoints.overprovisioning_factor);
  for (const upstream::Endpoint& host : endpoints.hosts) {
    lines.Add("host", host.address);
    lines.Add("hostname", host.hostname);
    lines.Add("weight", host.weight);
    lines.Add("priority", host.priority);
    lines.Add("health", host.health);
    lines.Add("metadata", host.metadata);
    if (host.locality == nullptr) continue;
    lines.Add("place", absl::StrCat(host.locality->region, "/", host.locality->zone, "/",
                                    host.locality->sub_zone));
  }
}

// An assignment with one host, whose endpoint, whose own and whose group's fields are given.
std::string One(absl::string_view endpoint, absl::string_view host = "",
                absl::string_view group = "") {
  return absl::StrCat("endpoints: [{lb_endpoints: [{endpoint: {", endpoint, "}", host, "}]", group,
                      "}]");
}

constexpr absl::string_view kAddress =
    "address: {socket_address: {address: 10.0.0.1, port_value: 80}}";

FieldTable<Message> Table(const char* message = "cluster_name: c") {
  return {"envoy.config.endpoint.v3.", message, DescribeEndpoints};
}

constexpr const char* kOne =
    "host 10.0.0.1:80; hostname ; weight 1; priority 0; health 0; metadata none";

TEST(HonouredEndpointsTest, Groups) {
  Table().Check({
      {"ClusterLoadAssignment.endpoints", One(kAddress).c_str(), kOne},
      {"LocalityLbEndpoints.lb_endpoints", One(kAddress).c_str(), kOne},
      {"LbEndpoint.endpoint", One(kAddress).c_str(), kOne},
      {"Endpoint.address", One(kAddress).c_str(), kOne},
      {"LocalityLbEndpoints.priority", One(kAddress, "", ", priority: 1").c_str(),
       "host 10.0.0.1:80; hostname ; weight 1; priority 1; health 0; metadata none"},
      {"LocalityLbEndpoints.locality", One(kAddress, "", ", locality: {zone: z}").c_str(),
       absl::StrCat(kOne, "; place /z/").c_str()},
  });
  FieldTable<Message> core = Table();
  core.prefix = "envoy.config.core.v3.Locality.";
  core.Check({
      {"region", One(kAddress, "", ", locality: {region: r}").c_str(),
       absl::StrCat(kOne, "; place r//").c_str()},
      {"zone", One(kAddress, "", ", locality: {zone: west}").c_str(),
       absl::StrCat(kOne, "; place /west/").c_str()},
      {"sub_zone", One(kAddress, "", ", locality: {sub_zone: s}").c_str(),
       absl::StrCat(kOne, "; place //s").c_str()},
  });
}

TEST(HonouredEndpointsTest, Hosts) {
  Table().Check({
      {"Endpoint.hostname", One(absl::StrCat(kAddress, ", hostname: h")).c_str(),
       "host 10.0.0.1:80; hostname h; weight 1; priority 0; health 0; metadata none"},
      {"LbEndpoint.load_balancing_weight", One(kAddress, ", load_balancing_weight: 5").c_str(),
       "host 10.0.0.1:80; hostname ; weight 5; priority 0; health 0; metadata none"},
      {"LbEndpoint.health_status", One(kAddress, ", health_status: HEALTHY").c_str(),
       "host 10.0.0.1:80; hostname ; weight 1; priority 0; health 1; metadata none"},
      {"LbEndpoint.health_status", One(kAddress, ", health_status: UNHEALTHY").c_str(),
       "host 10.0.0.1:80; hostname ; weight 1; priority 0; health 2; metadata none"},
      {"LbEndpoint.health_status", One(kAddress, ", health_status: DRAINING").c_str(),
       "host 10.0.0.1:80; hostname ; weight 1; priority 0; health 3; metadata none"},
      {"LbEndpoint.health_status", One(kAddress, ", health_status: TIMEOUT").c_str(),
       "host 10.0.0.1:80; hostname ; weight 1; priority 0; health 4; metadata none"},
      {"LbEndpoint.health_status", One(kAddress, ", health_status: DEGRADED").c_str(),
       "host 10.0.0.1:80; hostname ; weight 1; priority 0; health 5; metadata none"},
      {"LbEndpoint.metadata",
       One(kAddress, ", metadata: {filter_metadata: {envoy.lb: {v: 1}}}").c_str(),
       "host 10.0.0.1:80; hostname ; weight 1; priority 0; health 0; metadata envoy.lb{\"v\":1}"},
  });
}

TEST(HonouredEndpointsTest, Policy) {
  Table().Check({
      {"ClusterLoadAssignment.policy", "policy: {overprovisioning_factor: 150}",
       "overprovisioning_factor 150"},
      {"ClusterLoadAssignment.Policy.overprovisioning_factor",
       "policy: {overprovisioning_factor: 160}", "overprovisioning_factor 160"},
      {"ClusterLoadAssignment.Policy.drop_overloads",
       "policy: {drop_overloads: [{category: d, drop_percentage: {numerator: 3}}]}",
       "drop 30000; category d"},
      {"ClusterLoadAssignment.Policy.DropOverload.category",
       "policy: {drop_overloads: [{category: e}]}", "category e"},
      {"ClusterLoadAssignment.Policy.DropOverload.drop_percentage",
       "policy: {drop_overloads: [{category: '', drop_percentage: {numerator: 7, denominator: "
       "MILLION}}]}",
       "drop 7"},
  });
}

TEST(HonouredEndpointsTest, Addresses) {
  FieldTable<Message> table = Table();
  table.prefix = "envoy.config.core.v3.";
  const char* const rest = "; hostname ; weight 1; priority 0; health 0; metadata none";
  table.Check({
      {"Address.socket_address",
       One("address: {socket_address: {address: '::1', port_value: 81}}").c_str(),
       absl::StrCat("host [::1]:81", rest).c_str()},
      {"SocketAddress.address",
       One("address: {socket_address: {address: 10.0.0.2, port_value: 80}}").c_str(),
       absl::StrCat("host 10.0.0.2:80", rest).c_str()},
      {"SocketAddress.port_value",
       One("address: {socket_address: {address: 10.0.0.1, port_value: 82}}").c_str(),
       absl::StrCat("host 10.0.0.1:82", rest).c_str()},
      {"Address.pipe", One("address: {pipe: {path: /s}}").c_str(),
       absl::StrCat("host /s", rest).c_str()},
      {"Pipe.path", One("address: {pipe: {path: /t}}").c_str(),
       absl::StrCat("host /t", rest).c_str()},
      {"SocketAddress.protocol",
       One("address: {socket_address: {protocol: UDP, address: 10.0.0.1, port_value: 80}}").c_str(),
       "refused endpoints[0].lb_endpoints[0].endpoint.address.socket_address.protocol: must be "
       "TCP: "
       "UDP is not supported, got \"UDP\""},
  });
}

TEST(HonouredEndpointsTest, MistakesSayWhereTheyStand) {
  Table().Check({
      {"LbEndpoint.endpoint_name", "endpoints: [{lb_endpoints: [{endpoint_name: nn}]}]",
       "refused endpoints[0].lb_endpoints[0].endpoint_name: is not supported, got \"nn\""},
      {"Endpoint.address", One("address: {}").c_str(),
       "refused endpoints[0].lb_endpoints[0].endpoint.address: must have a socket_address or a "
       "pipe"},
      {"Endpoint.address",
       One("address: {socket_address: {address: 10.0.0.1, named_port: http}}").c_str(),
       "refused endpoints[0].lb_endpoints[0].endpoint.address.socket_address.named_port: is not "
       "supported, got \"http\""},
      {"LocalityLbEndpoints.leds_cluster_locality_config",
       "endpoints: [{leds_cluster_locality_config: {}}]",
       "refused endpoints[0].leds_cluster_locality_config: is not supported"},
      {"ClusterLoadAssignment.Policy.drop_overloads",
       "policy: {drop_overloads: [{category: a}, {category: b}]}",
       "refused policy.drop_overloads: must have at most one category"},
      {"ClusterLoadAssignment.Policy.drop_overloads",
       "policy: {drop_overloads: [{category: a, drop_percentage: {numerator: 101}}]}",
       "refused policy.drop_overloads: must be at most the whole, got \"a\""},
  });
}

}  // namespace
}  // namespace nuncio::config
