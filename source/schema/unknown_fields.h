#ifndef SOURCE_SCHEMA_UNKNOWN_FIELDS_H_
#define SOURCE_SCHEMA_UNKNOWN_FIELDS_H_

#include <string>
#include <vector>

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace nuncio::schema {

// Field numbers in a message that came as bytes and that its type does not declare, as
// "path: field 1234 of envoy.config.cluster.v3.Cluster"; looks into each Any of known type. A
// sender newer than our api/ has them. Thread-safe.
std::vector<std::string> FindUnknownFields(const google::protobuf::Message& message);

}  // namespace nuncio::schema

#endif  // SOURCE_SCHEMA_UNKNOWN_FIELDS_H_
