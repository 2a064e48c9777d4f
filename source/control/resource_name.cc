#include "source/control/resource_name.h"

#include "absl/strings/str_join.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/core/v3/extension.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/config/route/v3/scoped_route.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/secret.pb.h"
#include "envoy/service/runtime/v3/rtds.pb.h"

namespace nuncio::control {
namespace {

using google::protobuf::Message;

template <typename T>
std::string Name(const Message& message) {
  return static_cast<const T&>(message).name();
}

template <>
std::string Name<envoy::config::endpoint::v3::ClusterLoadAssignment>(const Message& message) {
  return static_cast<const envoy::config::endpoint::v3::ClusterLoadAssignment&>(message)
      .cluster_name();
}

struct Kind {
  absl::string_view type_url;
  std::string (*name)(const Message&);
};

constexpr Kind kKinds[] = {
    {"type.googleapis.com/envoy.config.cluster.v3.Cluster",
     Name<envoy::config::cluster::v3::Cluster>},
    {"type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
     Name<envoy::config::endpoint::v3::ClusterLoadAssignment>},
    {"type.googleapis.com/envoy.config.listener.v3.Listener",
     Name<envoy::config::listener::v3::Listener>},
    {"type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
     Name<envoy::config::route::v3::RouteConfiguration>},
    {"type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration",
     Name<envoy::config::route::v3::ScopedRouteConfiguration>},
    {"type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret",
     Name<envoy::extensions::transport_sockets::tls::v3::Secret>},
    {"type.googleapis.com/envoy.service.runtime.v3.Runtime",
     Name<envoy::service::runtime::v3::Runtime>},
    {"type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig",
     Name<envoy::config::core::v3::TypedExtensionConfig>},
};

}  // namespace

std::optional<std::string> NameOfResource(absl::string_view type_url, const Message& message) {
  for (const Kind& kind : kKinds) {
    if (kind.type_url == type_url) return kind.name(message);
  }
  return std::nullopt;
}

std::string NamesOfTypes() {
  return absl::StrJoin(kKinds, ", ", [](std::string* out, const Kind& kind) {
    out->append(kind.type_url.substr(kind.type_url.rfind('.') + 1).data(),
                kind.type_url.size() - kind.type_url.rfind('.') - 1);
  });
}

}  // namespace nuncio::control
