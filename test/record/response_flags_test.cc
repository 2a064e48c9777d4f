// Checks source/record/response_flags.h: their order and their names.

#include "source/record/response_flags.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace nuncio::record {
namespace {

std::string Short(const ResponseFlags& flags) {
  std::string out;
  AppendShortNames(flags, out);
  return out;
}

TEST(ResponseFlagsTest, StandInTheOrderInWhichTheyWereFirstSet) {
  ResponseFlags flags;
  EXPECT_TRUE(flags.empty());
  EXPECT_EQ(Short(flags), "-");
  flags.Set(ResponseFlag::kUpstreamRetryLimitExceeded);
  flags.Set(ResponseFlag::kUpstreamConnectionFailure);
  flags.Set(ResponseFlag::kUpstreamRetryLimitExceeded);
  EXPECT_EQ(Short(flags), "URX,UF");
  std::string names;
  AppendLongNames(flags, names);
  EXPECT_EQ(names, "UpstreamRetryLimitExceeded,UpstreamConnectionFailure");
  EXPECT_EQ(flags.size(), 2u);
}

TEST(ResponseFlagsTest, EveryFlagFitsAndHasNamesOfItsOwn) {
  ResponseFlags flags;
  std::set<std::string> names;
  for (size_t i = 0; i < kResponseFlags; ++i) {
    const auto flag = static_cast<ResponseFlag>(i);
    flags.Set(flag);
    names.insert(std::string(ShortName(flag)));
    names.insert(std::string(LongName(flag)));
    EXPECT_EQ(FindResponseFlag(ShortName(flag)), flag);
  }
  EXPECT_EQ(flags.size(), kResponseFlags);
  EXPECT_EQ(names.size(), 2 * kResponseFlags);
  EXPECT_FALSE(FindResponseFlag("uf").has_value());
}

}  // namespace
}  // namespace nuncio::record
