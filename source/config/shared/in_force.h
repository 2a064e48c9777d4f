#ifndef NUNCIO_SOURCE_CONFIG_SHARED_IN_FORCE_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_IN_FORCE_H_

#include <string>
#include <utility>

#include "source/base/clock.h"
#include "source/xds/resource.h"

namespace nuncio::config {

// A resource that acts or is about to, for dumps and pages. A value.
struct ResourceInForce {
  std::string name;
  std::string bytes;  // the message as it came
  xds::Origin origin;
  base::WallTime warmed{};  // what it waits for is there
  base::WallTime active{};  // on every worker
  bool dynamic = false;     // from discovery, not from the bootstrap
};

// One of the bootstrap, read at that time.
inline ResourceInForce StaticResource(std::string name, std::string bytes, base::WallTime read) {
  ResourceInForce resource;
  resource.name = std::move(name);
  resource.bytes = std::move(bytes);
  resource.origin.received = read;
  resource.origin.validated = read;
  return resource;
}

inline ResourceInForce DiscoveredResource(const xds::Resource& from) {
  ResourceInForce resource{from.name, from.bytes, from.origin};
  resource.dynamic = true;
  return resource;
}

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_IN_FORCE_H_
