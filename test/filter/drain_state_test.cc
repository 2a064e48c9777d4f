// Checks source/filter/drain_state.h: when a draining connection should close.

#include "source/filter/drain_state.h"

#include <gtest/gtest.h>

#include "test/support/manual_clock.h"
#include "test/support/manual_random.h"
#include "test/support/seeded_random.h"

namespace nuncio::filter {
namespace {

using std::chrono::seconds;

TEST(DrainStateTest, NothingClosesBeforeItDrains) {
  test::ManualClock clock;
  test::ManualRandom random;
  const DrainState state;
  EXPECT_FALSE(state.ShouldClose(clock.Now(), random));
}

TEST(DrainStateTest, ImmediateClosesAll) {
  test::ManualClock clock;
  test::ManualRandom random;
  DrainState state;
  state.Start(clock.Now(), {seconds(600), DrainStrategy::kImmediate});
  EXPECT_TRUE(state.ShouldClose(clock.Now(), random));
  EXPECT_FALSE(state.Over(clock.Now()));
  clock.Advance(seconds(600));
  EXPECT_TRUE(state.Over(clock.Now()));
}

TEST(DrainStateTest, GradualClosesAGrowingShare) {
  test::ManualClock clock;
  test::SeededRandom random(1);
  DrainState state;
  state.Start(clock.Now(), {seconds(100), DrainStrategy::kGradual});
  const auto share = [&] {
    int close = 0;
    for (int i = 0; i < 1000; ++i) close += state.ShouldClose(clock.Now(), random) ? 1 : 0;
    return close;
  };
  EXPECT_EQ(0, share());
  clock.Advance(seconds(35));
  EXPECT_NEAR(350, share(), 50);
  clock.Advance(seconds(35));
  EXPECT_NEAR(700, share(), 50);
  clock.Advance(seconds(30));
  EXPECT_EQ(1000, share());
}

TEST(DrainStateTest, AParentDrainsItsChildren) {
  test::ManualClock clock;
  test::ManualRandom random;
  DrainState parent;
  const DrainState child(&parent);
  parent.Start(clock.Now(), {seconds(1), DrainStrategy::kImmediate});
  EXPECT_TRUE(child.draining());
  EXPECT_TRUE(child.ShouldClose(clock.Now(), random));
  parent.Stop();
  EXPECT_FALSE(child.ShouldClose(clock.Now(), random));
}

}  // namespace
}  // namespace nuncio::filter
