// Checks source/matching/header_tree.h: from the headers of a request to an action.

#include "source/matching/header_tree.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace nuncio::matching {
namespace {

using Headers = std::vector<std::pair<const char*, const char*>>;

// The action's number, or -1.
int Find(const HeaderTree& tree, const Headers& headers, const char* path = "/") {
  base::Arena arena;
  http::RequestHead head(arena);
  head.path = path;
  for (const auto& [name, value] : headers) head.headers.Add(name, value);
  const absl::optional<uint32_t> found = tree.Find(head);
  return found ? static_cast<int>(*found) : -1;
}

HeaderTree Exact(const char* header, absl::flat_hash_map<std::string, HeaderTree::Branch> map) {
  HeaderTree tree;
  tree.matcher = HeaderTree::ExactMap{header, std::move(map)};
  return tree;
}

HeaderTree::Branch Nested(HeaderTree tree) {
  return std::make_shared<const HeaderTree>(std::move(tree));
}

TEST(HeaderTreeTest, AnExactMapTakesWholeValues) {
  HeaderTree tree = Exact("x-a", {{"a", 1u}, {"", 2u}, {"b", Nested(Exact("x-sub", {{"1", 3u}}))}});
  EXPECT_EQ(Find(tree, {{"x-a", "a"}}), 1);
  EXPECT_EQ(Find(tree, {{"x-a", "A"}}), -1);
  EXPECT_EQ(Find(tree, {{"x-a", ""}}), 2);
  EXPECT_EQ(Find(tree, {}), -1);
  EXPECT_EQ(Find(tree, {{"x-a", "a"}, {"x-a", "b"}}), -1);
  EXPECT_EQ(Find(tree, {{"x-a", "b"}, {"x-sub", "1"}}), 3);
  EXPECT_EQ(Find(tree, {{"x-a", "b"}, {"x-sub", "2"}}), -1);
  tree.on_no_match = 9u;
  EXPECT_EQ(Find(tree, {{"x-a", "b"}, {"x-sub", "2"}}), 9);
  EXPECT_EQ(Find(tree, {}), 9);
  EXPECT_EQ(Find(Exact("x-a", {{"a,b", 1u}}), {{"x-a", "a"}, {"x-a", "b"}}), 1);
}

TEST(HeaderTreeTest, APrefixMapFallsBackToShorterPrefixes) {
  HeaderTree::PrefixMap map;
  map.header = ":path";
  map.map[1]["/"] = 1u;
  map.map[4]["/api"] = 2u;
  map.map[7]["/api/v1"] = Nested(Exact("x-sub", {{"1", 3u}}));
  HeaderTree tree;
  tree.matcher = map;
  EXPECT_EQ(Find(tree, {}, "/x"), 1);
  EXPECT_EQ(Find(tree, {}, "/apix"), 2);
  EXPECT_EQ(Find(tree, {{"x-sub", "1"}}, "/api/v1/z"), 3);
  EXPECT_EQ(Find(tree, {{"x-sub", "2"}}, "/api/v1/z"), 2);
}

HeaderPredicate Prefix(const char* text) {
  return {HeaderPredicate::Single{"x-a", StringMatcher::Prefix(text)}};
}

TEST(HeaderTreeTest, AListTakesTheFirstThatHolds) {
  HeaderTree::List list;
  list.matchers.emplace_back(
      HeaderPredicate{HeaderPredicate::All{
          {Prefix("ab"), {HeaderPredicate::Single{"x-a", StringMatcher::Suffix("yz")}}}}},
      1u);
  list.matchers.emplace_back(HeaderPredicate{HeaderPredicate::Any{{Prefix("1"), Prefix("2")}}}, 2u);
  list.matchers.emplace_back(Prefix("deep"), Nested(Exact("x-sub", {{"1", 3u}})));
  list.matchers.emplace_back(
      HeaderPredicate{HeaderPredicate::Not{std::make_shared<HeaderPredicate>(Prefix("n"))}}, 4u);
  HeaderTree tree;
  tree.matcher = list;
  EXPECT_EQ(Find(tree, {{"x-a", "abyz"}}), 1);
  EXPECT_EQ(Find(tree, {{"x-a", "ab"}}), 4);
  EXPECT_EQ(Find(tree, {{"x-a", "25"}}), 2);
  EXPECT_EQ(Find(tree, {{"x-a", "deep"}, {"x-sub", "1"}}), 3);
  EXPECT_EQ(Find(tree, {{"x-a", "deep"}}), 4);
  EXPECT_EQ(Find(tree, {{"x-a", "no"}}), -1);
  EXPECT_EQ(Find(tree, {}), 4) << "what is missing meets no condition, and so its opposite";
}

TEST(HeaderTreeTest, HashingTakesTheSameTextsEverywhere) {
  const ConsistentHashing upper{50, 100, 0};
  for (const char* text : {"alice", "2", "frank"}) EXPECT_TRUE(upper.Matches(text)) << text;
  for (const char* text : {"bob", "carol", "erin", "1", ""}) {
    EXPECT_FALSE(upper.Matches(text)) << text;
  }
  const ConsistentHashing seeded{1, 3, 7};
  for (const char* text : {"bob", "carol", "dave", ""}) EXPECT_TRUE(seeded.Matches(text)) << text;
  for (const char* text : {"erin", "1"}) EXPECT_FALSE(seeded.Matches(text)) << text;
}

TEST(HeaderTreeTest, AnEmptyTreeFindsWhatIsForNoMatch) {
  HeaderTree tree;
  EXPECT_EQ(Find(tree, {}), -1);
  tree.on_no_match = 5u;
  EXPECT_EQ(Find(tree, {}), 5);
}

}  // namespace
}  // namespace nuncio::matching
