// Every limit one below, at and one above its number.
#include <string>

#include "gtest/gtest.h"
#include "test/http/http1/harness.h"

namespace nuncio::http::http1 {
namespace {

// A request of exactly `size` bytes.
std::string Sized(size_t size) {
  const std::string frame = "GET /x HTTP/1.1\r\nhost: h\r\na: \r\n\r\n";
  std::string request = frame;
  request.insert(frame.size() - 4, std::string(size - frame.size(), 'x'));
  return request;
}

std::string First(const ServerOptions& options, const std::string& bytes, Cut cut) {
  ServerHarness harness(options);
  harness.Receive(bytes, cut);
  if (harness.log.entries().empty()) return "waits";
  return harness.log.entries()[0].substr(0, 4) == "head" ? "served" : harness.log.entries()[0];
}

TEST(Limits, HeadsCountToTheByte) {
  for (const uint32_t limit : {200u, 1024u, 60u * 1024, 200u * 1024}) {
    ServerOptions options;
    options.limits.max_bytes = limit;
    for (const Cut cut : kAllCuts) {
      if (limit > 2000 && (cut == Cut::kSlices || cut == Cut::kByteSlices)) continue;
      EXPECT_EQ(First(options, Sized(limit - 1), cut), "served");
      EXPECT_EQ(First(options, Sized(limit), cut), "served");
      EXPECT_EQ(First(options, Sized(limit + 1), cut), "error head_too_large 431");
      EXPECT_EQ(First(options, Sized(2 * limit), cut), "error head_too_large 431");
    }
  }
}

TEST(Limits, AHeadThatHasNoEndIsRefusedAtTheLimit) {
  ServerOptions options;
  options.limits.max_bytes = 1024;
  const std::string begin = "GET /x HTTP/1.1\r\na: ";
  for (const Cut cut : kAllCuts) {
    EXPECT_EQ(First(options, begin + std::string(1023 - begin.size(), 'x'), cut), "waits");
    EXPECT_EQ(First(options, begin + std::string(1024 - begin.size(), 'x'), cut),
              "error head_too_large 431");
    EXPECT_EQ(First(options, "GET /" + std::string(2000, 'x'), cut), "error head_too_large 431");
  }
}

std::string Repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Limits, EveryFieldCounts) {
  ServerOptions options;
  options.limits.max_fields = 5;
  options.underscores = UnderscoreAction::kDrop;
  for (const char* field : {"a: 1\r\n", "a_b: 1\r\n", "te: x\r\n", "connection: x\r\n"}) {
    const auto with = [&](int times) {
      return "GET /x HTTP/1.1\r\nhost: h\r\n" + Repeat(field, times) + "\r\n";
    };
    for (const Cut cut : kAllCuts) {
      EXPECT_EQ(First(options, with(3), cut), "served");
      EXPECT_EQ(First(options, with(4), cut), "served");
      EXPECT_EQ(First(options, with(5), cut), "error too_many_headers 431");
      EXPECT_EQ(First(options, with(50), cut), "error too_many_headers 431");
    }
  }
}

TEST(Limits, TheDefaultsAreAHundredHeadersAndSixtyKibibytes) {
  const auto with = [](int times) {
    return "GET / HTTP/1.1\r\n" + Repeat("a: 1\r\n", times) + "\r\n";
  };
  EXPECT_EQ(First({}, with(100), Cut::kWhole), "served");
  EXPECT_EQ(First({}, with(101), Cut::kWhole), "error too_many_headers 431");
  EXPECT_EQ(First({}, Sized(60 * 1024), Cut::kWhole), "served");
  EXPECT_EQ(First({}, Sized(60 * 1024 + 1), Cut::kWhole), "error head_too_large 431");
}

std::string TrailersOutcome(const HeadLimits& limits, const std::string& trailers, Cut cut) {
  ServerOptions options;
  options.limits = limits;
  ServerHarness harness(options);
  harness.Receive(
      "POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n0\r\n" + trailers + "\r\n",
      cut);
  return harness.log.entries()[1];
}

TEST(Limits, TrailersCountOnTheirOwn) {
  HeadLimits limits;
  limits.max_bytes = 100;
  limits.max_fields = 3;
  for (const Cut cut : kAllCuts) {
    EXPECT_EQ(TrailersOutcome(limits, Repeat("t: 1\r\n", 3), cut), "end");
    EXPECT_EQ(TrailersOutcome(limits, Repeat("t: 1\r\n", 4), cut), "error too_many_trailers 431");
    EXPECT_EQ(TrailersOutcome(limits, "t: " + std::string(93, 'x') + "\r\n", cut), "end");
    EXPECT_EQ(TrailersOutcome(limits, "t: " + std::string(94, 'x') + "\r\n", cut),
              "error trailers_too_large 431");
  }
}

TEST(Limits, AnswersCountAlike) {
  ClientOptions options;
  options.limits.max_bytes = 100;
  options.limits.max_fields = 3;
  const auto outcome = [&](const std::string& fields) {
    ClientHarness harness(options);
    harness.Request();
    harness.Receive("HTTP/1.1 200 OK\r\n" + fields + "\r\n");
    return harness.log.entries()[0];
  };
  EXPECT_EQ(outcome(Repeat("a: 1\r\n", 3)), "head 200 HTTP/1.1 a=1 a=1 a=1");
  EXPECT_EQ(outcome(Repeat("a: 1\r\n", 4)), "error too_many_headers");
  EXPECT_EQ(outcome("a: " + std::string(76, 'x') + "\r\n").substr(0, 4), "head");
  EXPECT_EQ(outcome("a: " + std::string(77, 'x') + "\r\n"), "error head_too_large");
}

std::string Chunked(const std::string& chunk, int times, const std::string& end) {
  ServerHarness harness;
  harness.Receive("POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n");
  harness.Receive(Repeat(chunk, times) + end);
  for (const std::string& entry : harness.log.entries()) {
    if (entry.substr(0, 5) == "error") return entry;
  }
  return harness.log.entries().back();
}

TEST(Limits, FramingMayNotOutweighTheData) {
  const std::string end = "0\r\n\r\n";
  EXPECT_EQ(Chunked("1;" + std::string(16000, 'x') + "\r\na\r\n", 1, end), "end");
  EXPECT_EQ(Chunked("1;" + std::string(16400, 'x') + "\r\na\r\n", 1, end),
            "error too_many_bytes_around_chunks 400");
  // The smallest of chunks cost nothing for ever.
  EXPECT_EQ(Chunked("1\r\na\r\n", 20000, end), "end");
  EXPECT_EQ(Chunked("1;" + std::string(50, 'x') + "\r\na\r\n", 1000, end),
            "error too_many_bytes_around_chunks 400");
  // Signed chunks of a useful size pass.
  EXPECT_EQ(Chunked("400;chunk-signature=" + std::string(64, 'x') + "\r\n" +
                        std::string(1024, 'a') + "\r\n",
                    1000, end),
            "end");
  EXPECT_EQ(Chunked(std::string(20000, '0'), 1, ""), "error too_many_bytes_around_chunks 400");
  EXPECT_EQ(Chunked("ffffffffffffffff\r\n", 1, "a"), "data a");
}

}  // namespace
}  // namespace nuncio::http::http1
