#include "source/control/cross_check.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy.pb.h"
#include "source/schema/type_registry.h"
#include "source/xds/resource_type.h"

namespace nuncio::control {
namespace {

namespace cluster = envoy::config::cluster::v3;
namespace endpoint = envoy::config::endpoint::v3;
namespace hcm = envoy::extensions::filters::network::http_connection_manager::v3;
namespace listener = envoy::config::listener::v3;
namespace route = envoy::config::route::v3;
namespace tcp = envoy::extensions::filters::network::tcp_proxy::v3;

class Check {
 public:
  explicit Check(const std::vector<LoadedResource>& resources) : resources_(resources) {}

  schema::ConfigErrors Run() {
    for (const LoadedResource& resource : resources_) Note(resource);
    for (const LoadedResource& resource : resources_) {
      current_ = &resource;
      Look(resource);
    }
    return std::move(warnings_);
  }

 private:
  using Names = absl::flat_hash_set<std::string>;

  template <typename T>
  static const T& As(const LoadedResource& resource) {
    return static_cast<const T&>(*resource.message);
  }

  void Note(const LoadedResource& resource) {
    if (resource.type_url == xds::kClusterType) {
      clusters_.insert(resource.name);
      const auto& message = As<cluster::Cluster>(resource);
      if (message.type() == cluster::Cluster::EDS) eds_names_.insert(EdsName(message));
    } else if (resource.type_url == xds::kEndpointType) {
      assignments_.insert(resource.name);
    } else if (resource.type_url == xds::kRouteType) {
      routes_.insert(resource.name);
    }
  }

  void Look(const LoadedResource& resource) {
    if (resource.type_url == xds::kClusterType) LookAt(As<cluster::Cluster>(resource));
    if (resource.type_url == xds::kListenerType) LookAt(As<listener::Listener>(resource));
    if (resource.type_url == xds::kRouteType) {
      LookAt(As<route::RouteConfiguration>(resource), "");
    }
    if (resource.type_url == xds::kEndpointType && !eds_names_.contains(resource.name)) {
      Warn("cluster_name", "no EDS cluster takes these endpoints", resource.name);
    }
  }

  static std::string EdsName(const cluster::Cluster& message) {
    const std::string& service = message.eds_cluster_config().service_name();
    return service.empty() ? message.name() : service;
  }

  void LookAt(const cluster::Cluster& message) {
    if (message.type() != cluster::Cluster::EDS) return;
    if (!message.eds_cluster_config().eds_config().has_ads()) return;
    Expect(assignments_, EdsName(message), "eds_cluster_config",
           "there is no ClusterLoadAssignment of this name");
  }

  void LookAt(const listener::Listener& message) {
    for (int i = 0; i < message.filter_chains_size(); ++i) {
      LookAt(message.filter_chains(i), absl::StrCat("filter_chains[", i, "]"));
    }
    LookAt(message.default_filter_chain(), "default_filter_chain");
  }

  void LookAt(const listener::FilterChain& chain, const std::string& path) {
    for (int i = 0; i < chain.filters_size(); ++i) {
      const google::protobuf::Any& any = chain.filters(i).typed_config();
      const absl::string_view type = schema::TypeNameOfUrl(any.type_url());
      const std::string inside = absl::StrCat(path, ".filters[", i, "].typed_config<", type, ">.");
      hcm::HttpConnectionManager http;
      tcp::TcpProxy tcp_proxy;
      if (any.UnpackTo(&http)) {
        LookAt(http, inside);
      } else if (any.UnpackTo(&tcp_proxy) && !tcp_proxy.cluster().empty()) {
        ExpectCluster(tcp_proxy.cluster(), inside + "cluster");
      }
    }
  }

  void LookAt(const hcm::HttpConnectionManager& message, const std::string& path) {
    if (message.rds().config_source().has_ads()) {
      Expect(routes_, message.rds().route_config_name(), path + "rds.route_config_name",
             "there is no RouteConfiguration of this name");
    }
    LookAt(message.route_config(), path + "route_config.");
  }

  void LookAt(const route::RouteConfiguration& message, const std::string& path) {
    for (int i = 0; i < message.virtual_hosts_size(); ++i) {
      const route::VirtualHost& host = message.virtual_hosts(i);
      for (int j = 0; j < host.routes_size(); ++j) {
        LookAt(host.routes(j).route(),
               absl::StrCat(path, "virtual_hosts[", i, "].routes[", j, "].route."));
      }
    }
  }

  void LookAt(const route::RouteAction& action, const std::string& path) {
    if (!action.cluster().empty()) ExpectCluster(action.cluster(), path + "cluster");
    for (int i = 0; i < action.weighted_clusters().clusters_size(); ++i) {
      const std::string& name = action.weighted_clusters().clusters(i).name();
      if (name.empty()) continue;  // named by a header
      ExpectCluster(name, absl::StrCat(path, "weighted_clusters.clusters[", i, "].name"));
    }
    for (int i = 0; i < action.request_mirror_policies_size(); ++i) {
      const std::string& name = action.request_mirror_policies(i).cluster();
      if (!name.empty()) {
        ExpectCluster(name, absl::StrCat(path, "request_mirror_policies[", i, "].cluster"));
      }
    }
  }

  void ExpectCluster(const std::string& name, const std::string& path) {
    Expect(clusters_, name, path, "there is no Cluster of this name");
  }

  void Expect(const Names& known, const std::string& name, const std::string& path,
              const std::string& rule) {
    if (!known.contains(name)) Warn(path, rule, name);
  }

  void Warn(const std::string& path, const std::string& rule, const std::string& name) {
    const std::string type(schema::TypeNameOfUrl(current_->type_url));
    warnings_.Add({.resource = {type, current_->name},
                   .field_path = path,
                   .rule = rule,
                   .value = schema::QuoteValue(name),
                   .position = current_->position});
  }

  const std::vector<LoadedResource>& resources_;
  const LoadedResource* current_ = nullptr;
  Names clusters_;
  Names eds_names_;
  Names assignments_;
  Names routes_;
  schema::ConfigErrors warnings_;
};

}  // namespace

schema::ConfigErrors CrossCheck(const std::vector<LoadedResource>& resources) {
  return Check(resources).Run();
}

}  // namespace nuncio::control
