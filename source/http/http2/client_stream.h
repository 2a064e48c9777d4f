#ifndef NUNCIO_SOURCE_HTTP_HTTP2_CLIENT_STREAM_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_CLIENT_STREAM_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/base/arena.h"
#include "source/http/http2/options.h"
#include "source/http/http2/response_reader.h"
#include "source/http/http2/stream.h"
#include "source/http/stream.h"

namespace nuncio::http::http2 {

// What reads the one block of fields that a client's connection is receiving.
struct ClientReaders {
  ResponseReader response;
  TrailersReader trailers;
};

// Hears of streams whose listener is done.
class StreamOverEvents {
 public:
  virtual void OnOver() = 0;

 protected:
  ~StreamOverEvents() = default;
};

// One request and its response, at the client's end. The listener is done with it when the response
// ended or either side gave it up.
class ClientStream final : public Stream, public RequestStream {
 public:
  ClientStream(Core& core, const ClientOptions& options, ClientReaders& readers,
               StreamOverEvents& over, ResponseEvents& events, base::Arena& arena)
      : Stream(core),
        options_(options),
        readers_(readers),
        over_(over),
        events_(&events),
        arena_(&arena) {
    listening_ = true;
  }

  const ProtocolError* BeginBlock() override;
  const ProtocolError* Field(absl::string_view name, absl::string_view value) override;
  const ProtocolError* EndBlock(bool end) override;

  void PauseReading() override { Pause(); }
  void ResumeReading() override { Resume(); }
  void SendHead(const RequestHead& head, bool end) override;
  void SendData(buffer::Buffer& data, bool end) override;
  void SendTrailers(const Trailers& trailers) override;
  void Reset(ResetReason reason) override;

 private:
  void TellInterims() override;
  void TellHead(bool end) override;
  void TellData(buffer::Buffer& data, bool end) override;
  void TellTrailers(Trailers& trailers) override;
  void TellReset(ResetReason reason, absl::string_view details) override;
  void TellAbove(bool above) override;
  void BeforeEndIsTold() override;

  const ProtocolError* TakeInterim(bool end);
  const ProtocolError* TakeFinal(bool end);
  void AnswerTunnel();

  const ClientOptions& options_;
  ClientReaders& readers_;
  StreamOverEvents& over_;
  ResponseEvents* events_;
  base::Arena* arena_;
  ResponseHead* head_ = nullptr;  // the newest
  Trailers* trailers_ = nullptr;  // while their block comes
  std::vector<ResponseHead*> interims_;
  uint32_t interims_seen_ = 0;
  RequestKind kind_ = RequestKind::kOrdinary;
  absl::string_view upgrade_;  // the protocol that was asked for
  bool is_head_ = false;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_CLIENT_STREAM_H_
