#ifndef NUNCIO_SOURCE_SCHEMA_FIELD_VALUE_H_
#define NUNCIO_SOURCE_SCHEMA_FIELD_VALUE_H_

#include <cstdint>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "source/schema/scalar_text.h"

namespace google::protobuf {
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace nuncio::schema {

// The number of an enum's value; the names are with the field.
struct EnumNumber {
  int number;
};

// One value of a field, read out of its message. Text is borrowed from the message.
using FieldValue = std::variant<int64_t, uint64_t, double, float, bool, EnumNumber,
                                absl::string_view, DurationValue>;

// A field's value, or that of the element `index` of a repeated one (else -1). The field is a
// scalar, a wrapper or a google.protobuf.Duration. Text that protobuf does not store in one piece
// is copied to `scratch`, which must outlive the value.
FieldValue ReadFieldValue(const google::protobuf::Message& message,
                          const google::protobuf::FieldDescriptor& field, int index,
                          std::string& scratch);

// As an error or a dump shows it, without quotes and unescaped; an enum by its name where it has
// one.
std::string PrintFieldValue(const FieldValue& value,
                            const google::protobuf::FieldDescriptor& field);

// True for 0, false, and the empty string.
bool IsDefault(const FieldValue& value);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_FIELD_VALUE_H_
