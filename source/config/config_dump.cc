#include "source/config/config_dump.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "envoy/admin/v3/config_dump.pb.h"
#include "envoy/admin/v3/config_dump_shared.pb.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "source/matching/regex.h"
#include "source/schema/dump.h"
#include "source/schema/field_mask.h"
#include "source/xds/resource_type.h"

namespace nuncio::config {
namespace {

namespace admin = ::envoy::admin::v3;
using Cluster = ::envoy::config::cluster::v3::Cluster;
using Listener = ::envoy::config::listener::v3::Listener;
using RouteConfiguration = ::envoy::config::route::v3::RouteConfiguration;
using Assignment = ::envoy::config::endpoint::v3::ClusterLoadAssignment;
using Manager =
    ::envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager;

constexpr uint32_t kMaxNameProgram = 10000;

using NameFilter = std::function<bool(const std::string&)>;

void SetTime(base::WallTime time, google::protobuf::Timestamp& out) {
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  out.set_seconds(milliseconds / 1000);
  out.set_nanos(static_cast<int32_t>(milliseconds % 1000) * 1'000'000);
}

// The bytes of a resource as an Any of its type; nothing is decoded.
template <typename Message>
void SetAny(const std::string& bytes, google::protobuf::Any& out) {
  out.set_type_url(absl::StrCat("type.googleapis.com/", Message::descriptor()->full_name()));
  out.set_value(bytes);
}

// All resources of one type that were refused, and that have a name.
void ForEachRefused(const xds::client::DiscoveryClient& discovery, absl::string_view type_url,
                    const NameFilter& named,
                    const std::function<void(const xds::client::RefusedResource&)>& visit) {
  for (const xds::client::TypeDump& dump : discovery.Dump()) {
    if (dump.type_url != type_url) continue;
    for (const xds::client::RefusedResource& refused : dump.refused) {
      if (!refused.name.empty() && named(refused.name)) visit(refused);
    }
  }
}

// Notes the refusals of a type with the entries of their names; `add` makes one for a resource of
// which there is nothing else to show.
template <typename Entry>
void SetErrors(const DumpSources& sources, absl::string_view type_url, const NameFilter& named,
               const std::map<std::string, Entry*>& entries, const std::function<Entry*()>& add) {
  ForEachRefused(sources.discovery, type_url, named,
                 [&](const xds::client::RefusedResource& refused) {
                   const auto found = entries.find(refused.name);
                   Entry* const entry = found == entries.end() ? add() : found->second;
                   admin::UpdateFailureState& state = *entry->mutable_error_state();
                   state.set_details(refused.reason);
                   state.set_version_info(refused.version);
                   SetTime(refused.at, *state.mutable_last_update_attempt());
                 });
}

admin::ClustersConfigDump DumpClusters(const DumpSources& sources, const NameFilter& named) {
  admin::ClustersConfigDump out;
  out.set_version_info(sources.clusters.version());
  std::map<std::string, admin::ClustersConfigDump::DynamicCluster*> entries;
  sources.clusters.ForEach([&](const ClusterBinder::View& view) {
    const ResourceInForce& resource = view.resource;
    if (!named(resource.name)) return;
    if (!resource.dynamic) {
      auto& cluster = *out.add_static_clusters();
      SetAny<Cluster>(resource.bytes, *cluster.mutable_cluster());
      SetTime(resource.origin.received, *cluster.mutable_last_updated());
      return;
    }
    auto& cluster =
        view.warming ? *out.add_dynamic_warming_clusters() : *out.add_dynamic_active_clusters();
    cluster.set_version_info(resource.origin.version);
    SetAny<Cluster>(resource.bytes, *cluster.mutable_cluster());
    SetTime(resource.origin.received, *cluster.mutable_last_updated());
    entries[resource.name] = &cluster;
  });
  SetErrors<admin::ClustersConfigDump::DynamicCluster>(
      sources, xds::kClusterType, named, entries,
      [&out] { return out.add_dynamic_warming_clusters(); });
  return out;
}

admin::ListenersConfigDump DumpListeners(const DumpSources& sources, const NameFilter& named) {
  admin::ListenersConfigDump out;
  out.set_version_info(sources.listeners.version());
  std::map<std::string, admin::ListenersConfigDump::DynamicListener*> entries;
  sources.listeners.ForEach([&](const ListenerBinder::View& view) {
    const ResourceInForce& resource = view.resource;
    if (!named(resource.name)) return;
    if (!resource.dynamic) {
      auto& listener = *out.add_static_listeners();
      SetAny<Listener>(resource.bytes, *listener.mutable_listener());
      SetTime(resource.origin.received, *listener.mutable_last_updated());
      return;
    }
    auto*& entry = entries[resource.name];
    if (entry == nullptr) {
      entry = out.add_dynamic_listeners();
      entry->set_name(resource.name);
    }
    auto& state = view.warming ? *entry->mutable_warming_state() : *entry->mutable_active_state();
    state.set_version_info(resource.origin.version);
    SetAny<Listener>(resource.bytes, *state.mutable_listener());
    SetTime(resource.origin.received, *state.mutable_last_updated());
  });
  ForEachRefused(sources.discovery, xds::kListenerType, named,
                 [&](const xds::client::RefusedResource& refused) {
                   auto*& entry = entries[refused.name];
                   if (entry == nullptr) entry = out.add_dynamic_listeners();
                   entry->set_name(refused.name);
                 });
  SetErrors<admin::ListenersConfigDump::DynamicListener>(
      sources, xds::kListenerType, named, entries, [&out] { return out.add_dynamic_listeners(); });
  return out;
}

// The routes that stand inside a listener.
void ForEachInlineRoute(const Listener& listener,
                        const std::function<void(const RouteConfiguration&)>& visit) {
  const auto look = [&visit](const envoy::config::listener::v3::FilterChain& chain) {
    for (const auto& filter : chain.filters()) {
      Manager manager;
      if (filter.typed_config().Is<Manager>() && filter.typed_config().UnpackTo(&manager) &&
          manager.has_route_config()) {
        visit(manager.route_config());
      }
    }
  };
  for (const auto& chain : listener.filter_chains()) look(chain);
  look(listener.default_filter_chain());
}

// All resources of one type that discovery holds.
void ForEachHeld(const xds::client::DiscoveryClient& discovery, absl::string_view type_url,
                 const std::function<void(const xds::client::HeldResource&)>& visit) {
  std::set<const xds::Resource*> seen;
  for (const xds::client::TypeDump& dump : discovery.Dump()) {
    if (dump.type_url != type_url) continue;
    for (const xds::client::HeldResource& held : dump.held) {
      if (seen.insert(held.resource.get()).second) visit(held);
    }
  }
}

admin::RoutesConfigDump DumpRoutes(const DumpSources& sources, const NameFilter& named) {
  admin::RoutesConfigDump out;
  sources.listeners.ForEach([&](const ListenerBinder::View& view) {
    Listener listener;
    if (!listener.ParseFromString(view.resource.bytes)) return;
    ForEachInlineRoute(listener, [&](const RouteConfiguration& routes) {
      if (!named(routes.name())) return;
      auto& entry = *out.add_static_route_configs();
      entry.mutable_route_config()->PackFrom(routes);
      SetTime(view.resource.origin.received, *entry.mutable_last_updated());
    });
  });
  std::map<std::string, admin::RoutesConfigDump::DynamicRouteConfig*> entries;
  ForEachHeld(sources.discovery, xds::kRouteType, [&](const xds::client::HeldResource& held) {
    if (!named(held.resource->name)) return;
    auto& entry = *out.add_dynamic_route_configs();
    entry.set_version_info(held.resource->origin.version);
    SetAny<RouteConfiguration>(held.resource->bytes, *entry.mutable_route_config());
    SetTime(held.resource->origin.received, *entry.mutable_last_updated());
    entries[held.resource->name] = &entry;
  });
  SetErrors<admin::RoutesConfigDump::DynamicRouteConfig>(
      sources, xds::kRouteType, named, entries, [&out] { return out.add_dynamic_route_configs(); });
  return out;
}

admin::EndpointsConfigDump DumpEndpoints(const DumpSources& sources, const NameFilter& named) {
  admin::EndpointsConfigDump out;
  sources.clusters.ForEach([&](const ClusterBinder::View& view) {
    Cluster cluster;
    if (!cluster.ParseFromString(view.resource.bytes) || !cluster.has_load_assignment()) return;
    if (!named(cluster.name())) return;
    out.add_static_endpoint_configs()->mutable_endpoint_config()->PackFrom(
        cluster.load_assignment());
  });
  std::map<std::string, admin::EndpointsConfigDump::DynamicEndpointConfig*> entries;
  ForEachHeld(sources.discovery, xds::kEndpointType, [&](const xds::client::HeldResource& held) {
    if (!named(held.resource->name)) return;
    auto& entry = *out.add_dynamic_endpoint_configs();
    entry.set_version_info(held.resource->origin.version);
    SetAny<Assignment>(held.resource->bytes, *entry.mutable_endpoint_config());
    SetTime(held.resource->origin.received, *entry.mutable_last_updated());
    entries[held.resource->name] = &entry;
  });
  SetErrors<admin::EndpointsConfigDump::DynamicEndpointConfig>(
      sources, xds::kEndpointType, named, entries,
      [&out] { return out.add_dynamic_endpoint_configs(); });
  return out;
}

// The sections, in the order in which they are shown.
std::vector<std::unique_ptr<google::protobuf::Message>> MakeSections(const DumpSources& sources,
                                                                     const DumpQuery& query,
                                                                     const NameFilter& named) {
  std::vector<std::unique_ptr<google::protobuf::Message>> out;
  auto bootstrap = std::make_unique<admin::BootstrapConfigDump>();
  *bootstrap->mutable_bootstrap() = sources.bootstrap.message;
  SetTime(sources.started, *bootstrap->mutable_last_updated());
  if (query.name_regex.empty()) out.push_back(std::move(bootstrap));
  out.push_back(std::make_unique<admin::ClustersConfigDump>(DumpClusters(sources, named)));
  if (query.include_eds) {
    out.push_back(std::make_unique<admin::EndpointsConfigDump>(DumpEndpoints(sources, named)));
  }
  out.push_back(std::make_unique<admin::ListenersConfigDump>(DumpListeners(sources, named)));
  out.push_back(std::make_unique<admin::ScopedRoutesConfigDump>());
  out.push_back(std::make_unique<admin::RoutesConfigDump>(DumpRoutes(sources, named)));
  out.push_back(std::make_unique<admin::SecretsConfigDump>());
  return out;
}

DumpAnswer Show(const std::vector<std::unique_ptr<google::protobuf::Message>>& messages,
                const std::string& mask, bool skip_unmasked) {
  admin::ConfigDump dump;
  for (const auto& message : messages) {
    if (!mask.empty()) {
      const bool known = schema::KeepFields(mask, *message);
      // A mask over everything holds for the sections that have such fields.
      if (!known && skip_unmasked) continue;
      if (!known) return {400, absl::StrCat("the mask ", mask, " names no field\n")};
    }
    dump.add_configs()->PackFrom(*message);
  }
  return {200, schema::DumpJson(dump) + "\n"};
}

}  // namespace

DumpAnswer DumpConfig(const DumpSources& sources, const DumpQuery& query) {
  NameFilter named = [](const std::string&) { return true; };
  if (!query.name_regex.empty()) {
    const auto regex = matching::Regex::Parse(query.name_regex, kMaxNameProgram);
    if (!regex.ok()) return {400, absl::StrCat(regex.status().message(), "\n")};
    named = [regex = *regex](const std::string& name) { return regex.FullMatch(name); };
  }
  auto sections = MakeSections(sources, query, named);
  if (query.resource.empty()) return Show(sections, query.mask, true);
  std::vector<std::unique_ptr<google::protobuf::Message>> elements;
  switch (schema::TakeElements(query.resource, sections, elements)) {
    case schema::TakeResult::kTaken:
      return Show(elements, query.mask, false);
    case schema::TakeResult::kNoList:
      return {400, absl::StrCat(query.resource, " is not a list of resources\n")};
    case schema::TakeResult::kUnknown:
      break;
  }
  return {404, absl::StrCat(query.resource, " not found in config dump\n")};
}

}  // namespace nuncio::config
