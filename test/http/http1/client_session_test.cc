// A client's connection: what it writes, when it can be used again, and how its streams end early.
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "test/http/http1/harness.h"

namespace nuncio::http::http1 {
namespace {

const std::string kOk = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

std::string Sent(const char* method, const std::vector<std::pair<std::string, std::string>>& fields,
                 bool end, const ClientOptions& options = {}) {
  ClientHarness harness(options);
  harness.fields = fields;
  harness.Request(method, "/a?b", end);
  return harness.Written();
}

TEST(ClientSession, SaysThatThereIsNoBodyWhereOneIsUsual) {
  for (const char* method : {"POST", "PUT", "PATCH", "OPTIONS", "PROPFIND", "LOCK"}) {
    EXPECT_EQ(Sent(method, {}, true),
              std::string(method) + " /a?b HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n");
  }
  for (const char* method : {"GET", "HEAD", "DELETE", "TRACE"}) {
    EXPECT_EQ(Sent(method, {}, true), std::string(method) + " /a?b HTTP/1.1\r\nhost: h\r\n\r\n");
  }
  EXPECT_EQ(Sent("GET", {{"content-length", "0"}}, true),
            "GET /a?b HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n");
  EXPECT_EQ(Sent("GET", {{"content-length", "5"}}, true),
            "GET /a?b HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n");
}

TEST(ClientSession, FramesTheBody) {
  EXPECT_EQ(Sent("GET", {{"content-length", "05"}, {"x-a", "1"}}, false),
            "GET /a?b HTTP/1.1\r\nhost: h\r\ncontent-length: 05\r\nx-a: 1\r\n\r\n");
  EXPECT_EQ(Sent("POST", {{"x-a", "1"}}, false),
            "POST /a?b HTTP/1.1\r\nhost: h\r\nx-a: 1\r\ntransfer-encoding: chunked\r\n\r\n");
  EXPECT_EQ(Sent("POST",
                 {{"transfer-encoding", "gzip"},
                  {"connection", "close"},
                  {"upgrade", "x"},
                  {"content-length", "x"}},
                 false),
            "POST /a?b HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n");
}

TEST(ClientSession, WritesAsConfigured) {
  ClientOptions options;
  options.header_case = HeaderCase::kProperWords;
  options.send_fully_qualified_url = true;
  EXPECT_EQ(Sent("GET", {{"x-foo", "1"}}, true, options),
            "GET http://h/a?b HTTP/1.1\r\nHost: h\r\nX-Foo: 1\r\n\r\n");
}

TEST(ClientSession, NoValueCanBeginAnotherLine) {
  ClientHarness harness;
  harness.fields = {{"x-a", "1\r\nx-b: 2"}};
  harness.Request("GET", "/a b\r\nx: y");
  EXPECT_EQ(harness.Written(),
            "GET /a%20b%0D%0Ax:%20y HTTP/1.1\r\nhost: h\r\nx-a: 1  x-b: 2\r\n\r\n");
}

TEST(ClientSession, AConnectionIsUsedAgain) {
  ClientHarness harness;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(harness.session->CanOpenStream());
    harness.Request();
    EXPECT_FALSE(harness.session->CanOpenStream());
    EXPECT_EQ(harness.session->active_streams(), 1u);
    harness.Receive(kOk);
    EXPECT_EQ(harness.log.entries().back(), "over, reusable");
  }
}

TEST(ClientSession, ANewStreamMayBeginInsideTheEndOfTheLast) {
  ClientHarness harness;
  int more = 3;
  harness.on_any = [&](const char* name) {
    if (std::string(name) == "OnStreamOver" && more-- > 0) harness.Request();
  };
  harness.Request();
  for (int i = 0; i < 4; ++i) harness.Receive(kOk);
  EXPECT_EQ(harness.session->active_streams(), 0u);
  EXPECT_FALSE(harness.closed);
}

TEST(ClientSession, SendsBodiesAndTrailers) {
  for (const bool enabled : {true, false}) {
    ClientOptions options;
    options.enable_trailers = enabled;
    ClientHarness harness(options);
    harness.Request("POST", "/", false);
    harness.Written();
    harness.SendData("hello", false);
    Trailers trailers(harness.arena);
    trailers.Add("t", "1");
    harness.stream->SendTrailers(trailers);
    EXPECT_EQ(harness.Written(),
              enabled ? "5\r\nhello\r\n0\r\nt: 1\r\n\r\n" : "5\r\nhello\r\n0\r\n\r\n");
    harness.Receive(kOk);
    EXPECT_EQ(harness.log.entries().back(), "over, reusable");
  }
}

TEST(ClientSession, AnAnswerBeforeTheRequestsEndEndsTheConnection) {
  ClientHarness harness;
  harness.Request("POST", "/", false);
  harness.SendData("hel", false);
  harness.Receive(kOk);
  EXPECT_EQ(harness.log.text(),
            "head 200 HTTP/1.1 length:0 content-length=0\nend\nover\nclose now\n");
}

TEST(ClientSession, ABodyThatBreaksItsLengthEndsTheConnection) {
  ClientHarness harness;
  harness.fields = {{"content-length", "5"}};
  harness.Request("POST", "/", false);
  harness.SendData("hel", true);
  harness.Receive(kOk);
  EXPECT_EQ(harness.log.entries().back(), "close now");
}

TEST(ClientSession, AResetEndsTheConnectionUnlessNothingWasSent) {
  ClientHarness harness;
  harness.Request();
  harness.stream->Reset(ResetReason::kLocalReset);
  EXPECT_EQ(harness.log.text(), "over\nclose now\n");

  ClientHarness untouched;
  RequestStream& stream = untouched.session->NewStream(untouched, untouched.arena);
  stream.Reset(ResetReason::kLocalReset);
  EXPECT_EQ(untouched.log.text(), "over, reusable\n");
  untouched.Request();
  untouched.Receive(kOk);
  EXPECT_EQ(untouched.log.entries().back(), "over, reusable");
}

TEST(ClientSession, DrainingEndsAfterTheLastAnswer) {
  ClientHarness idle;
  idle.session->Drain();
  EXPECT_EQ(idle.log.text(), "close flush\n");
  ClientHarness harness;
  harness.Request();
  harness.session->Drain();
  EXPECT_FALSE(harness.session->CanOpenStream());
  harness.Receive(kOk);
  EXPECT_EQ(harness.log.entries().back(), "close flush");
}

TEST(ClientSession, AnIdleConnectionThatEndsIsNoError) {
  ClientHarness harness;
  harness.Request();
  harness.Receive(kOk);
  harness.ReceiveFin();
  EXPECT_EQ(harness.log.entries().back(), "close flush");
  EXPECT_FALSE(harness.session->CanOpenStream());
}

constexpr char kUnasked[] =
    "error bytes_without_request\nreset connection_termination bytes_without_request\n"
    "over\nclose now\n";

TEST(ClientSession, AnAnswerBeforeTheRequestIsUnasked) {
  ClientHarness harness;
  harness.session->NewStream(harness, harness.arena);
  harness.Receive(kOk);
  EXPECT_EQ(harness.log.text(), kUnasked);
}

// Both were ready in one iteration of the loop: a client's request, and what a server sent too much
// behind the answer before.
TEST(ClientSession, BytesThatWereThereBeforeTheRequestLeftAnswerNothing) {
  for (const bool with_body : {false, true}) {
    for (const std::string& bytes : {kOk, std::string("H"), std::string("\r\n")}) {
      ClientHarness harness;
      harness.Request();
      harness.Receive(kOk);
      harness.log.Clear();
      harness.holds_output = true;
      harness.Request("POST", "/pay", !with_body);
      if (with_body) harness.SendData("hello", true);
      harness.Receive(bytes);
      EXPECT_EQ(harness.log.text(), kUnasked) << bytes;
    }
  }
}

TEST(ClientSession, TheFirstRequestOfAConnectionMayBeAnsweredEarly) {
  ClientHarness harness;
  harness.holds_output = true;
  harness.Request();
  harness.Receive("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n");
  EXPECT_EQ(harness.log.text(),
            "head 503 HTTP/1.1 length:0 content-length=0\nend\nover\nclose now\n");
}

TEST(ClientSession, AConnectionWhoseRequestHasNotLeftIsNotUsedAgain) {
  ClientHarness harness;
  harness.Request("POST", "/", false);
  harness.Receive("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n");
  harness.holds_output = true;
  harness.SendData("much", true);
  harness.Receive("x");
  EXPECT_EQ(harness.log.entries().back(), "close now");
  EXPECT_FALSE(harness.session->CanOpenStream());
}

TEST(ClientSession, APausedStreamReadsNothingMore) {
  ClientHarness harness;
  harness.log_flow = true;
  harness.on_head = [&] { harness.stream->PauseReading(); };
  harness.Request();
  harness.Receive("HTTP/1.1 200 OK\r\n\r\nabc", true);
  EXPECT_EQ(harness.log.text(), "head 200 HTTP/1.1\npause\n");
  EXPECT_EQ(harness.input.size(), 3u);
  harness.stream->ResumeReading();
  harness.Receive("");
  EXPECT_EQ(harness.log.text(),
            "head 200 HTTP/1.1\npause\nresume\ndata abc\nend\nover\nclose flush\n");
}

TEST(ClientSession, AnAnswerUntilTheEndOfTheConnectionEndsWithItInAPauseToo) {
  ClientHarness harness;
  harness.Request();
  harness.Receive("HTTP/1.1 200 OK\r\n\r\nabc");
  // As a filter does that pauses while it hears the last bytes: the connection's end is told with
  // the pause in force.
  harness.stream->PauseReading();
  harness.session->Feed(harness.input, true);
  EXPECT_EQ(harness.log.text(), "head 200 HTTP/1.1\ndata abc\nend\nover\nclose flush\n");
}

TEST(ClientSession, AnUpgradeSaysNothingOfItsConnectionThatTakesFieldsAway) {
  const auto options = [](const char* connection, const char* field) {
    ClientHarness harness;
    harness.fields = {{"connection", connection}, {field, "1"}};
    harness.Request("GET", "/", false, RequestKind::kUpgrade);
    const std::string head = harness.Written();
    const size_t at = head.find("\r\nconnection: ") + 14;
    EXPECT_EQ(head.find("connection:", at), std::string::npos) << head;
    return head.substr(at, head.find("\r\n", at) - at);
  };
  EXPECT_EQ(options("Upgrade", "x-a"), "Upgrade");
  EXPECT_EQ(options("keep-alive, Upgrade", "x-a"), "keep-alive, Upgrade");
  EXPECT_EQ(options("foo, UPGRADE", "x-a"), "foo, UPGRADE");
  EXPECT_EQ(options("upgrade, X-A", "x-a"), "upgrade");
  EXPECT_EQ(options("upgrade, x-envoy-external-address", "x-envoy-external-address"), "upgrade");
  EXPECT_EQ(options("close, upgrade", "x-a"), "upgrade");
  EXPECT_EQ(options("keep-alive", "x-a"), "upgrade");
}

TEST(ClientSession, APauseEndsWithItsStream) {
  ClientHarness harness;
  harness.Request();
  harness.stream->PauseReading();
  EXPECT_TRUE(harness.paused);
  harness.stream->Reset(ResetReason::kLocalReset);
  EXPECT_TRUE(harness.closed);
}

TEST(ClientSession, WatermarksReachTheStream) {
  ClientHarness harness;
  harness.log_flow = true;
  harness.Request("POST", "/", false);
  harness.session->OnOutputAboveWatermark();
  harness.session->OnOutputBelowWatermark();
  EXPECT_EQ(harness.log.text(), "above\nbelow\n");
}

TEST(ClientSession, ATunnelHoldsItsBytesUntilItIsOpen) {
  ClientHarness harness;
  harness.log_flow = true;
  harness.Request("GET", "/", false, RequestKind::kUpgrade);
  EXPECT_EQ(harness.Written(),
            "GET / HTTP/1.1\r\nhost: h\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
  harness.SendData("early", false);
  EXPECT_EQ(harness.Written(), "");
  EXPECT_EQ(harness.log.text(), "above\n");
  harness.Receive("HTTP/1.1 101 S\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
  EXPECT_EQ(harness.Written(), "early");
  EXPECT_EQ(harness.log.entries().back(), "below");
  harness.SendData("late", false);
  EXPECT_EQ(harness.Written(), "late");
  harness.SendData("last", true);
  EXPECT_EQ(harness.Written(), "last");
  EXPECT_EQ(harness.log.entries().back(), "close flush");
}

TEST(ClientSession, ConnectNamesItsTarget) {
  ClientHarness harness;
  harness.Request("CONNECT", "", false, RequestKind::kConnect);
  EXPECT_EQ(harness.Written(), "CONNECT h HTTP/1.1\r\nhost: h\r\n\r\n");
  harness.Receive("HTTP/1.1 200 OK\r\n\r\nhi");
  harness.stream->Reset(ResetReason::kLocalReset);
  EXPECT_EQ(harness.log.entries().back(), "close flush");
}

}  // namespace
}  // namespace nuncio::http::http1
