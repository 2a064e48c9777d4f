// The client's end.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test/http/http2/harness.h"

namespace nuncio::http::http2 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Fields kOk = {{":status", "200"}};

TEST(Http2Client, AnnouncesItselfAndAsks) {
  ClientHarness client({}, false);
  client.Request("GET", true, {{"x", "y"}, {"connection", "close"}, {"host", "other"}});
  EXPECT_THAT(client.Frames(),
              ElementsAre("SETTINGS 1=4096 2=0 3=1024 4=16777216 8=0", "WINDOW_UPDATE 0 25100289",
                          "HEADERS 1 end :method=GET :scheme=http :authority=h :path=/ x=y"));
}

TEST(Http2Client, HearsResponsesInAnyOrder) {
  ClientHarness client;
  client.Request();
  client.Request("POST", false).Send("ask", true);
  EXPECT_THAT(
      client.Frames(),
      ElementsAre("HEADERS 1 end :method=GET :scheme=http :authority=h :path=/",
                  "HEADERS 3 :method=POST :scheme=http :authority=h :path=/", "DATA 3 end ask"));
  client.Receive(Headers(3, {{":status", "103"}, {"link", "a"}}, false) +
                 Headers(3, {{":status", "200"}, {"x", "y"}}, false) + Data(3, "two", false) +
                 Headers(3, {{"t", "1"}}, true) + Headers(1, {{":status", "404"}}, true));
  EXPECT_THAT(client.Log(), ElementsAre("2 interim 103 link=a", "2 head 200 x=y", "2 data two",
                                        "2 trailers t=1", "over", "1 head 404 END", "over"));
  EXPECT_EQ(client.session->active_streams(), 0u);
}

TEST(Http2Client, AnAnswerBeforeTheRequestsEndGivesTheRestUp) {
  ClientHarness client;
  client.Request("POST", false).Send("first", false);
  client.Frames();
  client.Receive(Headers(1, {{":status", "403"}}, true));
  EXPECT_THAT(client.Log(), ElementsAre("1 head 403 END", "over"));
  EXPECT_THAT(client.Frames(), ElementsAre("RST_STREAM 1 INTERNAL_ERROR"));
}

TEST(Http2Client, ResetsByCode) {
  const struct {
    uint32_t code;
    const char* heard;
  } cases[] = {
      {0, "1 reset remote_reset http2.remote_reset"},
      {1, "1 reset protocol_error http2.remote_reset"},
      {2, "1 reset remote_reset http2.remote_reset"},
      {7, "1 reset remote_refused_stream_reset http2.remote_refuse"},
      {8, "1 reset remote_reset http2.remote_reset"},
  };
  for (const auto& c : cases) {
    ClientHarness client;
    client.Request();
    client.Receive(Reset(1, c.code));
    EXPECT_THAT(client.Log(), ElementsAre(c.heard, "over")) << c.code;
    EXPECT_TRUE(client.session->CanOpenStream());
  }
}

TEST(Http2Client, AGoAwayRefusesWhatThePeerDidNotSee) {
  ClientHarness client;
  client.Request();
  client.Request();
  client.Frames();
  client.Receive(GoAway(1, 0));
  EXPECT_THAT(client.Log(), ElementsAre("2 reset remote_refused_stream_reset http2.remote_refuse",
                                        "over for good"));
  EXPECT_FALSE(client.session->CanOpenStream());
  client.Receive(Headers(1, kOk, true));
  EXPECT_THAT(client.Log(), ElementsAre("1 head 200 END", "over for good", "close flush"));
}

TEST(Http2Client, ThePeersLimitOfStreamsIsKept) {
  ClientHarness client({}, false);
  client.Receive(Settings({{3, 2}}));
  client.Request();
  EXPECT_TRUE(client.session->CanOpenStream());
  client.Request();
  EXPECT_FALSE(client.session->CanOpenStream());
  client.Receive(Headers(1, kOk, true));
  EXPECT_THAT(client.Log(), ElementsAre("1 head 200 END", "over"));
  EXPECT_TRUE(client.session->CanOpenStream());
}

TEST(Http2Client, LengthsFitBodiesButForHeadAndBodyless) {
  const struct {
    const char* name;
    const char* method;
    std::string bytes;
    bool passes;
  } cases[] = {
      {"fits", "GET",
       Headers(1, {{":status", "200"}, {"content-length", "3"}}, false) + Data(1, "abc", true),
       true},
      {"short", "GET",
       Headers(1, {{":status", "200"}, {"content-length", "3"}}, false) + Data(1, "ab", true),
       false},
      {"long", "GET",
       Headers(1, {{":status", "200"}, {"content-length", "3"}}, false) + Data(1, "abcd", true),
       false},
      {"none", "GET", Headers(1, {{":status", "200"}, {"content-length", "3"}}, true), false},
      {"head", "HEAD", Headers(1, {{":status", "200"}, {"content-length", "3"}}, true), true},
      {"304", "GET", Headers(1, {{":status", "304"}, {"content-length", "3"}}, true), true},
      {"data first", "GET", Headers(1, {{":status", "100"}}, false) + Data(1, "abc", true), false},
      {"interim at the end", "GET", Headers(1, {{":status", "100"}}, true), false},
      {"no status", "GET", Headers(1, {{"a", "b"}}, true), false},
  };
  for (const auto& c : cases) {
    ClientOptions options;
    options.stream_error_on_invalid_message = true;
    ClientHarness client(options);
    client.Request(c.method);
    client.Frames();
    client.Receive(c.bytes);
    const Lines log = client.Log();
    EXPECT_EQ(log.back(), "over") << c.name;
    bool reset = false;
    for (const std::string& line : log) reset |= line.find("reset protocol_error") != line.npos;
    EXPECT_EQ(reset, !c.passes) << c.name;
    if (!c.passes) {
      EXPECT_THAT(client.Frames(), ElementsAre("RST_STREAM 1 PROTOCOL_ERROR")) << c.name;
    }
  }
}

TEST(Http2Client, AnInvalidAnswerEndsTheConnectionByDefault) {
  ClientHarness client;
  client.Request();
  client.Request();
  client.Frames();
  client.Receive(Headers(1, {{":status", "200"}, {"Bad", "x"}}, true));
  EXPECT_THAT(client.Log(), ElementsAre("error malformed_header_name",
                                        "1 reset protocol_error http2.violation.of.messaging.rule",
                                        "over for good",
                                        "2 reset protocol_error http2.violation.of.messaging.rule",
                                        "over for good", "close linger"));
  EXPECT_THAT(client.Frames(), ElementsAre("GOAWAY 0 PROTOCOL_ERROR"));
}

TEST(Http2Client, AnUpgradeIsAnExtendedConnect) {
  ClientHarness client({}, false);
  client.Receive(Settings({{8, 1}}) + SettingsAck());
  client.Frames();
  MadeRequest& made = client.Request(
      "GET", false, {{"connection", "upgrade"}, {"upgrade", "websocket"}}, RequestKind::kUpgrade);
  made.Send("early", false);
  EXPECT_THAT(client.Frames(), ElementsAre("HEADERS 1 :method=CONNECT :scheme=http :authority=h "
                                           ":path=/ :protocol=websocket"));
  client.Receive("");
  client.Receive(Headers(1, kOk, false) + Data(1, "hello", false));
  EXPECT_THAT(client.Log(),
              ElementsAre("1 above", "1 head 101 connection=upgrade upgrade=websocket",
                          "1 data hello", "1 below"));
  EXPECT_THAT(client.Frames(), ElementsAre("DATA 1 early"));
  made.Send("", true);
  EXPECT_THAT(client.Frames(), ElementsAre("DATA 1 end "));
  client.Receive(Data(1, "", true));
  EXPECT_THAT(client.Log(), ElementsAre("1 data  END", "over"));
}

TEST(Http2Client, ARefusedTunnelIsAnAnswer) {
  ClientHarness client;
  client.Request("CONNECT", false, {}, RequestKind::kConnect).Send("early", false);
  EXPECT_THAT(client.Frames(), ElementsAre("HEADERS 1 :method=CONNECT :authority=h"));
  client.Receive(Headers(1, {{":status", "403"}}, false) + Data(1, "no", true));
  const Lines log = client.Log();
  EXPECT_EQ(log.back(), "over");
  EXPECT_THAT(log, testing::Contains("1 head 403"));
  EXPECT_THAT(client.Frames(), ElementsAre("RST_STREAM 1 INTERNAL_ERROR"));
}

TEST(Http2Client, APausedResponseIsToldLater) {
  ClientHarness client;
  MadeRequest& made = client.Request();
  made.stream->PauseReading();
  client.Receive(Headers(1, kOk, false) + Data(1, "abc", true));
  EXPECT_THAT(client.Log(), ElementsAre("1 head 200"));
  made.stream->ResumeReading();
  EXPECT_THAT(client.Log(), IsEmpty());
  client.Receive("");
  EXPECT_THAT(client.Log(), ElementsAre("1 data abc END", "over"));
}

TEST(Http2Client, TheEndOfInputTellsWhatIsWholeAndResetsTheRest) {
  ClientHarness client;
  client.Request().stream->PauseReading();
  client.Request();
  client.Receive(Headers(1, kOk, false) + Data(1, "abc", true) + Headers(3, kOk, false), true);
  EXPECT_THAT(client.Log(),
              ElementsAre("1 head 200", "1 data abc END", "over for good", "2 head 200",
                          "2 reset connection_termination connection_termination", "over for good",
                          "close flush"));
}

TEST(Http2Client, DrainEndsWithTheLastStream) {
  ClientHarness client;
  client.Request();
  client.session->Drain();
  EXPECT_FALSE(client.session->CanOpenStream());
  client.Frames();
  client.Receive(Headers(1, kOk, true));
  EXPECT_THAT(client.Log(), ElementsAre("1 head 200 END", "over for good", "close flush"));
  EXPECT_THAT(client.Frames(), ElementsAre("GOAWAY 0 NO_ERROR"));

  ClientHarness idle;
  idle.session->Drain();
  EXPECT_THAT(idle.Log(), ElementsAre("close flush"));
}

TEST(Http2Client, OwnResetIsTheLastWord) {
  ClientHarness client;
  MadeRequest& made = client.Request("POST", false);
  client.Frames();
  std::exchange(made.stream, nullptr)->Reset(ResetReason::kLocalReset);
  EXPECT_THAT(client.Frames(), ElementsAre("RST_STREAM 1 INTERNAL_ERROR"));
  EXPECT_THAT(client.Log(), ElementsAre("over"));
  client.Receive(Headers(1, kOk, true) + Ping());
  EXPECT_THAT(client.Log(), IsEmpty());
  EXPECT_THAT(client.Frames(), ElementsAre("PING ack"));
}

TEST(Http2Client, AskingAgainInsideTheEndIsFine) {
  ClientHarness client;
  client.Request();
  client.Frames();
  bool again = false;
  client.on_any = [&](const char* name) {
    if (std::string(name) == "OnStreamOver" && !std::exchange(again, true)) client.Request();
  };
  client.Receive(Headers(1, kOk, true));
  EXPECT_THAT(client.Frames(),
              ElementsAre("HEADERS 3 end :method=GET :scheme=http :authority=h :path=/"));
}

TEST(Http2Client, MayBeDestroyedInEveryCall) {
  const std::string bytes = Headers(1, {{":status", "103"}}, false) + Headers(1, kOk, true) +
                            Headers(3, kOk, false) + Data(3, "abc", false) +
                            Headers(3, {{"t", "1"}}, true) + Reset(5, 2) + GoAway(7, 0) +
                            Headers(7, {{":status", "200"}, {"Bad", "x"}}, true);
  for (int at = 1;; ++at) {
    ClientHarness client;
    for (int i = 0; i < 5; ++i) client.Request();
    int calls = 0;
    client.on_any = [&](const char*) {
      if (++calls == at) client.session.reset();
    };
    client.Receive(bytes, true);
    if (calls < at) break;
    ASSERT_LT(at, 200);
  }
}

}  // namespace
}  // namespace nuncio::http::http2
