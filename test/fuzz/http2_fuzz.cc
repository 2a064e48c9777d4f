// Both ends of an HTTP/2 connection under arbitrary bytes. The first byte says which end and how it
// is configured, the second seeds the sizes of the pieces that the rest comes in. A server's input
// begins behind the preface, so that mutations go to the frames.
//
// What must hold: nothing crashes, pauses and resumes alternate, the end is said once, no stream
// hears anything after its end, and what is written are whole frames.

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "source/base/clock.h"
#include "source/http/http2/client_codec.h"
#include "source/http/http2/server_codec.h"

namespace nuncio::http::http2 {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

class StillClock final : public base::Clock {
 public:
  base::Instant Now() const override { return {}; }
  base::WallTime WallNow() const override { return {}; }
};

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
  void RequireWholeFrames(size_t preface) {
    std::string bytes;
    out.ForEachPiece([&](absl::string_view p) { bytes.append(p.data(), p.size()); });
    size_t at = preface;
    while (at + 9 <= bytes.size()) {
      const auto byte = [&](size_t i) {
        return static_cast<size_t>(static_cast<uint8_t>(bytes[i]));
      };
      at += 9 + (byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2));
    }
    Require(at == bytes.size());
  }

  StillClock clock;
  buffer::SlicePool pool;
  buffer::Buffer in{pool};
  buffer::Buffer out{pool};
  bool paused = false;
  bool closed = false;

 protected:
  ~FuzzHost() = default;
};

class Server;

// Answers at different times and in different ways, by the path's length.
class Served final : public RequestEvents {
 public:
  Served(Server& server, ResponseStream& stream) : server_(server), stream_(&stream) {}
  void OnHead(RequestHead& head, bool end) override;
  void OnData(buffer::Buffer& data, bool end) override;
  void OnTrailers(Trailers& trailers) override;
  void OnProtocolError(const ProtocolError&) override { Require(false); }
  void OnReset(ResetReason, absl::string_view details) override {
    Require(stream_ != nullptr && !details.empty());
    stream_ = nullptr;
  }
  void OnSendAboveWatermark() override { Require(stream_ != nullptr); }
  void OnSendBelowWatermark() override { Require(stream_ != nullptr); }
  void Resume() {
    if (stream_ != nullptr && std::exchange(resume_, false)) stream_->ResumeReading();
  }

  base::Arena arena;

 private:
  void Answer();

  Server& server_;
  ResponseStream* stream_;
  std::string body_;
  size_t kind_ = 0;
  bool tunnel_ = false;
  bool resume_ = false;
};

class Server final : public FuzzHost<ServerSessionHost> {
 public:
  OpenedStream OnNewStream(ResponseStream& stream) override {
    Require(!closed);
    requests.push_back(std::make_unique<Served>(*this, stream));
    return {*requests.back(), requests.back()->arena};
  }
  std::vector<std::unique_ptr<Served>> requests;
};

void Served::OnHead(RequestHead& head, bool end) {
  Require(stream_ != nullptr && !head.method.empty() && head.has_authority);
  for (const HeaderField& field : head.headers) Require(!field.name.empty());
  kind_ = head.path.size();
  tunnel_ = head.kind != RequestKind::kOrdinary;
  if (kind_ % 5 == 4) {
    stream_->PauseReading();
    resume_ = true;
  }
  if (end || tunnel_ || kind_ % 7 == 3) Answer();
}

void Served::OnData(buffer::Buffer& data, bool end) {
  Require(stream_ != nullptr && (end || !data.empty()));
  if (tunnel_) return stream_->SendData(data, false);
  data.ForEachPiece([&](absl::string_view p) { body_.append(p.data(), p.size()); });
  if (end) Answer();
}

void Served::OnTrailers(Trailers& trailers) {
  Require(stream_ != nullptr);
  for (const HeaderField& field : trailers) Require(field.name[0] != ':');
  Answer();
}

void Served::Answer() {
  base::Arena own;
  ResponseHead head(own);
  head.status = tunnel_ && kind_ == 0 ? 200 : tunnel_ ? 101 : 200;
  if (kind_ % 11 == 5) return std::exchange(stream_, nullptr)->Reset(ResetReason::kLocalReset);
  if (tunnel_) return stream_->SendHead(head, false);
  ResponseStream& stream = *std::exchange(stream_, nullptr);
  stream.SendHead(head, false);
  buffer::Buffer data(server_.pool);
  data.Append(absl::string_view(body_.data(), body_.size()));
  if (kind_ % 2 == 0) return stream.SendData(data, true);
  stream.SendData(data, false);
  Trailers trailers(own);
  trailers.Add("grpc-status", "0");
  stream.SendTrailers(trailers);
}

class Asked final : public ResponseEvents {
 public:
  void OnInterim(ResponseHead& head) override { Require(alive && head.status < 200); }
  void OnHead(ResponseHead& head, bool end) override {
    Require(alive && (head.status == 101 || head.status >= 200));
    alive = !end;
  }
  void OnData(buffer::Buffer& data, bool end) override {
    Require(alive && (end || !data.empty()));
    alive = !end;
  }
  void OnTrailers(Trailers&) override { Require(std::exchange(alive, false)); }
  void OnReset(ResetReason, absl::string_view) override { Require(std::exchange(alive, false)); }
  void OnSendAboveWatermark() override { Require(alive); }
  void OnSendBelowWatermark() override { Require(alive); }

  base::Arena arena;
  bool alive = true;
};

class Client final : public FuzzHost<ClientSessionHost> {
 public:
  uint64_t bytes_written() const override { return 0; }
  void OnStreamOver(bool) override { Require(!closed); }
  void OnProtocolError(const ProtocolError& error) override { Require(!error.cause.empty()); }
  void Ask(ClientCodec& codec) {
    const size_t turn = requests.size() % 4;
    requests.push_back(std::make_unique<Asked>());
    Asked& asked = *requests.back();
    RequestHead head(asked.arena);
    head.method = turn == 1 ? "HEAD" : turn == 2 ? "POST" : "GET";
    head.path = "/";
    head.authority = "h:80";
    if (turn == 3) {
      head.kind = RequestKind::kUpgrade;
      head.headers.Add("upgrade", "websocket");
    }
    RequestStream& stream = codec.NewStream(asked, asked.arena);
    stream.SendHead(head, turn < 2);
    if (turn < 2) return;
    buffer::Buffer body(pool);
    body.Append("hello");
    stream.SendData(body, turn == 2);
  }
  std::vector<std::unique_ptr<Asked>> requests;
};

template <typename Host, typename Codec, typename Between>
void FeedPieces(Host& host, Codec& codec, absl::string_view bytes, uint32_t seed, bool fin,
                Between between) {
  for (size_t at = 0; at <= bytes.size() && !host.closed;) {
    seed = seed * 1664525u + 1013904223u;
    const size_t size = (seed >> 8) % 3 == 0 ? 1 : 1 + (seed >> 10) % 400;
    const absl::string_view piece = bytes.substr(at, size);
    at += size;
    buffer::Buffer fresh(host.pool);
    fresh.Append(piece);
    host.in.Move(fresh);
    if ((seed >> 21) % 9 == 0) codec.OnOutputAboveWatermark();
    codec.Feed(host.in, fin && at >= bytes.size());
    if (!host.closed) codec.OnOutputBelowWatermark();
    between();
  }
}

void FuzzServer(uint8_t flags, uint8_t seed, absl::string_view bytes) {
  ServerOptions options;
  options.limits = {2048, 20};
  options.stream_error_on_invalid_message = (flags & 2) != 0;
  options.allow_connect = (flags & 4) != 0;
  options.underscores = static_cast<UnderscoreAction>((flags >> 5) % 3);
  options.stream_send_buffer = 64;
  if ((flags & 8) != 0) options.floods.max_consecutive_empty_frames = 1000;
  Server host;
  auto codec = std::make_unique<ServerCodec>(host, options, host.clock);
  host.in.Append("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  FeedPieces(host, *codec, bytes, seed, (flags & 128) != 0, [&] {
    for (size_t i = 0; i < host.requests.size(); ++i) host.requests[i]->Resume();
    if ((flags & 16) != 0 && host.requests.size() == 3) codec->Drain();
  });
  host.RequireWholeFrames(0);
  codec.reset();
}

void FuzzClient(uint8_t flags, uint8_t seed, absl::string_view bytes) {
  ClientOptions options;
  options.limits = {2048, 20};
  options.stream_error_on_invalid_message = (flags & 2) != 0;
  Client host;
  auto codec = std::make_unique<ClientCodec>(host, options, host.clock);
  for (int i = 0; i < 4; ++i) host.Ask(*codec);
  FeedPieces(host, *codec, bytes, seed, (flags & 128) != 0, [&] {
    if (!host.closed && host.requests.size() < 64 && codec->CanOpenStream()) host.Ask(*codec);
  });
  host.RequireWholeFrames(24);
  codec.reset();
}

}  // namespace
}  // namespace nuncio::http::http2

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const absl::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  if ((data[0] & 1) == 0) {
    nuncio::http::http2::FuzzServer(data[0], data[1], bytes);
  } else {
    nuncio::http::http2::FuzzClient(data[0], data[1], bytes);
  }
  return 0;
}
