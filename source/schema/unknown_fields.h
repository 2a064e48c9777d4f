#ifndef NUNCIO_SOURCE_SCHEMA_UNKNOWN_FIELDS_H_
#define NUNCIO_SOURCE_SCHEMA_UNKNOWN_FIELDS_H_

#include <string>
#include <vector>

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace nuncio::schema {

// A field number in a message that came as bytes and that the message's type does not declare: the
// sender knows a newer api/.
struct UnknownField {
  std::string field_path;    // of the message that has it; empty for the outermost
  std::string message_type;  // full name
  int number = 0;
};

// All of them, also inside each Any of known type. Thread-safe.
std::vector<UnknownField> FindUnknownFields(const google::protobuf::Message& message);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_UNKNOWN_FIELDS_H_
