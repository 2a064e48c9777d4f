#ifndef NUNCIO_SOURCE_HTTP_HTTP1_BODY_WRITER_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_BODY_WRITER_H_

#include <cstdint>

#include "source/buffer/buffer.h"
#include "source/http/header_list.h"
#include "source/http/http1/framing.h"
#include "source/http/http1/options.h"

namespace nuncio::http::http1 {

// Frames one body. Data is moved, not copied. What does not fit the length that was announced is
// dropped: it would be read as the next message. A member of a codec, begun again for each message.
class BodyWriter {
 public:
  void Begin(BodyKind kind, uint64_t length);

  void Data(buffer::Buffer& out, buffer::Buffer& data, bool end);
  // Ends the body; trailers exist in chunks only.
  void Trailers(buffer::Buffer& out, const HeaderList& trailers, HeaderCase header_case);

  BodyKind kind() const { return kind_; }
  // Whether as much was written as was announced. When not, the connection must end, so that the
  // peer notices.
  bool whole() const { return kind_ != BodyKind::kLength || (left_ == 0 && !too_much_); }

 private:
  BodyKind kind_ = BodyKind::kNone;
  uint64_t left_ = 0;
  bool too_much_ = false;
};

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_BODY_WRITER_H_
