#ifndef NUNCIO_SOURCE_HTTP_HTTP2_CLIENT_CODEC_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_CLIENT_CODEC_H_

#include <cstddef>
#include <cstdint>

#include "source/base/clock.h"
#include "source/http/http2/client_stream.h"
#include "source/http/http2/core.h"
#include "source/http/http2/options.h"
#include "source/http/session.h"

namespace nuncio::http::http2 {

// The client's end of an HTTP/2 connection.
//
// Owner, thread, deletion: as ClientSession says. OnStreamOver comes for each stream; after one
// with reusable = false Close follows when the last stream is over. Streams that the peer's GOAWAY
// left out hear OnReset(kRemoteRefused): they may go elsewhere.
class ClientCodec final : public ClientSession, public Core, private StreamOverEvents {
 public:
  // All must outlive the codec.
  ClientCodec(ClientSessionHost& host, const ClientOptions& options, const base::Clock& clock)
      : Core(host, options, clock, End::kClient), host_(host), options_(options) {
    SendSoon();
  }
  ~ClientCodec() override = default;

  RequestStream& NewStream(ResponseEvents& events, base::Arena& arena) override;
  bool CanOpenStream() const override;
  void Feed(buffer::Buffer& in, bool fin) override { FeedBytes(in, fin); }
  void Drain() override { CloseWhenIdle(); }
  void OnOutputAboveWatermark() override { OutputAbove(true); }
  void OnOutputBelowWatermark() override { OutputAbove(false); }
  size_t active_streams() const override { return active(); }
  Protocol protocol() const override { return Protocol::kHttp2; }

 private:
  Stream* OnRequest(int32_t) override { return nullptr; }
  void OnBroken(const ProtocolError& error) override { host_.OnProtocolError(error); }
  absl::string_view DisconnectDetails() const override;
  void OnOver() override;

  ClientSessionHost& host_;
  const ClientOptions& options_;
  ClientReaders readers_;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_CLIENT_CODEC_H_
