#ifndef NUNCIO_SOURCE_HTTP_HTTP1_BODY_READER_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_BODY_READER_H_

#include <cstdint>

#include "source/base/arena.h"
#include "source/buffer/buffer.h"
#include "source/http/header_list.h"
#include "source/http/http1/chunked_decoder.h"
#include "source/http/http1/framing.h"
#include "source/http/http1/head_parser.h"
#include "source/http/http1/options.h"

namespace nuncio::http::http1 {

// Takes one body, in any framing, and its trailers out of what came in. A member of a codec, begun
// again for each message; makes no callbacks.
class BodyReader {
 public:
  enum class Result : uint8_t { kNeedMore, kDone, kError };

  // Trailers are made in `arena`, which must live until the body is read. The framing's views need
  // not.
  void Begin(const Framing& framing, base::Arena& arena, const HeadLimits& limits,
             UnderscoreAction underscores, HeaderCase header_case);

  // Moves what belongs to the body from `in` to the end of `out`. A body that ends with the
  // connection, and a tunnel, are never done.
  Result Read(buffer::Buffer& in, buffer::Buffer& out);

  BodyKind kind() const { return kind_; }
  // After kDone: the trailers, null if there are none.
  Trailers* trailers() const { return trailers_; }
  // After kError.
  const ProtocolError& error() const { return *error_; }

 private:
  Result ReadChunks(buffer::Buffer& in, buffer::Buffer& out);
  Result ReadTrailers(buffer::Buffer& in);

  BodyKind kind_ = BodyKind::kNone;
  uint64_t left_ = 0;
  ChunkedDecoder chunks_;
  bool in_trailers_ = false;
  HeadParser trailer_parser_;
  Trailers* trailers_ = nullptr;
  absl::string_view nominated_;  // in the arena
  base::Arena* arena_ = nullptr;
  HeadLimits limits_;
  UnderscoreAction underscores_ = UnderscoreAction::kAllow;
  HeaderCase header_case_ = HeaderCase::kLower;
  const ProtocolError* error_ = nullptr;
};

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_BODY_READER_H_
