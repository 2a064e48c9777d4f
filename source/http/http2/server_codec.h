#ifndef NUNCIO_SOURCE_HTTP_HTTP2_SERVER_CODEC_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_SERVER_CODEC_H_

#include <cstddef>
#include <cstdint>

#include "source/base/clock.h"
#include "source/http/http2/core.h"
#include "source/http/http2/options.h"
#include "source/http/http2/server_stream.h"
#include "source/http/session.h"

namespace nuncio::http::http2 {

// The server's end of an HTTP/2 connection.
//
// Owner, thread, deletion: as ServerSession says. The connection is never paused: each stream has a
// window, and credit is given for what its listener took. A request that breaks the rules is not
// answered: its listener hears OnReset(kProtocolError), and the peer RST_STREAM or GOAWAY.
//
// Drain tells the peer in two steps, a round trip apart, so that no request on its way is lost; an
// idle session closes after the second, a peer that does not answer is the host's to time out.
class ServerCodec final : public ServerSession, public Core {
 public:
  // All must outlive the codec.
  ServerCodec(ServerSessionHost& host, const ServerOptions& options, const base::Clock& clock)
      : Core(host, options, clock, End::kServer), host_(host), options_(options) {
    SendSoon();
  }
  ~ServerCodec() override = default;

  void Feed(buffer::Buffer& in, bool fin) override { FeedBytes(in, fin); }
  void Drain() override { StartDrain(); }
  void OnOutputAboveWatermark() override { OutputAbove(true); }
  void OnOutputBelowWatermark() override { OutputAbove(false); }
  size_t active_streams() const override { return active(); }
  Protocol protocol() const override { return Protocol::kHttp2; }

 private:
  Stream* OnRequest(int32_t id) override;
  void OnBroken(const ProtocolError&) override {}
  absl::string_view DisconnectDetails() const override { return "downstream_remote_disconnect"; }

  ServerSessionHost& host_;
  const ServerOptions& options_;
  ServerReaders readers_;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_SERVER_CODEC_H_
