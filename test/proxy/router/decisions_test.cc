// Checks what the router decides without a stream: retries, time-outs, what a failure looks like.

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "source/base/arena.h"
#include "source/proxy/router/request_timeouts.h"
#include "source/proxy/router/retry_state.h"
#include "source/proxy/router/upstream_failure.h"
#include "test/support/manual_random.h"

namespace nuncio::proxy::router {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using http::ResetReason;

struct DecisionsTest : public testing::Test {
  http::RequestHead Request(absl::string_view name = "", absl::string_view value = "") {
    http::RequestHead head(arena);
    if (!name.empty()) head.headers.AddCopy(name, value);
    return head;
  }
  http::ResponseHead Response(int status, absl::string_view name = "",
                              absl::string_view value = "") {
    http::ResponseHead head(arena);
    head.status = status;
    if (!name.empty()) head.headers.AddCopy(name, value);
    return head;
  }
  base::Arena arena;
  test::ManualRandom random;
};

TEST_F(DecisionsTest, WhatIsTriedAgainForEachWordOfRetryOn) {
  struct Row {
    uint32_t on;
    const char* statuses;  // of 200 409 429 500 501 502 503 504 599 those that are tried again
    const char* resets;    // of close (no answer), connect, refused (stream) those that are
  };
  const Row rows[] = {
      {policy::kRetry5xx, "500 501 502 503 504 599 ", "close connect refused "},
      {policy::kRetryGatewayError, "502 503 504 ", "close connect refused "},
      {policy::kRetryReset, "", "close connect refused "},
      {policy::kRetryConnectFailure, "", "connect "},
      {policy::kRetryRefusedStream, "", "refused "},
      {policy::kRetryRetriable4xx, "409 ", ""},
  };
  for (const Row& row : rows) {
    policy::RetryPolicy policy;
    policy.retry_on = row.on;
    http::RequestHead request = Request();
    const RetryState state(&policy, request);
    std::string statuses;
    for (const int status : {200, 409, 429, 500, 501, 502, 503, 504, 599}) {
      if (state.Wants(Response(status))) absl::StrAppend(&statuses, status, " ");
    }
    std::string resets;
    if (state.Wants(ResetReason::kConnectionTermination, true)) resets += "close ";
    if (state.Wants(ResetReason::kRemoteConnectionFailure, false)) resets += "connect ";
    if (state.Wants(ResetReason::kRemoteRefused, true)) resets += "refused ";
    EXPECT_EQ(statuses, row.statuses) << row.on;
    EXPECT_EQ(resets, row.resets) << row.on;
    EXPECT_FALSE(state.Wants(ResetReason::kOverflow, false));
    EXPECT_FALSE(state.Wants(Response(503, "x-envoy-ratelimited", "true")));
  }
}

TEST_F(DecisionsTest, ARequestsOwnHeadersAskForRetries) {
  struct Row {
    const char* name;
    const char* value;
    bool enabled;
  };
  const Row rows[] = {{"x-envoy-retry-on", "5xx", true},
                      {"x-envoy-retry-on", "nonsense", false},
                      {"x-envoy-max-retries", "3", false},
                      {"x-envoy-retry-grpc-on", "cancelled", true}};
  for (const Row& row : rows) {
    http::RequestHead request = Request(row.name, row.value);
    const RetryState state(nullptr, request);
    EXPECT_EQ(state.enabled(), row.enabled) << row.value;
    EXPECT_TRUE(request.headers.empty()) << row.name;
  }
}

TEST_F(DecisionsTest, RetriesEndWithTheirNumber) {
  policy::RetryPolicy policy;
  policy.retry_on = policy::kRetry5xx;
  policy.num_retries = 2;
  http::RequestHead request = Request();
  RetryState state(&policy, request);
  EXPECT_TRUE(state.TakeOne());
  EXPECT_TRUE(state.TakeOne());
  EXPECT_FALSE(state.TakeOne());
  http::RequestHead asks = Request("x-envoy-max-retries", "0");
  RetryState none(&policy, asks);
  EXPECT_FALSE(none.TakeOne());
}

TEST_F(DecisionsTest, TheWaitGrowsUpToItsMaximum) {
  policy::RetryPolicy policy;
  policy.retry_on = policy::kRetry5xx;
  policy.num_retries = 10;
  http::RequestHead request = Request();
  RetryState state(&policy, request);
  base::SystemRandom dice;
  const base::Duration bounds[] = {25ms, 75ms, 175ms, 250ms, 250ms};
  for (const base::Duration bound : bounds) {
    ASSERT_TRUE(state.TakeOne());
    base::Duration longest{0};
    for (int i = 0; i < 500; ++i) {
      const RetryState::Wait wait = state.NextWait(dice, base::WallTime(), nullptr);
      EXPECT_FALSE(wait.rate_limited);
      longest = std::max(longest, wait.delay);
    }
    EXPECT_LT(longest, bound);
    EXPECT_GT(longest, bound / 2);
  }
}

TEST_F(DecisionsTest, AnAnswerMaySayWhenToTryAgain) {
  policy::RetryPolicy policy;
  policy.retry_on = policy::kRetry5xx;
  policy.reset_headers.push_back({"retry-after", policy::ResetHeader::Format::kSeconds});
  policy.reset_max_interval = 10s;
  http::RequestHead request = Request();
  RetryState state(&policy, request);
  ASSERT_TRUE(state.TakeOne());
  const http::ResponseHead soon = Response(503, "retry-after", "4");
  const RetryState::Wait wait = state.NextWait(random, base::WallTime(), &soon);
  EXPECT_TRUE(wait.rate_limited);
  EXPECT_EQ(wait.delay, 4s);
  const http::ResponseHead far = Response(503, "retry-after", "40");
  EXPECT_FALSE(state.NextWait(random, base::WallTime(), &far).rate_limited);
}

TEST_F(DecisionsTest, TimeoutsComeFromTheRouteAndFromWhatTheRequestAsks) {
  struct Row {
    base::Duration route;
    base::Duration per_try;
    const char* name;
    const char* value;
    int64_t global;
    int64_t each;
    const char* told;  // x-envoy-expected-rq-timeout-ms
  };
  const Row rows[] = {
      {15s, 0s, "", "", 15000, 0, "15000"},
      {0s, 0s, "", "", 0, 0, ""},
      {40s, 12500ms, "", "", 40000, 12500, "12500"},
      {10s, 12s, "", "", 10000, 0, "10000"},
      {17s, 0s, "x-envoy-upstream-rq-timeout-ms", "7000", 7000, 0, "7000"},
      {17s, 0s, "x-envoy-upstream-rq-timeout-ms", "soon", 17000, 0, "17000"},
      {17s, 0s, "x-envoy-upstream-rq-per-try-timeout-ms", "6000", 17000, 6000, "6000"},
      {17s, 0s, "x-envoy-expected-rq-timeout-ms", "50", 17000, 0, "17000"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(absl::StrCat(row.name, " ", row.value));
    policy::Timeouts timeouts;
    timeouts.timeout = row.route;
    policy::RetryPolicy retry;
    if (row.per_try > 0s) retry.per_try_timeout = row.per_try;
    http::RequestHead request = Request(row.name, row.value);
    const RequestTimeouts result = TakeTimeouts(timeouts, &retry, {}, request);
    EXPECT_EQ(result.global.count(), row.global);
    EXPECT_EQ(result.per_try.count(), row.each);
    EXPECT_EQ(request.headers.Value("x-envoy-expected-rq-timeout-ms"), row.told);
    EXPECT_FALSE(request.headers.Has("x-envoy-upstream-rq-timeout-ms"));
  }
}

TEST_F(DecisionsTest, EachFailureHasOneFlagStatusBodyAndDetail) {
  struct Row {
    ResetReason reason;
    const char* flag;
    int status;
    const char* text;
    const char* detail;
  };
  const Row rows[] = {
      {ResetReason::kConnectionTermination, "UC", 503, "connection termination",
       "connection_termination"},
      {ResetReason::kRemoteConnectionFailure, "UF", 503, "remote connection failure",
       "remote_connection_failure"},
      {ResetReason::kConnectionTimeout, "UF", 503, "connection timeout", "connection_timeout"},
      {ResetReason::kOverflow, "UO", 503, "overflow", "overflow"},
      {ResetReason::kProtocolError, "UPE", 502, "protocol error", "protocol_error"},
      {ResetReason::kRemoteReset, "UR", 503, "remote reset", "remote_reset"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(record::ShortName(FlagOf(row.reason)), row.flag);
    EXPECT_EQ(StatusOf(row.reason), row.status);
    EXPECT_EQ(FailureBody(row.reason, false, arena),
              absl::StrCat("upstream connect error or disconnect/reset before headers. ",
                           "reset reason: ", row.text));
    EXPECT_EQ(FailureDetails(row.reason, false, "", arena),
              absl::StrCat("upstream_reset_before_response_started{", row.detail, "}"));
  }
  EXPECT_EQ(
      FailureDetails(ResetReason::kRemoteConnectionFailure, false, "Connection refused", arena),
      "upstream_reset_before_response_started{remote_connection_failure|Connection_refused}");
}

}  // namespace
}  // namespace nuncio::proxy::router
