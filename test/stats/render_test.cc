// The pages: text, JSON and Prometheus.
#include "source/stats/render.h"

#include <string>

#include "gtest/gtest.h"
#include "source/stats/code_counters.h"
#include "source/stats/store.h"

namespace nuncio::stats {
namespace {

constexpr MetricSpec kClusterMetrics[] = {{"upstream_rq_total", MetricKind::kCounter},
                                          {"circuit_breakers.high.cx_open", MetricKind::kGauge},
                                          {"upstream_rq_time", MetricKind::kHistogram},
                                          {"note", MetricKind::kText}};
constexpr GroupSpec kCluster = {"cluster.{envoy_cluster_name}", kClusterMetrics};
constexpr MetricSpec kWorkerMetrics[] = {{"downstream_cx_total", MetricKind::kCounter}};
constexpr GroupSpec kWorker = {"listener.{envoy_listener_address}.worker_{envoy_worker_id}",
                               kWorkerMetrics};
constexpr MetricSpec kServerMetrics[] = {{"live", MetricKind::kGauge}};
constexpr GroupSpec kServer = {"server", kServerMetrics};

struct RenderTest : public testing::Test {
  Store store{1};
  GroupRef a = store.Instantiate(kCluster, "a");
  GroupRef server = store.Instantiate(kServer);
  RenderOptions options;
};

TEST_F(RenderTest, TextListsTextsThenNumbersThenHistogramsByName) {
  store.SetText(a->text(3), "hello");
  store.slots(0).Add(a->counter(0), 2);
  EXPECT_EQ(RenderText(store, options),
            "cluster.a.note: \"hello\"\n"
            "cluster.a.circuit_breakers.high.cx_open: 0\n"
            "cluster.a.upstream_rq_total: 2\n"
            "server.live: 0\n"
            "cluster.a.upstream_rq_time: No recorded values\n");
  options.used_only = true;
  options.kind = MetricKind::kCounter;
  EXPECT_EQ(RenderText(store, options), "cluster.a.upstream_rq_total: 2\n");
  options = {};
  options.filter = [](absl::string_view name) { return name == "server.live"; };
  EXPECT_EQ(RenderText(store, options), "server.live: 0\n");
}

TEST_F(RenderTest, TextHistogramsInEveryStyle) {
  options.kind = MetricKind::kHistogram;
  store.slots(0).Record(a->histogram(2), 100);
  store.Flush();
  store.Flush();
  EXPECT_EQ(RenderText(store, options),
            "cluster.a.upstream_rq_time: P0(nan,100) P25(nan,102.5) P50(nan,105) P75(nan,107.5) "
            "P90(nan,109) P95(nan,109.5) P99(nan,109.9) P99.5(nan,109.95) P99.9(nan,109.99) "
            "P100(nan,110)\n");
  constexpr double kBounds[] = {2.5, 100, 1800000};
  options.bounds = [&](absl::string_view) { return absl::Span<const double>(kBounds); };
  options.histograms = HistogramStyle::kCumulative;
  EXPECT_EQ(RenderText(store, options),
            "cluster.a.upstream_rq_time: B2.5(0,0) B100(0,1) B1.8e+06(0,1)\n");
  options.histograms = HistogramStyle::kDisjoint;
  EXPECT_EQ(RenderText(store, options),
            "cluster.a.upstream_rq_time: B2.5(0,0) B100(0,1) B1.8e+06(0,0)\n");
  options.histograms = HistogramStyle::kDetailed;
  EXPECT_NE(RenderText(store, options).find("\n  totals=100,10:1\n  intervals=\n  summary=P0("),
            std::string::npos);
}

TEST_F(RenderTest, JsonHasScalarsAndComputedQuantiles) {
  options.filter = [](absl::string_view name) { return name != "server.live"; };
  options.used_only = true;
  EXPECT_EQ(RenderJson(store, options), "{\"stats\":[]}");
  store.slots(0).Add(a->counter(0));
  store.slots(0).Record(a->histogram(2), 1);
  store.SetText(a->text(3), "a \"quoted\"\n");
  store.Flush();
  const std::string page = RenderJson(store, options);
  EXPECT_EQ(
      page.find("{\"stats\":[{\"name\":\"cluster.a.note\",\"value\":\"a \\\"quoted\\\"\\u000a\"},"
                "{\"name\":\"cluster.a.upstream_rq_total\",\"value\":1},"
                "{\"histograms\":{\"supported_quantiles\":"
                "[0,25,50,75,90,95,99,99.5,99.9,100],\"computed_quantiles\":"
                "[{\"name\":\"cluster.a.upstream_rq_time\",\"values\":"
                "[{\"cumulative\":1,\"interval\":1},"),
      0u)
      << page;
  store.Flush();
  EXPECT_NE(RenderJson(store, options).find("{\"cumulative\":1,\"interval\":null}"),
            std::string::npos);
}

TEST_F(RenderTest, JsonDetailsGiveEveryBin) {
  store.slots(0).Record(a->histogram(2), 1050);
  store.Flush();
  options.kind = MetricKind::kHistogram;
  options.histograms = HistogramStyle::kDetailed;
  EXPECT_NE(RenderJson(store, options)
                .find("\"totals\":[{\"lower_bound\":1000,\"width\":100,\"count\":1}]"),
            std::string::npos);
}

TEST_F(RenderTest, PrometheusGivesLabelsAndOneTypeLinePerFamily) {
  const GroupRef b = store.Instantiate(kCluster, "b\"");
  CodeCounters codes(a, "");
  codes.Count(store.slots(0), 503);
  store.slots(0).Add(b->counter(0), 3);
  options.kind = MetricKind::kCounter;
  EXPECT_EQ(RenderPrometheus(store, options),
            "# TYPE envoy_cluster_upstream_rq counter\n"
            "envoy_cluster_upstream_rq{envoy_response_code=\"503\",envoy_cluster_name=\"a\"} 1\n"
            "# TYPE envoy_cluster_upstream_rq_completed counter\n"
            "envoy_cluster_upstream_rq_completed{envoy_cluster_name=\"a\"} 1\n"
            "# TYPE envoy_cluster_upstream_rq_total counter\n"
            "envoy_cluster_upstream_rq_total{envoy_cluster_name=\"a\"} 0\n"
            "envoy_cluster_upstream_rq_total{envoy_cluster_name=\"b\\\"\"} 3\n"
            "# TYPE envoy_cluster_upstream_rq_xx counter\n"
            "envoy_cluster_upstream_rq_xx{envoy_response_code_class=\"5\","
            "envoy_cluster_name=\"a\"} 1\n");
}

TEST_F(RenderTest, PrometheusLeavesThePlacesOfLabelsOut) {
  const std::string_view address = "10.0.0.1:80";
  const absl::string_view values[] = {{address.data(), address.size()}, "0"};
  const GroupRef worker = store.Instantiate(kWorker, values);
  options.filter = [](absl::string_view name) { return name[0] == 'l' || name[0] == 's'; };
  EXPECT_EQ(RenderPrometheus(store, options),
            "# TYPE envoy_listener_worker_downstream_cx_total counter\n"
            "envoy_listener_worker_downstream_cx_total{envoy_worker_id=\"0\","
            "envoy_listener_address=\"10.0.0.1_80\"} 0\n"
            "# TYPE envoy_server_live gauge\n"
            "envoy_server_live{} 0\n");
}

TEST_F(RenderTest, PrometheusHistogramsHaveBucketsSumAndCount) {
  constexpr double kBounds[] = {0.5, 1800000};
  options.bounds = [&](absl::string_view) { return absl::Span<const double>(kBounds); };
  options.kind = MetricKind::kHistogram;
  store.slots(0).Record(a->histogram(2), 100);
  store.slots(0).Record(a->histogram(2), 2000000);
  store.Flush();
  EXPECT_EQ(RenderPrometheus(store, options),
            "# TYPE envoy_cluster_upstream_rq_time histogram\n"
            "envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name=\"a\",le=\"0.5\"} 0\n"
            "envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name=\"a\",le=\"1800000\"} 1\n"
            "envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name=\"a\",le=\"+Inf\"} 2\n"
            "envoy_cluster_upstream_rq_time_sum{envoy_cluster_name=\"a\"} 2050105\n"
            "envoy_cluster_upstream_rq_time_count{envoy_cluster_name=\"a\"} 2\n");
  options.summaries = true;
  const std::string page = RenderPrometheus(store, options);
  EXPECT_NE(page.find("# TYPE envoy_cluster_upstream_rq_time summary"), std::string::npos);
  EXPECT_NE(page.find("{envoy_cluster_name=\"a\",quantile=\"0.995\"} "), std::string::npos);
}

TEST_F(RenderTest, PrometheusShowsTextsOnlyWhenAsked) {
  store.SetText(a->text(3), "v1");
  options.kind = MetricKind::kText;
  EXPECT_EQ(RenderPrometheus(store, options), "");
  options.text_readouts = true;
  EXPECT_EQ(RenderPrometheus(store, options),
            "# TYPE envoy_cluster_note gauge\n"
            "envoy_cluster_note{envoy_cluster_name=\"a\",text_value=\"v1\"} 0\n");
}

}  // namespace
}  // namespace nuncio::stats
