// A message as JSON, with secrets masked (source/schema/dump.h). The forms of all types are seen in
// document_test.cc, which prints what it read.
#include "source/schema/dump.h"

#include <gtest/gtest.h>

#include "source/schema/document.h"
#include "test/schema/everything.pb.h"
#include "test/schema/typed_struct.pb.h"

namespace nuncio::schema {
namespace {

using test::Everything;

std::string Compact(const google::protobuf::Message& message) {
  return DumpJson(message, {.pretty = false});
}

Everything Make(const std::string& yaml) {
  Everything message;
  DocumentResult result;
  EXPECT_TRUE(ReadDocument(yaml, {.format = DocumentFormat::kYaml}, message, result))
      << result.errors.ToString();
  return message;
}

TEST(Dump, IsIndentedByOneSpace) {
  EXPECT_EQ(DumpJson(Make("{strings: [a, b], child: {}, labels: {x: z}}")),
            "{\n \"strings\": [\n  \"a\",\n  \"b\"\n ],\n \"child\": {},\n \"labels\": {\n  \"x\": "
            "\"z\"\n }\n}");
}

TEST(Dump, MasksSensitiveFieldsAndAllBelow) {
  const Everything message = Make(
      "secret: hunter2\n"
      "secret_bytes: aHVudGVyMg==\n"
      "string_field: shown\n"
      "secret_child: {string_field: hunter2, int32_field: 4, bool_value: true, strings: [a, b],\n"
      "  labels: {key: hunter2}, struct: {pin: 4, word: hunter2, ok: true},\n"
      "  any: {\"@type\": x/nuncio.schema.test.Everything, string_field: hunter2}}\n");
  EXPECT_EQ(
      Compact(message),
      R"({"string_field":"shown","secret":"[redacted]","secret_child":{"string_field":"[redacted]",)"
      R"("strings":["[redacted]","[redacted]"],"labels":{"key":"[redacted]"},)"
      R"("struct":{"ok":null,"pin":null,"word":"[redacted]"},)"
      R"("any":{"@type":"x/nuncio.schema.test.Everything","string_field":"[redacted]"}},)"
      R"("secret_bytes":"W3JlZGFjdGVkXQ=="})");
  EXPECT_NE(DumpJson(message, {.mask_sensitive = false}).find("hunter2"), std::string::npos);
}

TEST(Dump, MasksInsideAnAnyAndInsideATypedStruct) {
  Everything message = Make("any: {\"@type\": x/nuncio.schema.test.Everything, secret: hunter2}");
  EXPECT_EQ(Compact(message).find("hunter2"), std::string::npos);

  udpa::type::v1::TypedStruct typed;
  typed.set_type_url("type.googleapis.com/nuncio.schema.test.Everything");
  *typed.mutable_value() =
      Make(
          "struct: {secret: hunter2, string_field: shown,"
          " named_children: {secret: {secret: hunter2, int32_field: 1}},"
          " children: [{secretBytes: hunter2}],"
          " any: {\"@type\": x/nuncio.schema.test.Everything, secret: hunter2}}")
          .struct_();
  EXPECT_EQ(Compact(typed),
            R"({"type_url":"type.googleapis.com/nuncio.schema.test.Everything","value":{)"
            R"("any":{"@type":"x/nuncio.schema.test.Everything","secret":"[redacted]"},)"
            R"("children":[{"secretBytes":"[redacted]"}],)"
            R"("named_children":{"secret":{"int32_field":1,"secret":"[redacted]"}},)"
            R"("secret":"[redacted]","string_field":"shown"}})");
}

TEST(Dump, ShowsTheBytesOfAnAnyThatItCannotRead) {
  Everything message;
  message.mutable_any()->set_type_url("x/acme.Filter");
  message.mutable_any()->set_value("ab");
  auto* broken = message.add_anys();
  broken->set_type_url("x/nuncio.schema.test.Everything");
  broken->set_value("\xff");
  EXPECT_EQ(Compact(message),
            R"({"any":{"@type":"x/acme.Filter","value":"YWI="},)"
            R"("anys":[{"@type":"x/nuncio.schema.test.Everything","value":"/w=="}]})");
}

TEST(Dump, EndsWhereAnyHoldsAnyWithoutEnd) {
  Everything message;
  for (int i = 0; i < 50; ++i) {
    Everything outer;
    outer.mutable_any()->PackFrom(message);
    message = outer;
  }
  EXPECT_NE(Compact(message).find("\"value\":"), std::string::npos);
}

}  // namespace
}  // namespace nuncio::schema
