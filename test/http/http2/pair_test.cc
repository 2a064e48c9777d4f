// Two sessions back to back: what one end says is what the other hears.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test/http/http2/harness.h"

namespace nuncio::http::http2 {
namespace {

using testing::ElementsAre;

// Carries bytes both ways until nothing moves.
void Exchange(ClientHarness& client, ServerHarness& server) {
  for (int i = 0; i < 10000; ++i) {
    const std::string there = Text(client.out);
    const std::string back = Text(server.out);
    client.out.Clear();
    server.out.Clear();
    if (there.empty() && back.empty() && !client.resumed && !server.resumed) return;
    server.Receive(there);
    client.Receive(back);
  }
  FAIL() << "never quiet";
}

TEST(Http2Pair, ARequestAndItsResponse) {
  ServerHarness server({}, false);
  ClientHarness client({}, false);
  server.on_end = [](ServedRequest& request) {
    request.Respond(200, {{"content-type", "text/plain"}}, false);
    request.Send("hello", false);
    request.SendTrailers({{"t", "1"}});
  };
  client.Request("POST", false, {{"cookie", "a=b"}}).Send("body", true);
  Exchange(client, server);
  EXPECT_THAT(server.Log(),
              ElementsAre("1 head POST / scheme:http host:h cookie=a=b", "1 data body", "1 end"));
  EXPECT_THAT(client.Log(), ElementsAre("1 head 200 content-type=text/plain", "1 data hello",
                                        "1 trailers t=1", "over"));
}

TEST(Http2Pair, LargeBodiesBothWaysThroughSmallWindows) {
  ServerOptions server_options;
  server_options.initial_stream_window = 65535;
  server_options.initial_connection_window = 65535;
  ClientOptions client_options;
  client_options.initial_stream_window = 65535;
  client_options.initial_connection_window = 65535;
  ServerHarness server(server_options, false);
  ClientHarness client(client_options, false);
  const std::string big(3'000'000, 'b');
  std::string heard;
  server.on_end = [&](ServedRequest& request) {
    request.Respond(200, {}, false);
    request.Send(big, true);
  };
  client.Request("POST", false).Send(big, true);
  Exchange(client, server);
  size_t there = 0;
  for (const std::string& line : server.Log()) {
    if (line.substr(0, 7) == "1 data ") there += line.size() - 7;
  }
  size_t back = 0;
  for (const std::string& line : client.Log()) {
    if (line.substr(0, 7) != "1 data ") continue;
    back += line.size() - 7 - (line.substr(line.size() - 4) == " END" ? 4 : 0);
  }
  EXPECT_EQ(there, big.size());
  EXPECT_EQ(back, big.size());
  EXPECT_EQ(server.session->active_streams() + client.session->active_streams(), 0u);
}

TEST(Http2Pair, ManyStreamsAtOnce) {
  ServerHarness server({}, false);
  ClientHarness client({}, false);
  for (int i = 0; i < 300; ++i) client.Request();
  Exchange(client, server);
  EXPECT_EQ(server.requests.size(), 300u);
  for (const auto& made : client.requests) EXPECT_EQ(made->stream, nullptr);
}

TEST(Http2Pair, AServersDrainLosesNothing) {
  ServerHarness server({}, false);
  ClientHarness client({}, false);
  server.on_end = [](ServedRequest&) {};
  client.Request();
  Exchange(client, server);
  server.session->Drain();
  client.Request();  // on its way while the GOAWAY comes
  Exchange(client, server);
  EXPECT_FALSE(client.session->CanOpenStream());
  server[1].Respond(200);
  server[2].Respond(201);
  Exchange(client, server);
  EXPECT_THAT(client.Log(), ElementsAre("1 head 200 END", "over for good", "2 head 201 END",
                                        "over for good", "close flush"));
  EXPECT_TRUE(server.closed);
}

}  // namespace
}  // namespace nuncio::http::http2
