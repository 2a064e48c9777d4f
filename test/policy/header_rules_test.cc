// Checks source/policy/header_rules.h and header_mutations.h: what rules make of a list of headers.

#include "source/policy/header_rules.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "source/policy/header_mutations.h"
#include "test/format/format_world.h"

namespace nuncio::policy {
namespace {

HeaderValueOption Add(const char* key, const char* value,
                      AppendAction action = AppendAction::kAppendIfExistsOrAdd,
                      bool keep_empty = false) {
  format::FormatOptions options;
  options.absent = "";
  return {key, *format::Formatter::Parse(value, options), action, keep_empty};
}

std::vector<std::string> Values(const http::HeaderList& headers, absl::string_view name) {
  std::vector<std::string> values;
  headers.ForEachValue(name, [&](absl::string_view value) { values.emplace_back(value); });
  return values;
}

using Texts = std::vector<std::string>;

TEST(HeaderRulesTest, AppendActionsOnAHeaderThatIsAbsentThereOnceOrTwice) {
  const struct {
    AppendAction action;
    Texts none;
    Texts once;
    Texts twice;
  } kCases[] = {
      {AppendAction::kAppendIfExistsOrAdd, {"new"}, {"1", "new"}, {"1", "2", "new"}},
      {AppendAction::kAddIfAbsent, {"new"}, {"1"}, {"1", "2"}},
      {AppendAction::kOverwriteIfExistsOrAdd, {"new"}, {"new"}, {"new"}},
      {AppendAction::kOverwriteIfExists, {}, {"new"}, {"new"}},
  };
  for (const auto& test : kCases) {
    const HeaderRules rules = *HeaderRules::Create({Add("X", "new", test.action)}, {});
    for (const auto& [count, expected] :
         {std::pair<int, Texts>{0, test.none}, {1, test.once}, {2, test.twice}}) {
      test::FormatWorld world;
      if (count > 0) world.request.headers.Add("x", "1");
      if (count > 1) world.request.headers.Add("x", "2");
      rules.Apply(format::Input(world.record), world.request.headers);
      EXPECT_EQ(Values(world.request.headers, "x"), expected);
    }
  }
}

TEST(HeaderRulesTest, AllValuesAreFormattedBeforeAnyIsApplied) {
  test::FormatWorld world;
  world.request.headers.Add("x-a", "old");
  const HeaderRules rules = *HeaderRules::Create(
      {Add("x-a", "new", AppendAction::kOverwriteIfExistsOrAdd), Add("x-b", "%REQ(x-a)%"),
       Add("x-c", "1"), Add("x-d", "%REQ(x-c)%"), Add("x-e", "1", AppendAction::kAddIfAbsent),
       Add("x-e", "2", AppendAction::kAddIfAbsent)},
      {});
  rules.Apply(format::Input(world.record), world.request.headers);
  EXPECT_EQ(Values(world.request.headers, "x-a"), Texts{"new"});
  EXPECT_EQ(Values(world.request.headers, "x-b"), Texts{"old"});
  EXPECT_EQ(Values(world.request.headers, "x-d"), Texts{});
  EXPECT_EQ(Values(world.request.headers, "x-e"), (Texts{"1", "2"}));
}

TEST(HeaderRulesTest, RemovesFirst) {
  test::FormatWorld world;
  world.response.headers.Add("y-gone", "w");
  world.response.headers.Add("y-back", "old");
  world.response.headers.Add(http::HeaderId::kServer, "s");
  const HeaderRules rules = *HeaderRules::Create(
      {Add("y-back", "new"), Add("y-late", "%RESP(y-gone)%")}, {"Y-Gone", "y-back", "Server"});
  rules.Apply(format::Input(world.record), world.response.headers);
  EXPECT_EQ(Values(world.response.headers, "y-back"), Texts{"new"});
  EXPECT_EQ(Values(world.response.headers, "y-late"), Texts{});
  EXPECT_EQ(world.response.headers.size(), 1u);
}

TEST(HeaderRulesTest, AnEmptyValueAddsNothingUnlessItIsKept) {
  using enum AppendAction;
  test::FormatWorld world;
  world.request.headers.Add("x-over", "old");
  world.request.headers.Add("x-over-keep", "old");
  const HeaderRules rules = *HeaderRules::Create(
      {Add("x-plain", ""), Add("x-keep", "", kAppendIfExistsOrAdd, true),
       Add("x-req", "%REQ(x-none)%"),
       Add("x-req-keep", "%REQ(x-none)%", kAppendIfExistsOrAdd, true),
       Add("x-mix", "a%REQ(x-none)%b"), Add("x-over", "", kOverwriteIfExistsOrAdd),
       Add("x-over-keep", "", kOverwriteIfExistsOrAdd, true)},
      {});
  rules.Apply(format::Input(world.record), world.request.headers);
  EXPECT_EQ(Values(world.request.headers, "x-plain"), Texts{});
  EXPECT_EQ(Values(world.request.headers, "x-keep"), Texts{""});
  EXPECT_EQ(Values(world.request.headers, "x-req"), Texts{});
  EXPECT_EQ(Values(world.request.headers, "x-req-keep"), Texts{""});
  EXPECT_EQ(Values(world.request.headers, "x-mix"), Texts{"ab"});
  EXPECT_EQ(Values(world.request.headers, "x-over"), Texts{"old"});
  EXPECT_EQ(Values(world.request.headers, "x-over-keep"), Texts{""});
}

TEST(HeaderRulesTest, NamesThatCannotBeChanged) {
  for (const char* name : {":path", ":authority", "Host", "host", ":status", ""}) {
    EXPECT_FALSE(HeaderRules::Create({Add(name, "v")}, {}).ok()) << name;
    EXPECT_FALSE(HeaderRules::Create({}, {name}).ok()) << name;
  }
  for (const char* name : {"connection", "content-length", "x-ok"}) {
    EXPECT_TRUE(HeaderRules::Create({Add(name, "v")}, {name}).ok()) << name;
  }
  EXPECT_TRUE(HeaderRules().empty());
}

TEST(HeaderMutationsTest, EachIsDoneOnWhatThoseBeforeItLeft) {
  test::FormatWorld world;
  world.request.headers.Add("x-a", "old");
  world.request.headers.Add("x-12a", "1");
  HeaderMutations mutations;
  ASSERT_TRUE(mutations.Append(Add("X-B", "%REQ(x-a)%")).ok());
  ASSERT_TRUE(mutations.Remove("X-A").ok());
  ASSERT_TRUE(mutations.Append(Add("x-c", "[%REQ(x-a)%]")).ok());
  mutations.RemoveMatching(matching::StringMatcher::Contains("12"));
  ASSERT_TRUE(mutations.Append(Add("x-12b", "2")).ok());
  mutations.Apply(format::Input(world.record), world.request.headers);
  EXPECT_EQ(Values(world.request.headers, "x-b"), Texts{"old"});
  EXPECT_EQ(Values(world.request.headers, "x-a"), Texts{});
  EXPECT_EQ(Values(world.request.headers, "x-c"), Texts{"[]"});
  EXPECT_EQ(Values(world.request.headers, "x-12a"), Texts{});
  EXPECT_EQ(Values(world.request.headers, "x-12b"), Texts{"2"});
  EXPECT_FALSE(mutations.Append(Add(":path", "/")).ok());
  EXPECT_FALSE(mutations.Remove("host").ok());
}

}  // namespace
}  // namespace nuncio::policy
