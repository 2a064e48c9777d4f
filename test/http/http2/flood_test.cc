// What a peer may do how often. Each attack ends with a GOAWAY and is counted.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "source/http/http2/flood_guard.h"
#include "source/http/http2/outbound_frames.h"
#include "source/http/http2/token_bucket.h"
#include "test/http/http2/harness.h"

namespace nuncio::http::http2 {
namespace {

using testing::ElementsAre;

std::string Times(int n, const std::string& bytes) {
  std::string all;
  for (int i = 0; i < n; ++i) all += bytes;
  return all;
}

struct Attack {
  const char* name;
  std::string fine;   // passes
  std::string flood;  // behind it: does not
  Count count;
  ServerOptions options;
};

std::vector<Attack> Attacks() {
  std::vector<Attack> attacks;
  const auto add = [&](const char* name, std::string fine, std::string flood, Count count) {
    attacks.push_back({name, std::move(fine), std::move(flood), count, {}});
    return &attacks.back().options;
  };
  add("empty data", Headers(1, Post(), false) + Data(1, "", false), Data(1, "", false),
      Count::kInboundEmptyFramesFlood);
  add("empty continuations", Frame(1, 0, 1, ""), Frame(9, 0, 1, ""),
      Count::kInboundEmptyFramesFlood);
  add("priorities", Times(100, Priority(5, 3)), Priority(5, 3), Count::kInboundPriorityFramesFlood);
  add("window updates", Headers(1, Post(), false) + Times(7, WindowUpdate(1, 1)),
      WindowUpdate(1, 1), Count::kInboundWindowUpdateFramesFlood);
  ServerOptions* options =
      add("continuations", Frame(1, 0, 1, "\x82") + Times(3, Frame(9, 0, 1, Block({{"a", "b"}}))),
          Frame(9, 0, 1, Block({{"a", "b"}})), Count::kInboundContinuationFlood);
  options->floods.max_continuations = 3;
  options = add(
      "block bytes",
      Frame(1, 0, 1, std::string("\0\1x", 3) + std::string("\x7f\x01", 2) + std::string(95, 'x')),
      Frame(9, 0, 1, std::string(10, 'x')), Count::kInboundContinuationFlood);
  options->limits.max_bytes = 60;
  options->floods.header_block_slack = 40;
  options =
      add("resets",
          Times(1, Headers(1, Get(), true) + Reset(1, 8) + Headers(3, Get(), true) + Reset(3, 8)),
          Headers(5, Get(), true) + Reset(5, 8), Count::kInboundResetFlood);
  options->floods.reset_burst = 2;
  options = add("resets that the server is made to send",
                Headers(1, Post(), false) + WindowUpdate(1, 0x7fffffff) +
                    Headers(3, Post(), false) + WindowUpdate(3, 0x7fffffff),
                Headers(5, Post(), false) + WindowUpdate(5, 0x7fffffff), Count::kInboundResetFlood);
  options->floods.reset_burst = 2;
  options->stream_error_on_invalid_message = true;
  options = add("malformed requests",
                Headers(1, Get({{"Bad", "x"}}), true) + Headers(3, Get({{"Bad", "x"}}), true),
                Headers(5, Get({{"Bad", "x"}}), true), Count::kInboundResetFlood);
  options->floods.reset_burst = 2;
  options->stream_error_on_invalid_message = true;
  options = add("pings", Times(8, Ping('p', true)), Ping('p', true), Count::kInboundControlFlood);
  options->floods.control_burst = 10;  // two of them are the preface's
  options = add("settings", Times(8, Settings()), Settings(), Count::kInboundControlFlood);
  options->floods.control_burst = 10;
  return attacks;
}

TEST(Http2Flood, EachAttackEndsWithAGoAway) {
  for (const Attack& attack : Attacks()) {
    ServerHarness server(attack.options);
    server.on_end = [](ServedRequest&) {};
    server.Receive(attack.fine);
    EXPECT_FALSE(server.closed) << attack.name;
    EXPECT_EQ(server.session->counts()[attack.count], 0u) << attack.name;
    server.Frames();
    server.Receive(attack.flood);
    EXPECT_EQ(server.session->counts()[attack.count], 1u) << attack.name;
    const Lines frames = server.Frames();
    ASSERT_FALSE(frames.empty()) << attack.name;
    EXPECT_THAT(frames.back(), testing::HasSubstr("GOAWAY")) << attack.name;
    EXPECT_THAT(frames.back(), testing::HasSubstr("ENHANCE_YOUR_CALM")) << attack.name;
    EXPECT_EQ(server.Log().back(), "close linger") << attack.name;
  }
}

TEST(Http2Flood, PingsInOneWriteAreBounded) {
  ServerOptions options;
  options.floods.max_outbound_control_frames = 10;
  ServerHarness server(options);
  server.Receive(Times(10, Ping()));
  EXPECT_FALSE(server.closed);
  server.Frames();
  server.Receive(Times(11, Ping()));
  EXPECT_TRUE(server.closed);
  EXPECT_EQ(server.session->counts()[Count::kOutboundControlFlood], 1u);
}

TEST(Http2Flood, AnswersThatNobodyTakesAreBounded) {
  ServerOptions options;
  options.floods.max_outbound_frames = 20;
  ServerHarness server(options);
  std::string requests;
  for (uint32_t i = 0; i < 20; ++i) requests += Headers(1 + 2 * i, Get(), true);
  server.Receive(requests);
  EXPECT_FALSE(server.closed);
  server.Receive(Headers(41, Get(), true));
  EXPECT_TRUE(server.closed);
  EXPECT_EQ(server.session->counts()[Count::kOutboundFlood], 1u);
  EXPECT_EQ(server.Frames().back(), "GOAWAY 41 ENHANCE_YOUR_CALM");
}

TEST(Http2Flood, AFullOutputBoundsWhatWaits) {
  ServerOptions options;
  options.floods.max_outbound_control_frames = 10;
  ServerHarness server(options);
  server.session->OnOutputAboveWatermark();
  server.Receive(Times(10, Ping()));
  EXPECT_FALSE(server.closed);
  server.Receive(Ping());
  EXPECT_THAT(server.Log(), ElementsAre("close now"));
}

TEST(Http2Flood, TokensComeBack) {
  test::ManualClock clock;
  TokenBucket bucket(clock, 3, 10);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.Take());
  EXPECT_FALSE(bucket.Take());
  clock.Advance(std::chrono::milliseconds(99));
  EXPECT_FALSE(bucket.Take());
  clock.Advance(std::chrono::milliseconds(1));
  EXPECT_TRUE(bucket.Take());
  EXPECT_FALSE(bucket.Take());
  clock.Advance(std::chrono::hours(1));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.Take());
  EXPECT_FALSE(bucket.Take()) << "never more than the burst";
}

TEST(Http2Flood, OutboundFramesAreCountedUntilTheyAreTaken) {
  OutboundFrames frames;
  frames.Add(10, true, 10);
  frames.Add(100, false, 110);
  frames.Add(10, true, 120);
  EXPECT_EQ(frames.frames(), 3u);
  EXPECT_EQ(frames.control_frames(), 2u);
  frames.Forget(111);
  EXPECT_EQ(frames.frames(), 3u);
  frames.Forget(110);
  EXPECT_EQ(frames.frames(), 2u);
  EXPECT_EQ(frames.control_frames(), 1u);
  frames.Forget(0);
  EXPECT_EQ(frames.frames(), 0u);
  EXPECT_EQ(frames.control_frames(), 0u);
}

TEST(Http2Flood, AHostileConnectionKeepsLittle) {
  ServerOptions options;
  options.max_concurrent_streams = 100;
  ServerHarness server(options, false);
  // No window: all answers stay here.
  server.Receive("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Settings({{4, 0}}) + SettingsAck());
  server.on_end = [](ServedRequest& request) {
    request.Respond(200, {}, false);
    for (int i = 0; i < 64; ++i) request.Send(std::string(1024, 'x'), false);
  };
  for (uint32_t i = 0; i < 100; ++i) server.Receive(Headers(1 + 2 * i, Get(), true));
  int told = 0;
  for (const std::string& line : server.Log()) told += line.find("above") != std::string::npos;
  // 1 MiB is 16 streams; those behind them may keep 16 KiB each and are told to stop.
  EXPECT_GE(told, 80);
}

}  // namespace
}  // namespace nuncio::http::http2
