#include "source/config/shared/typed_config.h"

#include <utility>

#include "source/schema/type_registry.h"
#include "source/schema/typed_struct.h"

namespace nuncio::config {

std::optional<TypedConfig> ResolveTypedConfig(const google::protobuf::Any& config, Scope& scope) {
  TypedConfig out;
  if (!schema::IsTypedStruct(config)) {
    out.type = std::string(schema::TypeNameOfUrl(config.type_url()));
    out.any = config;
    return out;
  }
  // Fields that nobody knows were judged when the rules were checked.
  schema::StructContent content = scope.UnpackStruct(config);
  if (!content.errors.empty()) {
    scope.errors().Append(std::move(content.errors));
    return std::nullopt;
  }
  out.type = std::move(content.type);
  if (content.message != nullptr) out.any.PackFrom(*content.message);
  return out;
}

}  // namespace nuncio::config
