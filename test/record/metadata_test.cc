// Checks source/record/metadata.h: look-up, merging, and the form in logs.

#include "source/record/metadata.h"

#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace nuncio::record {
namespace {

std::string Json(const Value& value) {
  std::string out;
  AppendJson(value, out);
  return out;
}

TEST(MetadataTest, FindsValuesBelowANamespace) {
  Metadata metadata;
  metadata.Merge("ns", Struct{{"who", Value("me")}, {"deep", Value(Struct{{"er", Value(1.5)}})}});
  const auto find = [&](std::vector<std::string> path) { return FindValue(metadata, "ns", path); };
  EXPECT_EQ(*find({"who"}), Value("me"));
  EXPECT_EQ(*find({"deep", "er"}), Value(1.5));
  EXPECT_EQ(find({"deep", "er", "more"}), nullptr);
  EXPECT_EQ(find({"who", "x"}), nullptr);
  EXPECT_EQ(find({"none"}), nullptr);
  EXPECT_EQ(FindStruct(metadata, "other"), nullptr);
  EXPECT_EQ(FindStruct(metadata, "ns")->size(), 2u);
}

TEST(MetadataTest, MergingReplacesFieldsAndKeepsTheOthers) {
  Metadata metadata;
  metadata.Merge("ns", Struct{{"a", Value(1.0)}, {"b", Value(2.0)}});
  metadata.Merge("ns", Struct{{"b", Value("new")}});
  EXPECT_EQ(Json(Value(*FindStruct(metadata, "ns"))), R"({"a":1,"b":"new"})");
}

TEST(MetadataTest, JsonIsOneLineWithSortedKeys) {
  const struct {
    Value value;
    const char* json;
  } kCases[] = {
      {Value(), "null"},
      {Value(true), "true"},
      {Value(3.0), "3"},
      {Value(-0.0), "0"},
      {Value(100000.0), "100000"},
      {Value(1.5), "1.5"},
      {Value(0.1), "0.1"},
      {Value(1e300), "1e+300"},
      {Value(std::numeric_limits<double>::infinity()), "null"},
      {Value("a\"b\\c\t\n\x01\x7f"), R"("a\"b\\c\t\n\u0001\u007f")"},
      {Value("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\""},
      {Value("a\xff\xc3z\xed\xa0\x80"), R"("a\u00ff\u00c3z\u00ed\u00a0\u0080")"},
      {Value(List{Value(1.0), Value("b"), Value(List{})}), R"([1,"b",[]])"},
      {Value(Struct{{"z", Value(false)}, {"a", Value(Struct{})}}), R"({"a":{},"z":false})"},
  };
  for (const auto& test : kCases) EXPECT_EQ(Json(test.value), test.json);
}

}  // namespace
}  // namespace nuncio::record
