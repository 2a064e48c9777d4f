#ifndef NUNCIO_SOURCE_HTTP_HTTP1_CHUNKED_DECODER_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_CHUNKED_DECODER_H_

#include <cstdint>

#include "source/buffer/buffer.h"
#include "source/http/protocol_error.h"

namespace nuncio::http::http1 {

// Takes the chunks of a body apart (RFC 9112, 7.1), up to and with the last one; the trailers
// behind it are lines like those of a head and HeadParser's.
//
// Data is moved, not copied. Extensions are passed over; what they and the sizes may cost is
// bounded against the data that comes with them. A member of BodyReader; makes no callbacks.
class ChunkedDecoder {
 public:
  enum class Result : uint8_t { kNeedMore, kDone, kError };

  // Drains what it understands from `in` and moves data to the end of `out`.
  Result Decode(buffer::Buffer& in, buffer::Buffer& out);
  const ProtocolError& error() const { return *error_; }

 private:
  enum class State : uint8_t {
    kSize,          // hexadecimal digits
    kBlank,         // behind the size
    kExtension,     // up to the line's end
    kSizeLineFeed,  // behind the carriage return of the size's line
    kData,
    kDataReturn,  // the line end behind the data
    kDataLineFeed,
    kDone,
  };

  // Reads bytes of framing from `text`; returns how many it took. Stops at data, the end or an
  // error.
  size_t ReadFraming(absl::string_view text);
  void Step(char c);
  void SizeStep(char c);
  void BehindSize(char c);
  void EndSizeLine();
  void Fail(const ProtocolError& error) { error_ = &error; }

  State state_ = State::kSize;
  bool has_digits_ = false;
  uint64_t left_ = 0;      // of this chunk's data
  uint64_t overhead_ = 0;  // bytes of framing that no data made up for
  const ProtocolError* error_ = nullptr;
};

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_CHUNKED_DECODER_H_
