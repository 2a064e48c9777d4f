// Reads hostile documents. The first byte says which format; what is accepted is validated, looked
// through and dumped, and a dump of what YAML or JSON gave reads back as the same message.
#include <google/protobuf/message.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "source/schema/document.h"
#include "source/schema/dump.h"
#include "source/schema/honoured.h"
#include "source/schema/message_bytes.h"
#include "source/schema/unknown_fields.h"
#include "source/schema/validator.h"
#include "test/schema/everything.pb.h"
#include "test/schema/ruled.pb.h"

namespace nuncio::schema {
namespace {

std::string BytesOf(const google::protobuf::Message& message) {
  std::string bytes;
  SerializeDeterministic(message, bytes);
  return bytes;
}

void CheckReadsBack(const google::protobuf::Message& message) {
  const std::string dump = DumpJson(message, {.mask_sensitive = false});
  // A mask may hold paths that have no form in JSON.
  if (absl::StrContains(dump, "mask") || absl::StrContains(dump, "FieldMask")) return;
  DocumentResult result;
  test::Ruled again;
  // What stands at the depth limit may have gained a level: an empty list or map is one.
  if (!ReadDocument(dump, {.format = DocumentFormat::kJson, .max_depth = 300}, again, result) ||
      BytesOf(again) != BytesOf(message)) {
    std::abort();
  }
}

void Read(DocumentFormat format, absl::string_view text) {
  static const Validator validator;
  const DocumentOptions options{.file = "f", .format = format, .max_alias_nodes = 1000};
  DocumentResult result;
  test::Ruled message;
  if (!ReadDocument(text, options, message, result)) {
    if (result.errors.empty()) std::abort();
    result.errors.ToString();
    return;
  }
  ConfigErrors errors;
  const bool valid = validator.Validate(message, {}, errors);
  result.positions.Annotate(errors);
  if (valid != errors.ToString().empty()) std::abort();
  FindConcerns(message);
  FindUnknownFields(message);
  DumpJson(message);
  const bool tree = format == DocumentFormat::kYaml || format == DocumentFormat::kJson;
  if (tree) CheckReadsBack(message);
}

}  // namespace
}  // namespace nuncio::schema

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using nuncio::schema::DocumentFormat;
  if (size == 0) return 0;
  constexpr DocumentFormat kFormats[] = {DocumentFormat::kYaml, DocumentFormat::kJson,
                                         DocumentFormat::kBinary, DocumentFormat::kText};
  // Letters, so that seeds can be written by hand: y, j, b, t.
  const absl::string_view letters = "yjbt";
  const size_t which = letters.find(static_cast<char>(data[0]));
  if (which == absl::string_view::npos) return 0;
  nuncio::schema::Read(kFormats[which],
                       absl::string_view(reinterpret_cast<const char*>(data) + 1, size - 1));
  return 0;
}
