#ifndef NUNCIO_SOURCE_HTTP_HTTP2_SERVER_STREAM_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_SERVER_STREAM_H_

#include "absl/strings/string_view.h"
#include "source/base/arena.h"
#include "source/http/http2/field_writer.h"
#include "source/http/http2/options.h"
#include "source/http/http2/request_reader.h"
#include "source/http/http2/response_reader.h"
#include "source/http/http2/stream.h"
#include "source/http/session.h"
#include "source/http/stream.h"

namespace nuncio::http::http2 {

// What reads the one block of fields that a server's connection is receiving.
struct ServerReaders {
  RequestReader request;
  TrailersReader trailers;
};

// One request and its response, at the server's end. The listener is done with it when the response
// ended; the object lives until the peer has the response, too.
class ServerStream final : public Stream, public ResponseStream {
 public:
  ServerStream(Core& core, int32_t id, const ServerOptions& options, ServerReaders& readers)
      : Stream(core), options_(options), readers_(readers) {
    id_ = id;
  }
  void Open(const OpenedStream& opened);

  const ProtocolError* BeginBlock() override;
  const ProtocolError* Field(absl::string_view name, absl::string_view value) override;
  const ProtocolError* EndBlock(bool end) override;

  void PauseReading() override { Pause(); }
  void ResumeReading() override { Resume(); }
  void SendInterim(const ResponseHead& head) override;
  void SendHead(const ResponseHead& head, bool end) override;
  void SendData(buffer::Buffer& data, bool end) override;
  void SendTrailers(const Trailers& trailers) override;
  void Reset(ResetReason reason) override;

 private:
  void TellHead(bool end) override { events_->OnHead(*head_, end); }
  void TellData(buffer::Buffer& data, bool end) override { events_->OnData(data, end); }
  void TellTrailers(Trailers& trailers) override { events_->OnTrailers(trailers); }
  void TellReset(ResetReason reason, absl::string_view details) override {
    events_->OnReset(reason, details);
  }
  void TellAbove(bool above) override {
    above ? events_->OnSendAboveWatermark() : events_->OnSendBelowWatermark();
  }
  void BeforeEndIsTold() override {}
  // What the body's kind and the status make of the request's side.
  void AnswerTunnel(int status);
  FieldWriter::Length LengthOf(const ResponseHead& head, bool end) const;

  const ServerOptions& options_;
  ServerReaders& readers_;
  RequestEvents* events_ = nullptr;
  base::Arena* arena_ = nullptr;
  RequestHead* head_ = nullptr;
  Trailers* trailers_ = nullptr;  // while their block comes
  RequestKind kind_ = RequestKind::kOrdinary;
  bool is_head_ = false;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_SERVER_STREAM_H_
