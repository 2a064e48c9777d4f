#ifndef NUNCIO_SOURCE_SCHEMA_MESSAGE_BUILDER_H_
#define NUNCIO_SOURCE_SCHEMA_MESSAGE_BUILDER_H_

#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "source/schema/document.h"
#include "source/schema/field_path.h"
#include "source/schema/node.h"

namespace google::protobuf {
class Any;
class Descriptor;
class FieldDescriptor;
class ListValue;
class Message;
class Struct;
class Value;
}  // namespace google::protobuf

namespace nuncio::schema {

// Fills a message from a tree of nodes by the proto3 JSON mapping and notes what does not fit,
// going on after each mistake so that one run shows them all. Made for one document; everything it
// is given outlives it. The depth of the tree bounds its recursion.
class MessageBuilder {
 public:
  MessageBuilder(const DocumentOptions& options, std::string resource_type, DocumentResult& result)
      : options_(options), resource_type_(std::move(resource_type)), result_(result) {}

  void Build(const Node& root, google::protobuf::Message& message);

 private:
  using Descriptor = google::protobuf::Descriptor;
  using Field = google::protobuf::FieldDescriptor;
  using Message = google::protobuf::Message;

  // By the form that the type has in JSON.
  void BuildMessage(const Node& node, Message& message);
  void BuildWrapper(const Node& node, Message& message);
  void BuildDuration(const Node& node, Message& message);
  void BuildTimestamp(const Node& node, Message& message);
  void BuildFieldMask(const Node& node, Message& message);
  void BuildStruct(const Node& node, google::protobuf::Struct& value);
  void BuildList(const Node& node, google::protobuf::ListValue& value);
  void BuildValue(const Node& node, google::protobuf::Value& value);
  void BuildAny(const Node& node, google::protobuf::Any& any);
  void BuildInsideAny(const Node& node, Message& message);

  // An ordinary message: member by member. With `in_any` the member "@type" is not one of them.
  void BuildFields(const Node& node, Message& message, bool in_any = false);
  // Numbers of the fields that a map has named so far.
  using Seen = absl::flat_hash_set<int>;
  void BuildMember(const NodeMember& member, Message& message, Seen& seen);
  const Field* FindField(const NodeMember& member, const Descriptor& type);
  // False where another member of the same oneof, or the field itself, stands there already and the
  // new one must not be taken.
  bool MakeRoom(const NodeMember& member, Message& message, const Field& field, Seen& seen);
  void BuildField(const Node& node, Message& message, const Field& field);
  void BuildRepeated(const Node& node, Message& message, const Field& field);
  void BuildElement(const Node& item, Message& message, const Field& field);
  const Node* FindType(const Node& node);
  void BuildMap(const Node& node, Message& message, const Field& field);
  void BuildEntry(const NodeMember& member, Message& entry);
  void BuildScalar(const Node& node, Message& message, const Field& field);

  bool ExpectKind(const Node& node, Node::Kind kind);
  bool CheckText(const std::string& text, const Place& place);
  void NotePosition(const Place& place);
  void Fail(const Node& node, std::string rule, std::string hint = {});
  void Add(ConfigErrors& to, const Place& place, std::string rule, std::string value,
           std::string hint = {});

  const DocumentOptions& options_;
  const std::string resource_type_;
  DocumentResult& result_;
  FieldPath path_;
  int sensitive_depth_ = 0;  // fields around this one whose values must not be shown
};

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_MESSAGE_BUILDER_H_
