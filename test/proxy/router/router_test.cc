// Checks source/proxy/router/router.h on the wire: failures, retries, time-outs, answers of its
// own.

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "source/policy/mirror_policy.h"
#include "test/proxy/support/proxy_world.h"

namespace nuncio::proxy::router {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using test::RawListener;
using test::RawPeer;

constexpr char kGet[] = "GET /x HTTP/1.1\r\nhost: h\r\n\r\n";
constexpr char kOk[] = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";
constexpr char kBusy[] = "HTTP/1.1 503 Busy\r\ncontent-length: 2\r\n\r\nno";

struct RouterTest : public test::ProxyWorld {
  routing::RouteAction& Action() {
    if (host.routes.empty()) host.routes.push_back(ToCluster("/", "a"));
    return absl::get<routing::RouteAction>(host.routes[0].action);
  }
  policy::RetryPolicy& RetryOn(uint32_t on, uint32_t times = 1) {
    policy::RetryPolicy policy;
    policy.retry_on = on;
    policy.num_retries = times;
    Action().retry_policy = std::move(policy);
    return *Action().retry_policy;
  }
};

TEST_F(RouterTest, EveryWayInWhichUpstreamFailsBeforeItsHead) {
  struct Row {
    const char* answer;  // null: nobody listens
    const char* status;
    const char* body;
    const char* log;
  };
  const Row rows[] = {
      {"", "503",
       "upstream connect error or disconnect/reset before headers. reset reason: connection "
       "termination",
       "503 UC upstream_reset_before_response_started{connection_termination}"},
      {"HTTP/1.1 20", "502",
       "upstream connect error or disconnect/reset before headers. reset reason: protocol error",
       "502 UPE upstream_reset_before_response_started{protocol_error}"},
      {"nonsense\r\n\r\n", "502",
       "upstream connect error or disconnect/reset before headers. reset reason: protocol error",
       "502 UPE upstream_reset_before_response_started{protocol_error}"},
  };
  Serve();
  for (const Row& row : rows) {
    RawPeer client = Connect();
    client.Send(kGet);
    RawPeer peer = Accept(server);
    ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
    peer.Send(row.answer);
    peer.Close();
    EXPECT_TRUE(Receives(client, row.body));
    EXPECT_EQ(client.received().substr(9, 3), row.status);
    EXPECT_EQ(LogLine(), row.log);
  }
  EXPECT_EQ(Stat("cluster.a.upstream_rq_503"), 1);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_502"), 2);
}

TEST_F(RouterTest, ARefusedConnectionIsToldWithItsCause) {
  server.Close();
  Serve();
  const std::string answer = Exchange(kGet, "");
  EXPECT_NE(answer.find("reset reason: remote connection failure"), std::string::npos) << answer;
  EXPECT_EQ(LogLine(),
            "503 UF upstream_reset_before_response_started{remote_connection_failure|"
            "delayed_connect_error:_Connection_refused}");
}

TEST_F(RouterTest, WithoutAHostOrClusterThereIsNoAttempt) {
  PutCluster("a", {});
  host.routes.push_back(ToCluster("/none", "unknown"));
  host.routes.push_back(ToCluster("/", "a"));
  Serve();
  EXPECT_NE(Exchange(kGet, "").find("no healthy upstream"), std::string::npos);
  EXPECT_EQ(LogLine(), "503 UH no_healthy_upstream");
  EXPECT_NE(Exchange("GET /none HTTP/1.1\r\nhost: h\r\n\r\n", "").find("503 Service"),
            std::string::npos);
  EXPECT_EQ(LogLine(), "503 NC cluster_not_found");
  EXPECT_EQ(Stat("http.t.no_cluster"), 1);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_503"), 1);
}

TEST_F(RouterTest, AnAnswerThatIsCutReachesTheClientAsFarAsItCame) {
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  peer.Send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
  ASSERT_TRUE(Receives(client, "half"));
  peer.Close();
  EXPECT_TRUE(SeesEnd(client));
  EXPECT_EQ(LogLine(), "200 UPE upstream_reset_after_response_started{protocol_error}");
}

TEST_F(RouterTest, AFailedTryIsMadeAgainAndCounted) {
  RetryOn(policy::kRetry5xx);
  Serve();
  RawPeer client = Connect();
  client.Send("POST /x HTTP/1.1\r\nhost: h\r\ncontent-length: 4\r\n\r\nbody");
  RawPeer first = Accept(server);
  ASSERT_TRUE(Receives(first, "body"));
  first.Send(kBusy);
  Rounds();
  Pass(30ms);
  RawPeer second;
  if (!first.saw_end() && first.received().size() < 200) second = Accept(server);
  RawPeer& again = second.fd() >= 0 ? second : first;
  ASSERT_TRUE(Receives(again, "body"));
  again.Send(kOk);
  EXPECT_TRUE(Receives(client, "\r\n\r\nhi"));
  EXPECT_EQ(LogLine(), "200 - via_upstream");
  EXPECT_EQ(Stat("cluster.a.upstream_rq_retry"), 1);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_retry_success"), 1);
  EXPECT_EQ(Stat("cluster.a.retry.upstream_rq_503"), 1);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_503"), 0);
}

TEST_F(RouterTest, TheLastFailureIsTheAnswerWhenTriesAreUsedUp) {
  RetryOn(policy::kRetryReset);
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  for (int i = 0; i < 2; ++i) {
    RawPeer peer = Accept(server);
    ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
    peer.Close();
    Rounds();
    Pass(30ms);
  }
  EXPECT_TRUE(Receives(client, "retried and the latest reset reason: connection termination"));
  EXPECT_EQ(LogLine(), "503 URX,UC upstream_reset_before_response_started{connection_termination}");
  EXPECT_EQ(Stat("cluster.a.upstream_rq_retry_limit_exceeded"), 1);
}

TEST_F(RouterTest, TheRetryLimitOfTheClusterStopsRetries) {
  cluster_options.thresholds[0].max_retries = 0;
  RetryOn(policy::kRetry5xx);
  Serve();
  const std::string answer = Exchange(kGet, kBusy);
  EXPECT_NE(answer.find("503 Service Unavailable"), std::string::npos);
  EXPECT_EQ(LogLine(), "503 UO via_upstream");
  EXPECT_EQ(Stat("cluster.a.upstream_rq_retry_overflow"), 1);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_retry"), 0);
}

TEST_F(RouterTest, ABodyOverTheLimitPassesButIsNotTriedAgain) {
  RetryOn(policy::kRetryReset);
  host.routes[0].per_request_buffer_limit_bytes = 10;
  Serve();
  RawPeer client = Connect();
  client.Send("POST /x HTTP/1.1\r\nhost: h\r\ncontent-length: 12\r\n\r\n0123456789ab");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "0123456789ab"));
  peer.Close();
  EXPECT_TRUE(Receives(client, "connection termination"));
  EXPECT_EQ(Stat("cluster.a.upstream_rq_retry"), 0);
  EXPECT_EQ(Stat("cluster.a.retry_or_shadow_abandoned"), 1);
}

TEST_F(RouterTest, ALimitOfZeroKeepsNoBodyAtAll) {
  RetryOn(policy::kRetryReset);
  host.routes[0].per_request_buffer_limit_bytes = 0;
  Serve();
  RawPeer client = Connect();
  client.Send("POST /x HTTP/1.1\r\nhost: h\r\ncontent-length: 4\r\n\r\nbo");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "bo"));
  EXPECT_EQ(Stat("cluster.a.retry_or_shadow_abandoned"), 1);
  client.Send("dy");
  ASSERT_TRUE(Receives(peer, "body"));
  peer.Close();
  EXPECT_TRUE(Receives(client, "connection termination"));
  EXPECT_EQ(Stat("cluster.a.upstream_rq_retry"), 0);
}

TEST_F(RouterTest, ARetryIsOverWhenItsAnswerBegins) {
  cluster_options.thresholds[0].max_retries = 1;
  RetryOn(policy::kRetry5xx);
  Serve();
  RawPeer clients[2];
  std::vector<RawPeer> servers;
  for (RawPeer& client : clients) {
    client = Connect();
    client.Send(kGet);
    RawPeer busy = Accept(server);
    ASSERT_TRUE(Receives(busy, "\r\n\r\n"));
    busy.Send(kBusy);
    Rounds();
    Pass(30ms);
    RawPeer& peer = servers.emplace_back(Accept(server));
    ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
    peer.Send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nand so on");
    EXPECT_TRUE(Receives(client, "and so on"));
  }
  EXPECT_EQ(Stat("cluster.a.upstream_rq_retry"), 2);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_retry_overflow"), 0);
}

TEST_F(RouterTest, ARequestThatIsGivenUpWhileItWaitsIsCountedOnce) {
  cluster_options.thresholds[0].max_connections = 1;
  Serve();
  RawPeer first = Connect();
  first.Send(kGet);
  RawPeer peer = Accept(server);
  RawPeer second = Connect();
  second.Send(kGet);
  ASSERT_TRUE(Until([&] { return Stat("cluster.a.upstream_rq_pending_active") == 1; }));
  second.Close();
  ASSERT_TRUE(Until([&] { return Stat("cluster.a.upstream_rq_pending_active") == 0; }));
  EXPECT_EQ(Stat("cluster.a.upstream_rq_cancelled"), 1);
}

TEST_F(RouterTest, TheRoutesTimeoutRunsFromTheEndOfTheRequestOverAllTries) {
  Action().timeouts.timeout = 2s;
  Serve();
  RawPeer client = Connect();
  client.Send("POST /x HTTP/1.1\r\nhost: h\r\ncontent-length: 4\r\n\r\nbo");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "bo"));
  Pass(3s);
  client.Read();
  EXPECT_EQ(client.received(), "");
  client.Send("dy");
  ASSERT_TRUE(Receives(peer, "body"));
  Pass(2100ms);
  EXPECT_TRUE(Receives(client, "upstream request timeout"));
  EXPECT_EQ(client.received().substr(9, 3), "504");
  EXPECT_EQ(LogLine(), "504 UT response_timeout");
  EXPECT_EQ(Stat("cluster.a.upstream_rq_timeout"), 1);
  EXPECT_TRUE(SeesEnd(peer));
}

TEST_F(RouterTest, ATryThatTakesTooLongIsGivenUpAndMadeAgain) {
  RetryOn(policy::kRetry5xx).per_try_timeout = 1s;
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  for (int i = 0; i < 2; ++i) {
    RawPeer peer = Accept(server);
    ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
    Pass(1100ms);
    EXPECT_TRUE(SeesEnd(peer));
    Pass(30ms);
  }
  EXPECT_TRUE(Receives(client, "upstream request timeout"));
  EXPECT_EQ(LogLine(), "504 URX,UT upstream_per_try_timeout");
  EXPECT_EQ(Stat("cluster.a.upstream_rq_per_try_timeout"), 2);
}

TEST_F(RouterTest, OverflowIsAnsweredAtOnce) {
  cluster_options.thresholds[0].max_connections = 1;
  cluster_options.thresholds[0].max_pending_requests = 1;
  Serve();
  RawPeer first = Connect();
  first.Send(kGet);
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  RawPeer second = Connect();
  second.Send(kGet);
  Rounds();
  RawPeer third = Connect();
  third.Send(kGet);
  EXPECT_TRUE(Receives(third, "reset reason: overflow"));
  EXPECT_NE(third.received().find("x-envoy-overloaded: true"), std::string::npos);
  EXPECT_EQ(LogLine(), "503 UO upstream_reset_before_response_started{overflow}");
  peer.ClearReceived();
  peer.Send(kOk);
  EXPECT_TRUE(Receives(first, "hi"));
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  peer.Send(kOk);
  EXPECT_TRUE(Receives(second, "hi"));
}

TEST_F(RouterTest, AnAnswerBeforeTheEndOfTheRequestEndsBothConnections) {
  Serve();
  RawPeer client = Connect();
  client.Send("POST /x HTTP/1.1\r\nhost: h\r\ncontent-length: 6\r\n\r\nabc");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "abc"));
  peer.Send(kOk);
  EXPECT_TRUE(Receives(client, "connection: close"));
  EXPECT_TRUE(Receives(client, "hi"));
  EXPECT_TRUE(SeesEnd(peer));
  Pass(options.delayed_close_timeout);
  EXPECT_TRUE(SeesEnd(client));
  EXPECT_EQ(LogLine(), "200 - via_upstream");
  EXPECT_EQ(Stat("cluster.a.upstream_cx_destroy_local_with_active_rq"), 1);
}

TEST_F(RouterTest, DirectResponsesAndRedirectsNeedNoUpstream) {
  routing::Route direct;
  direct.match.path_specifier = routing::MatchPrefix{"/direct"};
  direct.action = routing::DirectResponseAction{201, "hello", absl::nullopt};
  host.routes.push_back(std::move(direct));
  routing::Route away;
  away.match.path_specifier = routing::MatchPrefix{"/away"};
  routing::RedirectAction redirect;
  redirect.host_redirect = "n.com";
  away.action = std::move(redirect);
  host.routes.push_back(std::move(away));
  Serve();
  EXPECT_EQ(Exchange("GET /direct HTTP/1.1\r\nhost: h\r\n\r\n", ""),
            "HTTP/1.1 201 Created\r\nlocation: http://h/direct\r\ncontent-length: 5\r\n"
            "content-type: text/plain\r\nserver: envoy\r\n\r\nhello");
  EXPECT_EQ(LogLine(), "201 - direct_response");
  const std::string moved = Exchange("GET /away HTTP/1.1\r\nhost: h\r\n\r\n", "");
  EXPECT_EQ(moved.substr(0, 30), "HTTP/1.1 301 Moved Permanently");
  EXPECT_NE(moved.find("location: http://n.com/"), std::string::npos) << moved;
  EXPECT_EQ(Stat("http.t.rq_direct_response"), 2);
}

TEST_F(RouterTest, AttemptsAreCountedToUpstreamAndToTheClient) {
  RetryOn(policy::kRetryReset);
  host.include_request_attempt_count = true;
  host.include_attempt_count_in_response = true;
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  RawPeer first = Accept(server);
  ASSERT_TRUE(Receives(first, "x-envoy-attempt-count: 1\r\n"));
  first.Close();
  Rounds();
  Pass(30ms);
  RawPeer second = Accept(server);
  ASSERT_TRUE(Receives(second, "x-envoy-attempt-count: 2\r\n"));
  second.Send(kOk);
  EXPECT_TRUE(Receives(client, "x-envoy-attempt-count: 2\r\n"));
}

TEST_F(RouterTest, ACopyGoesToTheMirrorAndItsAnswerNowhere) {
  RawListener shadow;
  PutCluster("a", {server.address()});
  PutCluster("shadow", {shadow.address()});
  policy::MirrorPolicy mirror;
  mirror.cluster = "shadow";
  policy::MirrorPolicy never = mirror;
  never.runtime_fraction = {{0, 100}, ""};
  Action().request_mirror_policies = {mirror, never};
  local_ip = "10.9.8.7";
  Serve();
  RawPeer client = Connect();
  client.Send("POST /x HTTP/1.1\r\nhost: h:80\r\nx-a: 1\r\ncontent-length: 4\r\n\r\nbo");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "bo"));
  EXPECT_FALSE(shadow.Accept().valid());  // not before all of the request is there
  client.Send("dy");
  RawPeer copy = Accept(shadow);
  ASSERT_TRUE(Receives(copy, "body"));
  for (const char* wanted : {"host: h-shadow:80\r\n", "x-a: 1\r\n", "x-envoy-internal: true\r\n",
                             "x-forwarded-for: 10.9.8.7\r\n", "content-length: 4\r\n"}) {
    EXPECT_NE(copy.received().find(wanted), std::string::npos) << wanted << copy.received();
  }
  peer.Send(kOk);
  ASSERT_TRUE(Receives(client, "hi"));
  copy.Send(kBusy);  // long after the request is over
  Rounds();
  EXPECT_EQ(Stat("cluster.shadow.upstream_rq_503"), 1);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_503"), 0);
  EXPECT_FALSE(shadow.Accept().valid());
}

TEST_F(RouterTest, AMirrorGetsAllOfARequestWhoseAnswerCameEarly) {
  RawListener shadow;
  PutCluster("a", {server.address()});
  PutCluster("shadow", {shadow.address()});
  policy::MirrorPolicy mirror;
  mirror.cluster = "shadow";
  Action().request_mirror_policies = {mirror};
  Serve();
  RawPeer client = Connect();
  client.Send("POST /x HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n5\r\nFIRST\r\n");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "FIRST"));
  peer.Send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nearly");
  ASSERT_TRUE(Receives(client, "early"));
  client.Send("6\r\nSECOND\r\n0\r\n\r\n");
  RawPeer copy = Accept(shadow);
  ASSERT_TRUE(Receives(copy, "SECOND"));
  EXPECT_NE(copy.received().find("FIRST"), std::string::npos) << copy.received();
}

TEST_F(RouterTest, AMirrorThatNeverAnswersIsGivenUpWithTheRoutesTimeout) {
  RawListener shadow;
  PutCluster("a", {server.address()});
  PutCluster("shadow", {shadow.address()});
  policy::MirrorPolicy mirror;
  mirror.cluster = "shadow";
  Action().request_mirror_policies = {mirror};
  Action().timeouts.timeout = 2s;
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  RawPeer copy = Accept(shadow);
  ASSERT_TRUE(Receives(copy, "\r\n\r\n"));
  peer.Send(kOk);
  ASSERT_TRUE(Receives(client, "hi"));
  Pass(2100ms);
  EXPECT_TRUE(SeesEnd(copy));
  EXPECT_EQ(Stat("cluster.shadow.upstream_rq_timeout"), 1);
}

TEST_F(RouterTest, AFailureTellsHowManyTriesItTook) {
  RetryOn(policy::kRetryReset);
  host.include_attempt_count_in_response = true;
  server.Close();
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  Rounds();
  Pass(30ms);
  EXPECT_TRUE(Receives(client, "x-envoy-attempt-count: 2\r\n"));
}

TEST_F(RouterTest, AnInterimAnswerCountsAsABeginningInTheDetails) {
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  peer.Send("HTTP/1.1 100 Continue\r\n\r\n");
  Rounds();
  peer.Close();
  EXPECT_TRUE(Receives(client, "503 Service Unavailable"));
  EXPECT_EQ(LogLine(), "503 UC upstream_reset_after_response_started{connection_termination}");
}

struct TunnelTest : public RouterTest {
  TunnelTest() {
    routing::Route route = ToCluster("/", "a");
    route.match.path_specifier = routing::MatchConnect{};
    routing::UpgradeConfig upgrade;
    upgrade.upgrade_type = "CONNECT";
    upgrade.terminate_connect = true;
    absl::get<routing::RouteAction>(route.action).upgrade_configs.push_back(upgrade);
    host.routes.push_back(std::move(route));
  }
};

TEST_F(TunnelTest, AConnectThatEndsHereCarriesBytesBothWays) {
  Serve();
  RawPeer client = Connect();
  client.Send("CONNECT h:80 HTTP/1.1\r\nhost: h:80\r\n\r\nearly");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(client, "HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(client.received().find("content-length"), std::string::npos);
  EXPECT_EQ(client.received().find("transfer-encoding"), std::string::npos);
  EXPECT_TRUE(Receives(peer, "early"));
  EXPECT_EQ(peer.received(), "early");
  peer.Send("pong");
  EXPECT_TRUE(Receives(client, "pong"));
  client.Send(" late");
  EXPECT_TRUE(Receives(peer, "early late"));
  peer.Close();
  EXPECT_TRUE(SeesEnd(client));
  EXPECT_EQ(LogLine(), "200 - via_upstream");
}

TEST_F(TunnelTest, AClientThatLeavesEndsTheTunnel) {
  Serve();
  RawPeer client = Connect();
  client.Send("CONNECT h:80 HTTP/1.1\r\nhost: h:80\r\n\r\n");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(client, "HTTP/1.1 200 OK\r\n"));
  client.Close();
  EXPECT_TRUE(SeesEnd(peer));
  EXPECT_EQ(Stat("http.t.downstream_cx_upgrades_active"), 0);
}

TEST_F(TunnelTest, WhatAClientSaysBeforeItLeavesIsDelivered) {
  Serve();
  RawPeer client = Connect();
  client.Send("CONNECT h:80 HTTP/1.1\r\nhost: h:80\r\n\r\n");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(client, "HTTP/1.1 200 OK\r\n"));
  client.Send("last words");
  client.Close();
  EXPECT_TRUE(SeesEnd(peer));
  EXPECT_EQ(peer.received(), "last words");
  EXPECT_EQ(Stat("cluster.a.upstream_cx_active"), 0);
}

TEST_F(TunnelTest, AClientThatLeavesBeforeTheServerAnswersEndsTheAttempt) {
  RawListener nobody(0);
  RawPeer full[2] = {RawPeer::ConnectTo(nobody.address()), RawPeer::ConnectTo(nobody.address())};
  PutCluster("a", {nobody.address()});
  Serve();
  RawPeer client = Connect();
  client.Send("CONNECT h:80 HTTP/1.1\r\nhost: h:80\r\n\r\n");
  ASSERT_TRUE(Until([&] { return Stat("cluster.a.upstream_cx_active") == 1; }));
  client.Close();
  EXPECT_TRUE(Until([&] { return Stat("cluster.a.upstream_cx_active") == 0; }));
  EXPECT_EQ(Stat("cluster.a.upstream_rq_pending_active"), 0);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_cancelled"), 1);
}

TEST_F(TunnelTest, TheTargetKeepsItsPortWhereHostsLoseTheirs) {
  options.strip_any_host_port = true;
  absl::get<routing::RouteAction>(host.routes[0].action).upgrade_configs[0].terminate_connect =
      false;
  Serve();
  RawPeer client = Connect();
  client.Send("CONNECT h:443 HTTP/1.1\r\nhost: h:443\r\n\r\n");
  RawPeer peer = Accept(server);
  EXPECT_TRUE(Receives(peer, "CONNECT h:443 HTTP/1.1\r\nhost: h:443\r\n"));
}

TEST_F(TunnelTest, ATargetThatRefusesIsAnswered) {
  server.Close();
  Serve();
  RawPeer client = Connect();
  client.Send("CONNECT h:80 HTTP/1.1\r\nhost: h:80\r\n\r\n");
  EXPECT_TRUE(Receives(client, "remote connection failure"));
  EXPECT_EQ(client.received().substr(9, 3), "503");
}

}  // namespace
}  // namespace nuncio::proxy::router
