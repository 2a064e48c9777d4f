#ifndef NUNCIO_SOURCE_SCHEMA_DUMP_H_
#define NUNCIO_SOURCE_SCHEMA_DUMP_H_

#include <string>

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace nuncio::schema {

struct DumpOptions {
  bool pretty = true;          // one field per line, indented by one space a level
  bool mask_sensitive = true;  // fields with the option sensitive_value, and all below them
};

// A message as JSON in the proto3 mapping, with the field names of the .proto; fields that are not
// set are left out. A sensitive string reads "[redacted]", sensitive bytes the base64 of it,
// sensitive numbers are left out. Also looks into an Any, and into a TypedStruct whose type is
// known. An Any of an unknown or broken type shows its bytes in base64 under "value". Never fails.
// Thread-safe.
std::string DumpJson(const google::protobuf::Message& message, const DumpOptions& options = {});

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_DUMP_H_
