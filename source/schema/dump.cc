#include "source/schema/dump.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/field_mask_util.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "source/schema/field_options.h"
#include "source/schema/field_value.h"
#include "source/schema/json_writer.h"
#include "source/schema/message_walk.h"
#include "source/schema/type_registry.h"

namespace nuncio::schema {
namespace {

namespace pb = google::protobuf;

constexpr absl::string_view kRedacted = "[redacted]";

bool IsTypedStruct(const pb::Descriptor& type) {
  return type.full_name() == "xds.type.v3.TypedStruct" ||
         type.full_name() == "udpa.type.v1.TypedStruct";
}

const pb::FieldDescriptor* FieldNamed(const pb::Descriptor* type, const std::string& name) {
  if (type == nullptr) return nullptr;
  const pb::FieldDescriptor* field = type->FindFieldByName(name);
  return field != nullptr ? field : type->FindFieldByCamelcaseName(name);
}

// The Struct in `field` where that is the value of a TypedStruct, else null.
const pb::Struct* ValueOfTypedStruct(const pb::Message& message, const pb::FieldDescriptor& field) {
  constexpr int kValue = 2;
  if (field.number() != kValue || !IsTypedStruct(*message.GetDescriptor())) return nullptr;
  return pb::DynamicCastToGenerated<pb::Struct>(
      &message.GetReflection()->GetMessage(message, &field));
}

const pb::Descriptor* TypeOfTypedStruct(const pb::Message& message) {
  constexpr int kTypeUrl = 1;
  return FindType(TypeNameOfUrl(message.GetReflection()->GetString(
      message, message.GetDescriptor()->FindFieldByNumber(kTypeUrl))));
}

// What the text of a member names as a type; null where it names none that is known.
const pb::Descriptor* TypeNamedBy(const pb::Struct& value, const std::string& member) {
  const auto found = value.fields().find(member);
  if (found == value.fields().end()) return nullptr;
  return FindType(TypeNameOfUrl(found->second.string_value()));
}

// The type of a member of a Struct that stands for a `type`.
const pb::Descriptor* TypeOfMember(const pb::Struct& value, const pb::Descriptor* type,
                                   const std::string& member) {
  if (type != nullptr && IsTypedStruct(*type) && member == "value") {
    return TypeNamedBy(value, "type_url");
  }
  // Of a map the members are keys.
  if (type != nullptr && type->options().map_entry()) return type->map_value()->message_type();
  const pb::FieldDescriptor* field = FieldNamed(type, member);
  return field == nullptr ? nullptr : field->message_type();
}

// Prints one message. `masked` says that what is printed lies in a sensitive field.
class Dumper {
 public:
  explicit Dumper(const DumpOptions& options) : options_(options), json_(options.pretty) {}

  std::string Dump(const pb::Message& message) {
    PrintMessage(message, false);
    return json_.Take();
  }

 private:
  void PrintMessage(const pb::Message& message, bool masked) {
    switch (message.GetDescriptor()->well_known_type()) {
      case pb::Descriptor::WELLKNOWNTYPE_UNSPECIFIED:
        json_.BeginMap();
        PrintFields(message, masked);
        return json_.EndMap();
      case pb::Descriptor::WELLKNOWNTYPE_ANY:
        return PrintAny(*AsAny(message), masked);
      case pb::Descriptor::WELLKNOWNTYPE_DURATION: {
        const auto& v = *pb::DynamicCastToGenerated<pb::Duration>(&message);
        return json_.String(PrintDuration({v.seconds(), v.nanos()}));
      }
      case pb::Descriptor::WELLKNOWNTYPE_TIMESTAMP:
        return json_.String(
            pb::util::TimeUtil::ToString(*pb::DynamicCastToGenerated<pb::Timestamp>(&message)));
      case pb::Descriptor::WELLKNOWNTYPE_FIELDMASK:
        return PrintMask(*pb::DynamicCastToGenerated<pb::FieldMask>(&message));
      case pb::Descriptor::WELLKNOWNTYPE_STRUCT:
        return PrintStruct(*pb::DynamicCastToGenerated<pb::Struct>(&message), nullptr, masked);
      case pb::Descriptor::WELLKNOWNTYPE_LISTVALUE:
        return PrintList(*pb::DynamicCastToGenerated<pb::ListValue>(&message), nullptr, masked);
      case pb::Descriptor::WELLKNOWNTYPE_VALUE:
        return PrintValue(*pb::DynamicCastToGenerated<pb::Value>(&message), nullptr, masked);
      default:  // wrappers
        return PrintScalar(message, *message.GetDescriptor()->FindFieldByNumber(1), -1, masked);
    }
  }

  void PrintMask(const pb::FieldMask& mask) {
    std::string text;
    // Paths that have no form in lowerCamelCase are shown as they are.
    if (!pb::util::FieldMaskUtil::ToJsonString(mask, &text)) {
      text = pb::util::FieldMaskUtil::ToString(mask);
    }
    json_.String(text);
  }

  void PrintFields(const pb::Message& message, bool masked) {
    std::vector<const pb::FieldDescriptor*> set;
    message.GetReflection()->ListFields(message, &set);
    for (const pb::FieldDescriptor* field : set) {
      const bool mask = masked || (options_.mask_sensitive && IsSensitive(*field));
      if (mask && !CanBeMasked(*field)) continue;
      json_.Key(field->name());
      if (const pb::Struct* value = ValueOfTypedStruct(message, *field)) {
        PrintStruct(*value, TypeOfTypedStruct(message), mask);
      } else if (field->is_map()) {
        PrintMap(message, *field, mask);
      } else if (field->is_repeated()) {
        PrintRepeated(message, *field, mask);
      } else {
        PrintElement(message, *field, -1, mask);
      }
    }
  }

  static bool CanBeMasked(const pb::FieldDescriptor& field) {
    const pb::FieldDescriptor& value = field.is_map() ? *field.message_type()->map_value() : field;
    if (value.message_type() != nullptr && IsWrapper(*value.message_type())) {
      return CanBeMasked(*value.message_type()->FindFieldByNumber(1));
    }
    return value.cpp_type() == pb::FieldDescriptor::CPPTYPE_STRING ||
           value.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
  }

  void PrintElement(const pb::Message& message, const pb::FieldDescriptor& field, int index,
                    bool masked) {
    if (field.message_type() == nullptr) return PrintScalar(message, field, index, masked);
    const pb::Reflection& reflection = *message.GetReflection();
    PrintMessage(index < 0 ? reflection.GetMessage(message, &field)
                           : reflection.GetRepeatedMessage(message, &field, index),
                 masked);
  }

  void PrintRepeated(const pb::Message& message, const pb::FieldDescriptor& field, bool masked) {
    json_.BeginList();
    const int size = message.GetReflection()->FieldSize(message, &field);
    for (int i = 0; i < size; ++i) PrintElement(message, field, i, masked);
    json_.EndList();
  }

  // In the order of the keys, so that equal messages read alike.
  void PrintMap(const pb::Message& message, const pb::FieldDescriptor& field, bool masked) {
    const pb::Reflection& reflection = *message.GetReflection();
    std::vector<std::pair<std::string, const pb::Message*>> entries;
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const pb::Message& entry = reflection.GetRepeatedMessage(message, &field, i);
      entries.emplace_back(MapKeyText(entry), &entry);
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    json_.BeginMap();
    for (const auto& [key, entry] : entries) {
      json_.Key(key);
      PrintElement(*entry, *field.message_type()->map_value(), -1, masked);
    }
    json_.EndMap();
  }

  void PrintScalar(const pb::Message& message, const pb::FieldDescriptor& field, int index,
                   bool masked) {
    std::string scratch;
    FieldValue value = ReadFieldValue(message, field, index, scratch);
    if (auto* text = std::get_if<absl::string_view>(&value)) {
      if (masked) *text = kRedacted;
      const bool bytes = field.type() == pb::FieldDescriptor::TYPE_BYTES;
      return json_.String(bytes ? absl::Base64Escape(*text) : std::string(*text));
    }
    const std::string printed = PrintFieldValue(value, field);
    if (NeedsQuotes(value, printed, field)) return json_.String(printed);
    json_.Literal(printed);
  }

  // 64-bit integers, names and what is not a finite number are text in JSON.
  static bool NeedsQuotes(const FieldValue& value, const std::string& printed,
                          const pb::FieldDescriptor& field) {
    if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_INT64 ||
        field.cpp_type() == pb::FieldDescriptor::CPPTYPE_UINT64) {
      return true;
    }
    if (const auto* v = std::get_if<double>(&value)) return !std::isfinite(*v);
    if (const auto* v = std::get_if<float>(&value)) return !std::isfinite(*v);
    if (const auto* v = std::get_if<EnumNumber>(&value)) {
      return printed != absl::StrCat(v->number);
    }
    return false;
  }

  void PrintAny(const pb::Any& any, bool masked) {
    json_.BeginMap();
    if (!any.type_url().empty()) {
      json_.Key("@type");
      json_.String(any.type_url());
    }
    PrintInsideAny(any, masked);
    json_.EndMap();
  }

  void PrintInsideAny(const pb::Any& any, bool masked) {
    const Unpacked inner = any_depth_ < kMaxAnyDepth ? Unpack(any) : Unpacked{};
    if (inner.message == nullptr) {
      if (any.value().empty()) return;
      json_.Key("value");
      return json_.String(absl::Base64Escape(masked ? kRedacted : absl::string_view(any.value())));
    }
    ++any_depth_;
    if (inner.message->GetDescriptor()->well_known_type() ==
        pb::Descriptor::WELLKNOWNTYPE_UNSPECIFIED) {
      PrintFields(*inner.message, masked);
    } else {
      json_.Key("value");
      PrintMessage(*inner.message, masked);
    }
    --any_depth_;
  }

  // `type`: what the Struct stands for, where that is known.
  void PrintStruct(const pb::Struct& value, const pb::Descriptor* type, bool masked) {
    if (type != nullptr && type->well_known_type() == pb::Descriptor::WELLKNOWNTYPE_ANY) {
      type = TypeNamedBy(value, "@type");
    }
    std::vector<std::string> keys;
    for (const auto& [key, member] : value.fields()) keys.push_back(key);
    std::sort(keys.begin(), keys.end());
    json_.BeginMap();
    for (const std::string& key : keys) {
      const pb::FieldDescriptor* field = FieldNamed(type, key);
      const bool mask =
          masked || (field != nullptr && options_.mask_sensitive && IsSensitive(*field));
      json_.Key(key);
      PrintValue(value.fields().at(key), TypeOfMember(value, type, key), mask);
    }
    json_.EndMap();
  }

  void PrintList(const pb::ListValue& list, const pb::Descriptor* type, bool masked) {
    json_.BeginList();
    for (const pb::Value& item : list.values()) PrintValue(item, type, masked);
    json_.EndList();
  }

  void PrintValue(const pb::Value& value, const pb::Descriptor* type, bool masked) {
    switch (value.kind_case()) {
      case pb::Value::kStructValue:
        return PrintStruct(value.struct_value(), type, masked);
      case pb::Value::kListValue:
        return PrintList(value.list_value(), type, masked);
      case pb::Value::kStringValue:
        return json_.String(masked ? kRedacted : absl::string_view(value.string_value()));
      case pb::Value::kNumberValue: {
        const std::string number = PrintDouble(value.number_value());
        if (masked) return json_.Literal("null");
        return std::isfinite(value.number_value()) ? json_.Literal(number) : json_.String(number);
      }
      case pb::Value::kBoolValue:
        return json_.Literal(masked ? "null" : value.bool_value() ? "true" : "false");
      case pb::Value::kNullValue:
      case pb::Value::KIND_NOT_SET:
        return json_.Literal("null");
    }
  }

  const DumpOptions options_;
  JsonWriter json_;
  int any_depth_ = 0;
};

}  // namespace

std::string DumpJson(const pb::Message& message, const DumpOptions& options) {
  return Dumper(options).Dump(message);
}

}  // namespace nuncio::schema
