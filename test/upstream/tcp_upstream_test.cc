// A connection of one's own, within the cluster's limits and in its counters.
#include "source/upstream/pool/tcp_upstream.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "test/upstream/worker_fixture.h"

namespace nuncio::upstream {
namespace {

struct FakeTunnel final : public TcpUpstreamEvents {
  void Start(ClusterPin pin) {
    cluster = std::move(pin);
    host = cluster->Pick(PickContext());
    upstream = cluster->ConnectTcp(*host, *this, ResourcePriority::kDefault);
  }
  void OnConnected() override { Note("connected"); }
  void OnConnectFailed(http::ResetReason reason, absl::string_view) override {
    Note(absl::StrCat("failed:", http::DetailName(reason)));
  }
  void OnUpstreamData(bool fin) override {
    std::string text;
    buffer::Buffer& input = upstream->connection()->input();
    input.ForEachPiece([&](absl::string_view piece) { absl::StrAppend(&text, piece); });
    input.Drain(input.size());
    Note(absl::StrCat(text, fin ? "|fin" : ""));
  }
  void OnUpstreamOutputAbove() override {}
  void OnUpstreamOutputBelow() override {}
  void OnUpstreamClosed(network::CloseCause) override { Note("closed"); }

  void Note(absl::string_view what) {
    absl::StrAppend(&heard, heard.empty() ? "" : ", ", what);
    if (drop_at == what) upstream.reset();
  }

  ClusterPin cluster;
  HostPin host;
  std::unique_ptr<TcpUpstream> upstream;
  std::string heard;
  std::string drop_at;
};

struct TcpUpstreamTest : public WorkerFixture {
  TcpUpstreamTest() { Put({server.address()}); }
  std::unique_ptr<test::FakePeer> Connect(FakeTunnel& tunnel) {
    tunnel.Start(Find());
    EXPECT_EQ(tunnel.heard, "");
    EXPECT_TRUE(Until([&] { return tunnel.heard == "connected"; }));
    return server.Accept();
  }
  test::FakeServer server;
};

TEST_F(TcpUpstreamTest, CarriesBytesBothWaysAndCounts) {
  FakeTunnel tunnel;
  auto peer = Connect(tunnel);
  tunnel.upstream->connection()->output().Append("hello");
  tunnel.upstream->connection()->FlushSoon();
  Rounds();
  EXPECT_EQ(peer->Read(), "hello");
  peer->Write("hi!");
  EXPECT_TRUE(Until([&] { return tunnel.heard == "connected, hi!"; }));
  EXPECT_EQ(Stat("upstream_rq_active"), 1u);
  tunnel.upstream->connection()->CloseWrite();
  EXPECT_TRUE(Until([&] { return peer->SeesClose(); }));
  peer->Close();
  EXPECT_TRUE(Until([&] { return tunnel.heard.find("closed") != std::string::npos; }));
  EXPECT_EQ(tunnel.upstream->connection(), nullptr);
  EXPECT_EQ(Stat("upstream_cx_total"), 1u);
  EXPECT_EQ(Stat("upstream_cx_active"), 0u);
  EXPECT_EQ(Stat("upstream_cx_destroy"), 1u);
  EXPECT_EQ(Stat("upstream_cx_destroy_remote_with_active_rq"), 1u);
  EXPECT_EQ(Stat("upstream_cx_rx_bytes_total"), 3u);
  EXPECT_EQ(Stat("upstream_cx_tx_bytes_total"), 5u);
  EXPECT_EQ(Stat("upstream_rq_total"), 1u);
  EXPECT_EQ(Stat("upstream_rq_pending_total"), 1u);
  EXPECT_EQ(Stat("upstream_rq_active"), 0u);
  EXPECT_EQ(Stat("upstream_rq_pending_active"), 0u);
  EXPECT_EQ(Stat("upstream_cx_http1_total"), 0u);
}

TEST_F(TcpUpstreamTest, ARefusedConnectionIsTold) {
  server.Stop();
  FakeTunnel tunnel;
  tunnel.Start(Find());
  EXPECT_TRUE(Until([&] { return tunnel.heard == "failed:remote_connection_failure"; }));
  EXPECT_EQ(Stat("upstream_cx_connect_fail"), 1u);
  EXPECT_EQ(Stat("upstream_rq_pending_failure_eject"), 1u);
  EXPECT_EQ(Stat("upstream_cx_active"), 0u);
}

TEST_F(TcpUpstreamTest, AtTheLimitOfConnectionsSomeWaitForTheirTurn) {
  options.thresholds[0].max_connections = 1;
  options.thresholds[0].max_pending_requests = 1;
  Put({server.address()});
  FakeTunnel one;
  auto peer = Connect(one);
  FakeTunnel two;
  two.Start(Find());
  FakeTunnel three;
  three.Start(Find());
  Rounds();
  EXPECT_EQ(two.heard, "");
  EXPECT_EQ(three.heard, "failed:overflow");
  EXPECT_EQ(Stat("upstream_cx_overflow"), 1u);
  EXPECT_EQ(Stat("upstream_rq_pending_overflow"), 1u);
  EXPECT_EQ(Stat("upstream_rq_pending_active"), 1u);
  one.upstream.reset();
  EXPECT_TRUE(Until([&] { return two.heard == "connected"; }));
  EXPECT_EQ(Stat("upstream_rq_pending_active"), 0u);
  EXPECT_EQ(Stat("upstream_cx_active"), 1u);
}

TEST_F(TcpUpstreamTest, WhoeverGivesUpWaitingLeavesTheQueue) {
  options.thresholds[0].max_connections = 1;
  Put({server.address()});
  FakeTunnel one;
  auto peer = Connect(one);
  FakeTunnel two;
  two.Start(Find());
  FakeTunnel three;
  three.Start(Find());
  two.upstream.reset();
  EXPECT_EQ(Stat("upstream_rq_cancelled"), 1u);
  one.upstream.reset();
  EXPECT_TRUE(Until([&] { return three.heard == "connected"; }));
  EXPECT_EQ(two.heard, "");
}

TEST_F(TcpUpstreamTest, TheFirstConnectionToAHostIsMadeOverTheLimit) {
  options.thresholds[0].max_connections = 0;
  Put({server.address()});
  FakeTunnel one;
  auto peer = Connect(one);
  EXPECT_EQ(Stat("upstream_cx_overflow"), 1u);
}

TEST_F(TcpUpstreamTest, AServerThatCannotBeReachedFailsEveryoneWhoWaits) {
  options.thresholds[0].max_connections = 1;
  Put({server.address()});
  server.Stop();
  FakeTunnel one;
  one.Start(Find());
  FakeTunnel two;
  two.Start(Find());
  EXPECT_TRUE(Until([&] { return one.heard == "failed:remote_connection_failure"; }));
  EXPECT_EQ(two.heard, "failed:remote_connection_failure");
  EXPECT_EQ(Stat("upstream_rq_pending_failure_eject"), 2u);
  EXPECT_EQ(Stat("upstream_cx_connect_fail"), 1u);
  EXPECT_EQ(Stat("upstream_cx_active"), 0u);
}

TEST_F(TcpUpstreamTest, AConnectionWhoseUserLeftDeliversItsOutput) {
  FakeTunnel tunnel;
  auto peer = Connect(tunnel);
  network::Connection& connection = *tunnel.upstream->connection();
  connection.output().Append("last words");
  connection.FlushSoon();
  TcpUpstream::CloseBehindOutput(std::move(tunnel.upstream));
  EXPECT_EQ(Stat("upstream_cx_active"), 1u);
  EXPECT_TRUE(Until([&] { return Stat("upstream_cx_active") == 0; }));
  EXPECT_EQ(peer->Read(), "last words");
  EXPECT_TRUE(Until([&] { return peer->SeesClose(); }));
  EXPECT_EQ(tunnel.heard, "connected");
  EXPECT_EQ(Stat("upstream_rq_active"), 0u);
}

TEST_F(TcpUpstreamTest, AConnectionWhoseUserLeftEndsWithTheWorker) {
  FakeTunnel tunnel;
  auto peer = Connect(tunnel);
  tunnel.upstream->connection()->output().Append(std::string(32 << 20, 'x'));
  tunnel.upstream->connection()->FlushSoon();
  TcpUpstream::CloseBehindOutput(std::move(tunnel.upstream));
  Rounds();
  EXPECT_EQ(Stat("upstream_cx_active"), 1u);
  tunnel.host.reset();
  tunnel.cluster.reset();
  clusters.reset();
  EXPECT_EQ(Stat("upstream_cx_active"), 0u);
}

TEST_F(TcpUpstreamTest, ConnectingTakesNoLongerThanTheTimeOut) {
  test::FakeServer full(0);
  Put({full.address()});
  FakeTunnel tunnels[3];
  for (FakeTunnel& tunnel : tunnels) tunnel.Start(Find());
  Rounds(200);
  Pass(std::chrono::milliseconds(5100));
  EXPECT_EQ(tunnels[2].heard, "failed:connection_timeout");
}

TEST_F(TcpUpstreamTest, MayBeDestroyedInsideAnyCall) {
  for (const char* at : {"connected", "data", "closed"}) {
    FakeTunnel tunnel;
    tunnel.drop_at = at;
    tunnel.Start(Find());
    std::unique_ptr<test::FakePeer> peer;
    EXPECT_TRUE(Until([&] { return (peer = server.Accept()) != nullptr; }));
    Rounds();
    if (tunnel.upstream != nullptr) peer->Write("data");
    Rounds();
    if (tunnel.upstream != nullptr) peer->Reset();
    EXPECT_TRUE(Until([&] { return tunnel.upstream == nullptr; })) << at << ": " << tunnel.heard;
    Rounds();
    EXPECT_EQ(Stat("upstream_cx_active"), 0u);
    EXPECT_EQ(Stat("upstream_rq_active"), 0u);
  }
}

}  // namespace
}  // namespace nuncio::upstream
