#ifndef NUNCIO_SOURCE_HTTP_HTTP1_HEAD_PARSER_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_HEAD_PARSER_H_

#include <cstddef>
#include <cstdint>

#include "source/base/arena.h"
#include "source/buffer/buffer.h"
#include "source/http/http1/control_fields.h"
#include "source/http/http1/options.h"
#include "source/http/message.h"
#include "source/http/protocol_error.h"

namespace nuncio::http::http1 {

// Reads one head, or one block of trailers, line by line as it comes in.
//
// While the head is not complete its bytes stay at the front of the buffer. Names and values become
// views into the slice, which the head's list then pins; only a head that is split over slices is
// gathered in the arena. Every byte is looked at once, but for the rare case that the bytes had to
// move. The limits count from the first byte to the empty line, and count each field, the dropped
// ones too.
//
// A member of a codec, begun again for each message. It makes no callbacks.
class HeadParser {
 public:
  enum class Result : uint8_t { kNeedMore, kDone, kError };

  // What is given must live until the result is kDone or kError.
  void BeginRequest(RequestHead& head, const ServerOptions& options);
  void BeginResponse(ResponseHead& head, const ClientOptions& options);
  // Trailers that `nominated`, a list, names are dropped.
  void BeginTrailers(HeaderList& trailers, const HeadLimits& limits, UnderscoreAction underscores,
                     HeaderCase header_case, absl::string_view nominated);

  // Looks at what is in `in`. With kDone the head, its empty line included, is drained.
  Result Parse(buffer::Buffer& in);

  // After kError.
  const ProtocolError& error() const { return *error_; }
  // After kDone.
  const ControlFields& control() const { return control_; }
  bool keeps_version() const { return keeps_version_; }

 private:
  enum class Kind : uint8_t { kRequest, kResponse, kTrailers };

  void Begin(Kind kind, HeaderList& fields, const HeadLimits& limits);
  void Restart(const char* text);
  Result ParseText(absl::string_view text);
  absl::string_view Gather(const buffer::Buffer& in);
  bool IsForeign(absl::string_view text) const;
  const ProtocolError& ForeignLine() const;
  Result Fail(const ProtocolError& error);

  const ProtocolError* ParseLine(absl::string_view line);
  const ProtocolError* ParseStartLine(absl::string_view line);
  const ProtocolError* ParseField(absl::string_view line);
  // What becomes of a field with that name; the name is lower case.
  const ProtocolError* TakeField(const HeaderField& field);
  bool TakeControlField(const HeaderField& field);
  const ProtocolError* TakeTrailer(const HeaderField& field);
  void AddField(const HeaderField& field);
  void Join(absl::string_view& joined, absl::string_view value);

  Kind kind_ = Kind::kRequest;
  RequestHead* request_ = nullptr;
  ResponseHead* response_ = nullptr;
  HeaderList* fields_ = nullptr;
  const ServerOptions* server_options_ = nullptr;
  HeadLimits limits_;
  UnderscoreAction underscores_ = UnderscoreAction::kAllow;
  bool keeps_spelling_ = false;
  absl::string_view nominated_;

  const char* text_ = nullptr;  // where the bytes lay at the last look
  size_t line_ = 0;             // begin of the first line that is not complete
  size_t scanned_ = 0;          // no line end before this one
  uint32_t count_ = 0;
  bool start_line_done_ = false;
  bool keeps_version_ = true;

  bool gathering_ = false;
  char* gathered_ = nullptr;
  size_t gathered_size_ = 0;
  size_t gathered_capacity_ = 0;

  ControlFields control_;
  const ProtocolError* error_ = nullptr;
};

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_HEAD_PARSER_H_
