#ifndef NUNCIO_SOURCE_HTTP_HTTP1_CLIENT_CODEC_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_CLIENT_CODEC_H_

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

class HeadWriter;

// The client's end of an HTTP/1 connection: one request at a time, never pipelined.
//
// Owner, thread, deletion: as ClientSession says. The connection is used again only after a
// response that was whole, to a request that was whole and has left, with nothing behind it. Data
// for a tunnel that is not open yet is held, and the sender told to stop.
//
// A connection that ends before any byte of the response resets the stream with
// kConnectionTermination (the request may be repeated elsewhere); one that ends inside the response
// with kProtocolError. Bytes that are there before a byte of a later request has left answer
// nothing: they are dropped with the connection, and the request may be repeated elsewhere as well.
class ClientCodec final : public ClientSession, private RequestStream {
 public:
  // Both must outlive the codec.
  ClientCodec(ClientSessionHost& host, const ClientOptions& options)
      : host_(host), options_(options), held_(host.output().pool()) {}
  ~ClientCodec() override = default;

  RequestStream& NewStream(ResponseEvents& events, base::Arena& arena) override;
  bool CanOpenStream() const override {
    return reading_ == Reading::kBetween && !closed_ && !draining_;
  }
  void Feed(buffer::Buffer& in, bool fin) override;
  void Drain() override;
  void OnOutputAboveWatermark() override;
  void OnOutputBelowWatermark() override;
  size_t active_streams() const override { return reading_ == Reading::kBetween ? 0 : 1; }
  Protocol protocol() const override { return Protocol::kHttp11; }

 private:
  // The response's side.
  enum class Reading : uint8_t {
    kBetween,  // no stream
    kHead,
    kBody,  // or a tunnel
  };
  // The request's side.
  enum class Sending : uint8_t { kNothing, kBody, kDone };

  void PauseReading() override;
  void ResumeReading() override;
  void SendHead(const RequestHead& head, bool end) override;
  void SendData(buffer::Buffer& data, bool end) override;
  void SendTrailers(const Trailers& trailers) override;
  void Reset(ResetReason reason) override;

  bool Step(buffer::Buffer& in, const base::LifeWatch& life);
  bool ReadHead(buffer::Buffer& in, const base::LifeWatch& life);
  bool IsUnasked() const;
  bool TakeInterim(const base::LifeWatch& life);
  bool TakeHead(buffer::Buffer& in, const base::LifeWatch& life);
  bool ReadBody(buffer::Buffer& in, const base::LifeWatch& life);
  bool EndBody(buffer::Buffer& in, buffer::Buffer& data, const base::LifeWatch& life);
  void EndInput(buffer::Buffer& in, const base::LifeWatch& life);
  void BeginHead();
  void OpenTunnel();
  void EndTunnel();

  BodyKind FrameBody(const RequestHead& head, bool end, absl::optional<uint64_t>& length) const;
  void WriteRequestLine(HeadWriter& writer, const RequestHead& head) const;
  void WriteHead(const RequestHead& head, BodyKind body, const absl::optional<uint64_t>& length);

  // The last event was made or is about to be: no stream any more.
  ResponseEvents& TakeEvents();
  // Tells the host that a stream is over whose response ended; closes where it must.
  bool EndStream(buffer::Buffer& in, const base::LifeWatch& life);
  // The stream ends without its response's end.
  bool Fail(ResetReason reason, const ProtocolError* error, const base::LifeWatch& life);
  void Close(SessionClose how);
  void UpdateInput();
  void UpdateSending();

  ClientSessionHost& host_;
  const ClientOptions& options_;
  base::Life life_;

  ResponseEvents* events_ = nullptr;
  base::Arena* arena_ = nullptr;
  ResponseHead* head_ = nullptr;
  Reading reading_ = Reading::kBetween;
  Sending sending_ = Sending::kNothing;
  HeadParser parser_;
  BodyReader body_reader_;
  BodyWriter body_writer_;
  AnsweredRequest request_;
  bool tunnel_open_ = false;
  buffer::Buffer held_;  // for a tunnel that is not open
  uint32_t interims_ = 0;

  bool keep_alive_ = true;
  bool draining_ = false;
  bool closed_ = false;
  bool fin_ = false;
  bool feeding_ = false;
  bool input_paused_ = false;
  bool output_above_ = false;
  bool sending_above_ = false;   // as the stream was told
  uint64_t written_before_ = 0;  // when the stream began
  uint32_t pauses_ = 0;
};

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_CLIENT_CODEC_H_
