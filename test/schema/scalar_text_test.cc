// The forms of scalars as text (source/schema/scalar_text.h), UTF-8 and header syntax.
#include "source/schema/scalar_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "source/schema/header_syntax.h"
#include "source/schema/utf8.h"

namespace nuncio::schema {
namespace {

TEST(ParseSigned, TakesWholeNumbersInEveryForm) {
  const std::vector<std::pair<std::string, std::optional<int64_t>>> table = {
      {"0", 0},
      {"-0", 0},
      {"5", 5},
      {"+5", 5},
      {"-5", -5},
      {"007", 7},
      {"0x1F", 31},
      {"-0x1f", -31},
      {"1e3", 1000},
      {"1.0", 1},
      {"-2.50e1", -25},
      {"9007199254740992.0", 9007199254740992},
      {"9223372036854775807", std::numeric_limits<int64_t>::max()},
      {"-9223372036854775808", std::numeric_limits<int64_t>::min()},
      {"9223372036854775808", std::nullopt},
      {"-9223372036854775809", std::nullopt},
      {"1.5", std::nullopt},
      {"1e300", std::nullopt},
      {"", std::nullopt},
      {" 1", std::nullopt},
      {"1 ", std::nullopt},
      {"1_000", std::nullopt},
      {"0o17", std::nullopt},
      {"0x", std::nullopt},
      {"0x1ffffffffffffffff", std::nullopt},
      {"--1", std::nullopt},
      {"+-1", std::nullopt},
      {"NaN", std::nullopt},
      {"one", std::nullopt},
  };
  for (const auto& [text, value] : table) EXPECT_EQ(ParseSigned(text), value) << text;
}

TEST(ParseUnsigned, TakesTheWholeRangeAndNoMore) {
  EXPECT_EQ(ParseUnsigned("18446744073709551615"), std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(ParseUnsigned("18446744073709551616"), std::nullopt);
  EXPECT_EQ(ParseUnsigned("-0"), 0u);
  EXPECT_EQ(ParseUnsigned("-1"), std::nullopt);
  EXPECT_EQ(ParseUnsigned("0xffffffffffffffff"), std::numeric_limits<uint64_t>::max());
}

TEST(ParseDouble, TakesDecimalsAndTheThreeWords) {
  EXPECT_EQ(ParseDouble("50.5"), 50.5);
  EXPECT_EQ(ParseDouble("-.5e1"), -5.0);
  EXPECT_EQ(ParseDouble("+1"), 1.0);
  EXPECT_EQ(ParseDouble("1e-400"), 0.0);
  EXPECT_EQ(ParseDouble("1e400"), std::nullopt);
  EXPECT_EQ(ParseDouble("Infinity"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(ParseDouble("-Infinity"), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(*ParseDouble("NaN")));
  for (const char* bad : {"", "inf", "nan", "infinity", "50%", "1 ", "0x1", "+-1", "e", "."}) {
    EXPECT_EQ(ParseDouble(bad), std::nullopt) << bad;
  }
}

TEST(ParseBool, TakesTheUsualWords) {
  for (const char* yes : {"true", "TRUE", "t", "yes", "Y", "1"}) EXPECT_EQ(ParseBool(yes), true);
  for (const char* no : {"false", "F", "no", "n", "0"}) EXPECT_EQ(ParseBool(no), false);
  for (const char* bad : {"", "on", "off", "2", " true"}) EXPECT_EQ(ParseBool(bad), std::nullopt);
}

TEST(ParseBytes, TakesBothAlphabetsAndNoPadding) {
  EXPECT_EQ(ParseBytes("AAE="), std::string("\0\1", 2));
  EXPECT_EQ(ParseBytes("AAE"), std::string("\0\1", 2));
  EXPECT_EQ(ParseBytes("AA-_"), std::string("\0\x0f\xbf", 3));
  EXPECT_EQ(ParseBytes("AA+/"), std::string("\0\x0f\xbf", 3));
  EXPECT_EQ(ParseBytes(""), "");
  for (const char* bad : {"AAE==", "A", "A A=", "AAE=\n", "%"}) {
    EXPECT_EQ(ParseBytes(bad), std::nullopt) << bad;
  }
}

TEST(ParseDurationText, TakesSecondsWithAtMostNineDecimals) {
  const std::vector<std::pair<std::string, DurationValue>> good = {
      {"0s", {0, 0}},
      {"1.5s", {1, 500'000'000}},
      {"-1.5s", {-1, -500'000'000}},
      {"-0.5s", {0, -500'000'000}},
      {"0.000000001s", {0, 1}},
      {"315576000000s", {315'576'000'000, 0}},
      {"-315576000000s", {-315'576'000'000, 0}},
  };
  for (const auto& [text, value] : good) {
    EXPECT_EQ(ParseDurationText(text), value) << text;
    EXPECT_EQ(PrintDuration(value), text);
  }
  for (const char* bad :
       {"", "s", "1", "1.s", ".5s", "1ms", "1m", "1 s", " 1s", "+1s", "1e3s", "1.0000000001s",
        "315576000001s", "315576000000.1s", "--1s", "99999999999999999999s"}) {
    EXPECT_EQ(ParseDurationText(bad), std::nullopt) << bad;
  }
}

TEST(IsValidDuration, WantsOneSign) {
  EXPECT_FALSE(IsValidDuration({1, -1}));
  EXPECT_FALSE(IsValidDuration({-1, 1}));
  EXPECT_FALSE(IsValidDuration({0, 1'000'000'000}));
  EXPECT_TRUE(IsValidDuration({0, -999'999'999}));
}

TEST(PrintDouble, ReadsBackAsTheSameValue) {
  EXPECT_EQ(PrintDouble(0.001), "0.001");
  EXPECT_EQ(PrintDouble(300), "300");
  EXPECT_EQ(PrintDouble(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(PrintFloat(0.1F), "0.1");
  EXPECT_EQ(PrintDouble(-std::numeric_limits<double>::infinity()), "-Infinity");
  EXPECT_EQ(PrintFloat(std::numeric_limits<float>::quiet_NaN()), "NaN");
}

TEST(Utf8, KnowsWellFormedCharacters) {
  for (const char* good : {"", "a", "ü", "€", "😀", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"}) {
    EXPECT_TRUE(IsValidUtf8(good)) << good;
  }
  for (const char* bad : {"\xff", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                          "\xE2\x82", "\x80", "\xF0\x8F\xBF\xBF", "\xC3("}) {
    EXPECT_FALSE(IsValidUtf8(bad)) << bad;
  }
  EXPECT_EQ(CountUtf8Characters("aü€😀"), 4u);
  std::string text;
  for (const uint32_t c : {0x61u, 0xFCu, 0x20ACu, 0x1F600u}) AppendUtf8(c, text);
  EXPECT_EQ(text, "aü€😀");
}

TEST(EscapeText, GivesPrintableUtf8) {
  EXPECT_EQ(EscapeText("aü\"\n\xff\\"), "aü\\\"\\n\\xff\\\\");
}

TEST(HeaderSyntax, NamesAreTokensAndValuesHoldNoControls) {
  for (const char* good : {"x-a", ":path", "X_9!#$%&'*+-.^`|~"}) EXPECT_TRUE(IsHeaderName(good));
  for (const char* bad : {"", ":", "x a", "x:", "x\n", "a,b", "ü"}) EXPECT_FALSE(IsHeaderName(bad));
  EXPECT_FALSE(IsHeaderName(absl::string_view("a\0", 2)));
  for (const char* good : {"", "a b\tc", "ü"}) EXPECT_TRUE(IsHeaderValue(good));
  for (const char* bad : {"a\n", "\r", "\x01", "\x7f"}) EXPECT_FALSE(IsHeaderValue(bad));
  EXPECT_TRUE(IsFreeOfLineBreaks("\x01"));
  EXPECT_FALSE(IsFreeOfLineBreaks(absl::string_view("a\0", 2)));
}

}  // namespace
}  // namespace nuncio::schema
