#ifndef NUNCIO_SOURCE_SCHEMA_MESSAGE_WALK_H_
#define NUNCIO_SOURCE_SCHEMA_MESSAGE_WALK_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>

#include "source/schema/field_path.h"

// What the walks over messages share.
namespace nuncio::schema {

// How many messages may be packed in each other as Any, by hostile hands; real ones need about ten.
constexpr int kMaxAnyDepth = 32;

// A value of google.protobuf that has no fields to look into. An Any is not one of them.
bool IsWellKnownValue(const google::protobuf::Descriptor& type);

// google.protobuf.UInt32Value and its kin.
bool IsWrapper(const google::protobuf::Descriptor& type);

// The key of an entry of a map as text.
std::string MapKeyText(const google::protobuf::Message& entry);

// Calls visit(message) for the message, or each of the messages, in a set field, with the path led
// there. A map counts where its values are messages.
template <typename Visit>
void ForEachMessage(const google::protobuf::Message& message,
                    const google::protobuf::FieldDescriptor& field, FieldPath& path, Visit visit) {
  if (field.cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) return;
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const FieldPath::Step step = path.Field(field.name());
  if (!field.is_repeated()) {
    visit(reflection.GetMessage(message, &field));
    return;
  }
  const google::protobuf::FieldDescriptor* map_value =
      field.is_map() ? field.message_type()->map_value() : nullptr;
  if (map_value != nullptr && map_value->message_type() == nullptr) return;
  const int size = reflection.FieldSize(message, &field);
  for (int i = 0; i < size; ++i) {
    const google::protobuf::Message& element = reflection.GetRepeatedMessage(message, &field, i);
    if (map_value == nullptr) {
      const FieldPath::Step index = path.Index(static_cast<size_t>(i));
      visit(element);
    } else {
      const std::string key_text = MapKeyText(element);
      const FieldPath::Step key = path.Key(key_text);
      visit(element.GetReflection()->GetMessage(element, map_value));
    }
  }
}

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_MESSAGE_WALK_H_
