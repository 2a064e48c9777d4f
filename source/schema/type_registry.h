#ifndef NUNCIO_SOURCE_SCHEMA_TYPE_REGISTRY_H_
#define NUNCIO_SOURCE_SCHEMA_TYPE_REGISTRY_H_

#include <memory>

#include "absl/strings/string_view.h"

namespace google::protobuf {
class Any;
class Descriptor;
class Message;
}  // namespace google::protobuf

// The message types that are linked into the program, found by name.
namespace nuncio::schema {

// "a.b.C" of "type.googleapis.com/a.b.C": what follows the last slash; empty where there is none.
absl::string_view TypeNameOfUrl(absl::string_view type_url);

// Null where no such type is linked in.
const google::protobuf::Descriptor* FindType(absl::string_view type_name);

// An empty message of that type; null where no such type is linked in.
std::unique_ptr<google::protobuf::Message> NewMessage(absl::string_view type_name);

enum class UnpackResult { kOk, kUnknownType, kMalformed };

struct Unpacked {
  UnpackResult result;
  std::unique_ptr<google::protobuf::Message> message;  // set with kOk
};

// The message that an Any holds, by its type URL.
Unpacked Unpack(const google::protobuf::Any& any);

// As `any` where `message` is one of the generated class, else null.
const google::protobuf::Any* AsAny(const google::protobuf::Message& message);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_TYPE_REGISTRY_H_
