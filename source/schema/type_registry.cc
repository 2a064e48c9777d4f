#include "source/schema/type_registry.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <utility>

namespace nuncio::schema {

namespace pb = google::protobuf;

absl::string_view TypeNameOfUrl(absl::string_view type_url) {
  const size_t slash = type_url.rfind('/');
  return slash == absl::string_view::npos ? absl::string_view() : type_url.substr(slash + 1);
}

const pb::Descriptor* FindType(absl::string_view type_name) {
  return pb::DescriptorPool::generated_pool()->FindMessageTypeByName(std::string(type_name));
}

std::unique_ptr<pb::Message> NewMessage(absl::string_view type_name) {
  const pb::Descriptor* type = FindType(type_name);
  if (type == nullptr) return nullptr;
  const pb::Message* prototype = pb::MessageFactory::generated_factory()->GetPrototype(type);
  return std::unique_ptr<pb::Message>(prototype == nullptr ? nullptr : prototype->New());
}

Unpacked Unpack(const pb::Any& any) {
  std::unique_ptr<pb::Message> message = NewMessage(TypeNameOfUrl(any.type_url()));
  if (message == nullptr) return {UnpackResult::kUnknownType, nullptr};
  if (!message->ParseFromString(any.value())) return {UnpackResult::kMalformed, nullptr};
  return {UnpackResult::kOk, std::move(message)};
}

const pb::Any* AsAny(const pb::Message& message) {
  return pb::DynamicCastToGenerated<pb::Any>(&message);
}

}  // namespace nuncio::schema
