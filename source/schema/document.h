#ifndef NUNCIO_SOURCE_SCHEMA_DOCUMENT_H_
#define NUNCIO_SOURCE_SCHEMA_DOCUMENT_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "source/schema/config_error.h"
#include "source/schema/document_positions.h"

namespace google::protobuf {
class Message;
class Struct;
}  // namespace google::protobuf

// From the text of a file to a message, with the position of every error. YAML and JSON become one
// tree of nodes and one converter reads both, so the same mistake has the same text in either.
// Rules of fields are not looked at here: schema/validator.h does that.
//
//   schema::DocumentResult result;
//   envoy::config::bootstrap::v3::Bootstrap bootstrap;
//   if (!schema::ReadDocument(text, {.file = path, .format = schema::FormatOfFile(path)},
//   bootstrap,
//                             result)) {
//     return result.errors.ToStatus();
//   }
//   validator.Validate(bootstrap, {}, errors);
//   result.positions.Annotate(errors);
namespace nuncio::schema {

enum class DocumentFormat { kYaml, kJson, kBinary, kText };

// By the ending, whatever its case: .yaml and .yml, .json, .pb (binary), .pb_text (protobuf's text
// format); every other name is read as JSON.
DocumentFormat FormatOfFile(absl::string_view path);

enum class UnknownFields {
  kRefuse,  // an error each: static configuration
  kReport,  // listed in DocumentResult::unknown_fields: watched files
};

struct DocumentOptions {
  std::string file;  // for positions; may be empty
  DocumentFormat format = DocumentFormat::kYaml;
  UnknownFields unknown_fields = UnknownFields::kRefuse;
  // Keep the place of every field, for errors that are found later.
  bool keep_positions = true;
  size_t max_bytes = 64 * 1024 * 1024;
  int max_depth = 100;  // lists and maps inside each other
  // Nodes that aliases may add to a YAML document (a handful of lines can stand for billions); 64
  // bytes of text count as one more.
  size_t max_alias_nodes = 1'000'000;
  // Of a YAML text with several documents the first is read. More of them are an error instead of a
  // warning.
  bool refuse_more_documents = false;
};

struct DocumentResult {
  ConfigErrors errors;
  ConfigErrors unknown_fields;  // only with UnknownFields::kReport
  ConfigErrors warnings;  // accepted, yet surely not meant: a key given twice, one thing for a list
  DocumentPositions positions;
};

// Reads `text` into `message`, replacing what it held. False when there are errors; the message is
// then unspecified. Merging one document over another is the caller's MergeFrom. An unknown type in
// an Any is an error. Thread-safe.
bool ReadDocument(absl::string_view text, const DocumentOptions& options,
                  google::protobuf::Message& message, DocumentResult& result);

// The same for the value of a TypedStruct. Of the options only unknown_fields and max_depth count.
bool ReadStruct(const google::protobuf::Struct& value, const DocumentOptions& options,
                google::protobuf::Message& message, DocumentResult& result);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_DOCUMENT_H_
