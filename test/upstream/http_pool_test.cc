// Requests get streams over connections that are made, used again, limited and closed.
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "test/upstream/fake_request.h"
#include "test/upstream/worker_fixture.h"

namespace nuncio::upstream {
namespace {

const char kOk[] = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const char kOkClose[] = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";

struct HttpPoolTest : public WorkerFixture {
  HttpPoolTest() { Put({server.address()}); }

  std::unique_ptr<FakeRequest> Start(ResourcePriority priority = ResourcePriority::kDefault) {
    auto request = std::make_unique<FakeRequest>(Find(), priority);
    request->Send();
    return request;
  }
  // The connection of a request that is ready, as the server sees it.
  std::unique_ptr<test::FakePeer> Serve(FakeRequest& request) {
    EXPECT_TRUE(Until([&] { return request.ready(); }));
    std::unique_ptr<test::FakePeer> peer = server.Accept();
    EXPECT_NE(peer, nullptr);
    Rounds();
    EXPECT_NE(peer->Read().find("GET / HTTP/1.1\r\n"), std::string::npos);
    return peer;
  }
  // Answers and waits until the request heard the end.
  void Answer(FakeRequest& request, test::FakePeer& peer, const char* response = kOk) {
    peer.Write(response);
    EXPECT_TRUE(Until([&] { return request.heard().find(" end") != std::string::npos; }))
        << request.heard();
    Rounds();
  }

  test::FakeServer server;
};

TEST_F(HttpPoolTest, ARequestConnectsAndTheNextOneUsesTheConnectionAgain) {
  auto one = Start();
  EXPECT_EQ(one->heard(), "");
  EXPECT_EQ(Stat("upstream_rq_pending_active"), 1u);
  auto peer = Serve(*one);
  EXPECT_EQ(one->facts().remote, server.address());
  Answer(*one, *peer);
  EXPECT_EQ(one->heard(), "ready, 200, ok end");

  auto two = Start();
  EXPECT_EQ(two->heard(), "ready");
  EXPECT_EQ(two->streams(), 2u);
  EXPECT_EQ(two->connection(), one->connection());
  Rounds();
  EXPECT_NE(peer->Read(), "");
  Answer(*two, *peer);
  EXPECT_EQ(server.Accept(), nullptr);

  EXPECT_EQ(Stat("upstream_cx_total"), 1u);
  EXPECT_EQ(Stat("upstream_cx_http1_total"), 1u);
  EXPECT_EQ(Stat("upstream_cx_active"), 1u);
  EXPECT_EQ(Stat("upstream_rq_total"), 2u);
  EXPECT_EQ(Stat("upstream_rq_active"), 0u);
  EXPECT_EQ(Stat("upstream_rq_pending_total"), 1u);
  EXPECT_EQ(Stat("upstream_rq_pending_active"), 0u);
  EXPECT_EQ(Stat("upstream_cx_rx_bytes_total"), 2 * (sizeof(kOk) - 1));
  EXPECT_GT(Stat("upstream_cx_tx_bytes_total"), 0u);
  EXPECT_EQ(hosts[0]->counters().rq_total, 2u);
  EXPECT_EQ(hosts[0]->counters().cx_active, 1u);
}

TEST_F(HttpPoolTest, TheConnectionThatRestedTheShortestTimeIsNext) {
  auto one = Start();
  auto two = Start();
  auto peer_one = Serve(*one);
  auto peer_two = Serve(*two);
  Answer(*one, *peer_one);
  Answer(*two, *peer_two);
  auto three = Start();
  EXPECT_EQ(three->connection(), two->connection());
  auto four = Start();
  EXPECT_EQ(four->connection(), one->connection());
}

TEST_F(HttpPoolTest, WithoutAConnectionToSpareRequestsWaitUpToTheLimit) {
  options.thresholds[0].max_connections = 1;
  options.thresholds[0].max_pending_requests = 1;
  Put({server.address()});
  auto one = Start();
  auto peer = Serve(*one);
  auto two = Start();
  auto three = Start();
  EXPECT_EQ(two->heard(), "");
  EXPECT_EQ(three->heard(), "failed:overflow");
  EXPECT_EQ(Stat("upstream_cx_overflow"), 1u);
  EXPECT_EQ(Stat("upstream_rq_pending_overflow"), 1u);
  EXPECT_EQ(Stat("upstream_rq_pending_total"), 2u);
  EXPECT_EQ(Stat("circuit_breakers.default.cx_open"), 1u);
  EXPECT_EQ(Stat("circuit_breakers.default.rq_pending_open"), 1u);
  Answer(*one, *peer);
  EXPECT_EQ(two->heard(), "ready");
  EXPECT_EQ(Stat("circuit_breakers.default.rq_pending_open"), 0u);
  Answer(*two, *peer);
  EXPECT_EQ(Stat("upstream_cx_total"), 1u);
}

TEST_F(HttpPoolTest, NoPendingRequestsAllowedMeansNoRequestButOnAnIdleConnection) {
  options.thresholds[0].max_pending_requests = 0;
  Put({server.address()});
  EXPECT_EQ(Start()->heard(), "failed:overflow");
}

TEST_F(HttpPoolTest, RequestsAtOnceAreLimitedPerPriority) {
  options.thresholds[0].max_requests = 1;
  Put({server.address()});
  auto one = Start();
  auto peer = Serve(*one);
  auto two = Start();
  EXPECT_TRUE(Until([&] { return two->heard() == "failed:overflow"; }));
  EXPECT_EQ(Stat("upstream_rq_pending_overflow"), 0u);
  EXPECT_EQ(Stat("upstream_rq_active_overflow"), 1u);
  auto high = Start(ResourcePriority::kHigh);
  EXPECT_EQ(high->heard(), "ready");
  Answer(*one, *peer);
  auto three = Start();
  EXPECT_EQ(three->heard(), "ready");
}

TEST_F(HttpPoolTest, TheFirstConnectionOfAPoolIsMadeOverTheLimit) {
  options.thresholds[0].max_connections = 0;
  Put({server.address()});
  auto one = Start();
  Serve(*one);
  EXPECT_EQ(Stat("upstream_cx_overflow"), 1u);
}

TEST_F(HttpPoolTest, ARefusedConnectionFailsEveryoneWhoWaits) {
  options.thresholds[0].max_connections = 1;
  Put({server.address()});
  server.Stop();
  auto one = Start();
  auto two = Start();
  EXPECT_TRUE(Until([&] { return !two->heard().empty(); }));
  EXPECT_EQ(one->heard(), "failed:remote_connection_failure");
  EXPECT_EQ(two->heard(), "failed:remote_connection_failure");
  EXPECT_EQ(one->details(), "delayed connect error: Connection refused");
  EXPECT_EQ(Stat("upstream_cx_connect_fail"), 1u);
  EXPECT_EQ(Stat("upstream_cx_destroy"), 1u);
  EXPECT_EQ(Stat("upstream_cx_destroy_remote"), 1u);
  EXPECT_EQ(Stat("upstream_cx_destroy_with_active_rq"), 0u);
  EXPECT_EQ(Stat("upstream_rq_pending_failure_eject"), 2u);
  EXPECT_EQ(Stat("upstream_rq_total"), 0u);
  EXPECT_EQ(Stat("upstream_cx_active"), 0u);
  EXPECT_EQ(hosts[0]->counters().cx_connect_fail, 1u);
}

TEST_F(HttpPoolTest, AWaiterMayTryAgainFromInsideItsFailure) {
  server.Stop();
  auto one = Start();
  int tries = 0;
  one->on_event = [&](absl::string_view) {
    if (++tries < 3) one->Send();
  };
  EXPECT_TRUE(Until([&] { return tries == 3; }));
  EXPECT_EQ(Stat("upstream_cx_connect_fail"), 3u);
}

TEST_F(HttpPoolTest, ConnectingTakesNoLongerThanTheTimeOut) {
  test::FakeServer full(0);
  Put({full.address()});
  // The first ones fill the kernel's queue.
  auto one = Start();
  auto two = Start();
  auto three = Start();
  Rounds(200);
  Pass(std::chrono::milliseconds(4900));
  EXPECT_EQ(three->heard(), "");
  Pass(std::chrono::milliseconds(200));
  EXPECT_EQ(three->heard(), "failed:connection_timeout");
  EXPECT_GE(Stat("upstream_cx_connect_timeout"), 1u);
  EXPECT_EQ(Stat("upstream_cx_connect_timeout"), Stat("upstream_cx_connect_fail"));
}

TEST_F(HttpPoolTest, AnIdleConnectionClosesAfterTheIdleTime) {
  auto one = Start();
  auto peer = Serve(*one);
  Answer(*one, *peer);
  Pass(std::chrono::minutes(59));
  EXPECT_FALSE(peer->SeesClose());
  Pass(std::chrono::minutes(2));
  EXPECT_TRUE(peer->SeesClose());
  EXPECT_EQ(Stat("upstream_cx_idle_timeout"), 1u);
  EXPECT_EQ(Stat("upstream_cx_destroy_local"), 1u);
  auto two = Start();
  Serve(*two);
}

TEST_F(HttpPoolTest, ARequestInFlightIsNeverIdle) {
  auto one = Start();
  auto peer = Serve(*one);
  Pass(std::chrono::hours(2));
  Answer(*one, *peer);
}

TEST_F(HttpPoolTest, AConnectionServesOnlySoManyRequests) {
  options.http.max_requests_per_connection = 2;
  Put({server.address()});
  auto one = Start();
  auto peer = Serve(*one);
  Answer(*one, *peer);
  auto two = Start();
  Rounds();
  Answer(*two, *peer);
  EXPECT_EQ(Stat("upstream_cx_max_requests"), 1u);
  EXPECT_TRUE(peer->SeesClose());
  auto three = Start();
  Serve(*three);
  EXPECT_EQ(Stat("upstream_cx_total"), 2u);
}

TEST_F(HttpPoolTest, AnAnswerThatWasThereBeforeTheRequestLeftEndsTheConnection) {
  auto one = Start();
  auto peer = Serve(*one);
  Answer(*one, *peer);
  auto two = Start();
  peer->Write(kOk);
  Rounds();
  EXPECT_EQ(two->heard(), "ready, reset:connection_termination");
  EXPECT_EQ(Stat("upstream_cx_protocol_error"), 1u);
  EXPECT_TRUE(peer->SeesClose());
}

TEST_F(HttpPoolTest, AConnectionTakesNoRequestAfterItsLongestTime) {
  options.http.max_connection_duration = std::chrono::seconds(10);
  Put({server.address()});
  auto one = Start();
  auto peer = Serve(*one);
  Pass(std::chrono::seconds(11));
  EXPECT_EQ(Stat("upstream_cx_max_duration_reached"), 1u);
  Answer(*one, *peer);
  EXPECT_TRUE(peer->SeesClose());
}

TEST_F(HttpPoolTest, AnAnswerThatSaysCloseEndsTheConnection) {
  auto one = Start();
  auto peer = Serve(*one);
  Answer(*one, *peer, kOkClose);
  EXPECT_TRUE(peer->SeesClose());
  EXPECT_EQ(Stat("upstream_cx_close_notify"), 1u);
  EXPECT_EQ(Stat("upstream_cx_destroy_with_active_rq"), 0u);
  EXPECT_EQ(Stat("upstream_cx_protocol_error"), 0u);
}

TEST_F(HttpPoolTest, AConnectionThatTheServerClosedWhileIdleIsNotUsed) {
  auto one = Start();
  auto peer = Serve(*one);
  Answer(*one, *peer);
  peer->Close();
  EXPECT_TRUE(Until([&] { return Stat("upstream_cx_destroy_remote") == 1; }));
  EXPECT_EQ(Stat("upstream_cx_destroy_with_active_rq"), 0u);
  auto two = Start();
  Serve(*two);
  EXPECT_EQ(two->streams(), 1u);
}

TEST_F(HttpPoolTest, AnAnswerAndACloseAtOnceAreBothHeard) {
  auto one = Start();
  auto peer = Serve(*one);
  peer->Write(kOk);
  peer->Close();
  EXPECT_TRUE(Until([&] { return Stat("upstream_cx_destroy_remote") == 1; }));
  EXPECT_EQ(one->heard(), "ready, 200, ok end");
  EXPECT_EQ(Stat("upstream_cx_destroy_with_active_rq"), 0u);
}

TEST_F(HttpPoolTest, AnOldConnectionThatClosesWithoutAByteSaysSo) {
  auto one = Start();
  auto peer = Serve(*one);
  Answer(*one, *peer);
  auto two = Start();
  EXPECT_EQ(two->streams(), 2u);
  bool received = true;
  two->on_event = [&](absl::string_view) { received = two->facts().received_byte; };
  Rounds();
  peer->Close();
  EXPECT_TRUE(Until([&] { return two->heard() != "ready"; }));
  EXPECT_EQ(two->heard(), "ready, reset:connection_termination");
  EXPECT_FALSE(received);
  EXPECT_EQ(Stat("upstream_cx_destroy_remote_with_active_rq"), 1u);
  EXPECT_EQ(Stat("upstream_rq_active"), 0u);
}

TEST_F(HttpPoolTest, AResetOfTheConnectionEndsTheStream) {
  auto one = Start();
  auto peer = Serve(*one);
  peer->Write("HTTP/1.1 200 OK\r\n\r\npart");
  EXPECT_TRUE(Until([&] { return one->heard() == "ready, 200, part"; }));
  peer->Reset();
  EXPECT_TRUE(Until([&] { return Stat("upstream_cx_destroy_remote") == 1; }));
  EXPECT_EQ(one->heard(), "ready, 200, part, reset:connection_termination");
  EXPECT_EQ(Stat("upstream_cx_destroy_remote_with_active_rq"), 1u);
}

TEST_F(HttpPoolTest, AnAnswerCutInTheMiddleIsAProtocolError) {
  auto one = Start();
  auto peer = Serve(*one);
  peer->Write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhal");
  peer->Close();
  EXPECT_TRUE(Until([&] { return Stat("upstream_cx_destroy") == 1; }));
  EXPECT_EQ(one->heard(), "ready, 200, hal, reset:protocol_error");
  EXPECT_EQ(Stat("upstream_cx_protocol_error"), 1u);
  EXPECT_EQ(Stat("upstream_cx_destroy_remote_with_active_rq"), 1u);
}

TEST_F(HttpPoolTest, BytesBehindAnAnswerDropTheConnection) {
  auto one = Start();
  auto peer = Serve(*one);
  Answer(*one, *peer, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokEXTRA");
  EXPECT_TRUE(peer->SeesClose());
  EXPECT_EQ(Stat("upstream_cx_protocol_error"), 1u);
}

TEST_F(HttpPoolTest, AResetByTheCallerClosesTheConnection) {
  auto one = Start();
  auto peer = Serve(*one);
  one->stream().Reset(http::ResetReason::kLocalReset);
  Rounds();
  EXPECT_TRUE(peer->SeesClose());
  EXPECT_EQ(one->heard(), "ready");
  EXPECT_EQ(Stat("upstream_cx_destroy_local_with_active_rq"), 1u);
  EXPECT_EQ(Stat("upstream_rq_active"), 0u);
  EXPECT_EQ(Stat("upstream_cx_active"), 0u);
}

TEST_F(HttpPoolTest, WhoeverGivesUpWaitingHearsNothingAndTheConnectionStays) {
  auto one = Start();
  one->Cancel();
  EXPECT_FALSE(one->waiting());
  EXPECT_EQ(Stat("upstream_rq_cancelled"), 1u);
  std::unique_ptr<test::FakePeer> peer;
  EXPECT_TRUE(Until([&] { return (peer = server.Accept()) != nullptr; }));
  Rounds();
  EXPECT_EQ(one->heard(), "");
  auto two = Start();
  EXPECT_EQ(two->heard(), "ready");
}

TEST_F(HttpPoolTest, AWaiterThatIsDestroyedLeavesTheQueue) {
  Start();
  EXPECT_EQ(Stat("upstream_rq_pending_active"), 0u);
  EXPECT_EQ(Stat("upstream_rq_cancelled"), 1u);
  Rounds();
}

TEST_F(HttpPoolTest, TheNextWaiterGetsTheStreamWhenAConnectionGoesAway) {
  options.thresholds[0].max_connections = 1;
  Put({server.address()});
  auto one = Start();
  auto peer = Serve(*one);
  auto two = Start();
  one->stream().Reset(http::ResetReason::kLocalReset);
  EXPECT_TRUE(Until([&] { return two->ready(); }));
  EXPECT_EQ(Stat("upstream_cx_total"), 2u);
}

TEST_F(HttpPoolTest, EverythingMayBeLetGoOfInsideAnyEvent) {
  for (const std::string at : {"ready", "200", "ok end", "reset:connection_termination"}) {
    test::FakeServer another;
    Put({another.address()});
    auto one = std::make_unique<FakeRequest>(Find());
    bool gone = false;
    one->on_event = [&](absl::string_view event) {
      if (event != absl::string_view(at)) return;
      if (at == "ready" || at == "200") one->stream().Reset(http::ResetReason::kLocalReset);
      clusters->Remove("a");
      one->LetGo();
      gone = true;
    };
    one->Send();
    std::unique_ptr<test::FakePeer> peer;
    EXPECT_TRUE(Until([&] { return peer != nullptr || (peer = another.Accept()) != nullptr; }));
    Rounds();
    if (at == "reset:connection_termination") {
      peer->Close();
    } else if (!gone) {
      peer->Write(kOk);
    }
    EXPECT_TRUE(Until([&] { return gone; })) << at << ": " << one->heard();
    Rounds();
    one.reset();
  }
  EXPECT_EQ(store.Find("cluster.a.upstream_cx_active").value_or(0), 0u);
}

TEST_F(HttpPoolTest, AHostThatLeavesClosesItsIdleConnectionsAndKeepsTheBusyOnes) {
  test::FakeServer stays;
  auto idle = Start();
  auto busy = Start();
  auto idle_peer = Serve(*idle);
  auto busy_peer = Serve(*busy);
  Answer(*idle, *idle_peer);
  Endpoint endpoint;
  endpoint.address = stays.address();
  Keep({std::make_shared<Host>(endpoint)});
  Rounds();
  EXPECT_TRUE(idle_peer->SeesClose());
  EXPECT_FALSE(busy_peer->SeesClose());
  Answer(*busy, *busy_peer);
  EXPECT_TRUE(busy_peer->SeesClose());
  EXPECT_EQ(Stat("upstream_cx_active"), 0u);
}

TEST_F(HttpPoolTest, AHostThatStaysKeepsItsConnections) {
  auto one = Start();
  auto peer = Serve(*one);
  Answer(*one, *peer);
  Keep(hosts);
  auto two = Start();
  EXPECT_EQ(two->connection(), one->connection());
}

TEST_F(HttpPoolTest, AReplacedClusterFinishesWhatItBegan) {
  auto one = Start();
  auto peer = Serve(*one);
  Put({server.address()});
  auto two = Start();
  EXPECT_EQ(two->heard(), "");
  auto second_peer = Serve(*two);
  EXPECT_NE(two->connection(), one->connection());
  Answer(*one, *peer);
  EXPECT_TRUE(peer->SeesClose());
  Answer(*two, *second_peer);
  EXPECT_FALSE(second_peer->SeesClose());
}

TEST_F(HttpPoolTest, ARemovedClusterIsNotFoundAndFinishesWhatItBegan) {
  auto one = Start();
  auto peer = Serve(*one);
  clusters->Remove("a");
  EXPECT_FALSE(static_cast<bool>(Find()));
  Answer(*one, *peer);
  EXPECT_TRUE(peer->SeesClose());
}

}  // namespace
}  // namespace nuncio::upstream
