#ifndef NUNCIO_SOURCE_CONFIG_SHARED_TYPED_CONFIG_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_TYPED_CONFIG_H_

#include <optional>
#include <string>

#include "google/protobuf/any.pb.h"
#include "source/config/shared/scope.h"

namespace nuncio::config {

// The configuration of an extension, as the type that it stands for.
struct TypedConfig {
  std::string type;  // full message name
  google::protobuf::Any any;
};

// Looks into a TypedStruct: a configuration that stands as a struct because its sender does not
// know the type. None, with a complaint, where the struct does not fit the type; a TypedStruct of a
// type that nobody knows comes out with an empty `any`.
std::optional<TypedConfig> ResolveTypedConfig(const google::protobuf::Any& config, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_TYPED_CONFIG_H_
