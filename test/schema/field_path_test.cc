// A field path reads as people write it (source/schema/field_path.h).
#include "source/schema/field_path.h"

#include <gtest/gtest.h>

namespace nuncio::schema {
namespace {

TEST(FieldPath, IsEmptyAtTheRoot) {
  EXPECT_EQ(FieldPath().ToString(), "");
  EXPECT_TRUE(FieldPath().empty());
}

TEST(FieldPath, JoinsFieldsIndexesKeysAndTypes) {
  FieldPath path;
  const FieldPath::Step filters = path.Field("filters");
  const FieldPath::Step first = path.Index(0);
  const FieldPath::Step config = path.Field("typed_config");
  const FieldPath::Step type = path.Type("envoy.TcpProxy");
  const FieldPath::Step metadata = path.Field("metadata");
  const FieldPath::Step key = path.Key("a.\"b\"\n");
  EXPECT_EQ(path.ToString(),
            "filters[0].typed_config<envoy.TcpProxy>.metadata[\"a.\\\"b\\\"\\n\"]");
  EXPECT_EQ(path.depth(), 6u);
}

TEST(FieldPath, ForgetsAStepAtTheEndOfItsScope) {
  FieldPath path;
  const FieldPath::Step outer = path.Field("a");
  {
    const FieldPath::Step inner = path.Field("b");
  }
  EXPECT_EQ(path.ToString(), "a");
}

}  // namespace
}  // namespace nuncio::schema
