#include "source/schema/field_mask.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_split.h"
#include "source/schema/type_registry.h"

namespace nuncio::schema {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// The names below each first name; an empty list keeps all of it.
using Tree = std::map<std::string, std::vector<std::string>>;

Tree Group(const std::vector<std::string>& paths) {
  Tree tree;
  for (const std::string& path : paths) {
    const std::pair<std::string, std::string> split = absl::StrSplit(path, absl::MaxSplits('.', 1));
    tree[split.first];
    if (!split.second.empty()) tree[split.first].push_back(split.second);
  }
  return tree;
}

bool Keep(const std::vector<std::string>& paths, Message& message);

bool KeepInAny(const std::vector<std::string>& paths, Message& message) {
  auto& any = static_cast<google::protobuf::Any&>(message);
  Unpacked inner = Unpack(any);
  if (inner.result != UnpackResult::kOk || !Keep(paths, *inner.message)) return false;
  any.set_value(inner.message->SerializeAsString());
  return true;
}

bool KeepBelow(const FieldDescriptor& field, const std::vector<std::string>& paths,
               Message& message) {
  if (paths.empty()) return true;
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field.is_map()) return false;
  const Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    return !reflection.HasField(message, &field) ||
           Keep(paths, *reflection.MutableMessage(&message, &field));
  }
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (!Keep(paths, *reflection.MutableRepeatedMessage(&message, &field, i))) return false;
  }
  return true;
}

bool Keep(const std::vector<std::string>& paths, Message& message) {
  if (AsAny(message) != nullptr) return KeepInAny(paths, message);
  const Tree tree = Group(paths);
  bool known = false;
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const auto& [name, below] : tree) {
    known = message.GetDescriptor()->FindFieldByName(name) != nullptr || known;
  }
  if (!known) return false;
  for (const FieldDescriptor* field : set) {
    const auto found = tree.find(field->name());
    if (found == tree.end()) {
      message.GetReflection()->ClearField(&message, field);
    } else if (!KeepBelow(*field, found->second, message)) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool KeepFields(absl::string_view mask, Message& message) {
  const std::vector<std::string> paths = absl::StrSplit(mask, ',', absl::SkipEmpty());
  return Keep(paths, message);
}

TakeResult TakeElements(absl::string_view name,
                        const std::vector<std::unique_ptr<Message>>& messages,
                        std::vector<std::unique_ptr<Message>>& elements) {
  for (const auto& message : messages) {
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(std::string(name));
    if (field == nullptr) continue;
    if (!field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return TakeResult::kNoList;
    }
    const Reflection& reflection = *message->GetReflection();
    for (int i = 0; i < reflection.FieldSize(*message, field); ++i) {
      const Message& element = reflection.GetRepeatedMessage(*message, field, i);
      elements.emplace_back(element.New());
      elements.back()->CopyFrom(element);
    }
    return TakeResult::kTaken;
  }
  return TakeResult::kUnknown;
}

}  // namespace nuncio::schema
