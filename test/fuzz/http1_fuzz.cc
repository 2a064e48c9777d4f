// Both ends of an HTTP/1 connection under arbitrary bytes. The first byte says which end and how it
// is configured, the second seeds the sizes of the pieces that the rest comes in.
//
// What must hold: nothing crashes, pauses and resumes alternate, the end is said once, and a server
// that answers all it hears writes what a client takes for well-formed answers.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "source/http/http1/client_codec.h"
#include "source/http/http1/server_codec.h"

namespace nuncio::http::http1 {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

template <typename Base>
class FuzzHost : public Base {
 public:
  buffer::Buffer& output() override { return out; }
  void FlushSoon() override {}
  void PauseInput() override {
    Require(!paused);
    paused = true;
  }
  void ResumeInput() override {
    Require(paused);
    paused = false;
  }
  void Close(SessionClose) override {
    Require(!closed);
    closed = true;
  }

  buffer::SlicePool pool;
  buffer::Buffer in{pool};
  buffer::Buffer out{pool};
  bool paused = false;
  bool closed = false;

 protected:
  ~FuzzHost() = default;
};

// Answers at different times, by the method's first letter and the path's length, with the body
// that it heard.
class Server final : public FuzzHost<ServerSessionHost>, public RequestEvents {
 public:
  OpenedStream OnNewStream(ResponseStream& new_stream) override {
    Require(!closed && stream_ == nullptr);
    body_.Clear();
    arena_.Reset();
    stream_ = &new_stream;
    return {*this, arena_};
  }
  void OnHead(RequestHead& head, bool end) override {
    head_ = head.method == "HEAD";
    early_ = head.path.size() % 7 == 3;
    tunnel_ = head.kind != RequestKind::kOrdinary;
    connect_ = head.kind == RequestKind::kConnect;
    heads += 1;
    for (const HeaderField& field : head.headers) Require(!field.name.empty());
    if (head.path.size() % 5 == 4) {
      stream_->PauseReading();
      resume_ = true;
    }
    if (end || early_ || tunnel_) Answer(connect_ ? 200 : tunnel_ ? 101 : 200);
  }
  void OnData(buffer::Buffer& data, bool end) override {
    if (tunnel_) {
      stream_->SendData(data, false);
      return;
    }
    body_.Move(data);
    if (end && stream_ != nullptr) Answer(200);
  }
  void OnTrailers(Trailers& trailers) override {
    for (const HeaderField& field : trailers) Require(!field.name.empty());
    if (stream_ != nullptr) Answer(201);
  }
  void OnProtocolError(const ProtocolError& error) override {
    Require(error.status >= 400 && !error.cause.empty() && !error.details.empty());
    if (early_) return stream_->Reset(ResetReason::kProtocolError);
    tunnel_ = false;
    Answer(error.status);
  }
  void OnReset(ResetReason, absl::string_view) override { stream_ = nullptr; }
  void OnSendAboveWatermark() override {}
  void OnSendBelowWatermark() override {}
  void Close(SessionClose how) override {
    stream_ = nullptr;
    FuzzHost::Close(how);
  }

  void Resume() {
    if (stream_ != nullptr && std::exchange(resume_, false)) stream_->ResumeReading();
  }

  int heads = 0;

 private:
  void Answer(int status) {
    base::Arena arena;
    ResponseHead head(arena);
    head.status = status;
    const bool length = body_.size() % 2 == 0;
    if (length && !tunnel_) head.headers.AddCopy("content-length", std::to_string(body_.size()));
    resume_ = false;
    ResponseStream* const stream = stream_;
    if (tunnel_) return stream->SendHead(head, false);
    stream_ = nullptr;
    stream->SendHead(head, false);
    stream->SendData(body_, true);
  }

  base::Arena arena_;
  buffer::Buffer body_{pool};
  ResponseStream* stream_ = nullptr;
  bool head_ = false;
  bool early_ = false;
  bool tunnel_ = false;
  bool connect_ = false;
  bool resume_ = false;
};

// Asks again as long as the connection can be used.
class Client final : public FuzzHost<ClientSessionHost>, public ResponseEvents {
 public:
  uint64_t bytes_written() const override { return written_; }
  // Every third request is still on its way when bytes come.
  void Flush() {
    if (asked_ % 3 == 2 && std::exchange(holds_, false)) return;
    written_ += out.size();
    out.Clear();
  }
  void Ask(ClientCodec& codec) {
    arena_.Reset();
    RequestHead head(arena_);
    constexpr absl::string_view kMethods[] = {"GET", "HEAD", "POST", "CONNECT", "GET"};
    const int turn = asked_++ % 5;
    head.method = kMethods[turn];
    head.path = "/";
    head.authority = "h:80";
    if (turn == 3) head.kind = RequestKind::kConnect;
    if (turn == 4) head.kind = RequestKind::kUpgrade;
    active_ = holds_ = true;
    RequestStream& stream = codec.NewStream(*this, arena_);
    stream.SendHead(head, turn != 2);
    if (turn != 2) return;
    buffer::Buffer body(pool);
    body.Append("hello");
    stream.SendData(body, true);
  }

  void OnStreamOver(bool) override {
    Require(!closed);
    active_ = false;
  }
  void OnProtocolError(const ProtocolError& error) override { Require(!error.cause.empty()); }
  void OnInterim(ResponseHead& head) override { Require(head.status >= 100 && head.status < 200); }
  void OnHead(ResponseHead& head, bool) override { Require(active_ && head.status <= 999); }
  void OnData(buffer::Buffer& data, bool end) override {
    Require(active_ && (end || !data.empty()));
    heard_.Move(data);
    heard_.Clear();
  }
  void OnTrailers(Trailers&) override { Require(active_); }
  void OnReset(ResetReason, absl::string_view) override { Require(active_); }
  void OnSendAboveWatermark() override {}
  void OnSendBelowWatermark() override {}

 private:
  base::Arena arena_;
  buffer::Buffer heard_{pool};
  uint64_t written_ = 0;
  bool holds_ = false;
  int asked_ = 0;
  bool active_ = false;
};

// Feeds pieces of changing size, some in slices of their own. `between` runs after each.
template <typename Host, typename Codec, typename Between>
void FeedPieces(Host& host, Codec& codec, absl::string_view bytes, uint32_t seed, bool fin,
                Between between) {
  for (size_t at = 0; at <= bytes.size() && !host.closed;) {
    seed = seed * 1664525u + 1013904223u;
    const size_t size = (seed >> 8) % 3 == 0 ? 1 : 1 + (seed >> 10) % 200;
    const absl::string_view piece = bytes.substr(at, size);
    at += size;
    if ((seed >> 20) % 2 == 0) {
      host.in.Append(piece);
    } else {
      buffer::Buffer fresh(host.pool);
      fresh.Append(piece);
      host.in.Move(fresh);
    }
    if (!host.paused) codec.Feed(host.in, fin && at >= bytes.size());
    between();
    if (host.in.size() > 256 * 1024) return;
  }
}

void FuzzServer(uint8_t flags, uint8_t seed, absl::string_view bytes) {
  ServerOptions options;
  options.limits = {2048, 20};
  options.accept_http_10 = (flags & 2) != 0;
  options.allow_custom_methods = (flags & 4) != 0;
  options.enable_trailers = (flags & 8) != 0;
  options.allow_chunked_length = (flags & 16) != 0;
  options.underscores = static_cast<UnderscoreAction>((flags >> 5) % 3);
  Server host;
  ServerCodec codec(host, options);
  FeedPieces(host, codec, bytes, seed, (flags & 128) != 0, [&] {
    host.Resume();
    for (int i = 0; i < 64 && !host.closed && !host.paused && !host.in.empty(); ++i) {
      codec.Feed(host.in, false);
      host.Resume();
    }
  });
  std::string written;
  host.out.ForEachPiece([&](absl::string_view p) { written.append(p.data(), p.size()); });
  Require(written.empty() || written.compare(0, 7, "HTTP/1.") == 0);
}

void FuzzClient(uint8_t flags, uint8_t seed, absl::string_view bytes) {
  ClientOptions options;
  options.limits = {2048, 20};
  options.enable_trailers = (flags & 8) != 0;
  options.allow_chunked_length = (flags & 16) != 0;
  Client host;
  ClientCodec codec(host, options);
  host.Ask(codec);
  host.Flush();
  FeedPieces(host, codec, bytes, seed, (flags & 128) != 0, [&] {
    if (!host.closed && codec.CanOpenStream()) host.Ask(codec);
    host.Flush();
  });
}

}  // namespace
}  // namespace nuncio::http::http1

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const absl::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  if ((data[0] & 1) == 0) {
    nuncio::http::http1::FuzzServer(data[0], data[1], bytes);
  } else {
    nuncio::http::http1::FuzzClient(data[0], data[1], bytes);
  }
  return 0;
}
