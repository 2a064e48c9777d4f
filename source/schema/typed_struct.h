#ifndef NUNCIO_SOURCE_SCHEMA_TYPED_STRUCT_H_
#define NUNCIO_SOURCE_SCHEMA_TYPED_STRUCT_H_

#include <google/protobuf/message.h>

#include <memory>
#include <string>

#include "source/schema/config_error.h"
#include "source/schema/field_path.h"

namespace google::protobuf {
class Any;
}  // namespace google::protobuf

// A configuration that stands in a TypedStruct, because its sender does not know the type: whoever
// looks into an Any looks into the message that it stands for.
namespace nuncio::schema {

// xds.type.v3.TypedStruct, or udpa.type.v1.TypedStruct.
bool IsTypedStruct(const google::protobuf::Any& any);

struct StructContent {
  std::string type;  // full name of the message; what stands there where that is no type URL
  // Null where the type is not linked in, and after errors.
  std::unique_ptr<google::protobuf::Message> message;
  ConfigErrors errors;
  ConfigErrors unknown_fields;
};

// The message that a TypedStruct stands for. Errors speak of `resource`, and of fields below `path`
// and the message's type, as if the message itself stood there.
StructContent UnpackStruct(const google::protobuf::Any& any, const ResourceId& resource,
                           FieldPath& path);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_TYPED_STRUCT_H_
