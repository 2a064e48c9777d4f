// Checks the pages of source/admin that need no proxy: stats, runtime, log levels, readiness.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/admin/logging_page.h"
#include "source/admin/page.h"
#include "source/admin/runtime_page.h"
#include "source/admin/server_pages.h"
#include "source/admin/stats_page.h"
#include "source/base/log.h"
#include "source/stats/store.h"
#include "test/support/manual_clock.h"

namespace nuncio::admin {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class PagesTest : public ::testing::Test {
 protected:
  Response Ask(absl::string_view target, absl::string_view method = "GET") {
    return pages_.Answer(MakeRequest(method, target, ""));
  }

  test::ManualClock clock_;
  base::Logger log_{clock_, base::LogLevel::kInfo, [](absl::string_view) {}};
  stats::Store store_{1};
  PageBook pages_{"Test"};
};

TEST_F(PagesTest, StatsAreFilteredAnywhereInTheName) {
  AddStatsPages({store_, nullptr, nullptr}, pages_);
  store_.slots(0).Add(store_.FindOrAddCounter("cluster.a.total"), 3);
  store_.slots(0).Add(store_.FindOrAddCounter("server.b"), 1);
  EXPECT_EQ(Ask("/stats?filter=a.tot").body, "cluster.a.total: 3\n");
  EXPECT_EQ(Ask("/stats?filter=^server|total$").body, "cluster.a.total: 3\nserver.b: 1\n");
  EXPECT_EQ(Ask("/stats?filter=^total").body, "");
  EXPECT_EQ(Ask("/stats?format=json&filter=^server").content_type, "application/json");
  EXPECT_THAT(Ask("/stats/prometheus?filter=^server").body, HasSubstr("envoy_server_b{} 1"));
  EXPECT_EQ(Ask("/stats?format=prometheus").body, Ask("/stats/prometheus").body);
}

TEST_F(PagesTest, UnusableQueriesForStatsAreRefused) {
  AddStatsPages({store_, nullptr, nullptr}, pages_);
  for (const char* query : {"?filter=(", "?filter=a)(b", "?format=xml", "?type=Some",
                            "?type=counters", "?histogram_buckets=odd"}) {
    EXPECT_EQ(Ask(absl::StrCat("/stats", query)).status, 400) << query;
  }
  EXPECT_EQ(Ask("/stats?type=Counters").status, 200);
}

TEST_F(PagesTest, AnInvertedFilterShowsTheOthersAndEmptyFieldsOfAFormMeanNothing) {
  AddStatsPages({store_, nullptr, nullptr}, pages_);
  store_.FindOrAddCounter("a");
  store_.FindOrAddCounter("b");
  EXPECT_EQ(Ask("/stats?filter=a&invert_filter").body, "b: 0\n");
  EXPECT_EQ(Ask("/stats?filter=&format=&type=&histogram_buckets=").body, "a: 0\nb: 0\n");
}

TEST_F(PagesTest, RuntimeIsModifiedByTheQueryOrAForm) {
  std::vector<std::pair<std::string, std::string>> changes;
  RuntimePages what;
  what.view = [] { return RuntimeView{}; };
  what.modify = [&](const auto& asked) {
    changes = asked;
    return true;
  };
  AddRuntimePages(what, pages_);
  EXPECT_EQ(Ask("/runtime_modify?a=x%20y", "POST").body, "OK\n");
  EXPECT_EQ(changes.at(0).second, "x y");
  const auto post = [&](absl::string_view type) {
    return pages_.Answer(MakeRequest("POST", "/runtime_modify", "b=7", type)).status;
  };
  EXPECT_EQ(post(kForm), 200);
  EXPECT_EQ(changes.at(0).first, "b");
  EXPECT_EQ(post(""), 400);
}

TEST_F(PagesTest, CountersAreResetByPost) {
  AddStatsPages({store_, nullptr, nullptr}, pages_);
  store_.slots(0).Add(store_.FindOrAddCounter("c"), 3);
  EXPECT_EQ(Ask("/reset_counters").status, 405);
  EXPECT_EQ(Ask("/reset_counters", "POST").body, "OK\n");
  EXPECT_EQ(Ask("/stats").body, "c: 0\n");
}

TEST_F(PagesTest, LogLevelsAreSetForAllOneOrSeveral) {
  AddLoggingPage(log_, pages_);
  EXPECT_THAT(Ask("/logging?level=warning", "POST").body, HasSubstr("  http: warning\n"));
  EXPECT_EQ(log_.level(), base::LogLevel::kWarning);
  Ask("/logging?http=debug", "POST");
  EXPECT_EQ(log_.component_level("http"), base::LogLevel::kDebug);
  EXPECT_EQ(log_.component_level("router"), base::LogLevel::kWarning);
  Ask("/logging?paths=router:error,http:off", "POST");
  EXPECT_EQ(log_.component_level("router"), base::LogLevel::kError);
  EXPECT_EQ(log_.component_level("http"), base::LogLevel::kOff);
  Ask("/logging?level=info", "POST");
  EXPECT_EQ(log_.component_level("http"), base::LogLevel::kInfo);
}

TEST_F(PagesTest, AnUnknownLoggerOrLevelChangesNothing) {
  AddLoggingPage(log_, pages_);
  for (const char* query :
       {"level=loud", "nobody=debug", "http=loud", "paths=http:debug,nobody:info",
        "http=debug&router=debug", "group=http:error"}) {
    const Response response = Ask(absl::StrCat("/logging?", query), "POST");
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_THAT(response.body, StartsWith("error: "));
    EXPECT_EQ(log_.component_level("http"), base::LogLevel::kInfo) << query;
  }
}

TEST_F(PagesTest, ReadyIsAnErrorUntilTheServerIsLive) {
  absl::string_view state = "INITIALIZING";
  int drained = 0;
  ServerPages what;
  what.state = [&] { return state; };
  what.drain_listeners = [&](const ServerPages::Drain& how) { drained += how.graceful ? 10 : 1; };
  AddServerPages(what, pages_);
  EXPECT_EQ(Ask("/ready").status, 503);
  EXPECT_EQ(Ask("/ready").body, "INITIALIZING\n");
  state = "LIVE";
  EXPECT_EQ(Ask("/ready").status, 200);
  EXPECT_EQ(Ask("/drain_listeners?graceful", "POST").body, "OK\n");
  EXPECT_EQ(drained, 10);
  EXPECT_EQ(Ask("/drain_listeners?skip_exit", "POST").body, "OK\n");
  EXPECT_THAT(Ask("/memory").body, HasSubstr("\"total_physical_bytes\": \""));
  EXPECT_THAT(Ask("/memory").body, Not(HasSubstr("\"total_physical_bytes\": \"0\"")));
}

}  // namespace
}  // namespace nuncio::admin
