#ifndef NUNCIO_SOURCE_HTTP_HTTP2_RESPONSE_READER_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_RESPONSE_READER_H_

#include "absl/strings/string_view.h"
#include "source/http/http2/field_block.h"
#include "source/http/http2/options.h"
#include "source/http/message.h"

namespace nuncio::http::http2 {

// Makes a response's head, interim or final, of a block of fields (RFC 9113, 8.3.2).
class ResponseReader {
 public:
  void Begin(ResponseHead& head, const ClientOptions& options);
  const ProtocolError* Field(absl::string_view name, absl::string_view value);
  // The block is over. Whether the length fits the body depends on the request: not checked here.
  const ProtocolError* End();

 private:
  FieldBlock block_;
  ResponseHead* head_ = nullptr;
};

// Takes a block of trailers, of either side.
class TrailersReader {
 public:
  void Begin(Trailers& trailers, const FieldLimits& limits, UnderscoreAction underscores);
  const ProtocolError* Field(absl::string_view name, absl::string_view value);

 private:
  FieldBlock block_;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_RESPONSE_READER_H_
