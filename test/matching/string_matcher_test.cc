// Checks source/matching/string_matcher.h and regex.h: each kind of match, and expressions that
// cost too much.

#include "source/matching/string_matcher.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace nuncio::matching {
namespace {

Regex MakeRegex(absl::string_view expression) { return *Regex::Parse(expression); }

TEST(StringMatcherTest, EachKindAgainstTexts) {
  const struct {
    const char* what;
    StringMatcher matcher;
    std::vector<const char*> yes;
    std::vector<const char*> no;
  } kCases[] = {
      {"exact", StringMatcher::Exact("Abc"), {"Abc"}, {"abc", "Abcd", "xAbc", ""}},
      {"exact, any case", StringMatcher::Exact("Abc", true), {"abc", "ABC"}, {"abcd", ""}},
      {"empty", StringMatcher::Exact(""), {""}, {"a"}},
      {"prefix", StringMatcher::Prefix("Ab"), {"Ab", "Abc"}, {"ab", "xAb", ""}},
      {"prefix, any case", StringMatcher::Prefix("aB", true), {"ABx", "ab"}, {"a"}},
      {"suffix", StringMatcher::Suffix("bc"), {"Abc", "bc"}, {"BC", "bcd"}},
      {"suffix, any case", StringMatcher::Suffix("BC", true), {"abc"}, {"bcd"}},
      {"contains", StringMatcher::Contains("b"), {"abc", "b"}, {"ABC", ""}},
      {"contains, any case", StringMatcher::Contains("BC", true), {"aBcd", "bc"}, {"b c", ""}},
      {"contains nothing", StringMatcher::Contains("", true), {"", "x"}, {}},
      {"regex", StringMatcher::SafeRegex(MakeRegex("A.c")), {"Abc"}, {"Abcd", "xAbc", "abc"}},
  };
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.what);
    for (const char* text : test.yes) EXPECT_TRUE(test.matcher.Matches(text)) << text;
    for (const char* text : test.no) EXPECT_FALSE(test.matcher.Matches(text)) << text;
  }
}

TEST(StringMatcherTest, AnyOfSeveral) {
  const std::vector<StringMatcher> two = {StringMatcher::Exact("a"), StringMatcher::Prefix("b")};
  EXPECT_TRUE(AnyMatches(two, "bc"));
  EXPECT_FALSE(AnyMatches(two, "c"));
  EXPECT_FALSE(AnyMatches({}, "a"));
}

TEST(RegexTest, RefusesWhatDoesNotParseOrCostsTooMuch) {
  EXPECT_TRUE(Regex::Parse("/[a-z]{20}").ok());
  EXPECT_TRUE(Regex::Parse("/[a-z]{80}").ok());
  EXPECT_FALSE(Regex::Parse("/[a-z]{120}").ok());
  EXPECT_TRUE(Regex::Parse("/[a-z]{120}", 300).ok());
  EXPECT_FALSE(Regex::Parse("/[a-z]{80}", 50).ok());
  const absl::Status bad = Regex::Parse("/(").status();
  EXPECT_EQ(bad.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(bad.message().find("/("), absl::string_view::npos);
  EXPECT_FALSE(Regex::Parse("/(?!a)").ok());
}

TEST(RegexTest, ReplacesEveryMatchWithGroups) {
  const struct {
    const char* pattern;
    const char* substitution;
    const char* text;
    const char* result;
  } kCases[] = {
      {"^/swap/([^/]+)/([^/]+)(.*)$", "/\\2/\\1\\3", "/swap/a/b/c", "/b/a/c"},
      {"x", "yy", "/all/xax", "/all/yyayy"},
      {".*", "/[\\0]", "/whole/x", "/[/whole/x]"},
      {"(?i)ABC", "-", "/i/abcAbC", "/i/--"},
      {"/(opt)(/z)?", "/\\2\\1", "/opt", "/opt"},
      {"nomatch", "z", "/a", "/a"},
      {"a", "\\1", "/a", "/a"},
  };
  for (const auto& test : kCases) {
    const RegexSubstitution substitution{MakeRegex(test.pattern), test.substitution};
    EXPECT_EQ(substitution.Apply(test.text), test.result) << test.pattern;
  }
}

}  // namespace
}  // namespace nuncio::matching
