#ifndef NUNCIO_SOURCE_CONFIG_RESOURCE_TYPES_H_
#define NUNCIO_SOURCE_CONFIG_RESOURCE_TYPES_H_

#include <functional>

#include "source/config/shared/environment.h"
#include "source/schema/honoured.h"
#include "source/schema/validator.h"
#include "source/xds/resource_type.h"

namespace nuncio::config {

// What the types of discovery mean: from the bytes of a resource to the value that the proxy acts
// on, or to all that is wrong with it. The proxy and the control plane read with the same code.
//
// Owned by the program's composition; outlives the discovery client. Decoding: any thread.
class ResourceTypes {
 public:
  struct Dependencies {
    const Environment& environment;
    const schema::Validator& validator;
    schema::HonouredReport& honoured;
    bool refuse_unknown_fields = false;
    // Told once for each resource that has fields which api/ does not know; from any thread. May be
    // empty.
    std::function<void()> on_unknown_fields;
  };
  explicit ResourceTypes(Dependencies dependencies);

  const xds::ResourceType& clusters() const { return clusters_; }    // ClusterConfig
  const xds::ResourceType& endpoints() const { return endpoints_; }  // upstream::Endpoints
  const xds::ResourceType& listeners() const { return listeners_; }  // ListenerPlan
  const xds::ResourceType& routes() const { return routes_; }        // Routes

 private:
  const Dependencies dependencies_;
  const xds::ResourceType clusters_;
  const xds::ResourceType endpoints_;
  const xds::ResourceType listeners_;
  const xds::ResourceType routes_;
};

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_RESOURCE_TYPES_H_
