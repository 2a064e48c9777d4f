// Requests are divided over priorities by the health of their hosts.
#include "source/upstream/priority_load.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace nuncio::upstream {
namespace {

struct Case {
  std::string name;
  std::vector<PriorityCounts> priorities;  // total, healthy, degraded, excluded
  double panic_threshold;
  std::vector<uint32_t> healthy;
  std::vector<uint32_t> degraded;
  std::vector<bool> panic;
};

TEST(PriorityLoad, FollowsHealth) {
  const std::vector<Case> cases = {
      {"all healthy", {{4, 4}, {4, 4}}, 50, {100, 0}, {0, 0}, {false, false}},
      {"72 % of the hosts bear everything",
       {{100, 72}, {4, 4}},
       50,
       {100, 0},
       {0, 0},
       {false, false}},
      {"half spills 30 %", {{4, 2}, {4, 4}}, 50, {70, 30}, {0, 0}, {false, false}},
      {"none healthy", {{4, 0}, {4, 4}}, 50, {0, 100}, {0, 0}, {false, false}},
      {"degraded after all healthy", {{4, 0, 4}, {4, 2}}, 0, {0, 70}, {30, 0}, {false, false}},
      {"only degraded", {{1, 0, 1}}, 50, {0}, {100}, {false}},
      {"one of four healthy, the rest degraded", {{4, 3, 1}}, 50, {100}, {0}, {false}},
      {"weak priorities share in proportion",
       {{10, 2}, {10, 2}},
       10,
       {50, 50},
       {0, 0},
       {false, false}},
      {"a weak one panics", {{10, 6}, {10, 1}}, 50, {86, 14}, {0, 0}, {false, true}},
      {"nobody healthy: by size", {{3, 0}, {1, 0}}, 50, {75, 25}, {0, 0}, {true, true}},
      {"nobody healthy, no panic", {{3, 0}}, 0, {0}, {0}, {false}},
      {"no host", {{0, 0}}, 50, {0}, {0}, {true}},
      {"the excluded do not count", {{4, 1, 0, 3}}, 50, {100}, {0}, {false}},
      {"rounding is given to the first",
       {{10, 1}, {10, 1}, {10, 1}},
       0,
       {34, 33, 33},
       {0, 0, 0},
       {false, false, false}},
  };
  for (const Case& c : cases) {
    const PriorityLoad load(c.priorities, 140, c.panic_threshold);
    for (size_t i = 0; i < c.priorities.size(); ++i) {
      EXPECT_EQ(load.healthy_percent(i), c.healthy[i]) << c.name << " " << i;
      EXPECT_EQ(load.degraded_percent(i), c.degraded[i]) << c.name << " " << i;
      EXPECT_EQ(load.in_panic(i), c.panic[i]) << c.name << " " << i;
    }
  }
}

TEST(PriorityLoad, EveryPointFallsIntoAShare) {
  const std::vector<PriorityCounts> priorities = {{4, 0, 4}, {4, 2}};
  const PriorityLoad load(priorities, 140, 0);
  EXPECT_EQ(load.Choose(0).priority, 1u);
  EXPECT_EQ(load.Choose(0).hosts, HostSelection::kHealthy);
  EXPECT_EQ(load.Choose(69).priority, 1u);
  EXPECT_EQ(load.Choose(70).priority, 0u);
  EXPECT_EQ(load.Choose(70).hosts, HostSelection::kDegraded);
  EXPECT_EQ(load.Choose(99).hosts, HostSelection::kDegraded);
}

TEST(PriorityLoad, InPanicAllHostsCount) {
  const std::vector<PriorityCounts> priorities = {{4, 1}};
  const PriorityLoad::Choice choice = PriorityLoad(priorities, 140, 50).Choose(99);
  EXPECT_TRUE(choice.panic);
  EXPECT_EQ(choice.hosts, HostSelection::kAll);
}

}  // namespace
}  // namespace nuncio::upstream
