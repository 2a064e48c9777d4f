// Checks source/matching/address_ranges.h: ranges as text, and the addresses in them.

#include "source/matching/address_ranges.h"

#include "gtest/gtest.h"

namespace nuncio::matching {
namespace {

network::Address Ip(absl::string_view text) { return *network::Address::ParseIp(text, 80); }

TEST(AddressRangesTest, OneFamilyAndItsFirstBits) {
  const struct {
    const char* range;
    const char* address;
    bool inside;
  } kCases[] = {
      {"10.0.0.0/8", "10.255.0.1", true},    {"10.0.0.0/8", "11.0.0.1", false},
      {"10.1.2.3/16", "10.1.255.255", true}, {"127.0.0.1", "127.0.0.1", true},
      {"127.0.0.1/32", "127.0.0.2", false},  {"0.0.0.0/0", "200.1.1.1", true},
      {"0.0.0.0/0", "::1", false},           {"fd00::/8", "fd12::1", true},
      {"fd00::/8", "fe80::1", false},        {"::1", "::1", true},
      {"10.0.0.128/25", "10.0.0.129", true}, {"10.0.0.128/25", "10.0.0.1", false},
  };
  for (const auto& test : kCases) {
    const absl::StatusOr<CidrRange> range = CidrRange::Parse(test.range);
    ASSERT_TRUE(range.ok()) << test.range;
    EXPECT_EQ(range->Contains(Ip(test.address)), test.inside) << test.range << " " << test.address;
  }
}

TEST(AddressRangesTest, RefusesWhatIsNoRange) {
  for (const char* text : {"", "a", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/x"}) {
    EXPECT_FALSE(CidrRange::Parse(text).ok()) << text;
  }
}

TEST(AddressRangesTest, AsText) {
  EXPECT_EQ(CidrRange::Create("127.0.0.9", 16)->ToString(), "127.0.0.0/16");
  EXPECT_EQ(CidrRange::Create("127.0.0.9", 0)->ToString(), "0.0.0.0/0");
  EXPECT_EQ(CidrRange::Create("fd12::1", 8)->ToString(), "fd00::/8");
}

TEST(AddressRangesTest, AListHasWhatAnyOfThemHas) {
  const AddressRanges ranges({*CidrRange::Parse("10.0.0.0/8"), *CidrRange::Parse("::1")});
  EXPECT_TRUE(ranges.Contains(Ip("10.1.1.1")));
  EXPECT_TRUE(ranges.Contains(Ip("::1")));
  EXPECT_FALSE(ranges.Contains(Ip("127.0.0.1")));
  EXPECT_FALSE(ranges.Contains(network::Address()));
  EXPECT_FALSE(AddressRanges().Contains(Ip("10.1.1.1")));
}

}  // namespace
}  // namespace nuncio::matching
