#ifndef NUNCIO_SOURCE_HTTP_HTTP1_SERVER_CODEC_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_SERVER_CODEC_H_

#include <cstddef>
#include <cstdint>

#include "source/base/life.h"
#include "source/http/http1/body_reader.h"
#include "source/http/http1/body_writer.h"
#include "source/http/http1/framing.h"
#include "source/http/http1/head_parser.h"
#include "source/http/http1/options.h"
#include "source/http/session.h"

namespace nuncio::http::http1 {

// The server's end of an HTTP/1 connection: one stream at a time, requests one after the other.
//
// Owner, thread, deletion: as ServerSession says. Pipelined requests wait unread in the host's
// input, which is paused, until the response before them is over and the output is below its
// watermark; so do bytes for a tunnel that is not open yet. One Feed begins a few of them at most:
// only at the end of the loop's iteration is their memory given back and the watermark looked at.
// A stream's memory is its arena; the codec has none of its own.
class ServerCodec final : public ServerSession, private ResponseStream {
 public:
  // Both must outlive the codec.
  ServerCodec(ServerSessionHost& host, const ServerOptions& options)
      : host_(host), options_(options) {}
  ~ServerCodec() override = default;

  void Feed(buffer::Buffer& in, bool fin) override;
  void Drain() override;
  void OnOutputAboveWatermark() override;
  void OnOutputBelowWatermark() override;
  size_t active_streams() const override { return events_ != nullptr ? 1 : 0; }
  Protocol protocol() const override { return Protocol::kHttp11; }

 private:
  // The request's side.
  enum class Reading : uint8_t {
    kBetween,  // no request; blank lines may come
    kHead,
    kBody,
    kHeld,  // a tunnel that the response has not opened
    kTunnel,
    kDone,    // the response is waited for
    kIgnore,  // the rest is worthless; the connection will close
  };

  void PauseReading() override;
  void ResumeReading() override;
  void SendInterim(const ResponseHead& head) override;
  void SendHead(const ResponseHead& head, bool end) override;
  void SendData(buffer::Buffer& data, bool end) override;
  void SendTrailers(const Trailers& trailers) override;
  void Reset(ResetReason reason) override;

  // Each does one thing with what is in the buffer and says whether there may be more to do. After
  // a callback it asks `life` first.
  bool Step(buffer::Buffer& in, const base::LifeWatch& life);
  bool BeginRequest(buffer::Buffer& in, const base::LifeWatch& life);
  bool ReadHead(buffer::Buffer& in, const base::LifeWatch& life);
  static Reading AfterHead(BodyKind body);
  bool ReadBody(buffer::Buffer& in, const base::LifeWatch& life);
  bool EndRequest(buffer::Buffer& data, const base::LifeWatch& life);
  bool RefuseRequest(const ProtocolError& error, const base::LifeWatch& life);
  void EndInput(const base::LifeWatch& life);

  BodyKind FrameBody(const ResponseHead& head, bool end, absl::optional<uint64_t>& length) const;
  void WriteHead(const ResponseHead& head, BodyKind body, const absl::optional<uint64_t>& length);
  void EndResponse();
  void Close(SessionClose how);
  void UpdateInput();
  void GoOnSoon(const base::LifeWatch& life);
  bool HasUnreadInput() const { return feeding_ != nullptr ? !feeding_->empty() : left_unread_; }

  ServerSessionHost& host_;
  const ServerOptions& options_;
  base::Life life_;

  RequestEvents* events_ = nullptr;  // null: no stream
  base::Arena* arena_ = nullptr;
  RequestHead* head_ = nullptr;
  Reading reading_ = Reading::kBetween;
  HeadParser parser_;
  BodyReader body_reader_;
  BodyWriter body_writer_;

  // What the response needs to know of the request.
  Protocol request_protocol_ = Protocol::kHttp11;
  RequestKind request_kind_ = RequestKind::kOrdinary;
  bool request_is_head_ = false;

  bool keep_alive_ = true;  // until either side says otherwise
  bool draining_ = false;
  bool closed_ = false;
  bool fin_ = false;
  bool input_paused_ = false;  // as the host was told
  bool output_above_ = false;
  bool left_unread_ = false;           // the last Feed left something
  uint32_t begun_ = 0;                 // requests in this Feed
  uint32_t pauses_ = 0;                // by the stream
  buffer::Buffer* feeding_ = nullptr;  // inside Feed: its buffer
};

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_SERVER_CODEC_H_
