// Checks source/proxy/http/connection_manager.h: whole exchanges on the wire, refusals, time-outs,
// draining.

#include <string>

#include "gtest/gtest.h"
#include "test/proxy/support/proxy_world.h"

namespace nuncio::proxy {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using test::RawPeer;

constexpr char kGet[] = "GET /x HTTP/1.1\r\nhost: h\r\n\r\n";
constexpr char kOk[] = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

struct ConnectionManagerTest : public test::ProxyWorld {};

TEST_F(ConnectionManagerTest, ARequestReachesUpstreamAndItsAnswerTheClient) {
  Serve();
  const std::string answer = Exchange(kGet, kOk);
  EXPECT_EQ(seen,
            "GET /x HTTP/1.1\r\nhost: h\r\nx-forwarded-proto: http\r\n"
            "x-envoy-expected-rq-timeout-ms: 15000\r\n\r\n");
  EXPECT_EQ(answer,
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-envoy-upstream-service-time: 0\r\n"
            "server: envoy\r\n\r\nhi");
  EXPECT_EQ(LogLine(), "200 - via_upstream");
  EXPECT_EQ(Stat("http.t.downstream_rq_total"), 1);
  EXPECT_EQ(Stat("http.t.downstream_rq_2xx"), 1);
  EXPECT_EQ(Stat("http.t.downstream_rq_active"), 0);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_200"), 1);
}

TEST_F(ConnectionManagerTest, OneConnectionServesRequestsInTurnAndPipelinedOnesToo) {
  Serve();
  RawPeer client = Connect();
  client.Send(std::string(kGet) + kGet);
  RawPeer peer = Accept(server);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
    peer.ClearReceived();
    client.ClearReceived();
    peer.Send(kOk);
    ASSERT_TRUE(Receives(client, "\r\n\r\nhi"));
  }
  EXPECT_EQ(Stat("http.t.downstream_cx_total"), 1);
  EXPECT_EQ(Stat("http.t.downstream_rq_total"), 2);
  EXPECT_EQ(Stat("cluster.a.upstream_cx_total"), 1);
}

TEST_F(ConnectionManagerTest, BodiesAndTrailersOfChunksPassBothWays) {
  Serve();
  const std::string answer = Exchange(
      "POST /x HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nthere\r\n0\r\n\r\n");
  EXPECT_NE(seen.find("transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
            std::string::npos)
      << seen;
  EXPECT_NE(answer.find("5\r\nthere\r\n0\r\n\r\n"), std::string::npos) << answer;
}

TEST_F(ConnectionManagerTest, WhatBreaksTheRulesIsRefusedWithItsCause) {
  struct Row {
    const char* request;
    const char* status;
    const char* log;
    bool open;
  };
  const Row rows[] = {
      {"GET /x HTTP/1.1\r\n\r\n", "400", "400 - missing_host_header", false},
      {"GET /a#b HTTP/1.1\r\nhost: h\r\n\r\n", "400", "400 - path_normalization_failed", false},
      {"OPTIONS * HTTP/1.1\r\nhost: h\r\n\r\n", "404", "404 - absolute_path_rejected", true},
      {"GET /x HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: foo\r\n\r\n", "403",
       "403 - upgrade_failed", false},
      {"CONNECT h:80 HTTP/1.1\r\nhost: h:80\r\n\r\n", "404", "404 NR route_not_found", false},
      {"GET /x HTTP/1.1\r\nhost: h\r\na b: c\r\n\r\n", "400", "400 DPE http1.codec_error", false},
      {"GET /x HTTP/1.0\r\n\r\n", "426", "426 DPE low_version", false},
  };
  options.delayed_close_timeout = 1s;
  Serve();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.request);
    RawPeer client = Connect();
    client.Send(row.request);
    EXPECT_TRUE(Receives(client, "\r\n\r\n"));
    EXPECT_EQ(client.received().substr(9, 3), row.status);
    EXPECT_EQ(LogLine(), row.log);
    const bool says_close = client.received().find("connection: close") != std::string::npos;
    EXPECT_EQ(says_close, !row.open);
    if (!row.open) {
      Pass(1s);
      EXPECT_TRUE(SeesEnd(client));
    }
  }
}

TEST_F(ConnectionManagerTest, WithoutARouteThereIsNotFound) {
  host.routes.push_back(ToCluster("/only", "a"));
  Serve();
  const std::string answer = Exchange(kGet, "");
  EXPECT_EQ(answer.substr(0, 22), "HTTP/1.1 404 Not Found");
  EXPECT_EQ(LogLine(), "404 NR route_not_found");
  EXPECT_EQ(Stat("http.t.no_route"), 1);
}

TEST_F(ConnectionManagerTest, AClientThatLeavesEndsTheRequestUpstream) {
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  client.Close();
  EXPECT_TRUE(SeesEnd(peer));
  EXPECT_EQ(LogLine(), "0 DC downstream_remote_disconnect");
  EXPECT_EQ(Stat("http.t.downstream_rq_rx_reset"), 1);
  EXPECT_EQ(Stat("http.t.downstream_cx_destroy_remote_active_rq"), 1);
  EXPECT_EQ(Stat("http.t.downstream_rq_active"), 0);
}

TEST_F(ConnectionManagerTest, AClientThatHalfClosesBehindItsRequestIsGone) {
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  client.ShutdownWrite();
  EXPECT_TRUE(SeesEnd(client));
  EXPECT_EQ(client.received(), "");
  EXPECT_EQ(LogLine(), "0 DC downstream_remote_disconnect");
  EXPECT_EQ(Stat("http.t.downstream_cx_destroy_remote_active_rq"), 1);
}

TEST_F(ConnectionManagerTest, TheProxyItselfAnswersAnExpectation) {
  Serve();
  RawPeer client = Connect();
  client.Send("POST /x HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
  ASSERT_TRUE(Receives(client, "HTTP/1.1 100 Continue\r\n\r\n"));
  client.Send("ab");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\nab"));
  EXPECT_EQ(peer.received().find("\r\nexpect:"), std::string::npos);
}

TEST_F(ConnectionManagerTest, AnExpectationOfNothingGoesNoFurther) {
  Serve();
  const std::string answer =
      Exchange("GET /x HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\n\r\n", kOk);
  EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 200");
  EXPECT_EQ(seen.find("\r\nexpect:"), std::string::npos);
}

// A server sends one answer too much on the connection that another client's request takes, and
// both are ready in the same turn of the loop.
TEST_F(ConnectionManagerTest, WhatLayOnAnIdleConnectionAnswersNobody) {
  Serve();
  RawPeer victim = Connect();
  RawPeer attacker = Connect();
  attacker.Send(kGet);
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  peer.Send(kOk);
  ASSERT_TRUE(Receives(attacker, "hi"));
  victim.Send("POST /pay HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\n\r\nabc");
  peer.Send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nEVIL");
  EXPECT_TRUE(SeesEnd(peer));
  EXPECT_EQ(Stat("cluster.a.upstream_cx_protocol_error"), 1);
  Rounds();
  victim.Read();
  EXPECT_EQ(victim.received().find("EVIL"), std::string::npos) << victim.received();
}

TEST_F(ConnectionManagerTest, OnlyWhereAskedUpstreamsFirstInterimAnswerPasses) {
  options.proxy_100_continue = true;
  Serve();
  const std::string answer =
      Exchange(kGet, "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" +
                         std::string(kOk));
  EXPECT_EQ(answer.find("HTTP/1.1 103 Unknown\r\nlink: x\r\n\r\nHTTP/1.1 200 OK"), 0u) << answer;
}

TEST_F(ConnectionManagerTest, AfterAnErrorTheConnectionWaitsForTheClientToReadIt) {
  options.delayed_close_timeout = 2s;
  Serve();
  RawPeer client = Connect();
  client.Send("BAD\r\n\r\n");
  ASSERT_TRUE(Receives(client, "Bad Request"));
  Pass(1900ms);
  client.Read();
  EXPECT_FALSE(client.saw_end());
  Pass(200ms);
  EXPECT_TRUE(SeesEnd(client));
  EXPECT_EQ(Stat("http.t.downstream_cx_delayed_close_timeout"), 1);
}

TEST_F(ConnectionManagerTest, ASlowHeadIsTimedOut) {
  options.request_headers_timeout = 2s;
  Serve();
  RawPeer client = Connect();
  client.Send("GET / HT");
  Rounds();
  Pass(2100ms);
  EXPECT_TRUE(Receives(client, "request header timeout"));
  EXPECT_EQ(client.received().substr(9, 3), "408");
  EXPECT_EQ(LogLine(), "408 - request_header_timeout");
  EXPECT_EQ(Stat("http.t.downstream_rq_header_timeout"), 1);
}

TEST_F(ConnectionManagerTest, ASlowRequestIsTimedOut) {
  options.request_timeout = 2s;
  Serve();
  RawPeer client = Connect();
  client.Send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\nab");
  RawPeer peer = Accept(server);
  Pass(2100ms);
  EXPECT_TRUE(Receives(client, "request timeout"));
  EXPECT_EQ(client.received().substr(9, 3), "408");
  EXPECT_EQ(LogLine(), "408 - request_overall_timeout");
  EXPECT_TRUE(SeesEnd(peer));
}

TEST_F(ConnectionManagerTest, AStreamWithoutProgressEnds) {
  options.stream_idle_timeout = 3s;
  Serve();
  RawPeer whole = Connect();
  whole.Send(kGet);
  RawPeer half = Connect();
  half.Send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\nab");
  Rounds();
  Pass(3100ms);
  EXPECT_TRUE(Receives(whole, "stream timeout"));
  EXPECT_TRUE(Receives(half, "stream timeout"));
  EXPECT_EQ(whole.received().substr(9, 3), "504");
  EXPECT_EQ(half.received().substr(9, 3), "408");
  EXPECT_EQ(Stat("http.t.downstream_rq_idle_timeout"), 2);
}

TEST_F(ConnectionManagerTest, AnIdleConnectionClosesAtOnceIfItNeverSaidAnythingElseAfterTheDrain) {
  options.idle_timeout = 10s;
  options.drain_timeout = 2s;
  Serve();
  RawPeer silent = Connect();
  RawPeer served = Connect();
  served.Send(kGet);
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  peer.Send(kOk);
  ASSERT_TRUE(Receives(served, "hi"));
  Pass(10100ms);
  EXPECT_TRUE(SeesEnd(silent));
  served.Read();
  EXPECT_FALSE(served.saw_end());
  Pass(2100ms);
  EXPECT_TRUE(SeesEnd(served));
  EXPECT_EQ(Stat("http.t.downstream_cx_idle_timeout"), 2);
  EXPECT_TRUE(downstreams.empty());
}

TEST_F(ConnectionManagerTest, ADrainingListenerSaysCloseAndClosesBehindTheAnswer) {
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  drain.Start(loop.Now(), {.strategy = filter::DrainStrategy::kImmediate});
  peer.Send(kOk);
  ASSERT_TRUE(Receives(client, "connection: close"));
  EXPECT_TRUE(SeesEnd(client));
  EXPECT_EQ(Stat("http.t.downstream_cx_drain_close"), 1);
}

TEST_F(ConnectionManagerTest, AShutdownEndsAConnectionBehindTheAnswerThatIsUnderWay) {
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  peer.Send("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nhalf");
  ASSERT_TRUE(Receives(client, "half"));
  downstreams.front()->terminal->OnDrain(true);
  peer.Send("rest");
  EXPECT_TRUE(Receives(client, "halfrest"));
  EXPECT_TRUE(SeesEnd(client));
}

TEST_F(ConnectionManagerTest, AClientThatClosesBehindARequestThatIsAnsweredAtOnceCutsNothing) {
  routing::Route direct;
  direct.match.path_specifier = routing::MatchPrefix{"/"};
  direct.action = routing::DirectResponseAction{200, "hello", absl::nullopt};
  host.routes.push_back(std::move(direct));
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  client.ShutdownWrite();
  EXPECT_TRUE(SeesEnd(client));
  EXPECT_NE(client.received().find("hello"), std::string::npos);
  EXPECT_EQ(Stat("http.t.downstream_cx_destroy_remote"), 1);
  EXPECT_EQ(Stat("http.t.downstream_cx_destroy_active_rq"), 0);
}

TEST_F(ConnectionManagerTest, AClientThatLeavesWithMoreUnreadBehindItsRequestIsGone) {
  Serve();
  for (const bool reset : {false, true}) {
    RawPeer client = Connect();
    client.Send(std::string(kGet) + "\r\nG");
    RawPeer peer = Accept(server);
    ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
    reset ? client.Reset() : client.Close();
    EXPECT_TRUE(SeesEnd(peer));
    EXPECT_EQ(Stat("http.t.downstream_rq_active"), 0);
  }
  EXPECT_EQ(Stat("http.t.downstream_cx_destroy_remote_active_rq"), 2);
}

TEST_F(ConnectionManagerTest, AClientThatLeavesBeforeTheServerTookItsUploadIsGone) {
  buffer_limit = 16 * 1024;
  cluster_options.per_connection_buffer_limit = 16 * 1024;
  Serve();
  for (const bool reset : {false, true}) {
    RawPeer client = Connect();
    client.Send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 99000000\r\n\r\n");
    RawPeer peer = Accept(server);
    const std::string chunk(64 * 1024, 'x');
    // No more than it takes: a FIN does not pass bytes that nobody has room for.
    const auto pauses = [this] {
      return Stat("http.t.downstream_flow_control_paused_reading_total") -
             Stat("http.t.downstream_flow_control_resumed_reading_total");
    };
    const uint64_t before = pauses();
    for (int quiet = 0; quiet < 20;) {
      const bool paused = pauses() != before;
      if (!paused) client.Send(chunk);
      quiet = paused ? quiet + 1 : 0;
      Rounds();
    }
    EXPECT_EQ(Stat("http.t.downstream_rq_active"), 1);
    reset ? client.Reset() : client.Close();
    EXPECT_TRUE(Until([&] { return Stat("http.t.downstream_rq_active") == 0; }));
    EXPECT_TRUE(SeesEnd(peer));
  }
}

TEST_F(ConnectionManagerTest, ASlowClientStopsUpstreamAndLosesNothing) {
  buffer_limit = 16 * 1024;
  cluster_options.per_connection_buffer_limit = 16 * 1024;
  Serve();
  RawPeer client = Connect();
  client.SetReceiveBuffer(64 * 1024);
  client.Send(kGet);
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  constexpr size_t kBytes = 32 << 20;
  peer.Send("HTTP/1.1 200 OK\r\ncontent-length: " + std::to_string(kBytes) + "\r\n\r\n");
  const std::string chunk(64 * 1024, 'x');
  size_t sent = 0;
  for (int quiet = 0; quiet < 100 && sent < kBytes;) {
    const size_t taken = peer.Send(absl::string_view(chunk).substr(0, kBytes - sent));
    quiet = taken == 0 ? quiet + 1 : 0;
    sent += taken;
    Rounds();
  }
  EXPECT_LT(sent, kBytes);  // somebody held it back
  EXPECT_GT(Stat("cluster.a.upstream_flow_control_paused_reading_total"), 0u);
  size_t received = 0;
  ASSERT_TRUE(Until([&] {
    if (sent < kBytes) sent += peer.Send(absl::string_view(chunk).substr(0, kBytes - sent));
    client.Read();
    received += client.received().size();
    client.ClearReceived();
    return received > kBytes;
  })) << received;
  EXPECT_EQ(sent, kBytes);
}

TEST_F(ConnectionManagerTest, AnUpgradeCarriesBytesBothWays) {
  options.upgrade_configs.push_back({"websocket", true, {}});
  Serve();
  RawPeer client = Connect();
  client.Send("GET /x HTTP/1.1\r\nhost: h\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  EXPECT_NE(peer.received().find("upgrade: websocket"), std::string::npos) << peer.received();
  peer.Send(
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\r\n");
  ASSERT_TRUE(Receives(client, "\r\n\r\n"));
  EXPECT_NE(client.received().find("upgrade: websocket"), std::string::npos) << client.received();
  EXPECT_NE(client.received().find("connection: Upgrade"), std::string::npos) << client.received();
  client.Send("ping");
  EXPECT_TRUE(Receives(peer, "ping"));
  peer.Send("pong");
  EXPECT_TRUE(Receives(client, "pong"));
  EXPECT_EQ(Stat("http.t.downstream_cx_upgrades_active"), 1);
  peer.Close();
  EXPECT_TRUE(SeesEnd(client));
  EXPECT_EQ(Stat("http.t.downstream_cx_upgrades_active"), 0);
}

TEST_F(ConnectionManagerTest, AnUpgradeThatTheClientEndsDeliversItsLastBytes) {
  options.upgrade_configs.push_back({"websocket", true, {}});
  Serve();
  RawPeer client = Connect();
  client.Send("GET /x HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
  RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  peer.Send(
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
  ASSERT_TRUE(Receives(client, "\r\n\r\n"));
  client.Send("last words");
  client.Close();
  EXPECT_TRUE(Receives(peer, "\r\n\r\nlast words"));
  EXPECT_TRUE(SeesEnd(peer));
  EXPECT_EQ(Stat("cluster.a.upstream_cx_active"), 0);
}

}  // namespace
}  // namespace nuncio::proxy
