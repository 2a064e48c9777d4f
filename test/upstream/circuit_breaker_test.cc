// Tickets are given up to the limit, and the gauges follow them.
#include "source/upstream/circuit_breaker.h"

#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "source/stats/store.h"
#include "source/upstream/cluster_info.h"

namespace nuncio::upstream {
namespace {

struct CircuitBreakerTest : public testing::Test {
  std::unique_ptr<ClusterInfo> Make(uint32_t max_requests, bool track) {
    auto options = std::make_shared<ClusterOptions>();
    options->name = "a";
    options->thresholds[0].max_requests = max_requests;
    options->thresholds[0].track_remaining = track;
    return std::make_unique<ClusterInfo>(options, store);
  }
  uint64_t Open() { return *store.Find("cluster.a.circuit_breakers.default.rq_open"); }
  stats::Store store{4};
};

TEST_F(CircuitBreakerTest, GivesTicketsUpToTheLimit) {
  const auto info = Make(2, false);
  TicketPool& requests = info->breaker(ResourcePriority::kDefault).requests;
  stats::Slots& slots = store.slots(0);
  EXPECT_TRUE(requests.TryTake(slots));
  EXPECT_EQ(Open(), 0u);
  EXPECT_TRUE(requests.TryTake(slots));
  EXPECT_EQ(Open(), 1u);
  EXPECT_FALSE(requests.TryTake(slots));
  EXPECT_EQ(requests.taken(), 2u);
  EXPECT_EQ(Open(), 1u);
  requests.Return(slots);
  EXPECT_EQ(Open(), 0u);
  EXPECT_TRUE(requests.TryTake(slots));
  requests.Return(slots);
  requests.Return(slots);
  EXPECT_EQ(requests.taken(), 0u);
}

TEST_F(CircuitBreakerTest, ALimitOfZeroGivesNone) {
  const auto info = Make(0, true);
  TicketPool& requests = info->breaker(ResourcePriority::kDefault).requests;
  EXPECT_FALSE(requests.TryTake(store.slots(0)));
  EXPECT_EQ(store.Find("cluster.a.circuit_breakers.default.remaining_rq"), 0u);
}

TEST_F(CircuitBreakerTest, AForcedTicketGoesOverTheLimitAndTheGaugesComeBack) {
  const auto info = Make(1, true);
  TicketPool& requests = info->breaker(ResourcePriority::kDefault).requests;
  const auto remaining = [&] {
    return store.Find("cluster.a.circuit_breakers.default.remaining_rq");
  };
  {
    const Ticket one = Ticket::Try(requests, store.slots(0));
    EXPECT_EQ(remaining(), 0u);
    const Ticket two = Ticket::Force(requests, store.slots(1));
    EXPECT_TRUE(static_cast<bool>(two));
    EXPECT_EQ(remaining(), 0u);
    EXPECT_EQ(Open(), 1u);
    EXPECT_FALSE(static_cast<bool>(Ticket::Try(requests, store.slots(0))));
  }
  EXPECT_EQ(remaining(), 1u);
  EXPECT_EQ(Open(), 0u);
}

TEST_F(CircuitBreakerTest, RemainingIsThereOnlyWhenTracked) {
  const auto info = Make(7, false);
  EXPECT_EQ(store.Find("cluster.a.circuit_breakers.default.remaining_rq"), std::nullopt);
}

TEST_F(CircuitBreakerTest, PrioritiesHaveLimitsOfTheirOwn) {
  const auto info = Make(0, false);
  EXPECT_TRUE(info->breaker(ResourcePriority::kHigh).requests.TryTake(store.slots(0)));
}

TEST_F(CircuitBreakerTest, ThreadsAtTheLimitLeaveTheGaugesRight) {
  const auto info = Make(3, true);
  TicketPool& requests = info->breaker(ResourcePriority::kDefault).requests;
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10000; ++i) {
        const Ticket a = Ticket::Try(requests, store.slots(t));
        const Ticket b = Ticket::Try(requests, store.slots(t));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(requests.taken(), 0u);
  EXPECT_EQ(Open(), 0u);
  EXPECT_EQ(store.Find("cluster.a.circuit_breakers.default.remaining_rq"), 3u);
}

}  // namespace
}  // namespace nuncio::upstream
