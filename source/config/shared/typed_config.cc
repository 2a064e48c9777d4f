#include "source/config/shared/typed_config.h"

#include <memory>
#include <utility>

#include "source/schema/document.h"
#include "source/schema/type_registry.h"
#include "xds/type/v3/typed_struct.pb.h"

namespace nuncio::config {
namespace {

using TypedStruct = ::xds::type::v3::TypedStruct;

bool IsTypedStruct(absl::string_view type) {
  return type == TypedStruct::descriptor()->full_name() || type == "udpa.type.v1.TypedStruct";
}

// The struct as a message of its type; null after a complaint.
std::unique_ptr<google::protobuf::Message> Convert(const TypedStruct& value, absl::string_view type,
                                                   Scope& scope) {
  std::unique_ptr<google::protobuf::Message> message = schema::NewMessage(type);
  schema::DocumentResult result;
  if (!schema::ReadStruct(value.value(), {}, *message, result)) {
    scope.errors().Append(std::move(result.errors));
    return nullptr;
  }
  const schema::Validator* validator = scope.environment().validator;
  if (validator != nullptr && !validator->Validate(*message, scope.resource(), scope.errors())) {
    return nullptr;
  }
  return message;
}

}  // namespace

std::optional<TypedConfig> ResolveTypedConfig(const google::protobuf::Any& config, Scope& scope) {
  TypedConfig out;
  out.type = std::string(schema::TypeNameOfUrl(config.type_url()));
  if (!IsTypedStruct(out.type)) {
    out.any = config;
    return out;
  }
  TypedStruct value;
  if (!value.ParseFromString(config.value())) {
    scope.Fail("must hold a TypedStruct");
    return std::nullopt;
  }
  out.from_struct = true;
  out.type = std::string(schema::TypeNameOfUrl(value.type_url()));
  if (out.type.empty()) out.type = value.type_url();
  if (schema::FindType(out.type) == nullptr) return out;
  const auto step = scope.Type(out.type);
  const auto message = Convert(value, out.type, scope);
  if (message == nullptr) return std::nullopt;
  out.any.PackFrom(*message);
  return out;
}

}  // namespace nuncio::config
