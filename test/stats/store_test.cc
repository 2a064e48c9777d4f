// The store adds up what threads wrote, and metrics live as long as their group.
#include "source/stats/store.h"

#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "source/stats/code_counters.h"

namespace nuncio::stats {
namespace {

enum TestMetric : size_t { kTotal, kActive, kTime, kVersion };
constexpr MetricSpec kMetrics[] = {{"upstream_rq_total", MetricKind::kCounter},
                                   {"upstream_rq_active", MetricKind::kGauge},
                                   {"upstream_rq_time", MetricKind::kHistogram},
                                   {"version_text", MetricKind::kText}};
constexpr GroupSpec kSpec = {"cluster.{envoy_cluster_name}", kMetrics};

TEST(Store, AddsUpTheThreads) {
  Store store(3);
  const GroupRef group = store.Instantiate(kSpec, "a");
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 3; ++t) {
    threads.emplace_back([&store, &group, t] {
      for (int i = 0; i < 1000; ++i) {
        store.slots(t).Add(group->counter(kTotal));
        store.slots(t).Add(group->gauge(kActive), 2);
        store.slots(t).Sub(group->gauge(kActive));
        store.slots(t).Record(group->histogram(kTime), 7);
      }
    });
  }
  for (int i = 0; i < 100; ++i) store.Flush();
  for (std::thread& thread : threads) thread.join();
  store.Flush();
  EXPECT_EQ(store.Value(group->counter(kTotal)), 3000u);
  EXPECT_EQ(store.Value(group->gauge(kActive)), 3000u);
  EXPECT_EQ(store.Value(group->histogram(kTime)).cumulative.total(), 3000u);
}

TEST(Store, AGaugeMayGoDownOnAnotherThread) {
  Store store(2);
  const GroupRef group = store.Instantiate(kSpec, "a");
  store.slots(0).Add(group->gauge(kActive), 5);
  store.slots(1).Sub(group->gauge(kActive), 3);
  EXPECT_EQ(store.Value(group->gauge(kActive)), 2u);
}

TEST(Store, AGaugeHoldsAll64Bits) {
  Store store(2);
  const GroupRef group = store.Instantiate(kSpec, "a");
  store.Set(group->gauge(kActive), 17241709254077376921u);
  EXPECT_EQ(store.Value(group->gauge(kActive)), 17241709254077376921u);
  store.Set(group->gauge(kActive), 0);
  store.slots(1).Sub(group->gauge(kActive));
  EXPECT_EQ(store.Value(group->gauge(kActive)), 18446744073709551615u);
}

TEST(Store, ATextByNameIsFoundAgain) {
  Store store(1);
  const GroupRef group = store.Instantiate(kSpec, "a");
  store.SetText(group->FindOrAddText("t"), "x");
  EXPECT_EQ(store.Value(group->FindOrAddText("t")), "x");
}

TEST(Store, OneGroupForOneNameWhileItIsHeld) {
  Store store(1);
  GroupRef a = store.Instantiate(kSpec, "a");
  EXPECT_EQ(store.Instantiate(kSpec, "a"), a);
  EXPECT_NE(store.Instantiate(kSpec, "b"), a);
  store.slots(0).Add(a->counter(kTotal));
  store.slots(0).Record(a->histogram(kTime), 1);
  a.reset();
  EXPECT_EQ(store.Find("cluster.a.upstream_rq_total"), std::nullopt);
  a = store.Instantiate(kSpec, "c");
  EXPECT_EQ(store.Value(a->counter(kTotal)), 0u);
  EXPECT_FALSE(store.Used(MetricKind::kHistogram, a->histogram(kTime).id));
}

TEST(Store, ColonsInNamesBecomeUnderscores) {
  Store store(1);
  EXPECT_EQ(store.Instantiate(kSpec, "10.0.0.1:80")->name(), "cluster.10.0.0.1_80");
}

TEST(Store, UsedIsWhatWasWrittenEvenWithZero) {
  Store store(1);
  const GroupRef group = store.Instantiate(kSpec, "a");
  const Gauge active = group->gauge(kActive);
  EXPECT_FALSE(store.Used(MetricKind::kGauge, active.id));
  store.Set(active, 0);
  EXPECT_TRUE(store.Used(MetricKind::kGauge, active.id));
}

TEST(Store, AResetStartsCountersAnewAndLeavesTheRest) {
  Store store(1);
  const GroupRef group = store.Instantiate(kSpec, "a");
  store.slots(0).Add(group->counter(kTotal), 5);
  store.slots(0).Add(group->gauge(kActive), 5);
  store.ResetCounters();
  store.slots(0).Add(group->counter(kTotal));
  EXPECT_EQ(store.Value(group->counter(kTotal)), 1u);
  EXPECT_EQ(store.Value(group->gauge(kActive)), 5u);
}

TEST(Store, AnIntervalEndsWithAFlush) {
  Store store(1);
  const GroupRef group = store.Instantiate(kSpec, "a");
  const Histogram time = group->histogram(kTime);
  store.slots(0).Record(time, 1);
  EXPECT_TRUE(store.Value(time).cumulative.empty());
  store.Flush();
  EXPECT_EQ(store.Value(time).interval.total(), 1u);
  store.Flush();
  EXPECT_EQ(store.Value(time).interval.total(), 0u);
  EXPECT_EQ(store.Value(time).cumulative.total(), 1u);
}

TEST(Store, AMetricByNameIsTheDeclaredOneOrANewOne) {
  Store store(1);
  const GroupRef group = store.Instantiate(kSpec, "a");
  EXPECT_EQ(group->FindOrAddCounter("upstream_rq_total").id, group->counter(kTotal).id);
  const Counter added = group->FindOrAddCounter("x");
  EXPECT_EQ(group->FindOrAddCounter("x").id, added.id);
  const Gauge hidden = group->FindOrAddGauge("x");
  store.slots(0).Add(added, 2);
  store.slots(0).Add(hidden, 9);
  EXPECT_EQ(store.Find("cluster.a.x"), 2u);
  store.slots(0).Add(store.FindOrAddCounter("http.loose"), 3);
  EXPECT_EQ(store.Find("http.loose"), 3u);
}

TEST(CodeCounters, CountTheCodeItsClassAndTheWhole) {
  Store store(1);
  CodeCounters counters(store.Instantiate(kSpec, "a"), "external.");
  for (uint32_t status : {200u, 204u, 503u, 99u, 600u}) counters.Count(store.slots(0), status);
  EXPECT_EQ(store.Find("cluster.a.external.upstream_rq_completed"), 5u);
  EXPECT_EQ(store.Find("cluster.a.external.upstream_rq_2xx"), 2u);
  EXPECT_EQ(store.Find("cluster.a.external.upstream_rq_200"), 1u);
  EXPECT_EQ(store.Find("cluster.a.external.upstream_rq_5xx"), 1u);
  EXPECT_EQ(store.Find("cluster.a.external.upstream_rq_404"), std::nullopt);
}

}  // namespace
}  // namespace nuncio::stats
