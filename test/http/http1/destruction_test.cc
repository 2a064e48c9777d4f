// A session may be destroyed inside each of its callbacks, at every time.
#include <functional>
#include <string>

#include "gtest/gtest.h"
#include "test/http/http1/harness.h"

namespace nuncio::http::http1 {
namespace {

// Runs a scenario once for each callback in it, and destroys the session in that one.
template <typename Harness>
void DestroyEverywhere(const std::function<void(Harness&)>& scenario,
                       const std::function<std::unique_ptr<Harness>()>& make) {
  int callbacks = 0;
  for (int at = 1;; ++at) {
    const std::unique_ptr<Harness> harness = make();
    callbacks = 0;
    harness->on_any = [&](const char*) {
      if (++callbacks == at) harness->Destroy();
    };
    scenario(*harness);
    if (callbacks < at) break;
  }
  EXPECT_GT(callbacks, 0);
}

void ServerScenario(const ServerOptions& options, const std::function<void(ServerHarness&)>& run) {
  DestroyEverywhere<ServerHarness>(run, [&] { return std::make_unique<ServerHarness>(options); });
}

const std::string kGet = "GET /x HTTP/1.1\r\nhost: h\r\n\r\n";

TEST(Destruction, ServerInPipelinedRequests) {
  ServerOptions options;
  options.enable_trailers = true;
  for (const Cut cut : kAllCuts) {
    ServerScenario(options, [cut](ServerHarness& harness) {
      harness.Receive(kGet +
                          "POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nhello"
                          "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n"
                          "2\r\nhi\r\n0\r\nt: 1\r\n\r\nBAD\r\n\r\n",
                      cut);
      harness.ReceiveFin();
    });
  }
}

TEST(Destruction, ServerThatWaits) {
  ServerScenario({}, [](ServerHarness& harness) {
    harness.on_end = [] {};
    harness.on_head = [&] {
      if (harness.stream != nullptr) harness.stream->PauseReading();
    };
    harness.Receive(kGet + kGet);
    if (harness.session != nullptr) harness.session->OnOutputAboveWatermark();
    if (harness.stream != nullptr) harness.stream->ResumeReading();
    if (harness.stream != nullptr) harness.Respond(200, "body");
    if (harness.session != nullptr) harness.session->OnOutputBelowWatermark();
    harness.Receive("", true);
    harness.ReceiveFin();
  });
}

TEST(Destruction, ServerThatAnswersEarlyResetsOrTunnels) {
  ServerScenario({}, [](ServerHarness& harness) {
    harness.on_head = [&] { harness.Respond(413, "too much"); };
    harness.Receive("POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nhello");
  });
  ServerScenario({}, [](ServerHarness& harness) {
    harness.on_data = [&] {
      if (harness.stream != nullptr) harness.stream->Reset(ResetReason::kLocalReset);
    };
    harness.Receive("POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nhello");
  });
  ServerScenario({}, [](ServerHarness& harness) {
    harness.Receive("CONNECT h:80 HTTP/1.1\r\n\r\nping");
    harness.Respond(200, "pong", false);
    harness.Receive("ping");
    if (harness.stream != nullptr) harness.SendData("bye", true);
  });
}

void ClientScenario(const std::function<void(ClientHarness&)>& run) {
  ClientOptions options;
  options.enable_trailers = true;
  DestroyEverywhere<ClientHarness>(run, [&] { return std::make_unique<ClientHarness>(options); });
}

TEST(Destruction, ClientInEveryKindOfAnswer) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  for (const std::string& answer :
       {ok + "content-length: 2\r\n\r\nhi", ok + "\r\nhi",
        ok + "transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nt: 1\r\n\r\n",
        ok + "transfer-encoding: chunked\r\n\r\n2\r\nhi\r\nzz", "HTTP/1.1 100 C\r\n\r\n" + ok,
        ok + "content-length: 2\r\n\r\nhi there", std::string("garbage\r\n"),
        "HTTP/1.1 204 N\r\n\r\n" + ok, std::string()}) {
    for (const Cut cut : kAllCuts) {
      ClientScenario([&](ClientHarness& harness) {
        harness.Request("POST", "/", false);
        harness.SendData("hello", true);
        harness.Receive(answer, cut, true);
      });
    }
  }
}

TEST(Destruction, ClientThatPausesDrainsOrTunnels) {
  ClientScenario([](ClientHarness& harness) {
    harness.on_head = [&] {
      if (harness.stream != nullptr) harness.stream->PauseReading();
    };
    harness.Request();
    if (harness.session != nullptr) harness.session->Drain();
    harness.Receive("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
    if (harness.stream != nullptr) harness.stream->ResumeReading();
    harness.Receive("");
  });
  ClientScenario([](ClientHarness& harness) {
    harness.Request("GET", "/", false, RequestKind::kUpgrade);
    harness.SendData("early", false);
    harness.Receive("HTTP/1.1 101 S\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\nhi");
    if (harness.session != nullptr) harness.session->OnOutputAboveWatermark();
    harness.SendData("late", true);
  });
  ClientScenario([](ClientHarness& harness) {
    harness.Request();
    if (harness.stream != nullptr) harness.stream->Reset(ResetReason::kLocalReset);
  });
}

}  // namespace
}  // namespace nuncio::http::http1
