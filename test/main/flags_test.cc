// Checks source/main/flags.h: what each flag of nuncio becomes, and which command lines are
// refused.

#include "source/main/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"

namespace nuncio::main {
namespace {

using ::testing::HasSubstr;
using Arguments = std::vector<std::string>;

TEST(Flags, NothingIsADefaultServer) {
  const auto line = ParseFlags({});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->options.mode, server::Mode::kServe);
  EXPECT_EQ(line->options.concurrency, 0u);
  EXPECT_EQ(line->options.drain_time, std::chrono::seconds(600));
  EXPECT_FALSE(line->help);
}

TEST(Flags, EachValueReachesItsOption) {
  const auto line = ParseFlags({"-c",
                                "b.yaml",
                                "--config-yaml",
                                "{}",
                                "--mode",
                                "validate",
                                "--concurrency",
                                "3",
                                "-l",
                                "warn",
                                "--component-log-level",
                                "upstream:debug,http:trace",
                                "--service-node",
                                "n",
                                "--service-cluster",
                                "c",
                                "--service-zone",
                                "z",
                                "--drain-time-s",
                                "7",
                                "--drain-strategy",
                                "immediate",
                                "--file-flush-interval-msec",
                                "250",
                                "--file-flush-min-size-kb",
                                "1",
                                "--base-id",
                                "5",
                                "--admin-address-path",
                                "/a",
                                "--reject-unsupported-fields"});
  ASSERT_TRUE(line.ok()) << line.status();
  const server::Options& options = line->options;
  EXPECT_EQ(options.config_path, "b.yaml");
  EXPECT_EQ(options.config_yaml, "{}");
  EXPECT_EQ(options.mode, server::Mode::kValidate);
  EXPECT_EQ(options.concurrency, 3u);
  EXPECT_EQ(options.log_level, base::LogLevel::kWarning);
  EXPECT_EQ(options.component_log_levels.at("http"), base::LogLevel::kTrace);
  EXPECT_EQ(options.service_node, "n");
  EXPECT_EQ(options.service_cluster, "c");
  EXPECT_EQ(options.service_zone, "z");
  EXPECT_EQ(options.drain_time, std::chrono::seconds(7));
  EXPECT_EQ(options.drain_strategy, server::DrainStrategy::kImmediate);
  EXPECT_EQ(options.file_flush_interval, std::chrono::milliseconds(250));
  EXPECT_EQ(options.file_flush_min_size_kb, 1u);
  EXPECT_EQ(options.base_id, 5u);
  EXPECT_EQ(options.admin_address_path, "/a");
  EXPECT_TRUE(options.reject_unsupported_fields);
}

TEST(Flags, WhatIsAccepted) {
  const Arguments rows[] = {
      {"--concurrency", "0"},        {"-l", "debug"},          {"--local-address-ip-version", "v6"},
      {"--component-log-level", ""}, {"--log-format", "%q"},   {"--enable-fine-grain-logging"},
      {"--allow-unknown-fields"},    {"--restart-epoch", "0"}, {"--disable-hot-restart"},
      {"--mode", "init_only"},
  };
  for (const Arguments& row : rows) {
    const auto line = ParseFlags(row);
    EXPECT_TRUE(line.ok()) << absl::StrJoin(row, " ") << ": " << line.status();
  }
}

TEST(Flags, ThoseWithoutEffectAreSaid) {
  const auto line = ParseFlags({"--base-id", "3", "--concurrency", "1", "--log-format-escaped"});
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->without_effect, (Arguments{"--base-id", "--log-format-escaped"}));
  EXPECT_THAT(Usage("nuncio"), HasSubstr("tells proxies on one machine apart (without effect)"));
}

TEST(Flags, WhatIsRefusedAndWhy) {
  const struct {
    Arguments arguments;
    std::string says;
  } rows[] = {
      {{"--nonsense"}, "unknown argument '--nonsense'"},
      {{"extra"}, "unknown argument 'extra'"},
      {{"--concurrency=1"}, "write '--concurrency 1'"},
      {{"--concurrency"}, "--concurrency: needs a value"},
      {{"--concurrency", "x"}, "--concurrency: must be a whole number"},
      {{"--drain-time-s", "5.5"}, "whole number"},
      {{"--drain-time-s", "-1"}, "whole number"},
      {{"--drain-time-s", "4294967296"}, "up to 4294967295"},
      {{"--drain-strategy", "slow"}, "gradual or immediate"},
      {{"--local-address-ip-version", "V4"}, "v4 or v6"},
      {{"-l", "loud"}, "must be trace"},
      {{"-l", "OFF"}, "must be trace"},
      {{"--mode", "VALIDATE"}, "serve, validate or init_only"},
      {{"--mode", ""}, "got ''"},
      {{"-c", "a", "--config-path", "b"}, "given twice"},
      {{"--component-log-level", "nope:debug"}, "name of a component"},
      {{"--component-log-level", "upstream"}, "name:level"},
      {{"--component-log-level", "upstream:debug,"}, "name:level"},
      {{"--component-log-level", "upstream:debug:x"}, "name:level"},
      {{"--component-log-level", "upstream:nope"}, "got 'nope'"},
      {{"--enable-fine-grain-logging", "--component-log-level", "http:debug"}, "exclude"},
      {{"--restart-epoch", "1"}, "not supported"},
  };
  for (const auto& row : rows) {
    const auto line = ParseFlags(row.arguments);
    ASSERT_FALSE(line.ok()) << absl::StrJoin(row.arguments, " ");
    EXPECT_THAT(std::string(line.status().message()), HasSubstr(row.says));
  }
}

TEST(Flags, UsageNamesEveryFlagThatPeopleLookFor) {
  const std::string usage = Usage("nuncio");
  for (const char* flag : {"USAGE", "-c, --config-path", "--config-yaml", "--mode", "--concurrency",
                           "--log-level", "--admin-address-path", "--drain-time-s",
                           "--service-node", "--base-id", "--restart-epoch"}) {
    EXPECT_THAT(usage, HasSubstr(flag));
  }
}

}  // namespace
}  // namespace nuncio::main
