#include "source/schema/typed_struct.h"

#include <google/protobuf/any.pb.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/schema/document.h"
#include "source/schema/type_registry.h"
#include "xds/type/v3/typed_struct.pb.h"

namespace nuncio::schema {
namespace {

namespace pb = google::protobuf;

// What was said of fields of the message alone, said of the resource that it stands in.
void Relate(const ResourceId& resource, const std::string& at, ConfigErrors& errors) {
  for (ConfigError& error : errors.list()) {
    error.resource = resource;
    error.field_path =
        error.field_path.empty() ? at : absl::StrCat(at, at.empty() ? "" : ".", error.field_path);
  }
}

}  // namespace

bool IsTypedStruct(const pb::Any& any) {
  return absl::EndsWith(any.type_url(), "/xds.type.v3.TypedStruct") ||
         absl::EndsWith(any.type_url(), "/udpa.type.v1.TypedStruct");
}

StructContent UnpackStruct(const pb::Any& any, const ResourceId& resource, FieldPath& path) {
  StructContent out;
  // Both have the same fields.
  xds::type::v3::TypedStruct value;
  if (!value.ParseFromString(any.value())) {
    out.errors.Add({.resource = resource,
                    .field_path = path.ToString(),
                    .rule = "must hold a TypedStruct, but its bytes are not one"});
    return out;
  }
  out.type = std::string(TypeNameOfUrl(value.type_url()));
  if (out.type.empty()) out.type = value.type_url();
  out.message = NewMessage(out.type);
  if (out.message == nullptr) return out;
  DocumentOptions options;
  options.unknown_fields = UnknownFields::kReport;
  options.keep_positions = false;
  DocumentResult result;
  const bool read = ReadStruct(value.value(), options, *out.message, result);
  const FieldPath::Step step = path.Type(out.type);
  out.errors = std::move(result.errors);
  out.unknown_fields = std::move(result.unknown_fields);
  Relate(resource, path.ToString(), out.errors);
  Relate(resource, path.ToString(), out.unknown_fields);
  if (!read) out.message = nullptr;
  return out;
}

}  // namespace nuncio::schema
