// Checks source/admin/http_server.h: pages over real sockets, one request after the other, and what
// is refused.

#include "source/admin/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/event/loop.h"
#include "source/network/address.h"
#include "test/support/manual_clock.h"
#include "test/support/raw_peer.h"

namespace nuncio::admin {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class HttpServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = HttpServer::Listen(loop_, *network::Address::Parse("127.0.0.1:0"),
                                     [this](const Request& request) {
                                       last_ = request;
                                       return Response{200, "hello\n"};
                                     });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  // What comes back until `enough` is in it, or the server closes.
  std::string Talk(test::RawPeer& peer, absl::string_view request, absl::string_view enough) {
    peer.ClearReceived();
    peer.Send(request);
    EXPECT_TRUE(test::RunUntil(loop_, [&] {
      peer.Read();
      return absl::StrContains(peer.received(), enough) || peer.saw_end();
    }));
    return peer.received();
  }

  test::ManualClock clock_;
  event::Loop loop_{clock_};
  std::unique_ptr<HttpServer> server_;
  Request last_;
};

TEST_F(HttpServerTest, AnswersOneRequestAfterTheOther) {
  auto peer = test::RawPeer::ConnectTo(server_->address());
  const std::string first = Talk(peer, "GET /a?b=c HTTP/1.1\r\nhost: h\r\n\r\n", "0\r\n\r\n");
  EXPECT_THAT(first, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(first, HasSubstr("content-type: text/plain; charset=UTF-8\r\n"));
  EXPECT_THAT(first, HasSubstr("cache-control: no-cache, max-age=0\r\n"));
  EXPECT_THAT(first, HasSubstr("x-content-type-options: nosniff\r\n"));
  EXPECT_THAT(first, HasSubstr("transfer-encoding: chunked\r\n"));
  EXPECT_THAT(first, HasSubstr("hello\n"));
  EXPECT_EQ(last_.path, "/a");
  EXPECT_EQ(last_.query.Get("b").value_or(""), "c");

  Talk(peer, "POST /form HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\n\r\nx=1", "0\r\n\r\n");
  EXPECT_EQ(last_.method, "POST");
  EXPECT_EQ(last_.body, "x=1");
}

TEST_F(HttpServerTest, ClosesWhereTheClientAsksForIt) {
  auto peer = test::RawPeer::ConnectTo(server_->address());
  const std::string answer =
      Talk(peer, "GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n", "never");
  EXPECT_THAT(answer, HasSubstr("connection: close\r\n"));
  EXPECT_THAT(answer, EndsWith("0\r\n\r\n"));
  EXPECT_TRUE(peer.saw_end());
}

TEST_F(HttpServerTest, RefusesWhatIsNoHttpAndBodiesThatAreTooLarge) {
  auto rude = test::RawPeer::ConnectTo(server_->address());
  EXPECT_THAT(Talk(rude, "hello there\r\n\r\n", "\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  // The connection lingers, so that the peer can read the answer, and is closed then.
  clock_.Advance(std::chrono::seconds(1));
  EXPECT_TRUE(test::RunUntil(loop_, [&] {
    rude.Read();
    return rude.saw_end();
  }));

  auto large = test::RawPeer::ConnectTo(server_->address());
  Talk(large,
       absl::StrCat("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: ",
                    HttpServer::kMaxBodyBytes + 10, "\r\n\r\n"),
       "");
  std::string piece(64 * 1024, 'x');
  size_t sent = 0;
  ASSERT_TRUE(test::RunUntil(loop_, [&] {
    if (sent < HttpServer::kMaxBodyBytes + 10) sent += large.Send(piece);
    large.Read();
    return absl::StrContains(large.received(), "\r\n\r\n") || large.saw_end();
  }));
  EXPECT_THAT(large.received(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, ASilentClientIsClosedAndASlowReaderIsNot) {
  auto silent = test::RawPeer::ConnectTo(server_->address());
  auto slow = test::RawPeer::ConnectTo(server_->address());
  Talk(slow, "GET / HTTP/1.1\r\nhost: h\r\n\r\n", "0\r\n\r\n");
  clock_.Advance(HttpServer::kIdleTimeout - std::chrono::seconds(1));
  Talk(slow, "GET / HTTP/1.1\r\nhost: h\r\n\r\n", "0\r\n\r\n");
  clock_.Advance(std::chrono::seconds(2));
  EXPECT_TRUE(test::RunUntil(loop_, [&] {
    silent.Read();
    return silent.saw_end();
  }));
  slow.Read();
  EXPECT_FALSE(slow.saw_end());
  Talk(slow, "GET / HTTP/1.1\r\nhost: h\r\n\r\n", "0\r\n\r\n");
}

TEST_F(HttpServerTest, ManySilentClientsKeepNobodyOut) {
  rlimit files;
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  const size_t needed = 2 * HttpServer::kMaxConnections + 100;
  if (files.rlim_cur < needed) GTEST_SKIP() << "may not open " << needed << " descriptors";
  std::vector<test::RawPeer> silent;
  for (size_t i = 0; i < HttpServer::kMaxConnections + 5; ++i) {
    silent.push_back(test::RawPeer::ConnectTo(server_->address()));
    loop_.RunOnce(false);
    loop_.RunOnce(false);
  }
  auto peer = test::RawPeer::ConnectTo(server_->address());
  EXPECT_THAT(Talk(peer, "GET / HTTP/1.1\r\nhost: h\r\n\r\n", "0\r\n\r\n"),
              StartsWith("HTTP/1.1 200 OK\r\n"));
  silent[0].Read();
  EXPECT_TRUE(silent[0].saw_end());  // the oldest one
  silent.back().Read();
  EXPECT_FALSE(silent.back().saw_end());
}

TEST_F(HttpServerTest, RestsWhileThereIsNoDescriptorForAClient) {
  rlimit before;
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  auto peer = test::RawPeer::ConnectTo(server_->address());
  const rlimit none{static_cast<rlim_t>(peer.fd()), before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  for (int i = 0; i < 100; ++i) loop_.RunOnce(false);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  peer.Send("GET / HTTP/1.1\r\nhost: h\r\n\r\n");
  for (int i = 0; i < 100; ++i) loop_.RunOnce(false);
  peer.Read();
  EXPECT_EQ(peer.received(), "");  // nobody looks at the port
  clock_.Advance(std::chrono::milliseconds(101));
  EXPECT_THAT(Talk(peer, "", "0\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(HttpServerTest, APortThatIsTakenIsAnErrorThatNamesIt) {
  const auto again = HttpServer::Listen(loop_, server_->address(), nullptr);
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(std::string(again.status().message()), HasSubstr(server_->address().ToString()));
}

}  // namespace
}  // namespace nuncio::admin
