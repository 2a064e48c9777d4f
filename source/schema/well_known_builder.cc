#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/field_mask_util.h>
#include <google/protobuf/util/time_util.h>

#include <optional>

#include "source/schema/message_builder.h"
#include "source/schema/scalar_text.h"

// The types of google.protobuf whose JSON is not a map of their fields.
namespace nuncio::schema {

namespace pb = google::protobuf;

namespace {

bool IsValidTimestamp(const pb::Timestamp& timestamp) {
  return timestamp.seconds() >= pb::util::TimeUtil::kTimestampMinSeconds &&
         timestamp.seconds() <= pb::util::TimeUtil::kTimestampMaxSeconds &&
         timestamp.nanos() >= 0 && timestamp.nanos() <= 999'999'999;
}

}  // namespace

void MessageBuilder::BuildMessage(const Node& node, pb::Message& message) {
  switch (message.GetDescriptor()->well_known_type()) {
    case pb::Descriptor::WELLKNOWNTYPE_UNSPECIFIED:
      return BuildFields(node, message);
    case pb::Descriptor::WELLKNOWNTYPE_DURATION:
      return BuildDuration(node, message);
    case pb::Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      return BuildTimestamp(node, message);
    case pb::Descriptor::WELLKNOWNTYPE_FIELDMASK:
      return BuildFieldMask(node, message);
    case pb::Descriptor::WELLKNOWNTYPE_ANY:
      return BuildAny(node, *pb::DynamicCastToGenerated<pb::Any>(&message));
    case pb::Descriptor::WELLKNOWNTYPE_STRUCT:
      return BuildStruct(node, *pb::DynamicCastToGenerated<pb::Struct>(&message));
    case pb::Descriptor::WELLKNOWNTYPE_LISTVALUE:
      return BuildList(node, *pb::DynamicCastToGenerated<pb::ListValue>(&message));
    case pb::Descriptor::WELLKNOWNTYPE_VALUE:
      return BuildValue(node, *pb::DynamicCastToGenerated<pb::Value>(&message));
    default:
      return BuildWrapper(node, message);
  }
}

void MessageBuilder::BuildWrapper(const Node& node, pb::Message& message) {
  // {"value": 5} is taken as well: it is what the message looks like to those who read its .proto.
  if (node.kind == Node::Kind::kMap) return BuildFields(node, message);
  BuildScalar(node, message, *message.GetDescriptor()->FindFieldByNumber(1));
}

void MessageBuilder::BuildDuration(const Node& node, pb::Message& message) {
  auto& duration = *pb::DynamicCastToGenerated<pb::Duration>(&message);
  if (node.kind == Node::Kind::kMap) {
    BuildFields(node, message);
    if (IsValidDuration({duration.seconds(), duration.nanos()})) return;
    return Fail(node, "must be within 10000 years, its parts of one sign");
  }
  const std::optional<DurationValue> value =
      node.kind == Node::Kind::kString ? ParseDurationText(node.text) : std::nullopt;
  if (!value) return Fail(node, "must be a duration in seconds such as \"1.5s\"");
  duration.set_seconds(value->seconds);
  duration.set_nanos(value->nanos);
}

void MessageBuilder::BuildTimestamp(const Node& node, pb::Message& message) {
  auto* timestamp = pb::DynamicCastToGenerated<pb::Timestamp>(&message);
  if (node.kind == Node::Kind::kMap) {
    BuildFields(node, message);
    if (!IsValidTimestamp(*timestamp)) Fail(node, "must lie in the years 1 to 9999");
    return;
  }
  if (node.kind != Node::Kind::kString || !pb::util::TimeUtil::FromString(node.text, timestamp)) {
    Fail(node, "must be a time such as \"2030-01-31T12:00:00Z\"");
  }
}

void MessageBuilder::BuildFieldMask(const Node& node, pb::Message& message) {
  if (node.kind == Node::Kind::kMap) return BuildFields(node, message);
  if (!CheckText(node.text, node.place)) return;
  auto* mask = pb::DynamicCastToGenerated<pb::FieldMask>(&message);
  if (node.kind != Node::Kind::kString ||
      !pb::util::FieldMaskUtil::FromJsonString(node.text, mask)) {
    Fail(node, "must be field paths with commas between them");
  }
}

void MessageBuilder::BuildStruct(const Node& node, pb::Struct& value) {
  if (!ExpectKind(node, Node::Kind::kMap)) return;
  for (const NodeMember& member : node.members) {
    const FieldPath::Step step = path_.Key(member.key);
    NotePosition(member.key_place);
    if (!CheckText(member.key, member.key_place)) continue;
    pb::Value& target = (*value.mutable_fields())[member.key];
    if (target.kind_case() != pb::Value::KIND_NOT_SET) {
      Add(result_.warnings, member.key_place, "is given twice: the last one counts", "");
      target.Clear();
    }
    BuildValue(member.value, target);
  }
}

void MessageBuilder::BuildList(const Node& node, pb::ListValue& value) {
  if (!ExpectKind(node, Node::Kind::kList)) return;
  for (size_t i = 0; i < node.items.size(); ++i) {
    const FieldPath::Step step = path_.Index(i);
    NotePosition(node.items[i].place);
    BuildValue(node.items[i], *value.add_values());
  }
}

void MessageBuilder::BuildValue(const Node& node, pb::Value& value) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return value.set_null_value(pb::NULL_VALUE);
    case Node::Kind::kBool:
      return value.set_bool_value(node.boolean);
    case Node::Kind::kNumber: {
      const std::optional<double> number = ParseDouble(node.text);
      if (!number) return Fail(node, "must be a number");
      return value.set_number_value(*number);
    }
    case Node::Kind::kString:
      if (CheckText(node.text, node.place)) value.set_string_value(node.text);
      return;
    case Node::Kind::kList:
      return BuildList(node, *value.mutable_list_value());
    case Node::Kind::kMap:
      return BuildStruct(node, *value.mutable_struct_value());
  }
}

}  // namespace nuncio::schema
