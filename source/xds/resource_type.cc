#include "source/xds/resource_type.h"

namespace nuncio::xds {
namespace {

constexpr TypeFacts kTypes[] = {
    {kClusterType, "CDS", "/envoy.service.cluster.v3.ClusterDiscoveryService/StreamClusters", true},
    {kEndpointType, "EDS", "/envoy.service.endpoint.v3.EndpointDiscoveryService/StreamEndpoints",
     false},
    {kListenerType, "LDS", "/envoy.service.listener.v3.ListenerDiscoveryService/StreamListeners",
     true},
    {kRouteType, "RDS", "/envoy.service.route.v3.RouteDiscoveryService/StreamRoutes", false},
    {"type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration", "SRDS",
     "/envoy.service.route.v3.ScopedRoutesDiscoveryService/StreamScopedRoutes", true},
    {"type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret", "SDS",
     "/envoy.service.secret.v3.SecretDiscoveryService/StreamSecrets", false},
    {"type.googleapis.com/envoy.service.runtime.v3.Runtime", "RTDS",
     "/envoy.service.runtime.v3.RuntimeDiscoveryService/StreamRuntime", false},
    {"type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig", "ECDS",
     "/envoy.service.extension.v3.ExtensionConfigDiscoveryService/StreamExtensionConfigs", false},
};

}  // namespace

absl::Span<const TypeFacts> AllTypeFacts() { return kTypes; }

const TypeFacts* FindTypeFacts(absl::string_view type_url) {
  for (const TypeFacts& facts : kTypes) {
    if (facts.type_url == type_url) return &facts;
  }
  return nullptr;
}

const TypeFacts* FindTypeFactsByMethod(absl::string_view method) {
  for (const TypeFacts& facts : kTypes) {
    if (facts.method == method) return &facts;
  }
  return nullptr;
}

absl::string_view ServiceName(absl::string_view type_url) {
  const TypeFacts* facts = FindTypeFacts(type_url);
  return facts == nullptr ? type_url : facts->service;
}

}  // namespace nuncio::xds
