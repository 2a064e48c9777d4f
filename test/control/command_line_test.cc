// Checks source/control/command_line.h: what the flags of nuncio-control become, and which are
// refused.

#include "source/control/command_line.h"

#include <gtest/gtest.h>

namespace nuncio::control {
namespace {

TEST(CommandLineTest, TakesEveryFlag) {
  const auto line = ParseCommandLine({"--config-dir", "d", "--xds-address", "127.0.0.1:1",
                                      "--admin-address", "[::1]:2", "-l", "debug", "--identifier",
                                      "me", "--mode", "validate", "--check", "rules"});
  ASSERT_TRUE(line.ok()) << line.status().ToString();
  EXPECT_EQ(line->config_dir, "d");
  EXPECT_EQ(line->xds_address, "127.0.0.1:1");
  EXPECT_EQ(line->admin_address, "[::1]:2");
  EXPECT_EQ(line->log_level, base::LogLevel::kDebug);
  EXPECT_EQ(line->identifier, "me");
  EXPECT_TRUE(line->validate);
  EXPECT_FALSE(line->check_for_proxy);
}

TEST(CommandLineTest, RefusesWithTheFlag) {
  const struct {
    std::vector<std::string> arguments;
    std::string error;
  } cases[] = {
      {{}, "--config-dir is needed"},
      {{"--config-dir"}, "\"--config-dir\" is no flag or lacks its value"},
      {{"--config-dir", "d", "--what", "x"}, "there is no flag \"--what\""},
      {{"--config-dir=d"}, "\"--config-dir=d\": write \"--config-dir d\""},
      {{"--config-dir", "d", "stray"}, "\"stray\" is no flag or lacks its value"},
      {{"--config-dir", "d", "-l", "loud"},
       "--log-level takes trace, debug, info, warning, error, critical or off, not \"loud\""},
      {{"--config-dir", "d", "--mode", "x"}, "--mode takes validate or serve, not \"x\""},
      {{"--config-dir", "d", "--check", "x"}, "--check takes proxy or rules, not \"x\""},
  };
  for (const auto& each : cases) {
    const auto line = ParseCommandLine(each.arguments);
    ASSERT_FALSE(line.ok());
    EXPECT_EQ(line.status().message(), each.error);
  }
}

TEST(CommandLineTest, HelpAndVersionNeedNothing) {
  EXPECT_TRUE(ParseCommandLine({"--help"})->help);
  EXPECT_TRUE(ParseCommandLine({"--version"})->version);
}

}  // namespace
}  // namespace nuncio::control
