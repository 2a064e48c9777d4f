// Clusters reach every worker, and hosts outlive the generations of their cluster.
#include "source/upstream/clusters/cluster_set.h"

#include <atomic>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/worker/worker_pool.h"

namespace nuncio::upstream {
namespace {

struct ClusterSetTest : public testing::Test {
  ClusterSetTest() { pool.Start(); }
  ~ClusterSetTest() override {
    Wait([this](std::function<void()> done) { clusters.Shutdown(std::move(done)); });
    pool.Stop();
  }
  // Runs main's loop until what was begun is done.
  void Wait(const std::function<void(std::function<void()>)>& begin) {
    bool done = false;
    begin([&] { done = true; });
    while (!done) main.RunOnce(true);
  }
  // Asks every worker, in a task behind all others.
  void OnWorkers(const std::function<void(WorkerClusters&, const worker::WorkerContext&)>& ask) {
    Wait([&](std::function<void()> done) {
      pool.RunOnAll([&](worker::WorkerContext& worker) { ask(clusters.ForWorker(worker), worker); },
                    std::move(done));
    });
  }
  Endpoints Ports(const std::set<uint16_t>& ports) {
    Endpoints endpoints;
    for (uint16_t port : ports) {
      Endpoint endpoint;
      endpoint.address = network::Address::ParseIp("10.0.0.1", port).value();
      endpoints.hosts.push_back(endpoint);
    }
    return endpoints;
  }
  std::shared_ptr<const ClusterOptions> Named(const std::string& name) {
    auto options = std::make_shared<ClusterOptions>();
    options->name = name;
    return options;
  }
  uint64_t Stat(absl::string_view name) { return store.Find(name).value_or(99); }

  base::SystemClock clock;
  base::Logger log{clock, base::LogLevel::kOff};
  event::Loop main{clock};
  stats::Store store{3};
  worker::WorkerPool pool{{main, clock, log, store}, 2};
  ClusterSet clusters{pool, store};
};

TEST_F(ClusterSetTest, ChangesBehindTheShutdownStayOnMain) {
  Wait([&](auto done) { clusters.Put(Named("a"), Ports({1}), done); });
  Wait([&](auto done) { clusters.Shutdown(done); });
  clusters.Put(Named("a"), Ports({1, 2}));
  clusters.Put(Named("b"), Ports({1}));
  EXPECT_TRUE(clusters.UpdateEndpoints("a", Ports({3})));
  clusters.HealthChanged("a");
  EXPECT_TRUE(clusters.Remove("b"));
  Wait([&](auto done) { pool.RunOnAll([](worker::WorkerContext&) {}, done); });
  EXPECT_EQ(clusters.size(), 1u);
}

TEST_F(ClusterSetTest, EveryWorkerFindsAClusterUntilItIsRemoved) {
  Wait([&](auto done) { clusters.Put(Named("a"), Ports({1, 2}), done); });
  std::atomic<int> found{0};
  OnWorkers([&](WorkerClusters& mine, const worker::WorkerContext&) {
    const ClusterPin pin = mine.Find("a");
    if (pin && pin->cluster().hosts().size() == 2 && !mine.Find("b")) ++found;
  });
  EXPECT_EQ(found, 2);
  EXPECT_EQ(Stat("cluster_manager.active_clusters"), 1u);
  EXPECT_TRUE(clusters.Remove("a"));
  EXPECT_FALSE(clusters.Remove("a"));
  OnWorkers([&](WorkerClusters& mine, const worker::WorkerContext&) {
    if (!mine.Find("a")) --found;
  });
  EXPECT_EQ(found, 0);
  EXPECT_EQ(Stat("cluster_manager.cluster_added"), 1u);
  EXPECT_EQ(Stat("cluster_manager.cluster_removed"), 1u);
  EXPECT_EQ(Stat("cluster_manager.active_clusters"), 0u);
}

TEST_F(ClusterSetTest, AHostThatStaysIsTheSameOne) {
  clusters.Put(Named("a"), Ports({1, 2}));
  const HostRef one = clusters.Find("a")->hosts()[0];
  one->counters().rq_total = 7;
  EXPECT_TRUE(clusters.UpdateEndpoints("a", Ports({1, 3})));
  EXPECT_EQ(clusters.Find("a")->hosts()[0], one);
  EXPECT_EQ(clusters.Find("a")->generation(), 2u);
  EXPECT_EQ(Stat("cluster.a.membership_change"), 2u);
  EXPECT_EQ(Stat("cluster.a.membership_total"), 2u);
  // Also when the cluster itself is replaced.
  clusters.Put(Named("a"), Ports({1}));
  EXPECT_EQ(clusters.Find("a")->hosts()[0], one);
  EXPECT_EQ(Stat("cluster.a.membership_total"), 1u);
  EXPECT_EQ(Stat("cluster_manager.cluster_modified"), 1u);
  EXPECT_FALSE(clusters.UpdateEndpoints("b", Ports({1})));
}

TEST_F(ClusterSetTest, TheSameEndpointsMakeNoNewGeneration) {
  clusters.Put(Named("a"), Ports({1}));
  Wait([&](auto done) { clusters.UpdateEndpoints("a", Ports({1}), done); });
  EXPECT_EQ(clusters.Find("a")->generation(), 1u);
  EXPECT_EQ(Stat("cluster.a.update_no_rebuild"), 1u);
  EXPECT_EQ(Stat("cluster.a.membership_change"), 1u);
}

TEST_F(ClusterSetTest, AChangeOfWeightOrHealthIsAGenerationWithTheSameMembers) {
  clusters.Put(Named("a"), Ports({1}));
  Endpoints endpoints = Ports({1});
  endpoints.hosts[0].health = EndpointHealth::kDegraded;
  clusters.UpdateEndpoints("a", endpoints);
  EXPECT_EQ(clusters.Find("a")->generation(), 2u);
  EXPECT_EQ(Stat("cluster.a.membership_change"), 1u);
  EXPECT_EQ(Stat("cluster.a.membership_healthy"), 0u);
  EXPECT_EQ(Stat("cluster.a.membership_degraded"), 1u);
}

TEST_F(ClusterSetTest, TheHealthThatACheckerFoundReachesTheWorkers) {
  clusters.Put(Named("a"), Ports({1, 2}));
  clusters.Find("a")->hosts()[0]->SetFlags(health_flag::kFailedActiveCheck);
  clusters.HealthChanged("a");
  EXPECT_EQ(Stat("cluster.a.membership_healthy"), 1u);
  std::atomic<int> right{0};
  OnWorkers([&](WorkerClusters& mine, const worker::WorkerContext&) {
    const ClusterPin pin = mine.Find("a");
    for (int i = 0; i < 4; ++i) {
      if (pin->Pick(PickContext())->host().address().port() == 2) ++right;
    }
  });
  EXPECT_EQ(right, 8);
}

TEST_F(ClusterSetTest, AnAddressTwiceIsOneHost) {
  Endpoints endpoints = Ports({1});
  endpoints.hosts.push_back(endpoints.hosts[0]);
  clusters.Put(Named("a"), endpoints);
  EXPECT_EQ(clusters.Find("a")->hosts().size(), 1u);
}

TEST_F(ClusterSetTest, APreferredHostIsUsedWhileItIsFit) {
  clusters.Put(Named("a"), Ports({1, 2, 3}));
  const network::Address two = network::Address::ParseIp("10.0.0.1", 2).value();
  const network::Address nobody = network::Address::ParseIp("10.0.0.1", 9).value();
  std::atomic<int> wrong{0};
  std::atomic<int> others{0};
  const auto ask = [&](WorkerClusters& mine, const worker::WorkerContext&) {
    const ClusterPin pin = mine.Find("a");
    PickContext context;
    context.preferred = &nobody;
    if (!pin->Pick(context)) ++wrong;
    context.preferred = &two;
    for (int i = 0; i < 6; ++i) {
      if (pin->Pick(context)->host().address().port() != 2) ++others;
    }
  };
  OnWorkers(ask);
  EXPECT_EQ(others, 0);
  clusters.Find("a")->hosts()[1]->SetFlags(health_flag::kFailedOutlierCheck);
  clusters.HealthChanged("a");
  OnWorkers(ask);
  EXPECT_EQ(others, 12);
  EXPECT_EQ(wrong, 0);
}

TEST_F(ClusterSetTest, AClusterWithoutHostsCountsIt) {
  clusters.Put(Named("a"), Endpoints());
  OnWorkers([&](WorkerClusters& mine, const worker::WorkerContext&) {
    EXPECT_FALSE(static_cast<bool>(mine.Find("a")->Pick(PickContext())));
  });
  EXPECT_EQ(Stat("cluster.a.upstream_cx_none_healthy"), 2u);
}

TEST_F(ClusterSetTest, TheAlternateStatNameIsTheOneInTheStats) {
  auto options = std::make_shared<ClusterOptions>();
  options->name = "real";
  options->alt_stat_name = "shown.as";
  clusters.Put(options, Ports({1}));
  EXPECT_NE(clusters.Find("real"), nullptr);
  EXPECT_EQ(Stat("cluster.shown.as.membership_total"), 1u);
}

TEST_F(ClusterSetTest, OverloadDropsTheShareThatIsAskedFor) {
  Endpoints endpoints = Ports({1});
  endpoints.drop.per_million = 1'000'000;
  clusters.Put(Named("a"), endpoints);
  std::atomic<int> dropped{0};
  OnWorkers([&](WorkerClusters& mine, const worker::WorkerContext&) {
    if (mine.Find("a")->DecideDrop() == DropDecision::kDropUnconditional) ++dropped;
  });
  EXPECT_EQ(dropped, 2);
  endpoints.drop.per_million = 500'000;
  clusters.UpdateEndpoints("a", endpoints);
  OnWorkers([&](WorkerClusters& mine, const worker::WorkerContext&) {
    for (int i = 0; i < 1000; ++i) {
      if (mine.Find("a")->DecideDrop() == DropDecision::kDrop) ++dropped;
    }
  });
  EXPECT_GT(dropped, 800);
  EXPECT_LT(dropped, 1200);
}

TEST_F(ClusterSetTest, ResponsesCountByCodeInEachScope) {
  clusters.Put(Named("a"), Ports({1}));
  OnWorkers([&](WorkerClusters& mine, const worker::WorkerContext&) {
    const ClusterPin pin = mine.Find("a");
    pin->CountResponse(CodeScope::kAll, 503);
    pin->CountResponse(CodeScope::kExternal, 503);
    pin->RecordResponseTime(CodeScope::kAll, 12);
    pin->Add(kRqTimeout);
  });
  EXPECT_EQ(Stat("cluster.a.upstream_rq_503"), 2u);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_5xx"), 2u);
  EXPECT_EQ(Stat("cluster.a.external.upstream_rq_completed"), 2u);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_timeout"), 2u);
}

}  // namespace
}  // namespace nuncio::upstream
