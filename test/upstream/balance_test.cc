// Policies choose hosts; health, priorities and panic decide among which.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "source/base/random.h"
#include "source/stats/store.h"
#include "source/upstream/balance/cluster_balancer.h"
#include "source/upstream/balance/weighted_queue.h"
#include "test/support/manual_random.h"

namespace nuncio::upstream {
namespace {

TEST(WeightedQueue, EachComesUpInProportionAndEvenlySpread) {
  WeightedQueue queue;
  queue.Add(0, 1);
  queue.Add(1, 3);
  std::string turns;
  for (int i = 0; i < 8; ++i) {
    absl::StrAppend(&turns, queue.Next([](uint32_t entry) { return entry == 0 ? 1.0 : 3.0; }));
  }
  EXPECT_EQ(std::count(turns.begin(), turns.end(), '0'), 2);
  EXPECT_EQ(turns.find("00"), std::string::npos);
}

struct BalanceTest : public testing::Test {
  Endpoint At(uint16_t port, uint32_t weight = 1, EndpointHealth health = EndpointHealth::kHealthy,
              uint32_t priority = 0) {
    Endpoint endpoint;
    endpoint.address = network::Address::ParseIp("10.0.0.1", port).value();
    endpoint.weight = weight;
    endpoint.health = health;
    endpoint.priority = priority;
    return endpoint;
  }
  Cluster Make(const std::vector<Endpoint>& endpoints) {
    auto shared = std::make_shared<ClusterOptions>(options);
    std::vector<HostRef> hosts;
    for (const Endpoint& endpoint : endpoints) hosts.push_back(std::make_shared<Host>(endpoint));
    return Cluster(std::make_shared<ClusterInfo>(shared, store), hosts, {}, 140, 1);
  }
  // How often each port is picked.
  std::map<uint16_t, int> Count(const Cluster& cluster, int picks) {
    std::map<uint16_t, int> counts;
    ClusterBalancer balancer;
    for (int i = 0; i < picks; ++i) {
      const auto choice = balancer.Pick(cluster, context, random);
      if (choice.host != nullptr) ++counts[choice.host->address().port()];
    }
    return counts;
  }
  using Counts = std::map<uint16_t, int>;

  stats::Store store{1};
  ClusterOptions options{.name = "a"};
  PickContext context;
  base::SystemRandom random;
};

TEST_F(BalanceTest, RoundRobinTakesEqualHostsInTurn) {
  const Cluster cluster = Make({At(1), At(2), At(3)});
  EXPECT_EQ(Count(cluster, 30), (Counts{{1, 10}, {2, 10}, {3, 10}}));
}

TEST_F(BalanceTest, RoundRobinHonoursWeightsExactlyOverWholeCycles) {
  const Cluster cluster = Make({At(1, 10), At(2, 30)});
  EXPECT_EQ(Count(cluster, 40), (Counts{{1, 10}, {2, 30}}));
}

TEST_F(BalanceTest, LeastRequestBetweenIdleHostsFollowsTheWeights) {
  options.balance.policy = BalancePolicy::kLeastRequest;
  const Cluster cluster = Make({At(1, 1), At(2, 4)});
  EXPECT_EQ(Count(cluster, 25), (Counts{{1, 5}, {2, 20}}));
}

TEST_F(BalanceTest, LeastRequestByWeightShunsBusyHosts) {
  options.balance.policy = BalancePolicy::kLeastRequest;
  const Cluster cluster = Make({At(1, 1), At(2, 2)});
  cluster.hosts()[1]->counters().rq_active = 7;
  const Counts counts = Count(cluster, 100);
  EXPECT_GT(counts.at(1), 75);
}

TEST_F(BalanceTest, LeastRequestTakesTheLessBusyOfTwo) {
  options.balance.policy = BalancePolicy::kLeastRequest;
  const Cluster cluster = Make({At(1), At(2)});
  cluster.hosts()[0]->counters().rq_active = 5;
  ClusterBalancer balancer;
  test::ManualRandom dice({0, ~uint64_t{0}});  // one host, then the other
  for (int i = 0; i < 10; ++i) {
    const auto choice = balancer.Pick(cluster, context, dice);
    EXPECT_EQ(choice.host->address().port(), 2);
  }
}

TEST_F(BalanceTest, LeastRequestWithAFullScanPassesTheBusyHostsBy) {
  options.balance.policy = BalancePolicy::kLeastRequest;
  options.balance.full_scan = true;
  const Cluster cluster = Make({At(1), At(2), At(3)});
  cluster.hosts()[0]->counters().rq_active = 1;
  cluster.hosts()[2]->counters().rq_active = 1;
  EXPECT_EQ(Count(cluster, 10), (Counts{{2, 10}}));
}

TEST_F(BalanceTest, RandomReachesEveryHost) {
  options.balance.policy = BalancePolicy::kRandom;
  EXPECT_EQ(Count(Make({At(1), At(2), At(3)}), 500).size(), 3u);
}

TEST_F(BalanceTest, UnhealthyHostsGetNothingUntilThereIsPanic) {
  const auto bad = EndpointHealth::kUnhealthy;
  EXPECT_EQ(Count(Make({At(1), At(2), At(3, 1, bad)}), 20), (Counts{{1, 10}, {2, 10}}));
  EXPECT_EQ(Count(Make({At(1), At(2, 1, bad), At(3, 1, bad)}), 30),
            (Counts{{1, 10}, {2, 10}, {3, 10}}));
  options.balance.panic_threshold = 0;
  EXPECT_EQ(Count(Make({At(1), At(2, 1, bad), At(3, 1, bad)}), 30), (Counts{{1, 30}}));
}

TEST_F(BalanceTest, PanicMayFailInstead) {
  options.balance.fail_traffic_on_panic = true;
  const Cluster cluster =
      Make({At(1), At(2, 1, EndpointHealth::kTimeout), At(3, 1, EndpointHealth::kTimeout)});
  ClusterBalancer balancer;
  const auto choice = balancer.Pick(cluster, context, random);
  EXPECT_EQ(choice.host, nullptr);
  EXPECT_TRUE(choice.panic);
}

TEST_F(BalanceTest, DegradedHostsServeWhenNoHealthyOneIsLeft) {
  const auto degraded = EndpointHealth::kDegraded;
  EXPECT_EQ(Count(Make({At(1, 1, degraded)}), 5), (Counts{{1, 5}}));
  EXPECT_EQ(Count(Make({At(1, 1, degraded), At(2), At(3), At(4)}), 30),
            (Counts{{2, 10}, {3, 10}, {4, 10}}));
}

TEST_F(BalanceTest, TheNextPriorityServesWhenTheFirstIsDown) {
  const Cluster cluster =
      Make({At(1, 1, EndpointHealth::kDraining), At(2, 1, EndpointHealth::kHealthy, 2)});
  EXPECT_EQ(cluster.priorities().size(), 3u);
  EXPECT_EQ(Count(cluster, 10), (Counts{{2, 10}}));
}

TEST_F(BalanceTest, AnEmptyClusterHasNoHost) {
  ClusterBalancer balancer;
  const auto choice = balancer.Pick(Make({}), context, random);
  EXPECT_EQ(choice.host, nullptr);
  EXPECT_FALSE(choice.panic);
}

TEST_F(BalanceTest, ARejectedHostIsPickedAgainUpToTheLimit) {
  const Cluster cluster = Make({At(1), At(2)});
  int asked = 0;
  const std::function<bool(const Host&)> rejects = [&](const Host& host) {
    ++asked;
    return host.address().port() == 1;
  };
  context.rejects = &rejects;
  context.max_attempts = 2;
  EXPECT_EQ(Count(cluster, 10), (Counts{{2, 10}}));
  const std::function<bool(const Host&)> rejects_all = [&](const Host&) { return true; };
  context.rejects = &rejects_all;
  context.max_attempts = 3;
  EXPECT_EQ(Count(cluster, 10), (Counts{{1, 5}, {2, 5}}));
}

TEST(Host, ItsIdentityIsAddressNameLocalityAndMetadata) {
  Endpoint endpoint;
  endpoint.address = network::Address::ParseIp("10.0.0.1", 80).value();
  endpoint.hostname = "h";
  endpoint.locality = std::make_shared<Locality>(Locality{"r", "z", ""});
  auto metadata = std::make_shared<record::Metadata>();
  metadata->filter_metadata["envoy.lb"].emplace("k", record::Value("v"));
  endpoint.metadata = metadata;
  const Host host(endpoint);

  Endpoint same = endpoint;
  same.locality = std::make_shared<Locality>(Locality{"r", "z", ""});
  same.metadata = std::make_shared<record::Metadata>(*metadata);
  same.weight = 9;
  EXPECT_TRUE(host.IsSame(same));
  EXPECT_TRUE(host.TakeOver(same));
  EXPECT_FALSE(host.TakeOver(same));
  EXPECT_EQ(host.weight(), 9u);

  Endpoint other = endpoint;
  other.hostname = "i";
  EXPECT_FALSE(host.IsSame(other));
  other = endpoint;
  other.metadata = nullptr;
  EXPECT_FALSE(host.IsSame(other));
  other = endpoint;
  other.locality = nullptr;
  EXPECT_FALSE(host.IsSame(other));
}

TEST(Host, TheControlPlanesWordAndTheCheckersAreTwoThings) {
  Endpoint endpoint;
  const Host host(endpoint);
  host.SetFlags(health_flag::kFailedActiveCheck);
  endpoint.health = EndpointHealth::kDegraded;
  EXPECT_TRUE(host.TakeOver(endpoint));
  EXPECT_EQ(host.health(), Health::kUnhealthy);
  host.ClearFlags(health_flag::kFailedActiveCheck);
  EXPECT_EQ(host.health(), Health::kDegraded);
  endpoint.health = EndpointHealth::kHealthy;
  EXPECT_TRUE(host.TakeOver(endpoint));
  EXPECT_EQ(host.health(), Health::kHealthy);
}

TEST(Host, CountersComeWithTheFirstUse) {
  const Host host{Endpoint()};
  EXPECT_EQ(host.counters_if_used(), nullptr);
  host.counters().rq_total = 1;
  EXPECT_EQ(host.counters_if_used()->rq_total, 1u);
}

}  // namespace
}  // namespace nuncio::upstream
