// A warm keep-alive request costs the codecs no memory from the heap.
#include <cstdlib>
#include <new>
#include <string>

#include "gtest/gtest.h"
#include "source/http/http1/client_codec.h"
#include "source/http/http1/server_codec.h"

namespace {
// Counts what this binary takes by new; the arena's blocks are looked at by their size.
size_t allocations = 0;
}  // namespace

void* operator new(size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace nuncio::http::http1 {
namespace {

// A host that keeps nothing.
template <typename Base>
class QuietHost : public Base {
 public:
  buffer::Buffer& output() override { return out; }
  void FlushSoon() override {}
  void PauseInput() override {}
  void ResumeInput() override {}
  void Close(SessionClose) override { closed = true; }

  buffer::SlicePool pool;
  buffer::Buffer out{pool};
  base::Arena arena;
  bool closed = false;

 protected:
  ~QuietHost() = default;
};

class QuietServer final : public QuietHost<ServerSessionHost>, public RequestEvents {
 public:
  OpenedStream OnNewStream(ResponseStream& new_stream) override {
    arena.Reset();
    stream = &new_stream;
    return {*this, arena};
  }
  void OnHead(RequestHead&, bool end) override {
    if (end) Answer();
  }
  void OnData(buffer::Buffer& data, bool end) override {
    body.Move(data);
    if (end) Answer();
  }
  void OnTrailers(Trailers&) override {}
  void OnProtocolError(const ProtocolError&) override { FAIL(); }
  void OnReset(ResetReason, absl::string_view) override { FAIL(); }
  void OnSendAboveWatermark() override {}
  void OnSendBelowWatermark() override {}

  void Answer() {
    ResponseHead head(arena);
    head.status = 200;
    head.headers.Add(HeaderId::kServer, "nuncio");
    head.headers.Add(HeaderId::kContentType, "text/plain");
    stream->SendHead(head, false);
    stream->SendData(body, true);
    used = arena.used();
  }

  buffer::Buffer body{pool};
  ResponseStream* stream = nullptr;
  size_t used = 0;
};

const std::string kRequest =
    "POST /some/path?with=a&query HTTP/1.1\r\nHost: example.com\r\nUser-Agent: a client/1.0\r\n"
    "Accept: */*\r\nX-Custom-Header: some value\r\nConnection: keep-alive\r\n"
    "Content-Type: text/plain\r\nContent-Length: 11\r\n\r\nhello world";
const std::string kResponse =
    "HTTP/1.1 200 OK\r\nServer: s\r\nDate: now\r\nContent-Type: text/plain\r\n"
    "Transfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n";

TEST(Allocations, AServerNeedsNoneForAWarmRequest) {
  QuietServer host;
  const ServerOptions options;
  ServerCodec codec(host, options);
  buffer::Buffer in(host.pool);
  const auto serve = [&] {
    in.Append(kRequest);
    codec.Feed(in, false);
    host.out.Clear();
  };
  for (int i = 0; i < 3; ++i) serve();
  const size_t before = allocations;
  for (int i = 0; i < 100; ++i) serve();
  EXPECT_EQ(allocations - before, 0u);
  EXPECT_GT(host.used, 0u);
  EXPECT_LT(host.used, base::Arena::kFirstBlock) << "the arena's first block is enough";
  EXPECT_FALSE(host.closed);
}

class QuietClient final : public QuietHost<ClientSessionHost>, public ResponseEvents {
 public:
  uint64_t bytes_written() const override { return written; }
  void Flush() {
    written += out.size();
    out.Clear();
  }
  void OnStreamOver(bool reusable) override { EXPECT_TRUE(reusable); }
  void OnProtocolError(const ProtocolError&) override { FAIL(); }
  void OnInterim(ResponseHead&) override {}
  void OnHead(ResponseHead&, bool) override {}
  void OnData(buffer::Buffer& data, bool) override { heard.Move(data); }
  void OnTrailers(Trailers&) override {}
  void OnReset(ResetReason, absl::string_view) override { FAIL(); }
  void OnSendAboveWatermark() override {}
  void OnSendBelowWatermark() override {}

  buffer::Buffer heard{pool};
  uint64_t written = 0;
};

TEST(Allocations, AClientNeedsNoneForAWarmRequest) {
  QuietClient host;
  const ClientOptions options;
  ClientCodec codec(host, options);
  buffer::Buffer in(host.pool);
  buffer::Buffer body(host.pool);
  const auto ask = [&] {
    host.arena.Reset();
    RequestHead head(host.arena);
    head.method = "POST";
    head.path = "/";
    head.authority = "example.com";
    RequestStream& stream = codec.NewStream(host, host.arena);
    stream.SendHead(head, false);
    body.Append("hello");
    stream.SendData(body, true);
    host.Flush();
    in.Append(kResponse);
    codec.Feed(in, false);
    host.heard.Clear();
  };
  for (int i = 0; i < 3; ++i) ask();
  const size_t before = allocations;
  for (int i = 0; i < 100; ++i) ask();
  EXPECT_EQ(allocations - before, 0u);
  EXPECT_LT(host.arena.used(), base::Arena::kFirstBlock);
}

}  // namespace
}  // namespace nuncio::http::http1
