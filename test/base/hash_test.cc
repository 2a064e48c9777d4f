// base::Hash64 gives the values that xDS proxies show as the hash of a version's text.
#include "source/base/hash.h"

#include <string>

#include "gtest/gtest.h"

namespace nuncio::base {
namespace {

TEST(Hash64, GivesKnownValues) {
  EXPECT_EQ(Hash64(""), 17241709254077376921u);
  EXPECT_EQ(Hash64("2"), 6927017134761466251u);
  EXPECT_EQ(Hash64("abc"), 4952883123889572249u);
  EXPECT_EQ(Hash64("a longer version, with spaces/and-marks"), 12691627700096384611u);
}

TEST(Hash64, EveryByteAndTheSeedCount) {
  const std::string text(100, 'x');
  for (size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = 'y';
    EXPECT_NE(Hash64(other), Hash64(text)) << i;
  }
  EXPECT_NE(Hash64(text, 1), Hash64(text, 2));
}

}  // namespace
}  // namespace nuncio::base
