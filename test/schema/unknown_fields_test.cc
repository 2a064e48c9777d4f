// What a newer sender puts on the wire is found, wherever it is (source/schema/unknown_fields.h).
#include "source/schema/unknown_fields.h"

#include <gtest/gtest.h>

#include "test/schema/everything.pb.h"

namespace nuncio::schema {
namespace {

test::Everything Parsed(const test::Later& later) {
  test::Everything message;
  EXPECT_TRUE(message.ParseFromString(later.SerializeAsString()));
  return message;
}

TEST(UnknownFields, AreNoneInAMessageOfToday) {
  test::Later later;
  later.mutable_child()->set_string_field("a");
  EXPECT_TRUE(FindUnknownFields(Parsed(later)).empty());
}

TEST(UnknownFields, AreFoundAtEveryLevelAndInsideAny) {
  test::Later later;
  later.set_added(1);
  later.mutable_child()->set_added(1);
  test::Everything message = Parsed(later);
  test::Everything inner = Parsed(later);
  message.mutable_any()->PackFrom(inner);
  (*message.mutable_named_children())["a"] = Parsed(later);
  const std::vector<UnknownField> found = FindUnknownFields(message);
  std::vector<std::string> paths;
  for (const UnknownField& field : found) {
    EXPECT_EQ(field.number, 1000);
    EXPECT_EQ(field.message_type, "nuncio.schema.test.Everything");
    paths.push_back(field.field_path);
  }
  EXPECT_EQ(paths,
            (std::vector<std::string>{
                "", "child", "named_children[\"a\"]", "named_children[\"a\"].child",
                "any<nuncio.schema.test.Everything>", "any<nuncio.schema.test.Everything>.child"}));
}

}  // namespace
}  // namespace nuncio::schema
