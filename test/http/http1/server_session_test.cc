// A server's connection from request to request: what it writes, when it closes, whom it waits for.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "test/http/http1/harness.h"

namespace nuncio::http::http1 {
namespace {

const std::string kGet = "GET /x HTTP/1.1\r\nhost: h\r\n\r\n";
std::string Get(const std::string& path, const std::string& fields = "") {
  return "GET " + path + " HTTP/1.1\r\nhost: h\r\n" + fields + "\r\n";
}

struct Answer {
  std::string request;
  int status;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
  bool end_with_head;
  std::string written;
};

TEST(ServerSession, FramesItsAnswers) {
  ServerOptions options;
  options.accept_http_10 = true;
  const std::string head = "HEAD /x HTTP/1.1\r\nhost: h\r\n\r\n";
  const std::string old = "GET /x HTTP/1.0\r\n\r\n";
  const std::string old_keep = "GET /x HTTP/1.0\r\nconnection: keep-alive\r\n\r\n";
  const std::vector<Answer> answers = {
      {kGet,
       200,
       {{"x-a", "1"}},
       "",
       true,
       "HTTP/1.1 200 OK\r\nx-a: 1\r\ncontent-length: 0\r\n\r\n"},
      {kGet,
       200,
       {{"content-length", "2"}, {"x-a", "1"}},
       "hi",
       false,
       "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-a: 1\r\n\r\nhi"},
      {kGet,
       200,
       {},
       "hi",
       false,
       "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"},
      {kGet,
       200,
       {{"transfer-encoding", "gzip"}, {"connection", "x"}},
       "hi",
       false,
       "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"},
      {kGet,
       200,
       {{"content-length", "nonsense"}},
       "hi",
       false,
       "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"},
      {kGet,
       200,
       {{"content-length", "5"}},
       "",
       true,
       "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"},
      {kGet, 204, {{"content-length", "0"}}, "", true, "HTTP/1.1 204 No Content\r\n\r\n"},
      {kGet,
       304,
       {{"content-length", "5"}},
       "",
       true,
       "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n"},
      {kGet, 304, {}, "", true, "HTTP/1.1 304 Not Modified\r\n\r\n"},
      {kGet,
       418,
       {{"content-length", "0"}},
       "",
       true,
       "HTTP/1.1 418 Unknown\r\ncontent-length: 0\r\n\r\n"},
      {kGet,
       200,
       {{"x-a", std::string("1\r\nx-b: 2\0", 10)}},
       "",
       true,
       "HTTP/1.1 200 OK\r\nx-a: 1  x-b: 2 \r\ncontent-length: 0\r\n\r\n"},
      {head,
       200,
       {{"content-length", "5"}},
       "",
       true,
       "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"},
      {head, 200, {}, "", true, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"},
      {head, 200, {}, "body", false, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"},
      {old,
       200,
       {{"content-length", "2"}},
       "hi",
       false,
       "HTTP/1.0 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi"},
      {old_keep,
       200,
       {{"content-length", "2"}},
       "hi",
       false,
       "HTTP/1.0 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nhi"},
      {old, 200, {}, "hi", false, "HTTP/1.0 200 OK\r\nconnection: close\r\n\r\nhi"},
      {old_keep, 200, {}, "hi", false, "HTTP/1.0 200 OK\r\nconnection: close\r\n\r\nhi"},
      {Get("/", "connection: close\r\n"),
       200,
       {},
       "",
       true,
       "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"},
      {kGet,
       101,
       {{"upgrade", "x"}},
       "",
       true,
       "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"},
  };
  for (const Answer& answer : answers) {
    ServerHarness harness(options);
    harness.on_end = [&] {
      base::Arena arena;
      ResponseHead response(arena);
      response.status = answer.status;
      for (const auto& [name, value] : answer.fields) response.headers.AddCopy(name, value);
      harness.stream->SendHead(response, answer.end_with_head);
      if (!answer.end_with_head) harness.SendData(answer.body, true);
    };
    harness.Receive(answer.request);
    EXPECT_EQ(harness.Written(), answer.written) << answer.request << answer.status;
  }
}

TEST(ServerSession, WritesNamesInProperCase) {
  ServerOptions options;
  options.header_case = HeaderCase::kProperWords;
  ServerHarness harness(options);
  harness.on_end = [&] {
    base::Arena arena;
    ResponseHead response(arena);
    response.status = 200;
    response.headers.Add("x_y-z", "1");
    response.headers.Add("x--y", "2");
    response.headers.Add("etag", "3");
    harness.stream->SendHead(response, true);
  };
  harness.Receive(kGet);
  EXPECT_EQ(harness.Written(),
            "HTTP/1.1 200 OK\r\nX_Y-Z: 1\r\nX--Y: 2\r\nEtag: 3\r\nContent-Length: 0\r\n\r\n");
}

// What one side read is written by the other in the spelling of the first field of each name.
TEST(ServerSession, NamesCanKeepTheirSpelling) {
  for (const Cut cut : kAllCuts) {
    ServerOptions server_options;
    ClientOptions client_options;
    server_options.header_case = client_options.header_case = HeaderCase::kAsReceived;
    ServerHarness server(server_options);
    ClientHarness client(client_options);
    server.on_end = [] {};
    server.Receive("GET / HTTP/1.1\r\nHOST: h\r\nx-foo: 1\r\nX-bAr: 2\r\nX-BAR: 3\r\n\r\n", cut);
    client.session->NewStream(client, client.arena).SendHead(*server.head, true);
    EXPECT_EQ(client.Written(),
              "GET / HTTP/1.1\r\nHOST: h\r\nx-foo: 1\r\nX-bAr: 2\r\nX-bAr: 3\r\n\r\n");
  }
}

TEST(ServerSession, ChunksEachPieceOfABody) {
  ServerHarness harness;
  harness.on_end = [] {};
  harness.Receive(kGet);
  base::Arena arena;
  ResponseHead response(arena);
  response.status = 200;
  harness.stream->SendHead(response, false);
  harness.Written();
  harness.SendData(std::string(20, 'a'), false);
  harness.SendData("", false);
  harness.SendData("b", false);
  harness.SendData("", true);
  EXPECT_EQ(harness.Written(), "14\r\n" + std::string(20, 'a') + "\r\n1\r\nb\r\n0\r\n\r\n");
  EXPECT_FALSE(harness.closed);
}

TEST(ServerSession, TrailersPassOnlyInChunksAndWhereEnabled) {
  for (const bool enabled : {true, false}) {
    ServerOptions options;
    options.enable_trailers = enabled;
    ServerHarness harness(options);
    base::Arena arena;
    harness.on_end = [&] {
      ResponseHead response(arena);
      response.status = 200;
      harness.stream->SendHead(response, false);
      Trailers trailers(arena);
      trailers.Add("t", "1");
      trailers.Add("content-length", "9");
      harness.stream->SendTrailers(trailers);
    };
    harness.Receive(kGet);
    const std::string written = harness.Written();
    EXPECT_EQ(written.substr(written.find("\r\n\r\n") + 4),
              enabled ? "0\r\nt: 1\r\n\r\n" : "0\r\n\r\n");
  }
}

TEST(ServerSession, ABodyThatBreaksItsLengthEndsTheConnection) {
  for (const char* body : {"h", "hello"}) {
    ServerHarness harness;
    harness.on_end = [&] {
      base::Arena arena;
      ResponseHead response(arena);
      response.status = 200;
      response.headers.Add("content-length", "2");
      harness.stream->SendHead(response, false);
      harness.SendData(body, true);
    };
    harness.Receive(kGet);
    const std::string written = harness.Written();
    EXPECT_EQ(written.substr(written.find("\r\n\r\n") + 4), std::string(body).substr(0, 2));
    EXPECT_TRUE(harness.closed);
  }
}

TEST(ServerSession, ServesPipelinedRequestsInOrder) {
  for (const Cut cut : kAllCuts) {
    ServerHarness harness;
    std::string bytes;
    for (int i = 0; i < 10; ++i) bytes += Get("/" + std::to_string(i));
    harness.on_end = [&] {};
    harness.Receive(bytes, cut);
    for (int i = 0; i < 10; ++i) {
      ASSERT_EQ(harness.streams, i + 1) << "the next request waits for the answer";
      EXPECT_EQ(harness.head->path, "/" + std::to_string(i));
      EXPECT_EQ(harness.paused, i < 9);
      harness.Respond(200);
      harness.Receive("");
    }
    EXPECT_EQ(harness.session->active_streams(), 0u);
    EXPECT_FALSE(harness.closed);
    EXPECT_TRUE(harness.input.empty());
  }
}

TEST(ServerSession, AnswersPipelinedRequestsThatNeedNoWaitAtOnce) {
  ServerHarness harness;
  const std::string post = "POST /y HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\n\r\nabc";
  harness.Receive(kGet + post + "\r\n" + kGet + "BAD\r\n\r\n" + kGet);
  EXPECT_EQ(harness.streams, 4);
  EXPECT_EQ(harness.Written(),
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
            "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  EXPECT_EQ(harness.log.entries().back(), "close linger");
}

// Each of them holds memory until the loop's iteration ends, and only then is the output looked at.
TEST(ServerSession, OneReadBeginsAFewRequestsAtMost) {
  ServerHarness harness;
  std::string bytes;
  for (int i = 0; i < 40; ++i) bytes += kGet;
  AppendBytes(harness.input, bytes, false);
  std::vector<int> served;
  for (int i = 0; i < 3; ++i) {
    harness.session->Feed(harness.input, false);
    served.push_back(harness.streams);
    EXPECT_FALSE(harness.paused);
  }
  EXPECT_EQ(served, (std::vector<int>{16, 32, 40}));
  EXPECT_TRUE(harness.input.empty());

  ServerHarness full;
  AppendBytes(full.input, bytes, false);
  full.session->Feed(full.input, false);
  full.session->OnOutputAboveWatermark();
  full.session->Feed(full.input, false);
  EXPECT_EQ(full.streams, 16);
  EXPECT_TRUE(full.paused);
}

TEST(ServerSession, WhatOneReadLeftIsServedWithoutAnother) {
  ServerHarness harness;
  std::string bytes;
  for (int i = 0; i < 40; ++i) bytes += kGet;
  harness.Receive(bytes);
  EXPECT_EQ(harness.streams, 40);
}

TEST(ServerSession, BytesBehindABodyAreTheNextRequest) {
  ServerHarness harness;
  harness.Receive("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 5\r\n\r\nhelloworld");
  EXPECT_EQ(harness.streams, 2);
  harness.Receive(kGet);
  EXPECT_EQ(harness.log.entries().back(), "close linger");
}

// The rest of a request that was answered early would be read as the next one.
TEST(ServerSession, AnAnswerBeforeTheRequestsEndCloses) {
  for (const char* rest : {"", "abc", "abcdef", "abcdefGET / HTTP/1.1\r\n\r\n"}) {
    ServerHarness harness;
    harness.on_head = [&] { harness.Respond(200); };
    harness.Receive(std::string("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 6\r\n\r\n") + rest);
    EXPECT_EQ(harness.Written(),
              "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    EXPECT_EQ(harness.log.entries().back(), "close linger");
    EXPECT_EQ(harness.streams, 1);
    harness.Receive(kGet);
    EXPECT_EQ(harness.streams, 1);
    EXPECT_TRUE(harness.input.empty());
  }
}

TEST(ServerSession, ABodyGoesOnComingWhileItsEarlyAnswerIsSent) {
  ServerHarness harness;
  harness.on_head = [&] {
    base::Arena arena;
    ResponseHead response(arena);
    response.status = 200;
    harness.stream->SendHead(response, false);
  };
  harness.Receive("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 6\r\n\r\nabc");
  harness.on_end = [&] { harness.SendData("!", true); };
  harness.Receive("def");
  EXPECT_EQ(harness.log.entries()[1], "data abcdef");
  EXPECT_EQ(harness.log.entries().back(), "close flush");
}

TEST(ServerSession, InterimAnswersGoOutBeforeTheAnswer) {
  ServerOptions options;
  options.accept_http_10 = true;
  for (const bool old : {false, true}) {
    ServerHarness harness(options);
    harness.on_head = [&] {
      base::Arena arena;
      ResponseHead interim(arena);
      interim.status = 103;
      interim.headers.Add("link", "x");
      interim.headers.Add("content-length", "3");
      harness.stream->SendInterim(interim);
    };
    harness.Receive(std::string("POST / HTTP/1.") + (old ? "0" : "1") +
                    "\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
    EXPECT_EQ(harness.Written(), old ? "" : "HTTP/1.1 103 Unknown\r\nlink: x\r\n\r\n");
    harness.Receive("hi");
    EXPECT_EQ(harness.log.entries()[1], "data hi");
  }
}

TEST(ServerSession, DrainingSaysClose) {
  ServerHarness idle;
  idle.session->Drain();
  EXPECT_EQ(idle.log.text(), "close flush\n");

  ServerHarness between;
  between.Receive(kGet);
  between.session->Drain();
  EXPECT_EQ(between.log.entries().back(), "close flush");

  ServerHarness active;
  active.on_end = [] {};
  active.Receive(kGet);
  active.session->Drain();
  EXPECT_FALSE(active.closed);
  active.Respond(200);
  EXPECT_EQ(active.Written(), "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  EXPECT_TRUE(active.closed);

  ServerHarness begun;
  begun.on_end = [&] { begun.Respond(200, "hi", false); };
  begun.Receive(kGet);
  begun.session->Drain();
  EXPECT_FALSE(begun.closed) << "its head is out and said nothing";
  begun.SendData("", true);
  EXPECT_TRUE(begun.closed);
}

TEST(ServerSession, DrainInsideANewStreamLetsItBeAnswered) {
  ServerHarness harness;
  harness.on_any = [&](const char* name) {
    if (std::string(name) == "OnNewStream") harness.session->Drain();
  };
  harness.Receive(kGet + kGet);
  EXPECT_EQ(harness.streams, 1);
  EXPECT_EQ(harness.Written(), "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
}

TEST(ServerSession, TheEndOfInputEndsWhatIsActive) {
  const std::string gone = "reset connection_termination downstream_remote_disconnect\nclose now\n";
  ServerHarness idle;
  idle.ReceiveFin();
  EXPECT_EQ(idle.log.text(), "close flush\n");

  ServerHarness half_head;
  half_head.Receive("GET /x HT", true);
  EXPECT_EQ(half_head.log.text(), gone);

  ServerHarness half_body;
  half_body.Receive("POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nhel", true);
  EXPECT_EQ(half_body.log.text(),
            "head POST / HTTP/1.1 length:5 content-length=5\ndata hel\n" + gone);

  ServerHarness waiting;
  waiting.on_end = [] {};
  waiting.Receive(kGet, true);
  EXPECT_EQ(waiting.log.text(), "head GET /x HTTP/1.1 host:h\nend\n" + gone);

  ServerHarness answered;
  answered.Receive(kGet, true);
  EXPECT_EQ(answered.log.entries().back(), "close flush");
  EXPECT_NE(answered.Written(), "");
}

TEST(ServerSession, AResetClosesAfterWhatWasSent) {
  ServerHarness harness;
  harness.on_end = [&] { harness.Respond(200, "hi", false); };
  harness.Receive(kGet + kGet);
  harness.stream->Reset(ResetReason::kLocalReset);
  EXPECT_EQ(harness.log.entries().back(), "close flush");
  EXPECT_EQ(harness.streams, 1);
}

TEST(ServerSession, AnErrorBehindABegunAnswerIsTheListenersToEnd) {
  ServerHarness harness;
  harness.on_head = [&] {
    base::Arena arena;
    ResponseHead response(arena);
    response.status = 200;
    harness.stream->SendHead(response, false);
  };
  harness.on_error = [&](const ProtocolError&) {
    harness.stream->Reset(ResetReason::kProtocolError);
  };
  harness.Receive("POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n");
  EXPECT_EQ(harness.log.entries().back(), "close flush");
}

TEST(ServerSession, APausedStreamReadsNothingMore) {
  ServerHarness harness;
  harness.log_flow = true;
  harness.on_head = [&] { harness.stream->PauseReading(); };
  harness.Receive("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 6\r\n\r\nabc");
  EXPECT_EQ(harness.log.entries().back(), "pause");
  EXPECT_EQ(harness.input.size(), 3u);
  harness.stream->PauseReading();
  harness.stream->ResumeReading();
  EXPECT_EQ(harness.log.entries().back(), "pause") << "pauses are counted";
  harness.stream->ResumeReading();
  EXPECT_EQ(harness.log.entries().back(), "resume");
  harness.Receive("");
  EXPECT_EQ(harness.log.entries().back(), "data abc");
}

TEST(ServerSession, WhatCameBeforeTheEndIsHeardAfterAPause) {
  ServerHarness harness;
  harness.on_head = [&] { harness.stream->PauseReading(); };
  harness.Receive("POST / HTTP/1.1\r\ncontent-length: 6\r\n\r\nabc", true);
  EXPECT_EQ(harness.log.entries().size(), 1u);
  harness.stream->ResumeReading();
  harness.Receive("");
  EXPECT_EQ(harness.log.entries()[1], "data abc");
  EXPECT_EQ(harness.log.entries().back(), "close now");
}

TEST(ServerSession, AFullOutputHoldsTheNextRequestBack) {
  ServerHarness harness;
  harness.log_flow = true;
  harness.on_end = [] {};
  harness.Receive(kGet + kGet);
  harness.session->OnOutputAboveWatermark();
  harness.Respond(200);
  harness.Receive("");
  EXPECT_EQ(harness.streams, 1);
  EXPECT_TRUE(harness.paused);
  harness.session->OnOutputBelowWatermark();
  harness.Receive("");
  EXPECT_EQ(harness.streams, 2);
  EXPECT_FALSE(harness.paused);
}

TEST(ServerSession, WatermarksReachTheStream) {
  ServerHarness harness;
  harness.log_flow = true;
  harness.on_end = [] {};
  harness.Receive(kGet);
  harness.session->OnOutputAboveWatermark();
  harness.session->OnOutputBelowWatermark();
  EXPECT_EQ(harness.log.text(), "head GET /x HTTP/1.1 host:h\nend\nabove\nbelow\n");
}

const std::string kUpgrade = "connection: Upgrade\r\nupgrade: websocket\r\n";

void Switch(ServerHarness& harness) {
  base::Arena arena;
  ResponseHead response(arena);
  response.status = 101;
  response.headers.Add("upgrade", "websocket");
  response.headers.Add("connection", "Upgrade");
  harness.stream->SendHead(response, false);
}

TEST(ServerSession, AnUpgradeCarriesBytesBothWays) {
  for (const Cut cut : kAllCuts) {
    ServerHarness harness;
    harness.Receive(Get("/", kUpgrade) + "ping", cut);
    EXPECT_EQ(harness.log.entries().size(), 1u) << "nothing is heard before the switch";
    EXPECT_TRUE(harness.paused);
    Switch(harness);
    harness.Receive("");
    EXPECT_EQ(harness.log.entries().back(), "data ping");
    EXPECT_EQ(harness.Written(),
              "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n"
              "connection: Upgrade\r\n\r\n");
    harness.SendData("pong", false);
    EXPECT_EQ(harness.Written(), "pong");
    harness.ReceiveFin();
    EXPECT_EQ(harness.log.entries().back(), "close now");
  }
}

// The answer to HEAD has no body, but a tunnel is none.
TEST(ServerSession, AnUpgradeByHeadCarriesBytesBothWaysToo) {
  ServerHarness harness;
  harness.Receive("HEAD / HTTP/1.1\r\nhost: h\r\n" + kUpgrade + "\r\n");
  Switch(harness);
  harness.Written();
  harness.SendData("pong", false);
  EXPECT_EQ(harness.Written(), "pong");
  harness.Receive("ping");
  EXPECT_EQ(harness.log.entries().back(), "data ping");
}

TEST(ServerSession, ATunnelEndsWithItsAnswer) {
  ServerHarness harness;
  harness.Receive(Get("/", kUpgrade));
  Switch(harness);
  harness.SendData("bye", true);
  EXPECT_EQ(harness.log.entries().back(), "close flush");
}

TEST(ServerSession, ARefusedUpgradeDropsWhatCameForIt) {
  ServerHarness harness;
  harness.Receive(Get("/", kUpgrade) + kGet);
  harness.Respond(403);
  EXPECT_EQ(harness.Written(),
            "HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  EXPECT_EQ(harness.log.entries().back(), "close linger");
  EXPECT_EQ(harness.streams, 1);
}

TEST(ServerSession, ConnectOpensATunnel) {
  ServerHarness harness;
  harness.Receive("CONNECT h:80 HTTP/1.1\r\n\r\nping");
  base::Arena arena;
  ResponseHead response(arena);
  response.status = 200;
  response.headers.Add("content-length", "0");
  harness.stream->SendHead(response, false);
  harness.Receive("");
  EXPECT_EQ(harness.Written(), "HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(harness.log.text(), "head CONNECT  HTTP/1.1 host:h:80 connect\ndata ping\n");
}

}  // namespace
}  // namespace nuncio::http::http1
