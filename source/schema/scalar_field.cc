#include "source/schema/scalar_field.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/schema/config_error.h"
#include "source/schema/scalar_text.h"
#include "source/schema/utf8.h"

namespace nuncio::schema {
namespace {

namespace pb = google::protobuf;
using Wanted = std::optional<std::string>;

bool IsText(const Node& node) {
  return node.kind == Node::Kind::kString || node.kind == Node::Kind::kNumber;
}

template <typename Integer>
std::string WantsWhole() {
  return absl::StrCat("must be a whole number from ", std::numeric_limits<Integer>::min(), " to ",
                      std::numeric_limits<Integer>::max());
}

template <typename Integer>
std::optional<Integer> ReadInteger(const Node& node) {
  if (!IsText(node)) return std::nullopt;
  using Limits = std::numeric_limits<Integer>;
  if constexpr (std::is_signed_v<Integer>) {
    const std::optional<int64_t> value = ParseSigned(node.text);
    if (!value || *value < Limits::min() || *value > Limits::max()) return std::nullopt;
    return static_cast<Integer>(*value);
  } else {
    const std::optional<uint64_t> value = ParseUnsigned(node.text);
    if (!value || *value > Limits::max()) return std::nullopt;
    return static_cast<Integer>(*value);
  }
}

std::optional<double> ReadDouble(const Node& node) {
  return IsText(node) ? ParseDouble(node.text) : std::nullopt;
}

std::optional<float> ReadFloat(const Node& node) {
  const std::optional<double> value = ReadDouble(node);
  if (!value || (std::isfinite(*value) && std::abs(*value) > std::numeric_limits<float>::max())) {
    return std::nullopt;
  }
  return static_cast<float>(*value);
}

std::optional<bool> ReadBool(const Node& node) {
  if (node.kind == Node::Kind::kBool) return node.boolean;
  return node.kind == Node::Kind::kString ? ParseBool(node.text) : std::nullopt;
}

std::optional<int> ReadEnum(const Node& node, const pb::EnumDescriptor& type) {
  if (node.kind == Node::Kind::kNull && type.full_name() == "google.protobuf.NullValue") return 0;
  if (node.kind == Node::Kind::kString) {
    if (const pb::EnumValueDescriptor* value = type.FindValueByName(node.text)) {
      return value->number();
    }
    for (int i = 0; i < type.value_count(); ++i) {
      if (absl::EqualsIgnoreCase(type.value(i)->name(), node.text)) return type.value(i)->number();
    }
  }
  return ReadInteger<int32_t>(node);
}

std::string WantsOneOf(const pb::EnumDescriptor& type) {
  constexpr int kShown = 16;
  std::string text = "must be one of ";
  for (int i = 0; i < type.value_count() && i < kShown; ++i) {
    absl::StrAppend(&text, i == 0 ? "" : ", ", type.value(i)->name());
  }
  if (type.value_count() > kShown) absl::StrAppend(&text, ", ...");
  return text;
}

// Stores a value that was read, or says what was wanted.
template <typename Value, typename Set, typename Add>
Wanted Store(const std::optional<Value>& value, const pb::FieldDescriptor& field, Set set, Add add,
             std::string wanted) {
  if (!value) return wanted;
  field.is_repeated() ? add(*value) : set(*value);
  return std::nullopt;
}

Wanted SetText(const Node& node, pb::Message& message, const pb::FieldDescriptor& field) {
  const pb::Reflection& reflection = *message.GetReflection();
  const bool bytes = field.type() == pb::FieldDescriptor::TYPE_BYTES;
  const std::string kind = bytes ? "must be bytes in base64" : "must be a string";
  if (node.kind != Node::Kind::kString) return kind;
  if (!bytes && !IsValidUtf8(node.text)) return "must be UTF-8";
  return Store(
      bytes ? ParseBytes(node.text) : std::make_optional(node.text), field,
      [&](const std::string& v) { reflection.SetString(&message, &field, v); },
      [&](const std::string& v) { reflection.AddString(&message, &field, v); }, kind);
}

}  // namespace

std::optional<std::string> SetScalarField(const Node& node, pb::Message& message,
                                          const pb::FieldDescriptor& field) {
  const pb::Reflection& r = *message.GetReflection();
  pb::Message* m = &message;
  const pb::FieldDescriptor* f = &field;
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return Store(
          ReadInteger<int32_t>(node), field, [&](int32_t v) { r.SetInt32(m, f, v); },
          [&](int32_t v) { r.AddInt32(m, f, v); }, WantsWhole<int32_t>());
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return Store(
          ReadInteger<int64_t>(node), field, [&](int64_t v) { r.SetInt64(m, f, v); },
          [&](int64_t v) { r.AddInt64(m, f, v); }, WantsWhole<int64_t>());
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return Store(
          ReadInteger<uint32_t>(node), field, [&](uint32_t v) { r.SetUInt32(m, f, v); },
          [&](uint32_t v) { r.AddUInt32(m, f, v); }, WantsWhole<uint32_t>());
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return Store(
          ReadInteger<uint64_t>(node), field, [&](uint64_t v) { r.SetUInt64(m, f, v); },
          [&](uint64_t v) { r.AddUInt64(m, f, v); }, WantsWhole<uint64_t>());
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return Store(
          ReadDouble(node), field, [&](double v) { r.SetDouble(m, f, v); },
          [&](double v) { r.AddDouble(m, f, v); }, "must be a number");
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return Store(
          ReadFloat(node), field, [&](float v) { r.SetFloat(m, f, v); },
          [&](float v) { r.AddFloat(m, f, v); }, "must be a number");
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return Store(
          ReadBool(node), field, [&](bool v) { r.SetBool(m, f, v); },
          [&](bool v) { r.AddBool(m, f, v); }, "must be true or false");
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return Store(
          ReadEnum(node, *field.enum_type()), field, [&](int v) { r.SetEnumValue(m, f, v); },
          [&](int v) { r.AddEnumValue(m, f, v); }, WantsOneOf(*field.enum_type()));
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return SetText(node, message, field);
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "must be a scalar";
}

std::string DescribeNode(const Node& node, bool sensitive) {
  const absl::string_view shown = absl::string_view(node.text).substr(0, 64);
  switch (node.kind) {
    case Node::Kind::kString:
      return QuoteValue(node.text, sensitive);
    case Node::Kind::kBool:
      return absl::StrCat("the boolean ", sensitive ? "[redacted]" : shown);
    case Node::Kind::kNumber:
      return absl::StrCat("the number ", sensitive ? "[redacted]" : shown);
    default:
      return NameOfKind(node.kind);
  }
}

}  // namespace nuncio::schema
