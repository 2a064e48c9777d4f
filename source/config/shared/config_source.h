#ifndef NUNCIO_SOURCE_CONFIG_SHARED_CONFIG_SOURCE_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_CONFIG_SOURCE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "envoy/config/bootstrap/v3/bootstrap.pb.h"
#include "envoy/config/core/v3/config_source.pb.h"
#include "source/base/clock.h"
#include "source/config/shared/scope.h"
#include "source/xds/client/source.h"

namespace nuncio::config {

// Where a resource is to come from, and how long its first coming may hold things up.
struct ResourceSource {
  xds::client::Source source;
  base::Duration initial_fetch_timeout = std::chrono::seconds(15);  // zero: no end
};

// For Environment::grpc_targets.
std::map<std::string, std::vector<std::string>, std::less<>> FindGrpcTargets(
    const envoy::config::bootstrap::v3::Bootstrap& bootstrap);

std::optional<ResourceSource> ParseConfigSource(const envoy::config::core::v3::ConfigSource& source,
                                                Scope& scope);

// The stream for all types (ads_config), or one of a single type.
std::optional<xds::client::GrpcSource> ParseApiConfigSource(
    const envoy::config::core::v3::ApiConfigSource& source, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_CONFIG_SOURCE_H_
