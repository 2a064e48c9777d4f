#ifndef NUNCIO_SOURCE_SCHEMA_SCALAR_FIELD_H_
#define NUNCIO_SOURCE_SCHEMA_SCALAR_FIELD_H_

#include <optional>
#include <string>

#include "source/schema/node.h"

namespace google::protobuf {
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace nuncio::schema {

// Sets a field that is not a message from a node, or adds an element where the field is repeated.
// Returns what the field wants ("must be true or false") when the node does not fit.
std::optional<std::string> SetScalarField(const Node& node, google::protobuf::Message& message,
                                          const google::protobuf::FieldDescriptor& field);

// A node in an error: "5" with its quotes for text, 5, true, a list.
std::string DescribeNode(const Node& node, bool sensitive);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_SCALAR_FIELD_H_
