// The server's end: messages, flow control, tunnels, resets, the end.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test/http/http2/harness.h"

namespace nuncio::http::http2 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ServerOptions Lenient() {
  ServerOptions options;
  options.stream_error_on_invalid_message = true;
  return options;
}

TEST(Http2Server, AnnouncesItsSettings) {
  ServerHarness server({}, false);
  server.Receive(Preface());
  EXPECT_THAT(server.Frames(), ElementsAre("SETTINGS 1=4096 3=1024 4=16777216 8=0",
                                           "WINDOW_UPDATE 0 25100289", "SETTINGS ack"));
}

TEST(Http2Server, AnswersRequestsAtTheSameTime) {
  ServerHarness server;
  server.on_end = [](ServedRequest&) {};
  server.Receive(Headers(1, Get(), true) + Headers(3, Get({}, "/b"), true));
  EXPECT_THAT(server.Log(), ElementsAre("1 head GET / scheme:http host:h", "1 end",
                                        "2 head GET /b scheme:http host:h", "2 end"));
  EXPECT_EQ(server.session->active_streams(), 2u);
  server[2].Respond(200, {{"x", "y"}}, false);
  server[2].Send("two", true);
  server[1].Respond(404);
  EXPECT_THAT(server.Frames(), ElementsAre("HEADERS 3 :status=200 x=y", "DATA 3 end two",
                                           "HEADERS 1 end :status=404"));
  EXPECT_EQ(server.session->active_streams(), 0u);
  EXPECT_FALSE(server.closed);
}

TEST(Http2Server, SendsInterimsTrailersAndNoConnectionFields) {
  ServerHarness server;
  server.on_end = [](ServedRequest& request) {
    ResponseHead interim(request.arena);
    interim.status = 103;
    interim.headers.Add("link", "a");
    request.stream->SendInterim(interim);
    request.Respond(
        200, {{"connection", "close"}, {"transfer-encoding", "chunked"}, {"x", " a\nb "}}, false);
    request.Send("body", false);
    request.SendTrailers({{"t", "1"}});
  };
  server.Receive(Headers(1, Get(), true));
  EXPECT_THAT(server.Frames(),
              ElementsAre("HEADERS 1 :status=103 link=a", "HEADERS 1 :status=200 x=a b",
                          "DATA 1 body", "HEADERS 1 end t=1"));
}

TEST(Http2Server, TrailersWithoutABodyNeedNoData) {
  ServerHarness server;
  server.on_end = [](ServedRequest& request) {
    request.Respond(200, {}, false);
    request.SendTrailers({{"grpc-status", "0"}});
  };
  server.Receive(Headers(1, Get(), true));
  EXPECT_THAT(server.Frames(), ElementsAre("HEADERS 1 :status=200", "HEADERS 1 end grpc-status=0"));
}

TEST(Http2Server, AnswersWithoutBodiesHaveNone) {
  ServerHarness server;
  int status = 200;
  server.on_end = [&](ServedRequest& request) {
    request.Respond(status, {{"content-length", "5"}}, false);
    request.Send("12345", true);
  };
  Fields head = Get();
  head[0].second = "HEAD";
  server.Receive(Headers(1, head, true));
  EXPECT_THAT(server.Frames(),
              ElementsAre("HEADERS 1 :status=200 content-length=5", "DATA 1 end "));
  status = 204;
  server.Receive(Headers(3, Get(), true));
  EXPECT_THAT(server.Frames(), ElementsAre("HEADERS 3 :status=204", "DATA 3 end "));
  status = 304;
  server.Receive(Headers(5, Get(), true));
  EXPECT_THAT(server.Frames(),
              ElementsAre("HEADERS 5 :status=304 content-length=5", "DATA 5 end "));
}

TEST(Http2Server, AnAnswerBeforeTheRequestsEndResetsTheRest) {
  ServerHarness server;
  server.on_head = [](ServedRequest& request) {
    request.Respond(403, {}, false);
    request.Send("no", true);
  };
  server.Receive(Headers(1, Post(), false) + Data(1, "abc", false));
  EXPECT_THAT(server.Frames(),
              ElementsAre("HEADERS 1 :status=403", "DATA 1 end no", "RST_STREAM 1 NO_ERROR"));
  EXPECT_THAT(server.Log(), ElementsAre("1 head POST / scheme:http host:h"));
  server.Receive(Data(1, "more", true) + Headers(3, Get(), true));
  EXPECT_THAT(server.Frames(), ElementsAre("HEADERS 3 :status=403", "DATA 3 end no"));
}

TEST(Http2Server, ADataIsHeldByThePeersWindow) {
  ServerHarness server({}, false);
  server.Receive("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Settings({{4, 5}}) + SettingsAck());
  server.Frames();
  server.on_end = [](ServedRequest& request) {
    request.Respond(200, {}, false);
    request.Send("hello world", false);
    request.SendTrailers({{"t", "1"}});
  };
  server.Receive(Headers(1, Get(), true));
  EXPECT_THAT(server.Frames(), ElementsAre("HEADERS 1 :status=200", "DATA 1 hello"));
  server.Receive(WindowUpdate(1, 4));
  EXPECT_THAT(server.Frames(), ElementsAre("DATA 1  wor"));
  server.Receive(WindowUpdate(1, 400));
  EXPECT_THAT(server.Frames(), ElementsAre("DATA 1 ld", "HEADERS 1 end t=1"));
}

TEST(Http2Server, ASenderIsToldToStopAndToGoOn) {
  ServerOptions options;
  options.stream_send_buffer = 10;
  ServerHarness server(options, false);
  server.Receive("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Settings({{4, 0}}) + SettingsAck());
  server.on_end = [](ServedRequest& request) {
    request.Respond(200, {}, false);
    request.Send("0123456789a", false);
  };
  server.Receive(Headers(1, Get(), true));
  EXPECT_THAT(server.Log(), ElementsAre("1 head GET / scheme:http host:h", "1 end", "1 above"));
  server.Receive(WindowUpdate(1, 5));
  EXPECT_THAT(server.Log(), IsEmpty());
  server.Receive(WindowUpdate(1, 1));
  EXPECT_THAT(server.Log(), ElementsAre("1 below"));
}

TEST(Http2Server, AFullOutputStopsEveryStream) {
  ServerHarness server;
  server.on_end = [](ServedRequest& request) { request.Respond(200, {}, false); };
  server.Receive(Headers(1, Get(), true) + Headers(3, Get(), true));
  server.Log();
  server.Frames();
  server.session->OnOutputAboveWatermark();
  EXPECT_THAT(server.Log(), ElementsAre("1 above", "2 above"));
  server[1].Send("later", true);
  EXPECT_THAT(server.Frames(), IsEmpty());
  server.session->OnOutputBelowWatermark();
  EXPECT_THAT(server.Log(), ElementsAre("2 below"));
  EXPECT_THAT(server.Frames(), ElementsAre("DATA 1 end later"));
}

TEST(Http2Server, CreditIsGivenForWhatWasTaken) {
  ServerOptions options;
  options.initial_stream_window = 65535;
  ServerHarness server(options);
  server.on_head = [](ServedRequest& request) { request.stream->PauseReading(); };
  server.Receive(Headers(1, Post(), false));
  for (int i = 0; i < 4; ++i) server.Receive(Data(1, std::string(10000, 'x'), false));
  EXPECT_THAT(server.Frames(), IsEmpty());
  EXPECT_THAT(server.Log(), ElementsAre("1 head POST / scheme:http host:h"));
  server[1].stream->ResumeReading();
  EXPECT_THAT(server.Log(), IsEmpty()) << "no event from inside ResumeReading";
  EXPECT_TRUE(server.resumed);
  server.Receive("");
  EXPECT_THAT(server.Log(), ElementsAre("1 data " + std::string(40000, 'x')));
  EXPECT_THAT(server.Frames(), ElementsAre("WINDOW_UPDATE 1 40000"));
}

TEST(Http2Server, APausedRequestHearsItsEndLater) {
  ServerHarness server;
  server.on_head = [](ServedRequest& request) { request.stream->PauseReading(); };
  server.Receive(Headers(1, Post(), false) + Data(1, "abc", false) +
                 Headers(1, {{"t", "1"}}, true));
  EXPECT_THAT(server.Log(), ElementsAre("1 head POST / scheme:http host:h"));
  server[1].stream->ResumeReading();
  server.Receive("");
  EXPECT_THAT(server.Log(), ElementsAre("1 data abc", "1 trailers t=1", "1 end"));
}

TEST(Http2Server, MalformedRequestsEndTheConnectionOrTheirStream) {
  const struct {
    const char* name;
    std::string bytes;
    const char* code;
  } cases[] = {
      {"capital", Headers(1, Get({{"Bad", "x"}}), true), "PROTOCOL_ERROR"},
      {"late fault", Headers(1, Get({{"a", "b"}, {"connection", "close"}}), true),
       "PROTOCOL_ERROR"},
      {"at the end", Headers(1, {{":method", "GET"}}, true), "PROTOCOL_ERROR"},
      {"short body", Headers(1, Post({{"content-length", "4"}}), false) + Data(1, "abc", true),
       "PROTOCOL_ERROR"},
      {"long body", Headers(1, Post({{"content-length", "2"}}), false) + Data(1, "abc", false),
       "PROTOCOL_ERROR"},
      {"trailers that do not end", Headers(1, Post(), false) + Headers(1, {{"a", "b"}}, false),
       "PROTOCOL_ERROR"},
      {"pseudo trailers", Headers(1, Post(), false) + Headers(1, {{":path", "/"}}, true),
       "PROTOCOL_ERROR"},
  };
  for (const auto& c : cases) {
    ServerHarness lenient(Lenient());
    lenient.Receive(c.bytes + Headers(3, Get(), true));
    EXPECT_THAT(lenient.Frames(),
                ElementsAre(std::string("RST_STREAM 1 ") + c.code, "HEADERS 3 end :status=200"))
        << c.name;
    EXPECT_THAT(lenient.Log(), testing::Contains("1 reset protocol_error "
                                                 "http2.violation.of.messaging.rule"))
        << c.name;
    EXPECT_EQ(lenient.session->counts()[Count::kRxMessagingError], 1u) << c.name;
    EXPECT_FALSE(lenient.closed);

    ServerHarness strict;
    strict.Receive(c.bytes + Headers(3, Get(), true));
    EXPECT_THAT(strict.Frames(), ElementsAre(std::string("GOAWAY 1 ") + c.code)) << c.name;
    EXPECT_EQ(strict.Log().back(), "close linger") << c.name;
  }
}

TEST(Http2Server, HeadsBeyondTheLimitsResetTheirStream) {
  ServerOptions options;
  options.limits = {200, 6};
  ServerHarness server(options);
  server.Receive(Headers(1, Get({{"x", std::string(200, 'x')}}), true) +
                 Headers(3, Get({{"a", "1"}, {"b", "1"}, {"c", "1"}}), true) +
                 Headers(5, Get({{"a", "1"}}), true));
  EXPECT_THAT(server.Frames(),
              ElementsAre("RST_STREAM 1 INTERNAL_ERROR", "RST_STREAM 3 INTERNAL_ERROR",
                          "HEADERS 5 end :status=200"));
  EXPECT_THAT(server.Log(), ElementsAre("1 reset protocol_error http2.header_list_size_too_large",
                                        "2 reset protocol_error http2.too_many_headers",
                                        "3 head GET / scheme:http host:h a=1", "3 end"));
  EXPECT_EQ(server.session->counts()[Count::kHeaderListSizeTooLarge], 1u);
  EXPECT_EQ(server.session->counts()[Count::kHeaderOverflow], 1u);
}

TEST(Http2Server, ResetsOfThePeerAreTold) {
  ServerHarness server;
  server.on_end = [](ServedRequest&) {};
  server.Receive(Headers(1, Get(), true) + Headers(3, Post(), false));
  server.Log();
  server.Receive(Reset(1, 8) + Reset(3, 7));
  EXPECT_THAT(server.Log(), ElementsAre("1 reset remote_reset http2.remote_reset",
                                        "2 reset remote_refused_stream_reset http2.remote_refuse"));
  EXPECT_THAT(server.Frames(), IsEmpty());
  EXPECT_EQ(server.session->active_streams(), 0u);
}

TEST(Http2Server, OwnResetsHaveCodes) {
  ServerHarness server;
  server.on_end = [](ServedRequest&) {};
  server.Receive(Headers(1, Get(), true) + Headers(3, Get(), true) + Headers(5, Get(), true));
  server[1].stream->Reset(ResetReason::kLocalReset);
  server[2].stream->Reset(ResetReason::kLocalRefused);
  server[3].stream->Reset(ResetReason::kProtocolError);
  EXPECT_THAT(server.Frames(),
              ElementsAre("RST_STREAM 1 INTERNAL_ERROR", "RST_STREAM 3 REFUSED_STREAM",
                          "RST_STREAM 5 PROTOCOL_ERROR"));
}

TEST(Http2Server, BrokenFramesEndTheConnection) {
  const struct {
    const char* name;
    std::string bytes;
    const char* code;
  } cases[] = {
      {"data on stream 0", Frame(0, 1, 0, "x"), "PROTOCOL_ERROR"},
      {"data on an idle stream", Data(5, "x", true), "PROTOCOL_ERROR"},
      {"a short ping", Frame(6, 0, 0, "123"), "FRAME_SIZE_ERROR"},
      {"a ping on a stream", Frame(6, 0, 1, "12345678"), "PROTOCOL_ERROR"},
      {"odd settings", Frame(4, 0, 0, "123"), "FRAME_SIZE_ERROR"},
      {"an even stream", Headers(2, Get(), true), "PROTOCOL_ERROR"},
      {"continuation", Frame(9, 4, 1, ""), "PROTOCOL_ERROR"},
      {"a large frame", Frame(0, 0, 1, std::string(16385, 'x')), "FRAME_SIZE_ERROR"},
      {"a stream that was passed over", Headers(5, Get(), true) + Headers(3, Get(), true),
       "PROTOCOL_ERROR"},
      {"a push", Frame(5, 4, 1, Number(2) + Block(Get())), "PROTOCOL_ERROR"},
      {"no credit", WindowUpdate(0, 0), "PROTOCOL_ERROR"},
      {"too much credit", WindowUpdate(0, 0x7fffffff), "FLOW_CONTROL_ERROR"},
  };
  for (const auto& c : cases) {
    ServerHarness server;
    server.Receive(c.bytes);
    const Lines frames = server.Frames();
    ASSERT_FALSE(frames.empty()) << c.name;
    EXPECT_EQ(frames.back().substr(0, 7), "GOAWAY ") << c.name;
    EXPECT_EQ(frames.back().substr(9), c.code) << c.name;
    EXPECT_EQ(server.Log().back(), "close linger") << c.name;
  }
}

TEST(Http2Server, ABlockThatDoesNotDecodeEndsTheConnection) {
  ServerHarness server;
  server.Receive(Frame(1, 5, 1, "\xff\xff\xff\xff\xff\xff"));
  EXPECT_EQ(server.Frames().back(), "GOAWAY 1 COMPRESSION_ERROR");
  EXPECT_THAT(server.Log(),
              ElementsAre("1 reset protocol_error http2.protocol_error", "close linger"));
}

TEST(Http2Server, ABadPrefaceEndsTheConnection) {
  ServerHarness server({}, false);
  server.Receive("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
  EXPECT_THAT(server.Log(), ElementsAre("close now"));
}

TEST(Http2Server, ClosesWhenTheLastAnswerIsOut) {
  ServerHarness server({}, false);
  server.Receive("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Settings({{4, 2}}) + SettingsAck());
  server.on_end = [](ServedRequest& request) {
    request.Respond(200, {}, false);
    request.Send("body", true);
  };
  server.Receive(Headers(1, Get(), true));
  server.session->CloseWhenIdle();
  EXPECT_FALSE(server.closed) << "two bytes have no window yet";
  server.Receive(WindowUpdate(1, 2));
  EXPECT_EQ(server.Frames().back(), "GOAWAY 1 NO_ERROR");
  EXPECT_EQ(server.Log().back(), "close flush");
}

TEST(Http2Server, ExtendedConnectIsATunnel) {
  ServerOptions options;
  options.allow_connect = true;
  ServerHarness server(options);
  server.on_end = [](ServedRequest&) {};
  Fields fields = Get({}, "/chat");
  fields[0].second = "CONNECT";
  fields.emplace_back(":protocol", "websocket");
  server.Receive(Headers(1, fields, false) + Data(1, "early", false));
  EXPECT_THAT(server.Log(), ElementsAre("1 head GET /chat scheme:http host:h upgrade "
                                        "connection=upgrade upgrade=websocket"));
  server[1].Respond(101, {{"connection", "upgrade"}, {"upgrade", "websocket"}}, false);
  server.Receive("");
  EXPECT_THAT(server.Log(), ElementsAre("1 data early"));
  server[1].Send("hi", false);
  EXPECT_THAT(server.Frames(), ElementsAre("HEADERS 1 :status=200", "DATA 1 hi"));
  server.Receive(Data(1, "bye", true));
  EXPECT_THAT(server.Log(), ElementsAre("1 data bye", "1 end"));
  EXPECT_THAT(server.Frames(), IsEmpty()) << "one side of a tunnel can end alone";
}

TEST(Http2Server, ARefusedTunnelDropsWhatCame) {
  ServerHarness server;
  server.Receive(Headers(1, {{":method", "CONNECT"}, {":authority", "h:1"}}, false) +
                 Data(1, "early", false));
  EXPECT_THAT(server.Log(), ElementsAre("1 head CONNECT  host:h:1 connect"));
  server[1].Respond(403, {}, true);
  EXPECT_THAT(server.Frames(), ElementsAre("HEADERS 1 end :status=403", "RST_STREAM 1 NO_ERROR"));
  server.Receive("");
  EXPECT_THAT(server.Log(), IsEmpty());
}

TEST(Http2Server, DrainsInTwoSteps) {
  ServerHarness server;
  server.on_end = [](ServedRequest&) {};
  server.Receive(Headers(1, Get(), true));
  server.session->Drain();
  EXPECT_THAT(server.Frames(), ElementsAre("GOAWAY 2147483647 NO_ERROR", "PING"));
  // A request that was on its way is served.
  server.Receive(Headers(3, Get(), true));
  server.Receive(Frame(6, kAck, 0, std::string("nuncio\0\2", 8)));
  EXPECT_THAT(server.Frames(), ElementsAre("GOAWAY 3 NO_ERROR"));
  server.Receive(Headers(5, Get(), true));
  EXPECT_EQ(server.requests.size(), 2u);
  server[1].Respond(200);
  server.Log();
  server[2].Respond(200);
  EXPECT_THAT(server.Log(), ElementsAre("close flush"));
}

TEST(Http2Server, AnIdleSessionClosesBehindTheSecondStep) {
  ServerHarness server;
  server.session->Drain();
  EXPECT_FALSE(server.closed);
  server.Receive(Frame(6, kAck, 0, std::string("nuncio\0\2", 8)));
  EXPECT_THAT(server.Frames(),
              ElementsAre("GOAWAY 2147483647 NO_ERROR", "PING", "GOAWAY 0 NO_ERROR"));
  EXPECT_THAT(server.Log(), ElementsAre("close flush"));
}

TEST(Http2Server, TheEndOfInputResetsWhatIsActive) {
  ServerHarness server;
  server.on_end = [](ServedRequest&) {};
  server.Receive(Headers(1, Get(), true) + Headers(3, Post(), false), true);
  EXPECT_THAT(
      server.Log(),
      ElementsAre("1 head GET / scheme:http host:h", "1 end",
                  "1 reset connection_termination downstream_remote_disconnect",
                  "2 head POST / scheme:http host:h",
                  "2 reset connection_termination downstream_remote_disconnect", "close flush"));
}

TEST(Http2Server, PingsAskForLife) {
  ServerHarness server;
  server.session->Ping();
  EXPECT_THAT(server.Frames(), ElementsAre("PING"));
  EXPECT_TRUE(server.session->ping_unanswered());
  server.Receive(Frame(6, kAck, 0, std::string("nuncio\0\1", 8)));
  EXPECT_FALSE(server.session->ping_unanswered());
  server.Receive(Ping());
  EXPECT_THAT(server.Frames(), ElementsAre("PING ack"));
}

// Whatever a host does in whatever call: nothing is touched afterwards (run under asan).
TEST(Http2Server, MayBeDestroyedInEveryCall) {
  const std::string bytes = Headers(1, Get(), true) + Headers(3, Post(), false) +
                            Data(3, "abc", false) + Headers(3, {{"t", "1"}}, true) +
                            Headers(5, Post(), false) + Data(5, "xyz", false) + Reset(5, 8) +
                            Headers(7, Post({{"Bad", "x"}}), false);
  for (int at = 1;; ++at) {
    ServerHarness server;
    int calls = 0;
    server.on_any = [&](const char*) {
      if (++calls == at) server.session.reset();
    };
    server.Receive(bytes, true);
    if (calls < at) break;
    ASSERT_LT(at, 200);
  }
}

TEST(Http2Server, StreamsMayBeResetInEveryEvent) {
  for (const char* where : {"OnHead", "OnData", "OnSendAboveWatermark"}) {
    ServerOptions options;
    options.stream_send_buffer = 1;
    ServerHarness server(options, false);
    server.Receive("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Settings({{4, 0}}) + SettingsAck());
    server.on_end = [](ServedRequest&) {};
    server.on_any = [&](const char* name) {
      if (std::string(name) == "OnHead" && std::string(where) == "OnSendAboveWatermark") {
        server[1].Respond(200, {}, false);
        server[1].Send("much", false);
      }
      if (std::string(name) != where || server[1].stream == nullptr) return;
      std::exchange(server[1].stream, nullptr)->Reset(ResetReason::kLocalReset);
    };
    server.Receive(Headers(1, Post(), false) + Data(1, "abc", false) + Data(1, "", true));
    EXPECT_EQ(server.session->active_streams(), 0u) << where;
    EXPECT_EQ(server.Frames().back(), "RST_STREAM 1 INTERNAL_ERROR") << where;
  }
}

}  // namespace
}  // namespace nuncio::http::http2
