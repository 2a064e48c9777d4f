// Checks the ways in which source/network/connection.h ends a connection, also from inside each
// callback.

#include <sys/socket.h>

#include <string>
#include <tuple>

#include "source/network/connection.h"
#include "test/network/connection_fixture.h"

namespace nuncio::network {
namespace {

TEST_F(ConnectionTest, CloseNowIsSilent) {
  Accept();
  Write("lost");
  connection_->Close(CloseMode::kNow);
  ASSERT_TRUE(UntilEnd());
  EXPECT_EQ("", peer_.received());
  EXPECT_FALSE(peer_.saw_reset());
  EXPECT_EQ("", events_.heard);
}

TEST_F(ConnectionTest, CloseResetResets) {
  Accept();
  connection_->Close(CloseMode::kReset);
  ASSERT_TRUE(UntilEnd());
  EXPECT_TRUE(peer_.saw_reset());
  EXPECT_EQ("", events_.heard);
}

TEST_F(ConnectionTest, CloseFlushDeliversEverything) {
  Accept();
  const std::string all(8 * 1024 * 1024, 'z');
  Write(all);
  connection_->Close(CloseMode::kFlush);
  EXPECT_TRUE(connection_->closing());
  ASSERT_TRUE(UntilEnd());
  EXPECT_EQ(all.size(), peer_.received().size());
  EXPECT_FALSE(peer_.saw_reset());
  EXPECT_EQ(1u, events_.Count("done"));
}

TEST_F(ConnectionTest, CloseFlushGivesUpOnAPeerThatTakesNothing) {
  Accept();
  Write(std::string(32 * 1024 * 1024, 'z'));
  connection_->Close(CloseMode::kFlush);
  AWhile();
  EXPECT_EQ("", events_.heard);
  clock_.Advance(std::chrono::milliseconds(1100));
  ASSERT_TRUE(UntilHeard("lingered"));
}

TEST_F(ConnectionTest, CloseFlushWaitsForAPeerThatTakesBytesSlowly) {
  Accept();
  const std::string all(12 * 1024 * 1024, 'z');
  Write(all);
  connection_->Close(CloseMode::kFlush);
  AWhile();
  // In each second the peer takes a little; the kernel has room for more only now and then.
  std::string piece(64 * 1024, '\0');
  size_t got = 0;
  size_t without_a_write = 0;
  while (got < all.size() && events_.heard.empty()) {
    const SendProgress before = connection_->send_progress();
    ASSERT_TRUE(Until([&] {
      const ssize_t taken = ::recv(peer_.fd(), piece.data(), piece.size(), 0);
      if (taken > 0) got += static_cast<size_t>(taken);
      return taken == 0 || connection_->send_progress().IsPast(before);
    }));
    if (before.written == connection_->counts().bytes_written) ++without_a_write;
    clock_.Advance(std::chrono::milliseconds(1100));
    AWhile();
  }
  EXPECT_GT(without_a_write, 0u);
  peer_.Read();
  ASSERT_TRUE(UntilEnd());
  EXPECT_EQ(all.size(), got + peer_.received().size());
  EXPECT_EQ("done", events_.heard);
}

TEST_F(ConnectionTest, ALingeringCloseLetsThePeerReadItsAnswer) {
  Accept();
  peer_.Send("a request that is refused");
  ASSERT_TRUE(UntilHeard("data"));
  events_.heard.clear();
  Write("no");
  connection_->Close(CloseMode::kFlushThenLinger);
  for (int i = 0; i < 20; ++i) {
    peer_.Send(std::string(100'000, 'b'));
    loop_.RunOnce(false);
  }
  ASSERT_TRUE(UntilReceived(2));
  EXPECT_FALSE(peer_.saw_reset());
  EXPECT_EQ("", events_.heard);
  peer_.Close();
  ASSERT_TRUE(UntilHeard("done"));
  EXPECT_EQ(0u, slices_.in_use());
}

TEST_F(ConnectionTest, ALingeringCloseEndsAfterItsTime) {
  Accept();
  Write("no");
  connection_->Close(CloseMode::kFlushThenLinger);
  ASSERT_TRUE(UntilReceived(2));
  clock_.Advance(std::chrono::milliseconds(900));
  AWhile();
  EXPECT_EQ("", events_.heard);
  EXPECT_FALSE(peer_.saw_end());
  clock_.Advance(std::chrono::milliseconds(200));
  ASSERT_TRUE(UntilHeard("lingered"));
  ASSERT_TRUE(UntilEnd());
}

TEST_F(ConnectionTest, ALingeringCloseOfAPeerThatClosedEndsAtOnce) {
  Accept({.half_close = true});
  peer_.ShutdownWrite();
  ASSERT_TRUE(UntilHeard("fin"));
  Write("answer");
  connection_->Close(CloseMode::kFlushThenLinger);
  ASSERT_TRUE(UntilHeard("done"));
  ASSERT_TRUE(UntilEnd());
  EXPECT_EQ("answer", peer_.received());
}

TEST_F(ConnectionTest, AFloodDuringALingeringCloseEndsAfterItsTime) {
  Accept();
  connection_->Close(CloseMode::kFlushThenLinger);
  const std::string block(1024 * 1024, 'b');
  ASSERT_TRUE(Until([&] {
    peer_.Send(block);
    clock_.Advance(std::chrono::milliseconds(1));
    return events_.Count("lingered") > 0;
  }));
}

TEST_F(ConnectionTest, AConnectionThatIsNotMadeYetClosesToo) {
  test::RawListener listener;
  auto connection =
      Connection::Connect(dependencies(), listener.address(), {}, MakeRawTransport(), {});
  connection->set_events(events_);
  connection->Start();
  connection->Close(CloseMode::kFlush);
  ASSERT_TRUE(UntilHeard("done"));
}

// What a listener may do to the connection inside of each call.
enum class Deed { kDestroy, kCloseNow, kCloseReset, kCloseFlush, kLinger };

class InsideCallbackTest : public ConnectionTest,
                           public ::testing::WithParamInterface<std::tuple<const char*, Deed>> {
 protected:
  void Arm() {
    events_.then = [this](absl::string_view word) {
      if (word != absl::string_view(std::get<0>(GetParam())) || did_) return;
      did_ = true;
      switch (std::get<1>(GetParam())) {
        case Deed::kDestroy:
          connection_.reset();
          break;
        case Deed::kCloseNow:
          connection_->Close(CloseMode::kNow);
          break;
        case Deed::kCloseReset:
          connection_->Close(CloseMode::kReset);
          break;
        case Deed::kCloseFlush:
          connection_->Close(CloseMode::kFlush);
          break;
        case Deed::kLinger:
          connection_->Close(CloseMode::kFlushThenLinger);
          break;
      }
    };
  }
  bool did_ = false;
};

// Brings each call about, and sees that nothing is touched or told thereafter.
TEST_P(InsideCallbackTest, EndsTheConnection) {
  const absl::string_view word = std::get<0>(GetParam());
  test::RawListener listener;
  if (word == "connected" || word == "failed") {
    if (word == "failed") listener.Close();
    connection_ =
        Connection::Connect(dependencies(), listener.address(), {}, MakeRawTransport(), {});
    events_.connection = connection_.get();
    connection_->set_events(events_);
    Arm();
    connection_->Start();
  } else {
    Accept({.buffer_limit = 10'000, .half_close = word == "above" || word == "below"});
    Arm();
    if (word == "data") peer_.Send("data");
    if (word == "fin" || word == "closed") {
      peer_.Send("data");
      peer_.Close();
    }
    if (word == "reset") peer_.Reset();
    if (word == "flushed") connection_->NotifyFlushed();
    if (word == "done") connection_->Close(CloseMode::kFlush);
    if (word == "above" || word == "below") Write(std::string(16 * 1024 * 1024, 'q'));
  }
  ASSERT_TRUE(Until([&] {
    peer_.Read();
    return did_;
  }));
  const std::string heard = events_.heard;
  peer_.Send("more");
  AWhile();
  const bool quiet = std::get<1>(GetParam()) <= Deed::kCloseReset;
  if (quiet) {
    EXPECT_EQ(heard, events_.heard);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, InsideCallbackTest,
    ::testing::Combine(::testing::Values("connected", "failed", "data", "fin", "closed", "reset",
                                         "flushed", "done", "above", "below"),
                       ::testing::Values(Deed::kDestroy, Deed::kCloseNow, Deed::kCloseReset,
                                         Deed::kCloseFlush, Deed::kLinger)));

}  // namespace
}  // namespace nuncio::network
