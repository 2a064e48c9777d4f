#ifndef NUNCIO_SOURCE_SCHEMA_MESSAGE_BYTES_H_
#define NUNCIO_SOURCE_SCHEMA_MESSAGE_BYTES_H_

#include <string>

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace nuncio::schema {

// The wire form with map entries in the order of their keys: equal messages give equal bytes, so
// that bytes can be compared and hashed.
void SerializeDeterministic(const google::protobuf::Message& message, std::string& bytes);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_MESSAGE_BYTES_H_
