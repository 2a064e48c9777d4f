// Checks source/matching/query_parameters.h: parameters of the query, and cookies.

#include "source/matching/query_parameters.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace nuncio::matching {
namespace {

const std::vector<std::string> kQueries = {"",       "?q",    "?q=",      "?q=a",     "?q=ab",
                                           "?q=12",  "?Q=a",  "?x=1&q=a", "?q=a&q=b", "?q=b&q=a",
                                           "?q=%61", "?xq=a", "?q=a?b",   "?q==a",    "?q=a;r=1"};

std::vector<std::string> Taken(const QueryParameterMatcher& matcher) {
  std::vector<std::string> taken;
  for (const std::string& query : kQueries) {
    if (matcher.Matches(absl::StrCat("/p", query))) taken.push_back(query);
  }
  return taken;
}

using Texts = std::vector<std::string>;

TEST(QueryParameterMatcherTest, LooksAtTheFirstValueAsItStands) {
  EXPECT_EQ(Taken({"q", absl::nullopt, false}), (Texts{"", "?Q=a", "?xq=a"}));
  EXPECT_EQ(Taken({"q", StringMatcher::Exact("a")}), (Texts{"?q=a", "?x=1&q=a", "?q=a&q=b"}));
  EXPECT_EQ(Taken({"q", StringMatcher::Exact("")}), (Texts{"?q", "?q="}));
  EXPECT_EQ(Taken({"q", StringMatcher::Prefix("A", true)}),
            (Texts{"?q=a", "?q=ab", "?x=1&q=a", "?q=a&q=b", "?q=a?b", "?q=a;r=1"}));
  EXPECT_EQ(Taken({"q", StringMatcher::SafeRegex(*Regex::Parse("[0-9]+"))}), (Texts{"?q=12"}));
  EXPECT_EQ(Taken({"q"}).size(), kQueries.size() - 3);
  EXPECT_EQ(Taken({"q", absl::nullopt, true}), Taken({"q"}));
}

TEST(QueryParameterMatcherTest, PathAndQueryApart) {
  EXPECT_EQ(PathWithoutQuery("/a?b?c"), "/a");
  EXPECT_EQ(QueryOf("/a?b?c#d"), "b?c");
  EXPECT_EQ(PathWithoutQuery("/a"), "/a");
  EXPECT_EQ(QueryOf("/a"), "");
}

TEST(CookieMatcherTest, LooksAtOneCookiesValue) {
  const struct {
    std::vector<const char*> headers;
    const char* value;  // null: there is none
  } kCases[] = {
      {{}, nullptr},
      {{"sid=v1"}, "v1"},
      {{"a=b; sid=v1"}, "v1"},
      {{"a=b;sid=v1;c=d"}, "v1"},
      {{"sid="}, ""},
      {{"SID=v1"}, nullptr},
      {{"sid=\"v1\""}, "v1"},
      {{"sid=\""}, "\""},
      {{"a=sid=v1"}, nullptr},
      {{"sid"}, nullptr},
      {{"sid=v1; sid=v2"}, "v1"},
      {{"a=b", "sid=v1"}, "v1"},
  };
  for (const auto& test : kCases) {
    base::Arena arena;
    http::HeaderList headers(arena);
    for (const char* header : test.headers) headers.Add(http::HeaderId::kCookie, header);
    const absl::optional<absl::string_view> value = FindCookie(headers, "sid");
    ASSERT_EQ(value.has_value(), test.value != nullptr);
    if (value) {
      EXPECT_EQ(*value, test.value);
    }
    const bool is_v1 = value && *value == "v1";
    EXPECT_EQ((CookieMatcher{"sid", StringMatcher::Exact("v1")}.Matches(headers)), is_v1);
    EXPECT_EQ((CookieMatcher{"sid", StringMatcher::Exact("v1"), true}.Matches(headers)), !is_v1);
  }
}

}  // namespace
}  // namespace nuncio::matching
