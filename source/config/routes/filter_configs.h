#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_FILTER_CONFIGS_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_FILTER_CONFIGS_H_

#include <string>

#include "google/protobuf/any.pb.h"
#include "google/protobuf/map.h"
#include "source/config/shared/scope.h"
#include "source/routing/filter_configs.h"

namespace nuncio::config {

// What one level of the routes says to filters: the field `typed_per_filter_config`, where the
// scope stands.
routing::FilterConfigs ParseFilterConfigs(
    const google::protobuf::Map<std::string, google::protobuf::Any>& configs, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_FILTER_CONFIGS_H_
