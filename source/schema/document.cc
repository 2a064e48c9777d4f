#include "source/schema/document.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/text_format.h>

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/schema/json_reader.h"
#include "source/schema/message_builder.h"
#include "source/schema/node.h"
#include "source/schema/scalar_text.h"
#include "source/schema/unknown_fields.h"
#include "source/schema/yaml_reader.h"

namespace nuncio::schema {
namespace {

namespace pb = google::protobuf;

void Fail(const DocumentOptions& options, const pb::Message& message, Place place, std::string rule,
          DocumentResult& result) {
  result.errors.Add({.resource = {message.GetDescriptor()->full_name(), ""},
                     .rule = std::move(rule),
                     .position = {options.file, place.line, place.column}});
}

void ReadTree(absl::string_view text, const DocumentOptions& options, pb::Message& message,
              DocumentResult& result) {
  const ReaderLimits limits{.max_depth = options.max_depth,
                            .max_alias_nodes = options.max_alias_nodes};
  Node root;
  Place more;
  const std::optional<ReadError> error = options.format == DocumentFormat::kYaml
                                             ? ReadYaml(text, limits, root, more)
                                             : ReadJson(text, limits, root);
  if (error) return Fail(options, message, error->place, error->reason, result);
  if (more.line != 0) {
    (options.refuse_more_documents ? result.errors : result.warnings)
        .Add({.resource = {message.GetDescriptor()->full_name(), ""},
              .rule = "is not read: a file holds one document",
              .position = {options.file, more.line, more.column}});
  }
  result.positions.set_file(options.file);
  MessageBuilder(options, message.GetDescriptor()->full_name(), result).Build(root, message);
}

void ReadBinary(absl::string_view bytes, const DocumentOptions& options, pb::Message& message,
                DocumentResult& result) {
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Fail(options, message, {}, "the bytes are not a message of this type", result);
  }
  ConfigErrors& unknown =
      options.unknown_fields == UnknownFields::kRefuse ? result.errors : result.unknown_fields;
  for (UnknownField& field : FindUnknownFields(message)) {
    unknown.Add({.resource = {message.GetDescriptor()->full_name(), ""},
                 .field_path = std::move(field.field_path),
                 .rule = absl::StrCat("has field number ", field.number, ", which ",
                                      field.message_type, " does not declare"),
                 .position = {options.file}});
  }
}

// Protobuf's text format has its own parser; its complaints become ours.
class TextErrors final : public pb::io::ErrorCollector {
 public:
  TextErrors(const DocumentOptions& options, const pb::Message& message, DocumentResult& result)
      : options_(options), message_(message), result_(result) {}

  void AddError(int line, pb::io::ColumnNumber column, const std::string& reason) override {
    Fail(options_, message_, {line + 1, column + 1}, reason, result_);
  }

 private:
  const DocumentOptions& options_;
  const pb::Message& message_;
  DocumentResult& result_;
};

void ReadText(absl::string_view text, const DocumentOptions& options, pb::Message& message,
              DocumentResult& result) {
  TextErrors errors(options, message, result);
  pb::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.SetRecursionLimit(options.max_depth);
  if (!parser.ParseFromString(std::string(text), &message)) return;
  // Unlike the wire form's, this parser lets strings through that are not UTF-8.
  if (!message.ParseFromString(message.SerializePartialAsString())) {
    Fail(options, message, {}, "a string is not UTF-8", result);
  }
}

Node NodeOf(const pb::Value& value);

Node NodeOf(const pb::Struct& value) {
  Node node;
  node.kind = Node::Kind::kMap;
  for (const auto& [key, member] : value.fields()) {
    node.members.push_back({key, Place{}, NodeOf(member)});
  }
  return node;
}

Node NodeOf(const pb::Value& value) {
  Node node;
  switch (value.kind_case()) {
    case pb::Value::kNullValue:
    case pb::Value::KIND_NOT_SET:
      break;
    case pb::Value::kBoolValue:
      node.kind = Node::Kind::kBool;
      node.boolean = value.bool_value();
      node.text = value.bool_value() ? "true" : "false";
      break;
    case pb::Value::kNumberValue:
      node.kind = Node::Kind::kNumber;
      node.text = PrintDouble(value.number_value());
      break;
    case pb::Value::kStringValue:
      node.kind = Node::Kind::kString;
      node.text = value.string_value();
      break;
    case pb::Value::kListValue:
      node.kind = Node::Kind::kList;
      for (const pb::Value& item : value.list_value().values()) node.items.push_back(NodeOf(item));
      break;
    case pb::Value::kStructValue:
      return NodeOf(value.struct_value());
  }
  return node;
}

}  // namespace

DocumentFormat FormatOfFile(absl::string_view path) {
  if (absl::EndsWithIgnoreCase(path, ".yaml") || absl::EndsWithIgnoreCase(path, ".yml")) {
    return DocumentFormat::kYaml;
  }
  if (absl::EndsWithIgnoreCase(path, ".pb")) return DocumentFormat::kBinary;
  if (absl::EndsWithIgnoreCase(path, ".pb_text")) return DocumentFormat::kText;
  return DocumentFormat::kJson;
}

bool ReadDocument(absl::string_view text, const DocumentOptions& options, pb::Message& message,
                  DocumentResult& result) {
  if (text.size() > options.max_bytes) {
    Fail(options, message, {},
         absl::StrCat("the document has ", text.size(), " bytes, more than the limit of ",
                      options.max_bytes),
         result);
    return false;
  }
  switch (options.format) {
    case DocumentFormat::kYaml:
    case DocumentFormat::kJson:
      ReadTree(text, options, message, result);
      break;
    case DocumentFormat::kBinary:
      ReadBinary(text, options, message, result);
      break;
    case DocumentFormat::kText:
      ReadText(text, options, message, result);
      break;
  }
  return result.errors.empty();
}

bool ReadStruct(const pb::Struct& value, const DocumentOptions& options, pb::Message& message,
                DocumentResult& result) {
  MessageBuilder(options, message.GetDescriptor()->full_name(), result)
      .Build(NodeOf(value), message);
  return result.errors.empty();
}

}  // namespace nuncio::schema
