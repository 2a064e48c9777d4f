#include "test/config/field_table.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_join.h"
#include "source/schema/document.h"
#include "source/schema/type_registry.h"

namespace nuncio::config {
namespace {

namespace pb = google::protobuf;

bool HasFieldInAny(const pb::Message& message, absl::string_view full_name) {
  pb::Any any;
  any.ParseFromString(message.SerializeAsString());
  const absl::string_view type = schema::TypeNameOfUrl(any.type_url());
  const pb::Descriptor* const descriptor =
      pb::DescriptorPool::generated_pool()->FindMessageTypeByName(std::string(type));
  if (descriptor == nullptr) return false;
  const std::unique_ptr<pb::Message> inner(
      pb::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  return inner->ParseFromString(any.value()) && HasField(*inner, full_name);
}

bool HasFieldBelow(const pb::Message& message, const pb::FieldDescriptor& field,
                   absl::string_view full_name) {
  if (field.cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) return false;
  const pb::Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) return HasField(reflection.GetMessage(message, &field), full_name);
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (HasField(reflection.GetRepeatedMessage(message, &field, i), full_name)) return true;
  }
  return false;
}

}  // namespace

void ReadYaml(absl::string_view yaml, pb::Message& message) {
  schema::DocumentResult result;
  const bool read = schema::ReadDocument(yaml, {}, message, result);
  EXPECT_TRUE(read) << result.errors.ToString() << "\n" << yaml;
}

bool HasField(const pb::Message& message, absl::string_view full_name) {
  if (message.GetDescriptor() == pb::Any::descriptor()) return HasFieldInAny(message, full_name);
  std::vector<const pb::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return std::any_of(fields.begin(), fields.end(), [&](const pb::FieldDescriptor* field) {
    return absl::string_view(field->full_name()) == full_name ||
           HasFieldBelow(message, *field, full_name);
  });
}

std::string NewLines(const std::vector<std::string>& before,
                     const std::vector<std::string>& after) {
  std::vector<std::string> out;
  for (const std::string& line : after) {
    if (std::find(before.begin(), before.end(), line) == before.end()) out.push_back(line);
  }
  return absl::StrJoin(out, "; ");
}

std::vector<std::string> Describe(const schema::ConfigErrors& errors) {
  std::vector<std::string> out;
  for (const schema::ConfigError& error : errors.list()) {
    std::string line = absl::StrCat("refused ", error.field_path, ": ", error.rule);
    if (!error.value.empty()) absl::StrAppend(&line, ", got ", error.value);
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace nuncio::config
