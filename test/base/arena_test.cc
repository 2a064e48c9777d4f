// Checks source/base/arena.h: memory that comes in pieces and goes at once.
#include "source/base/arena.h"

#include <cstdint>
#include <vector>

#include "gtest/gtest.h"

namespace nuncio::base {
namespace {

struct Noisy {
  Noisy(int id, std::vector<int>& log) : id(id), log(log) {}
  ~Noisy() { log.push_back(id); }
  int id;
  std::vector<int>& log;
};

TEST(ArenaTest, PiecesAreAlignedAndApart) {
  Arena arena;
  char* const one = static_cast<char*>(arena.Allocate(1, 1));
  auto* const number = arena.New<uint64_t>(7u);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(number) % alignof(uint64_t), 0u);
  *one = 'x';
  EXPECT_EQ(*number, 7u);
}

TEST(ArenaTest, ResetDestroysNewestFirst) {
  std::vector<int> log;
  Arena arena;
  arena.New<Noisy>(1, log);
  arena.New<Noisy>(2, log);
  arena.Reset();
  EXPECT_EQ(log, (std::vector<int>{2, 1}));
  arena.Reset();
  EXPECT_EQ(log.size(), 2u);
}

TEST(ArenaTest, LargePiecesGetBlocksOfTheirOwn) {
  Arena arena;
  const std::string large(3 * Arena::kFirstBlock, 'a');
  const absl::string_view before = arena.Copy("before");
  const absl::string_view copy = arena.Copy(large);
  const absl::string_view after = arena.Copy("after");
  EXPECT_EQ(copy, large);
  EXPECT_EQ(before, "before");
  EXPECT_EQ(after, "after");
  EXPECT_EQ(arena.used(), large.size() + 11);
  arena.Reset();
  EXPECT_EQ(arena.used(), 0u);
}

TEST(ArenaTest, ConcatPutsPiecesInARow) {
  Arena arena;
  EXPECT_EQ(arena.Concat("a", "", "b", "c"), "abc");
  EXPECT_EQ(arena.Concat("", ""), "");
}

TEST(ArenaPoolTest, TheSameArenaComesBackClean) {
  ArenaPool pool;
  std::vector<int> log;
  ArenaPtr arena = pool.Get();
  Arena* const first = arena.get();
  arena->New<Noisy>(1, log);
  arena.reset();
  EXPECT_EQ(log.size(), 1u);
  EXPECT_EQ(pool.Get().get(), first);
}

}  // namespace
}  // namespace nuncio::base
