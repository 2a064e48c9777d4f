// Checks source/network/connection.h over real sockets: bytes, ends, pressure, and what they cost.

#include "source/network/connection.h"

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "test/network/connection_fixture.h"

namespace nuncio::network {
namespace {

// A kernel that always has room.
class BottomlessTransport final : public Transport {
 public:
  IoResult Handshake(int) override { return {}; }
  IoResult Read(int, buffer::Buffer&, size_t) override {
    return {.status = IoResult::Status::kWouldBlock};
  }
  IoResult Write(int, buffer::Buffer& from) override {
    const size_t bytes = std::min<size_t>(from.size(), 64 * 1024);
    from.Drain(bytes);
    return {.bytes = bytes};
  }
  void ShutdownWrite(int) override {}
  const TransportFacts& facts() const override { return facts_; }

 private:
  const TransportFacts facts_;
};

TEST_F(ConnectionTest, BytesGoBothWays) {
  Accept();
  peer_.Send("hello");
  ASSERT_TRUE(UntilHeard("data"));
  EXPECT_EQ("hello", events_.data);
  Write("answer");
  ASSERT_TRUE(UntilReceived(6));
  EXPECT_EQ("answer", peer_.received());
  EXPECT_EQ(5u, connection_->counts().bytes_read);
  EXPECT_EQ(6u, connection_->counts().bytes_written);
}

TEST_F(ConnectionTest, ASmallMessageCostsOneReadAndOneWrite) {
  Accept();
  AWhile();
  events_.then = [&](absl::string_view) { Write("pong"); };
  calls_ = {};
  for (int i = 0; i < 5; ++i) {
    peer_.Send("ping");
    ASSERT_TRUE(UntilReceived(4));
    peer_.ClearReceived();
  }
  AWhile();
  EXPECT_EQ(5, calls_.reads);
  EXPECT_EQ(5, calls_.writes);
}

TEST_F(ConnectionTest, WritesOfOneIterationAreOneSystemCall) {
  Accept();
  AWhile();
  calls_ = {};
  for (int i = 0; i < 10; ++i) Write("x");
  ASSERT_TRUE(UntilReceived(10));
  EXPECT_EQ(1, calls_.writes);
}

TEST_F(ConnectionTest, AMountainOfBytesIsWrittenInPortions) {
  test::RawListener listener;
  peer_ = test::RawPeer::ConnectTo(listener.address());
  Use(Connection::Accepted(dependencies(), listener.Accept(), Address(), Address(),
                           std::make_unique<BottomlessTransport>(), {}));
  Write(std::string(5 * 1024 * 1024, 'm'));
  for (uint64_t megabytes = 1; megabytes <= 5; ++megabytes) {
    loop_.RunOnce(false);
    EXPECT_EQ(megabytes * 1024 * 1024, connection_->counts().bytes_written);
  }
}

TEST_F(ConnectionTest, AnIdleConnectionHoldsNoBuffer) {
  Accept();
  peer_.Send("hello");
  ASSERT_TRUE(UntilHeard("data"));
  Write("answer");
  ASSERT_TRUE(UntilReceived(6));
  AWhile();
  EXPECT_EQ(0u, slices_.in_use());
}

TEST_F(ConnectionTest, WhatIsLeftInTheInputStaysInFront) {
  Accept();
  events_.keep_input = true;
  peer_.Send("one");
  ASSERT_TRUE(UntilHeard("data"));
  peer_.Send("two");
  ASSERT_TRUE(Until([&] { return connection_->input().size() == 6; }));
}

TEST_F(ConnectionTest, ADataWithFinIsHeardWhole) {
  Accept();
  peer_.Send("last");
  peer_.Close();
  ASSERT_TRUE(UntilHeard("closed"));
  EXPECT_EQ("last", events_.data);
  EXPECT_EQ(1u, events_.Count("fin"));
  EXPECT_FALSE(connection_->connected());
}

TEST_F(ConnectionTest, AnAnswerMadeAtTheFinGetsOut) {
  Accept();
  events_.then = [&](absl::string_view word) {
    if (word == "fin") Write("bye");
  };
  peer_.Send("x");
  peer_.ShutdownWrite();
  ASSERT_TRUE(UntilHeard("closed"));
  ASSERT_TRUE(UntilEnd());
  EXPECT_EQ("bye", peer_.received());
}

TEST_F(ConnectionTest, HalfCloseWorksInBothDirections) {
  Accept({.half_close = true});
  peer_.Send("in");
  peer_.ShutdownWrite();
  ASSERT_TRUE(UntilHeard("fin"));
  Write("out");
  ASSERT_TRUE(UntilReceived(3));
  EXPECT_FALSE(peer_.saw_end());
  connection_->CloseWrite();
  ASSERT_TRUE(UntilHeard("closed"));
  ASSERT_TRUE(UntilEnd());
}

TEST_F(ConnectionTest, OurHalfCloseLeavesThePeersHalf) {
  Accept({.half_close = true});
  Write("done");
  connection_->CloseWrite();
  ASSERT_TRUE(UntilEnd());
  EXPECT_EQ("done", peer_.received());
  peer_.Send("more");
  ASSERT_TRUE(Until([&] { return events_.data == "more"; }));
  peer_.Close();
  ASSERT_TRUE(UntilHeard("closed"));
}

TEST_F(ConnectionTest, AResetIsTold) {
  Accept();
  peer_.Send("some");
  ASSERT_TRUE(UntilHeard("data"));
  peer_.Reset();
  ASSERT_TRUE(UntilHeard("reset"));
  EXPECT_EQ("Connection reset by peer", connection_->failure());
}

TEST_F(ConnectionTest, AResetTogetherWithBytesIsFoundWhenItIsQuiet) {
  Accept();
  AWhile();
  peer_.Send("last words");
  peer_.Reset();
  ASSERT_TRUE(UntilHeard("data"));
  clock_.Advance(std::chrono::milliseconds(1100));
  ASSERT_TRUE(UntilHeard("reset"));
}

TEST_F(ConnectionTest, AQuietConnectionIsLookedAtOnce) {
  Accept();
  peer_.Send("hello");
  ASSERT_TRUE(UntilHeard("data"));
  calls_ = {};
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(std::chrono::milliseconds(1100));
    AWhile();
  }
  EXPECT_EQ(1, calls_.reads);
}

TEST_F(ConnectionTest, AResetAfterHalfCloseIsTold) {
  Accept({.half_close = true});
  peer_.ShutdownWrite();
  ASSERT_TRUE(UntilHeard("fin"));
  peer_.Reset();
  // The kernel tells a reset only to who writes, or at the next edge.
  Write("x");
  ASSERT_TRUE(Until([&] {
    if (events_.Count("reset") == 0) Write("x");
    return events_.Count("reset") > 0;
  }));
}

TEST_F(ConnectionTest, WhatThePeerSaidBeforeItBrokeIsHeard) {
  Accept();
  connection_->PauseRead();
  AWhile();
  peer_.Send("the reason");
  peer_.Reset();
  AWhile();
  connection_->ResumeRead();
  Write("too late");
  ASSERT_TRUE(UntilHeard("reset"));
  EXPECT_EQ("data reset", events_.heard);
  EXPECT_EQ("the reason", events_.data);
}

TEST_F(ConnectionTest, AStalledPeerPutsTheOutputAboveItsLimit) {
  Accept({.buffer_limit = 64 * 1024});
  const std::string block(64 * 1024, 'x');
  size_t written = 0;
  ASSERT_TRUE(Until([&] {
    Write(block);
    written += block.size();
    return events_.Count("above") > 0;
  }));
  AWhile();
  EXPECT_EQ(1u, events_.Count("above"));
  EXPECT_EQ(0u, events_.Count("below"));
  ASSERT_TRUE(UntilReceived(written));
  EXPECT_EQ(1u, events_.Count("below"));
  EXPECT_EQ(written, peer_.received().size());
  AWhile();
  EXPECT_EQ(0u, slices_.in_use());
}

TEST_F(ConnectionTest, ANewLimitIsLookedAtAtOnce) {
  Accept({.buffer_limit = 0});
  const std::string block(1024 * 1024, 'x');
  for (int i = 0; i < 16; ++i) Write(block);
  AWhile();
  EXPECT_EQ("", events_.heard);
  connection_->SetBufferLimit(1000);
  ASSERT_TRUE(UntilHeard("above"));
  connection_->SetBufferLimit(0);
  ASSERT_TRUE(UntilHeard("below"));
}

TEST_F(ConnectionTest, AFloodIsHeardInBoundedRounds) {
  Accept({.buffer_limit = 32 * 1024});
  const std::string block(256 * 1024, 'y');
  size_t sent = 0;
  while (sent < 4 * block.size()) {
    sent += peer_.Send(block);
    loop_.RunOnce(false);
  }
  ASSERT_TRUE(Until([&] { return events_.data.size() == sent; }));
  EXPECT_LE(events_.largest, 32u * 1024);
}

TEST_F(ConnectionTest, PausesAreCountedAndEdgesRemembered) {
  Accept();
  connection_->PauseRead();
  connection_->PauseRead();
  peer_.Send("waits");
  AWhile();
  EXPECT_EQ("", events_.heard);
  connection_->ResumeRead();
  AWhile();
  EXPECT_EQ("", events_.heard);
  connection_->ResumeRead();
  EXPECT_EQ("", events_.heard);  // from the loop only
  ASSERT_TRUE(UntilHeard("data"));
  EXPECT_EQ("waits", events_.data);
}

TEST_F(ConnectionTest, UnusedInputIsToldAgainAfterAPause) {
  Accept();
  events_.keep_input = true;
  peer_.Send("rest");
  ASSERT_TRUE(UntilHeard("data"));
  connection_->PauseRead();
  connection_->ResumeRead();
  ASSERT_TRUE(Until([&] { return events_.Count("data") == 2; }));
}

TEST_F(ConnectionTest, AFinWaitsForAPausedListenerWithInput) {
  Accept();
  events_.keep_input = true;
  events_.then = [&](absl::string_view word) {
    if (word == "fin" && events_.Count("fin") == 1) connection_->PauseRead();
  };
  peer_.Send("unread");
  peer_.Close();
  ASSERT_TRUE(UntilHeard("fin"));
  AWhile();
  EXPECT_EQ(0u, events_.Count("closed"));
  events_.keep_input = false;
  connection_->ResumeRead();
  ASSERT_TRUE(UntilHeard("closed"));
  EXPECT_EQ("unread", events_.data);
}

TEST_F(ConnectionTest, AnEarlyCloseIsSeenThroughAPauseWhereAsked) {
  Accept({.detect_early_close = true});
  connection_->PauseRead();
  peer_.Send("unread");
  peer_.Close();
  ASSERT_TRUE(UntilHeard("closed"));
  EXPECT_EQ("", events_.data);
}

TEST_F(ConnectionTest, AnEarlyResetIsSeenThroughAPauseWhereAsked) {
  Accept({.detect_early_close = true});
  AWhile();
  connection_->PauseRead();
  peer_.Send("unread");
  AWhile();
  EXPECT_EQ("", events_.heard);
  peer_.Reset();
  ASSERT_TRUE(UntilHeard("reset"));
  EXPECT_EQ("", events_.data);
}

TEST_F(ConnectionTest, AnEarlyCloseIsSeenWhenThePauseComesBetweenTwoRounds) {
  Accept({.buffer_limit = 1000, .detect_early_close = true});
  peer_.Send(std::string(5000, 'x'));
  peer_.Close();
  events_.then = [&](absl::string_view word) {
    if (word == "data") connection_->NotifyFlushed();
    if (word == "flushed") connection_->PauseRead();
  };
  ASSERT_TRUE(UntilHeard("closed"));
  EXPECT_GT(5000u, events_.data.size());
}

TEST_F(ConnectionTest, WithoutThatAPausedConnectionStays) {
  Accept();
  connection_->PauseRead();
  peer_.Send("unread");
  peer_.Close();
  AWhile();
  EXPECT_EQ("", events_.heard);
  connection_->ResumeRead();
  ASSERT_TRUE(UntilHeard("closed"));
  EXPECT_EQ("unread", events_.data);
}

TEST_F(ConnectionTest, FlushedIsToldOnce) {
  Accept();
  connection_->NotifyFlushed();
  EXPECT_EQ("", events_.heard);
  ASSERT_TRUE(UntilHeard("flushed"));
  Write("x");
  AWhile();
  EXPECT_EQ("flushed", events_.heard);
}

TEST_F(ConnectionTest, ConnectsAndSpeaks) {
  test::RawListener listener;
  Use(Connection::Connect(dependencies(), listener.address(), *Address::ParseIp("127.0.0.5", 0),
                          MakeRawTransport(), {}));
  Write("early");
  ASSERT_TRUE(UntilHeard("connected"));
  EXPECT_TRUE(connection_->connected());
  EXPECT_EQ("127.0.0.5", connection_->local().IpText());
  peer_ = test::RawPeer(listener.Accept());
  ASSERT_TRUE(UntilReceived(5));
  EXPECT_EQ("early", peer_.received());
}

TEST_F(ConnectionTest, ARefusedConnectSaysSo) {
  test::RawListener listener;
  listener.Close();
  Use(Connection::Connect(dependencies(), listener.address(), {}, MakeRawTransport(), {}));
  ASSERT_TRUE(UntilHeard("failed"));
  EXPECT_EQ("delayed connect error: Connection refused", connection_->failure());
}

TEST_F(ConnectionTest, AMissingUnixSocketIsToldFromTheLoop) {
  auto connection = Connection::Connect(dependencies(), *Address::Unix("/nowhere/at/all"), {},
                                        MakeRawTransport(), {});
  connection->set_events(events_);
  connection->Start();
  EXPECT_EQ("", events_.heard);
  ASSERT_TRUE(UntilHeard("failed"));
  EXPECT_EQ("immediate connect error: No such file or directory", connection->failure());
}

TEST_F(ConnectionTest, ASourceAddressThatIsNotOursFails) {
  test::RawListener listener;
  Use(Connection::Connect(dependencies(), listener.address(), *Address::ParseIp("192.0.2.1", 0),
                          MakeRawTransport(), {}));
  ASSERT_TRUE(UntilHeard("failed"));
  EXPECT_EQ("immediate connect error: bind 192.0.2.1:0: Cannot assign requested address",
            connection_->failure());
}

}  // namespace
}  // namespace nuncio::network
