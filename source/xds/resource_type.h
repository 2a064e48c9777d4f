#ifndef NUNCIO_SOURCE_XDS_RESOURCE_TYPE_H_
#define NUNCIO_SOURCE_XDS_RESOURCE_TYPE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace nuncio::xds {

// What a type's owner makes of the bytes of one resource.
struct DecodedResource {
  // Also filled in when the status is an error and the bytes tell it: the good one of that name
  // then stays in force.
  std::string name;
  std::shared_ptr<const void> object;  // immutable; null when the status is an error
  absl::Status status;                 // its message names resource, field path, rule and value
};

// A type of resource and its meaning, given by the layer above. A value; it must outlive the client
// that it is used with.
struct ResourceType {
  // "type.googleapis.com/envoy.config.cluster.v3.Cluster"
  std::string type_url;
  // Pure; called on the xds thread, for new and changed resources only.
  std::function<DecodedResource(absl::string_view bytes)> decode;
};

// What the protocol documents say about a type; the same at both ends.
struct TypeFacts {
  absl::string_view type_url;
  // What people call its service: "CDS".
  absl::string_view service;
  // The gRPC method of the stream that carries this type alone.
  absl::string_view method;
  // A state-of-the-world answer holds all resources of the type: what is absent from it is gone.
  // Of other types an answer holds some of those asked for by name.
  bool whole;
};

absl::Span<const TypeFacts> AllTypeFacts();
// Null for a type that has no discovery service here.
const TypeFacts* FindTypeFacts(absl::string_view type_url);
// The type that a method's stream carries; null for the aggregated method and for unknown ones.
const TypeFacts* FindTypeFactsByMethod(absl::string_view method);

// "CDS", or the type URL where the type is not known.
absl::string_view ServiceName(absl::string_view type_url);

// The one stream for all types.
inline constexpr absl::string_view kAggregatedMethod =
    "/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources";

inline constexpr absl::string_view kClusterType =
    "type.googleapis.com/envoy.config.cluster.v3.Cluster";
inline constexpr absl::string_view kEndpointType =
    "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
inline constexpr absl::string_view kListenerType =
    "type.googleapis.com/envoy.config.listener.v3.Listener";
inline constexpr absl::string_view kRouteType =
    "type.googleapis.com/envoy.config.route.v3.RouteConfiguration";

}  // namespace nuncio::xds

#endif  // NUNCIO_SOURCE_XDS_RESOURCE_TYPE_H_
