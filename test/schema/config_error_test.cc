// One text for every error, whichever parts it has (source/schema/config_error.h).
#include "source/schema/config_error.h"

#include <gtest/gtest.h>

namespace nuncio::schema {
namespace {

TEST(ConfigError, PrintsAllItsParts) {
  const ConfigError error{.resource = {"envoy.Cluster", "a"},
                          .field_path = "connect_timeout",
                          .rule = "must be greater than 0s",
                          .value = "0s",
                          .hint = "leave it out for 5s",
                          .position = {"cds.yaml", 7, 5}};
  EXPECT_EQ(error.ToString(),
            "cds.yaml:7:5: envoy.Cluster \"a\": connect_timeout: must be greater than 0s, got 0s; "
            "leave it out for 5s");
}

TEST(ConfigError, LeavesOutWhatItDoesNotKnow) {
  EXPECT_EQ(ConfigError{.rule = "is empty"}.ToString(), "is empty");
  EXPECT_EQ((ConfigError{.rule = "is empty", .position = {"a.json"}}.ToString()),
            "a.json: is empty");
  EXPECT_EQ((ConfigError{.rule = "is empty", .position = {"", 1, 2}}.ToString()), "1:2: is empty");
  EXPECT_EQ((ConfigError{.resource = {"", "a"}, .rule = "is empty"}.ToString()), "\"a\": is empty");
  EXPECT_EQ((ConfigError{.resource = {"T", ""}, .field_path = "x", .rule = "is bad"}.ToString()),
            "T: x: is bad");
}

TEST(QuoteValue, EscapesShortensAndMasks) {
  EXPECT_EQ(QuoteValue(""), "\"\"");
  EXPECT_EQ(QuoteValue("a\n\"ü"), "\"a\\n\\\"ü\"");
  EXPECT_EQ(QuoteValue(std::string(64, 'x')), "\"" + std::string(64, 'x') + "\"");
  EXPECT_EQ(QuoteValue(std::string(65, 'x')), "\"" + std::string(64, 'x') + "\"... (65 bytes)");
  // The cut falls between characters.
  EXPECT_EQ(QuoteValue(std::string(63, 'x') + "üü"),
            "\"" + std::string(63, 'x') + "\"... (67 bytes)");
  EXPECT_EQ(QuoteValue("hunter2", true), "[redacted]");
}

TEST(ConfigErrors, AreAStatusWithOneLineEach) {
  ConfigErrors errors;
  EXPECT_TRUE(errors.ToStatus().ok());
  errors.Add({.rule = "first"});
  errors.Add({.rule = "second"});
  EXPECT_EQ(errors.ToStatus(), absl::InvalidArgumentError("first\nsecond"));
}

TEST(ConfigErrors, KeepAHundredAndCountTheRest) {
  ConfigErrors errors;
  for (size_t i = 0; i < ConfigErrors::kMaxKept; ++i) errors.Add({.rule = "r"});
  EXPECT_EQ(errors.ToString().find("more"), std::string::npos);
  errors.Add({.rule = "r"});
  EXPECT_EQ(errors.count(), ConfigErrors::kMaxKept + 1);
  EXPECT_EQ(errors.list().size(), ConfigErrors::kMaxKept);
  ConfigErrors all;
  all.Add({.rule = "r"});
  all.Append(errors);
  EXPECT_EQ(all.count(), ConfigErrors::kMaxKept + 2);
  EXPECT_NE(all.ToString().find("\nand 2 more"), std::string::npos);
}

}  // namespace
}  // namespace nuncio::schema
