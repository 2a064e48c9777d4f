// How long HTTP/1 takes to read a head, to serve a request and to make one.
//
//   bazel run --config=opt //test/benchmark:http1_benchmark

#include <string>

#include "benchmark/benchmark.h"
#include "source/http/http1/client_codec.h"
#include "source/http/http1/head_parser.h"
#include "source/http/http1/server_codec.h"

namespace nuncio::http::http1 {
namespace {

const std::string kSmallHead =
    "GET /plain HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: wrk\r\nAccept: */*\r\n\r\n";
const std::string kBrowserHead =
    "GET /a/longer/path/to/some/resource.html?with=a&few=parameters HTTP/1.1\r\n"
    "Host: www.example.com\r\nConnection: keep-alive\r\nCache-Control: max-age=0\r\n"
    "Sec-Ch-Ua: \"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"\r\nSec-Ch-Ua-Mobile: ?0\r\n"
    "Upgrade-Insecure-Requests: 1\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8\r\n"
    "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
    "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: en-GB,en;q=0.9\r\n"
    "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark; consent=yes\r\n\r\n";

void ParseHead(benchmark::State& state, const std::string& text) {
  buffer::SlicePool pool;
  buffer::Buffer in(pool);
  base::Arena arena;
  const ServerOptions options;
  for (auto _ : state) {
    in.Append(text);
    arena.Reset();
    RequestHead head(arena);
    HeadParser parser;
    parser.BeginRequest(head, options);
    benchmark::DoNotOptimize(parser.Parse(in));
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK_CAPTURE(ParseHead, small, kSmallHead);
BENCHMARK_CAPTURE(ParseHead, browser, kBrowserHead);

template <typename Base>
class Host : public Base {
 public:
  buffer::Buffer& output() override { return out; }
  void FlushSoon() override {}
  void PauseInput() override {}
  void ResumeInput() override {}
  void Close(SessionClose) override {}

  buffer::SlicePool pool;
  buffer::Buffer out{pool};
  base::Arena arena;

 protected:
  ~Host() = default;
};

class Server final : public Host<ServerSessionHost>, public RequestEvents {
 public:
  OpenedStream OnNewStream(ResponseStream& new_stream) override {
    arena.Reset();
    stream_ = &new_stream;
    return {*this, arena};
  }
  void OnHead(RequestHead&, bool) override {
    ResponseHead head(arena);
    head.status = 200;
    head.headers.Add(HeaderId::kServer, "nuncio");
    head.headers.Add(HeaderId::kDate, "Thu, 26 Nov 2026 05:00:00 GMT");
    head.headers.Add(HeaderId::kContentType, "text/plain");
    head.headers.Add(HeaderId::kContentLength, "11");
    stream_->SendHead(head, false);
    buffer::Buffer body(pool);
    body.Append("hello world");
    stream_->SendData(body, true);
  }
  void OnData(buffer::Buffer&, bool) override {}
  void OnTrailers(Trailers&) override {}
  void OnProtocolError(const ProtocolError&) override {}
  void OnReset(ResetReason, absl::string_view) override {}
  void OnSendAboveWatermark() override {}
  void OnSendBelowWatermark() override {}

 private:
  ResponseStream* stream_ = nullptr;
};

void ServeRequest(benchmark::State& state, const std::string& text) {
  Server host;
  const ServerOptions options;
  ServerCodec codec(host, options);
  buffer::Buffer in(host.pool);
  for (auto _ : state) {
    in.Append(text);
    codec.Feed(in, false);
    host.out.Clear();
  }
}
BENCHMARK_CAPTURE(ServeRequest, small, kSmallHead);
BENCHMARK_CAPTURE(ServeRequest, browser, kBrowserHead);

class Client final : public Host<ClientSessionHost>, public ResponseEvents {
 public:
  uint64_t bytes_written() const override { return written_; }
  void Flush() {
    written_ += out.size();
    out.Clear();
  }
  void OnStreamOver(bool) override {}
  void OnProtocolError(const ProtocolError&) override {}
  void OnInterim(ResponseHead&) override {}
  void OnHead(ResponseHead&, bool) override {}
  void OnData(buffer::Buffer&, bool) override {}
  void OnTrailers(Trailers&) override {}
  void OnReset(ResetReason, absl::string_view) override {}
  void OnSendAboveWatermark() override {}
  void OnSendBelowWatermark() override {}

 private:
  uint64_t written_ = 0;
};

void MakeRequest(benchmark::State& state) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nserver: s\r\ndate: Thu, 26 Nov 2026 05:00:00 GMT\r\n"
      "content-type: text/plain\r\ncontent-length: 11\r\n\r\nhello world";
  Client host;
  const ClientOptions options;
  ClientCodec codec(host, options);
  buffer::Buffer in(host.pool);
  for (auto _ : state) {
    host.arena.Reset();
    RequestHead head(host.arena);
    head.method = "GET";
    head.path = "/plain";
    head.authority = "localhost:8080";
    head.headers.Add(HeaderId::kUserAgent, "wrk");
    head.headers.Add(HeaderId::kAccept, "*/*");
    codec.NewStream(host, host.arena).SendHead(head, true);
    host.Flush();
    in.Append(answer);
    codec.Feed(in, false);
  }
}
BENCHMARK(MakeRequest);

}  // namespace
}  // namespace nuncio::http::http1

BENCHMARK_MAIN();
