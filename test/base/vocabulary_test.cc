// Checks the small vocabulary of source/base: lists, counted references, random numbers, log lines.
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "source/base/intrusive_list.h"
#include "source/base/local_ref.h"
#include "source/base/log.h"
#include "source/base/random.h"
#include "test/support/manual_clock.h"
#include "test/support/manual_random.h"

namespace nuncio::base {
namespace {

struct Member : ListNode<Member> {
  explicit Member(int id) : id(id) {}
  int id;
};

std::vector<int> Ids(IntrusiveList<Member>& list) {
  std::vector<int> ids;
  list.ForEach([&](Member& member) { ids.push_back(member.id); });
  return ids;
}

TEST(IntrusiveListTest, KeepsOrderAndLetsMembersLeave) {
  IntrusiveList<Member> list;
  Member one(1), two(2), three(3);
  list.PushBack(two);
  list.PushBack(three);
  list.PushFront(one);
  EXPECT_EQ(Ids(list), (std::vector<int>{1, 2, 3}));
  two.Unlink();
  EXPECT_FALSE(two.linked());
  EXPECT_EQ(Ids(list), (std::vector<int>{1, 3}));
  EXPECT_EQ(list.size(), 2u);
}

TEST(IntrusiveListTest, ADestroyedMemberIsGone) {
  IntrusiveList<Member> list;
  {
    Member one(1);
    list.PushBack(one);
  }
  EXPECT_TRUE(list.empty());
}

TEST(IntrusiveListTest, MembersOutliveTheList) {
  Member one(1);
  {
    IntrusiveList<Member> list;
    list.PushBack(one);
  }
  EXPECT_FALSE(one.linked());
}

TEST(IntrusiveListTest, TheVisitedMemberMayLeave) {
  IntrusiveList<Member> list;
  Member one(1), two(2);
  list.PushBack(one);
  list.PushBack(two);
  list.ForEach([](Member& member) { member.Unlink(); });
  EXPECT_TRUE(list.empty());
}

struct Counted : LocalRefCounted<Counted> {
  explicit Counted(int& alive) : alive(alive) { ++alive; }
  ~Counted() { --alive; }
  int& alive;
};

TEST(LocalRefTest, TheLastReferenceDeletes) {
  int alive = 0;
  LocalRef<Counted> first = MakeLocal<Counted>(alive);
  LocalRef<Counted> second = first;
  first.reset();
  EXPECT_EQ(alive, 1);
  second = LocalRef<Counted>();
  EXPECT_EQ(alive, 0);
}

TEST(RandomTest, BelowStaysBelowAndReachesAll) {
  SystemRandom random;
  std::set<uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.Below(7));
  EXPECT_EQ(seen.size(), 7u);
  EXPECT_EQ(*seen.rbegin(), 6u);
  EXPECT_EQ(random.Below(0), 0u);
  EXPECT_EQ(random.Below(1), 0u);
}

TEST(RandomTest, TheRaggedEndIsThrownAgain) {
  test::ManualRandom random({UINT64_MAX, 5});
  EXPECT_EQ(random.Below(3), 2u);  // 2^64 is no multiple of 3: UINT64_MAX would be one 0 too many
}

TEST(LoggerTest, LinesHaveTimeLevelAndComponent) {
  test::ManualClock clock;
  std::vector<std::string> lines;
  Logger log(clock, LogLevel::kInfo, [&](absl::string_view line) { lines.emplace_back(line); });
  clock.Advance(-std::chrono::hours(1) + std::chrono::milliseconds(7));
  log.Info("xds", "ACK ", 3);
  log.Debug("xds", "too fine");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0], "[2030-01-31 12:00:00.007][info][xds] ACK 3\n");
}

TEST(LoggerTest, AValueCannotBeginALine) {
  test::ManualClock clock;
  std::string line;
  Logger log(clock, LogLevel::kInfo, [&](absl::string_view text) { line = std::string(text); });
  log.Error("http", "bad name a\r\nb");
  EXPECT_EQ(line.find('\n'), line.find("\n    b\n"));
  EXPECT_EQ(line.find('\r'), std::string::npos);
}

TEST(LoggerTest, LevelsHaveNames) {
  EXPECT_EQ(ParseLogLevel("WARN"), LogLevel::kWarning);
  EXPECT_EQ(ParseLogLevel("off"), LogLevel::kOff);
  EXPECT_EQ(ParseLogLevel("loud"), absl::nullopt);
  EXPECT_EQ(ToString(LogLevel::kCritical), "critical");
}

}  // namespace
}  // namespace nuncio::base
