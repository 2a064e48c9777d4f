#include "source/schema/field_value.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/message.h>

#include <type_traits>

#include "absl/strings/str_cat.h"
#include "source/schema/message_walk.h"

namespace nuncio::schema {
namespace {

namespace pb = google::protobuf;

FieldValue ReadInsideMessage(const pb::Message& message, std::string& scratch) {
  if (const auto* duration = pb::DynamicCastToGenerated<pb::Duration>(&message)) {
    return DurationValue{duration->seconds(), duration->nanos()};
  }
  return ReadFieldValue(message, *message.GetDescriptor()->FindFieldByNumber(1), -1, scratch);
}

FieldValue ReadSingular(const pb::Message& message, const pb::FieldDescriptor& field,
                        std::string& scratch) {
  const pb::Reflection& r = *message.GetReflection();
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return int64_t{r.GetInt32(message, &field)};
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return int64_t{r.GetInt64(message, &field)};
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return uint64_t{r.GetUInt32(message, &field)};
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return uint64_t{r.GetUInt64(message, &field)};
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return r.GetDouble(message, &field);
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return r.GetFloat(message, &field);
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return r.GetBool(message, &field);
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return EnumNumber{r.GetEnumValue(message, &field)};
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return absl::string_view(r.GetStringReference(message, &field, &scratch));
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return ReadInsideMessage(r.GetMessage(message, &field), scratch);
}

FieldValue ReadElement(const pb::Message& message, const pb::FieldDescriptor& field, int index,
                       std::string& scratch) {
  const pb::Reflection& r = *message.GetReflection();
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return int64_t{r.GetRepeatedInt32(message, &field, index)};
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return int64_t{r.GetRepeatedInt64(message, &field, index)};
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return uint64_t{r.GetRepeatedUInt32(message, &field, index)};
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return uint64_t{r.GetRepeatedUInt64(message, &field, index)};
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return r.GetRepeatedDouble(message, &field, index);
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return r.GetRepeatedFloat(message, &field, index);
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return r.GetRepeatedBool(message, &field, index);
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return EnumNumber{r.GetRepeatedEnumValue(message, &field, index)};
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return absl::string_view(r.GetRepeatedStringReference(message, &field, index, &scratch));
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return ReadInsideMessage(r.GetRepeatedMessage(message, &field, index), scratch);
}

}  // namespace

FieldValue ReadFieldValue(const pb::Message& message, const pb::FieldDescriptor& field, int index,
                          std::string& scratch) {
  return index < 0 ? ReadSingular(message, field, scratch)
                   : ReadElement(message, field, index, scratch);
}

std::string PrintFieldValue(const FieldValue& value, const pb::FieldDescriptor& field) {
  return std::visit(
      [&](const auto& v) -> std::string {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, double>) {
          return PrintDouble(v);
        } else if constexpr (std::is_same_v<T, float>) {
          return PrintFloat(v);
        } else if constexpr (std::is_same_v<T, bool>) {
          return v ? "true" : "false";
        } else if constexpr (std::is_same_v<T, EnumNumber>) {
          const pb::EnumValueDescriptor* name = field.enum_type()->FindValueByNumber(v.number);
          return name != nullptr ? name->name() : absl::StrCat(v.number);
        } else if constexpr (std::is_same_v<T, DurationValue>) {
          return PrintDuration(v);
        } else {
          return absl::StrCat(v);
        }
      },
      value);
}

bool IsDefault(const FieldValue& value) {
  return std::visit(
      [](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, EnumNumber>) {
          return v.number == 0;
        } else if constexpr (std::is_same_v<T, absl::string_view>) {
          return v.empty();
        } else {
          return v == T{};
        }
      },
      value);
}

}  // namespace nuncio::schema
