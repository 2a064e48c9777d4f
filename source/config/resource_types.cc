#include "source/config/resource_types.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "source/config/clusters/cluster.h"
#include "source/config/clusters/endpoints.h"
#include "source/config/listeners/listener.h"
#include "source/config/routes/route_configuration.h"
#include "source/config/shared/scope.h"
#include "source/schema/config_error.h"
#include "source/schema/unknown_fields.h"

namespace nuncio::config {
namespace {

using Cluster = ::envoy::config::cluster::v3::Cluster;
using Assignment = ::envoy::config::endpoint::v3::ClusterLoadAssignment;
using Listener = ::envoy::config::listener::v3::Listener;
using RouteConfiguration = ::envoy::config::route::v3::RouteConfiguration;

const std::string& NameOf(const Cluster& message) { return message.name(); }
const std::string& NameOf(const Assignment& message) { return message.cluster_name(); }
const std::string& NameOf(const Listener& message) { return message.name(); }
const std::string& NameOf(const RouteConfiguration& message) { return message.name(); }

std::shared_ptr<const void> ParseInto(const Cluster& message, Scope& scope) {
  return ParseCluster(message, true, scope);
}
std::shared_ptr<const void> ParseInto(const Assignment& message, Scope& scope) {
  return std::make_shared<const upstream::Endpoints>(ParseEndpoints(message, scope));
}
std::shared_ptr<const void> ParseInto(const Listener& message, Scope& scope) {
  if (message.name().empty()) scope.FailAt("name", "must be given for a discovered listener");
  return ParseListener(message, scope);
}
std::shared_ptr<const void> ParseInto(const RouteConfiguration& message, Scope& scope) {
  return ParseRouteConfiguration(message, scope);
}

template <typename Message>
void CheckUnknownFields(const Message& message, const schema::ResourceId& id,
                        const ResourceTypes::Dependencies& dependencies,
                        schema::ConfigErrors by_name, schema::ConfigErrors& errors) {
  const auto unknown = schema::FindUnknownFields(message);
  if (unknown.empty() && by_name.empty()) return;
  if (dependencies.on_unknown_fields) dependencies.on_unknown_fields();
  if (!dependencies.refuse_unknown_fields) return;
  errors.Append(std::move(by_name));
  for (const schema::UnknownField& field : unknown) {
    schema::ConfigError error;
    error.resource = id;
    error.field_path = field.field_path;
    error.rule =
        absl::StrCat("must not have the unknown field ", field.number, " of ", field.message_type);
    errors.Add(std::move(error));
  }
}

template <typename Message>
xds::DecodedResource Decode(absl::string_view bytes,
                            const ResourceTypes::Dependencies& dependencies) {
  xds::DecodedResource out;
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    out.status = absl::InvalidArgumentError(
        absl::StrCat("bytes that are no ", Message::descriptor()->full_name()));
    return out;
  }
  out.name = NameOf(message);
  schema::ConfigErrors errors;
  const schema::ResourceId id{Message::descriptor()->full_name(), out.name};
  schema::UnknownParts unknown;
  dependencies.validator.Validate(message, id, errors, &unknown);
  CheckUnknownFields(message, id, dependencies, std::move(unknown.fields), errors);
  dependencies.honoured.Check(message, id, errors);
  if (errors.empty()) {
    Scope scope(dependencies.environment, id, errors);
    out.object = ParseInto(message, scope);
  }
  if (!errors.empty()) {
    out.object = nullptr;
    out.status = errors.ToStatus();
  }
  return out;
}

template <typename Message>
xds::ResourceType TypeOf(const ResourceTypes::Dependencies& dependencies) {
  return {
      absl::StrCat("type.googleapis.com/", Message::descriptor()->full_name()),
      [&dependencies](absl::string_view bytes) { return Decode<Message>(bytes, dependencies); }};
}

}  // namespace

ResourceTypes::ResourceTypes(Dependencies dependencies)
    : dependencies_(std::move(dependencies)),
      clusters_(TypeOf<Cluster>(dependencies_)),
      endpoints_(TypeOf<Assignment>(dependencies_)),
      listeners_(TypeOf<Listener>(dependencies_)),
      routes_(TypeOf<RouteConfiguration>(dependencies_)) {}

}  // namespace nuncio::config
