// Checks source/matching/metadata_matcher.h and fraction.h: values by their path, shares by runtime
// keys.

#include "source/matching/metadata_matcher.h"

#include "gtest/gtest.h"
#include "source/matching/fraction.h"

namespace nuncio::matching {
namespace {

using record::List;
using record::Metadata;
using record::Struct;
using record::Value;

TEST(ValueMatcherTest, EachKind) {
  const Value null;
  const Value one(1.0);
  const Value text("gold");
  const Value flag(true);
  const Value list(List{Value("a"), Value("gold")});
  const auto takes = [](auto pattern, const Value* value) {
    return ValueMatcher{std::move(pattern)}.Matches(value);
  };
  EXPECT_TRUE(takes(ValueMatcher::Null{}, &null));
  EXPECT_FALSE(takes(ValueMatcher::Null{}, nullptr));
  EXPECT_TRUE(takes(ValueMatcher::Number{1.0}, &one));
  EXPECT_TRUE(takes(ValueMatcher::Number{absl::nullopt, 1, 2}, &one));
  EXPECT_FALSE(takes(ValueMatcher::Number{absl::nullopt, 0, 1}, &one));
  EXPECT_TRUE(takes(StringMatcher::Exact("gold"), &text));
  EXPECT_FALSE(takes(StringMatcher::Exact("1"), &one));
  EXPECT_TRUE(takes(true, &flag));
  EXPECT_FALSE(takes(false, &flag));
  EXPECT_TRUE(takes(ValueMatcher::Present{}, &null));
  EXPECT_TRUE(takes(ValueMatcher::Present{false}, nullptr));
  const auto gold = std::make_shared<ValueMatcher>(ValueMatcher{StringMatcher::Exact("gold")});
  EXPECT_TRUE(takes(ValueMatcher::OneOfList{gold}, &list));
  EXPECT_FALSE(takes(ValueMatcher::OneOfList{gold}, &text));
  EXPECT_TRUE(takes(ValueMatcher::Or{{ValueMatcher{true}, *gold}}, &text));
}

TEST(MetadataMatcherTest, FollowsThePathAndInverts) {
  Metadata metadata;
  metadata.Merge("m", Struct{{"tier", Value("gold")}});
  MetadataMatcher matcher{"m", {"tier"}, {StringMatcher::Exact("gold")}};
  EXPECT_TRUE(matcher.Matches(&metadata));
  EXPECT_FALSE(matcher.Matches(nullptr));
  matcher.invert = true;
  EXPECT_FALSE(matcher.Matches(&metadata));
  EXPECT_TRUE(matcher.Matches(nullptr));
}

TEST(RuntimeFractionTest, ARuntimeKeyReplacesTheDefault) {
  runtime::Values values;
  values.entries["on"].number = 100;
  values.entries["off"].number = 0;
  values.entries["half"].fraction = runtime::Fraction{5000, 10000};
  const auto takes = [&](uint32_t numerator, const char* key, uint64_t random) {
    return RuntimeFraction{{numerator, 100}, key}.Matches(random, &values);
  };
  EXPECT_TRUE(takes(0, "on", 99));
  EXPECT_FALSE(takes(100, "off", 0));
  EXPECT_TRUE(takes(100, "none", 99));
  EXPECT_TRUE(takes(1, "", 100));
  EXPECT_TRUE(takes(0, "half", 4999));
  EXPECT_FALSE(takes(100, "half", 5000));
  EXPECT_TRUE((RuntimeFraction{{100, 100}, "off"}.Matches(1, nullptr)));
}

}  // namespace
}  // namespace nuncio::matching
