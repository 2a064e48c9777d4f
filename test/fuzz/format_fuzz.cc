// Formats of arbitrary text: the parser refuses or takes them, and what it takes writes a text, and
// JSON that a JSON reader takes.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "source/format/formatter.h"
#include "source/schema/json_reader.h"
#include "test/format/format_world.h"

namespace nuncio::format {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

void Fill(test::FormatWorld& world) {
  using record::List;
  using record::Struct;
  using record::Value;
  world.request.headers.Add("x-a", "a\"\\\x01\xff");
  world.record.upstream = &world.upstream;
  world.upstream.host_address = &world.host;
  world.record.MutableDynamicMetadata().Merge(
      "d", Struct{{"t", Value("q\"")}, {"l", Value(List{Value(1.5), Value()})}});
  world.record.MutableFilterState().Set("k", std::make_shared<record::TextObject>("v\""));
}

void WriteBoth(absl::string_view text, const FormatOptions& options,
               const test::FormatWorld& world) {
  const Input input(world.record);
  const absl::StatusOr<Formatter> formatter = Formatter::Parse(text, options);
  const absl::StatusOr<JsonFormatter> json =
      JsonFormatter::Parse({{"key", record::Value(text)}}, options);
  Require(formatter.ok() == json.ok());
  if (!formatter.ok()) {
    Require(!formatter.status().message().empty());
    return;
  }
  const std::string plain = formatter->Format(input);
  Require(!formatter->is_constant() || plain == formatter->constant());
  std::string line;
  json->Append(input, line);
  schema::Node root;
  Require(!schema::ReadJson(line, {}, root));
}

}  // namespace
}  // namespace nuncio::format

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  nuncio::test::FormatWorld world;
  nuncio::format::Fill(world);
  nuncio::format::FormatOptions omit;
  omit.omit_empty_values = true;
  omit.req_without_query = true;
  nuncio::format::WriteBoth(text, {}, world);
  nuncio::format::WriteBoth(text, omit, world);
  return 0;
}
