#include "source/control/proxy_check.h"

#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "source/config/clusters/cluster.h"
#include "source/config/clusters/endpoints.h"
#include "source/config/listeners/listener.h"
#include "source/config/routes/route_configuration.h"
#include "source/config/shared/scope.h"
#include "source/xds/resource_type.h"

namespace nuncio::control {
namespace {

using google::protobuf::Message;

template <typename T>
const T& As(const Message& message) {
  return static_cast<const T&>(message);
}

void Check(absl::string_view type_url, const Message& message, config::Scope& scope) {
  if (type_url == xds::kClusterType) {
    config::ParseCluster(As<envoy::config::cluster::v3::Cluster>(message), true, scope);
  } else if (type_url == xds::kEndpointType) {
    config::ParseEndpoints(As<envoy::config::endpoint::v3::ClusterLoadAssignment>(message), scope);
  } else if (type_url == xds::kListenerType) {
    config::ParseListener(As<envoy::config::listener::v3::Listener>(message), scope);
  } else if (type_url == xds::kRouteType) {
    config::ParseRouteConfiguration(As<envoy::config::route::v3::RouteConfiguration>(message),
                                    scope);
  }
}

}  // namespace

ResourceChecker MakeProxyCheck(const config::Environment& environment) {
  return [&environment](absl::string_view type_url, const Message& message,
                        const schema::ResourceId& resource, schema::ConfigErrors& errors) {
    config::Scope scope(environment, resource, errors);
    Check(type_url, message, scope);
  };
}

}  // namespace nuncio::control
