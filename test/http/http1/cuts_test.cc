// What a codec hears must not depend on how the bytes are cut, whatever they are: requests and
// responses with random mistakes in them, cut in every way.
#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "test/http/http1/harness.h"

namespace nuncio::http::http1 {
namespace {

class Mistakes {
 public:
  explicit Mistakes(uint32_t seed) : state_(seed * 2654435761u + 1) {}

  std::string Make(std::string text) {
    for (uint32_t count = Next(4); count > 0 && !text.empty(); --count) {
      const size_t at = Next(static_cast<uint32_t>(text.size()));
      switch (Next(4)) {
        case 0:
          text.erase(at, 1);
          break;
        case 1:
          text.insert(at, 1, kBytes[Next(sizeof(kBytes) - 1)]);
          break;
        case 2:
          text[at] = kBytes[Next(sizeof(kBytes) - 1)];
          break;
        default:
          text.insert(at, text.substr(Next(static_cast<uint32_t>(text.size())), Next(30)));
          break;
      }
    }
    return text;
  }

 private:
  static constexpr char kBytes[] = "\r\n\t :;,0159afAGx/*?#\x01\x7f\xff_-";

  uint32_t Next(uint32_t bound) {
    state_ = state_ * 1664525u + 1013904223u;
    return (state_ >> 8) % bound;
  }
  uint32_t state_;
};

// How a connection closes depends on what is still unread.
std::string WithoutClose(std::string log) {
  const size_t close = log.find("close ");
  return log.substr(0, close == std::string::npos ? log.size() : close + 5);
}

TEST(Cuts, RequestsAreHeardAlike) {
  const std::vector<std::string> requests = {
      "GET /x?y HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nAccept: a\r\naccept: b\r\n\r\n",
      "POST /x HTTP/1.1\r\nhost: h\r\ncontent-length: 5\r\n\r\nhello\r\n",
      "POST /x HTTP/1.1\r\nhost: h\r\ntransfer-encoding: "
      "chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\na\r\n"
      "0\r\nt: 1\r\n\r\n",
      "GET http://o:81/p HTTP/1.1\r\nconnection: foo, close\r\nfoo: 1\r\nte: trailers\r\n\r\n",
      "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n",
      "CONNECT h:80 HTTP/1.1\r\n\r\nping",
  };
  ServerOptions options;
  options.accept_http_10 = true;
  options.enable_trailers = true;
  options.underscores = UnderscoreAction::kDrop;
  options.limits = {300, 8};
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    Mistakes mistakes(seed);
    const std::string bytes =
        mistakes.Make(requests[seed % requests.size()] + requests[seed / 7 % requests.size()]);
    std::string expected;
    for (const Cut cut : kAllCuts) {
      ServerHarness harness(options);
      harness.Receive(bytes, cut, seed);
      const std::string heard = WithoutClose(harness.log.text());
      if (cut == Cut::kWhole) expected = heard;
      ASSERT_EQ(heard, expected) << bytes << "\ncut " << static_cast<int>(cut) << " seed " << seed;
    }
  }
}

TEST(Cuts, ResponsesAreHeardAlike) {
  const std::vector<std::string> responses = {
      "HTTP/1.1 200 OK\r\nServer: s\r\ncontent-length: 5\r\n\r\nhello",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nt: 1\r\n\r\n",
      "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 304 N\r\ncontent-length: 5\r\n\r\n",
      "HTTP/1.0 200 OK\r\nconnection: close\r\n\r\nuntil the end",
      "HTTP/1.1 101 S\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
  };
  ClientOptions options;
  options.enable_trailers = true;
  options.limits = {300, 8};
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    Mistakes mistakes(seed);
    const std::string bytes = mistakes.Make(responses[seed % responses.size()]);
    std::string expected;
    for (const Cut cut : kAllCuts) {
      ClientHarness harness(options);
      harness.Request();
      harness.Receive(bytes, cut, true, seed);
      // Bytes behind the answer are another story, which the cut may well decide.
      const std::string log = harness.log.text();
      const std::string heard = log.substr(0, log.find("over"));
      if (cut == Cut::kWhole) expected = heard;
      ASSERT_EQ(heard, expected) << bytes << "\ncut " << static_cast<int>(cut) << " seed " << seed;
    }
  }
}

}  // namespace
}  // namespace nuncio::http::http1
