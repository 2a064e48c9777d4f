#include "source/schema/message_builder.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>

#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "source/schema/field_options.h"
#include "source/schema/message_bytes.h"
#include "source/schema/name_suggestion.h"
#include "source/schema/scalar_field.h"
#include "source/schema/type_registry.h"
#include "source/schema/utf8.h"

namespace nuncio::schema {
namespace {

namespace pb = google::protobuf;

constexpr absl::string_view kTypeMember = "@type";

bool IsMessage(const pb::FieldDescriptor& field) {
  return field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
}

// A null that is a value of its own; every other null means that the field is not set.
bool NullIsValue(const pb::FieldDescriptor& field) {
  if (IsMessage(field)) return field.message_type()->full_name() == "google.protobuf.Value";
  return field.cpp_type() == pb::FieldDescriptor::CPPTYPE_ENUM &&
         field.enum_type()->full_name() == "google.protobuf.NullValue";
}

std::string NamesOf(const pb::OneofDescriptor& oneof) {
  std::string names;
  for (int i = 0; i < oneof.field_count(); ++i) {
    absl::StrAppend(&names, i == 0 ? "" : ", ", oneof.field(i)->name());
  }
  return names;
}

const Node* FindMember(const Node& node, absl::string_view key) {
  const Node* found = nullptr;
  for (const NodeMember& member : node.members) {
    if (member.key == key) found = &member.value;
  }
  return found;
}

}  // namespace

void MessageBuilder::Build(const Node& root, pb::Message& message) {
  message.Clear();
  BuildMessage(root, message);
}

void MessageBuilder::BuildFields(const Node& node, pb::Message& message, bool in_any) {
  if (!ExpectKind(node, Node::Kind::kMap)) return;
  Seen seen;
  for (const NodeMember& member : node.members) {
    if (in_any && member.key == kTypeMember) continue;
    BuildMember(member, message, seen);
  }
}

void MessageBuilder::BuildMember(const NodeMember& member, pb::Message& message, Seen& seen) {
  const pb::FieldDescriptor* field = FindField(member, *message.GetDescriptor());
  if (field == nullptr) return;
  const FieldPath::Step step = path_.Field(field->name());
  if (member.value.kind == Node::Kind::kNull && !NullIsValue(*field)) return;
  NotePosition(member.key_place);
  if (!MakeRoom(member, message, *field, seen)) return;
  const bool sensitive = IsSensitive(*field);
  sensitive_depth_ += sensitive;
  BuildField(member.value, message, *field);
  sensitive_depth_ -= sensitive;
}

const pb::FieldDescriptor* MessageBuilder::FindField(const NodeMember& member,
                                                     const pb::Descriptor& type) {
  const pb::FieldDescriptor* field = type.FindFieldByName(member.key);
  if (field == nullptr) field = type.FindFieldByCamelcaseName(member.key);
  if (field != nullptr) return field;
  const FieldPath::Step step = path_.Field(member.key);
  const std::string near = SuggestField(member.key, type);
  Add(options_.unknown_fields == UnknownFields::kRefuse ? result_.errors : result_.unknown_fields,
      member.key_place, absl::StrCat("is not a field of ", type.full_name()), "",
      near.empty() ? "" : absl::StrCat("did you mean ", near));
  return nullptr;
}

bool MessageBuilder::MakeRoom(const NodeMember& member, pb::Message& message,
                              const pb::FieldDescriptor& field, Seen& seen) {
  const pb::Reflection& reflection = *message.GetReflection();
  if (const pb::OneofDescriptor* oneof = field.real_containing_oneof()) {
    const pb::FieldDescriptor* other = reflection.GetOneofFieldDescriptor(message, oneof);
    if (other != nullptr && other != &field) {
      Add(result_.errors, member.key_place,
          absl::StrCat("only one of ", NamesOf(*oneof), " may be set, and ", other->name(),
                       " is set already"),
          "");
      return false;
    }
  }
  if (!seen.insert(field.number()).second) {
    Add(result_.warnings, member.key_place, "is given twice: the last one counts", "");
    reflection.ClearField(&message, &field);
  }
  return true;
}

void MessageBuilder::BuildField(const Node& node, pb::Message& message,
                                const pb::FieldDescriptor& field) {
  if (field.is_map()) {
    BuildMap(node, message, field);
  } else if (field.is_repeated()) {
    BuildRepeated(node, message, field);
  } else if (IsMessage(field)) {
    BuildMessage(node, *message.GetReflection()->MutableMessage(&message, &field));
  } else {
    BuildScalar(node, message, field);
  }
}

void MessageBuilder::BuildRepeated(const Node& node, pb::Message& message,
                                   const pb::FieldDescriptor& field) {
  if (node.kind != Node::Kind::kList) {
    Add(result_.warnings, node.place, "should be a list: it is taken as a list of one", "");
    const FieldPath::Step step = path_.Index(0);
    return BuildElement(node, message, field);
  }
  for (size_t i = 0; i < node.items.size(); ++i) {
    const FieldPath::Step step = path_.Index(i);
    BuildElement(node.items[i], message, field);
  }
}

void MessageBuilder::BuildElement(const Node& item, pb::Message& message,
                                  const pb::FieldDescriptor& field) {
  NotePosition(item.place);
  if (item.kind == Node::Kind::kNull && !NullIsValue(field)) {
    Fail(item, "an element may not be null");
  } else if (IsMessage(field)) {
    BuildMessage(item, *message.GetReflection()->AddMessage(&message, &field));
  } else {
    BuildScalar(item, message, field);
  }
}

void MessageBuilder::BuildMap(const Node& node, pb::Message& message,
                              const pb::FieldDescriptor& field) {
  if (!ExpectKind(node, Node::Kind::kMap)) return;
  absl::flat_hash_map<absl::string_view, size_t> last;
  for (size_t i = 0; i < node.members.size(); ++i) last[node.members[i].key] = i;
  for (size_t i = 0; i < node.members.size(); ++i) {
    const NodeMember& member = node.members[i];
    const FieldPath::Step step = path_.Key(member.key);
    if (last[member.key] != i) {
      Add(result_.warnings, member.key_place, "is given twice: the last one counts", "");
      continue;
    }
    NotePosition(member.key_place);
    BuildEntry(member, *message.GetReflection()->AddMessage(&message, &field));
  }
}

void MessageBuilder::BuildEntry(const NodeMember& member, pb::Message& entry) {
  Node key;
  key.kind = Node::Kind::kString;
  key.text = member.key;
  key.place = member.key_place;
  BuildScalar(key, entry, *entry.GetDescriptor()->map_key());
  const pb::FieldDescriptor& value = *entry.GetDescriptor()->map_value();
  if (!IsMessage(value)) return BuildScalar(member.value, entry, value);
  pb::Message& target = *entry.GetReflection()->MutableMessage(&entry, &value);
  if (member.value.kind != Node::Kind::kNull || NullIsValue(value)) {
    BuildMessage(member.value, target);
  }
}

void MessageBuilder::BuildScalar(const Node& node, pb::Message& message,
                                 const pb::FieldDescriptor& field) {
  std::optional<std::string> wanted = SetScalarField(node, message, field);
  if (!wanted) return;
  const bool quotes_help = node.plain && field.type() == pb::FieldDescriptor::TYPE_STRING;
  Fail(node, *std::move(wanted), quotes_help ? "put quotes around it" : "");
}

const Node* MessageBuilder::FindType(const Node& node) {
  const Node* found = nullptr;
  for (const NodeMember& member : node.members) {
    if (member.key != kTypeMember) continue;
    if (found != nullptr) {
      const FieldPath::Step step = path_.Field(kTypeMember);
      Add(result_.warnings, member.key_place, "is given twice: the last one counts", "");
    }
    found = &member.value;
  }
  return found;
}

void MessageBuilder::BuildAny(const Node& node, pb::Any& any) {
  if (!ExpectKind(node, Node::Kind::kMap) || node.members.empty()) return;
  const Node* url = FindType(node);
  if (url == nullptr || url->kind != Node::Kind::kString) {
    Fail(node, "must name its type in \"@type\"");
    return;
  }
  if (!CheckText(url->text, url->place)) return;
  const absl::string_view type_name = TypeNameOfUrl(url->text);
  if (type_name.empty()) {
    Fail(*url, "\"@type\" must be a type URL", "such as type.googleapis.com/google.protobuf.Empty");
    return;
  }
  const std::unique_ptr<pb::Message> inner = NewMessage(type_name);
  if (inner == nullptr) {
    Fail(*url, "\"@type\" names a type that is not known");
    return;
  }
  const FieldPath::Step step = path_.Type(type_name);
  NotePosition(node.place);
  BuildInsideAny(node, *inner);
  any.set_type_url(url->text);
  SerializeDeterministic(*inner, *any.mutable_value());
}

void MessageBuilder::BuildInsideAny(const Node& node, pb::Message& message) {
  if (message.GetDescriptor()->well_known_type() == pb::Descriptor::WELLKNOWNTYPE_UNSPECIFIED) {
    BuildFields(node, message, /*in_any=*/true);
    return;
  }
  // A type with a form of its own stands in a member "value".
  const Node* value = FindMember(node, "value");
  if (value == nullptr) {
    Fail(node, "must have the member \"value\"");
    return;
  }
  const FieldPath::Step step = path_.Field("value");
  BuildMessage(*value, message);
}

bool MessageBuilder::ExpectKind(const Node& node, Node::Kind kind) {
  if (node.kind == kind) return true;
  Fail(node, absl::StrCat("must be ", NameOfKind(kind)));
  return false;
}

bool MessageBuilder::CheckText(const std::string& text, const Place& place) {
  if (IsValidUtf8(text)) return true;
  Add(result_.errors, place, "must be UTF-8", QuoteValue(text, sensitive_depth_ > 0));
  return false;
}

void MessageBuilder::NotePosition(const Place& place) {
  if (!options_.keep_positions || place.line == 0) return;
  result_.positions.Set(path_.ToString(), place.line, place.column);
}

void MessageBuilder::Fail(const Node& node, std::string rule, std::string hint) {
  Add(result_.errors, node.place, std::move(rule), DescribeNode(node, sensitive_depth_ > 0),
      std::move(hint));
}

void MessageBuilder::Add(ConfigErrors& to, const Place& place, std::string rule, std::string value,
                         std::string hint) {
  to.Add({.resource = {resource_type_, ""},
          .field_path = path_.ToString(),
          .rule = std::move(rule),
          .value = std::move(value),
          .hint = std::move(hint),
          .position = {options_.file, place.line, place.column}});
}

}  // namespace nuncio::schema
