#ifndef NUNCIO_SOURCE_HTTP_HTTP2_FIELD_WRITER_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_FIELD_WRITER_H_

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/http/message.h"

namespace nuncio::http::http2 {

// Turns heads and trailers into what the library compresses. What begins or ends a connection of
// HTTP/1 is left out; a value that no field can hold is made harmless, as it may come from another
// version or from configuration.
//
// A member of a session, used again for each message. What it gives is valid until the next call
// and as long as the message is.
class FieldWriter {
 public:
  // What becomes of a `content-length` in the list.
  enum class Length : uint8_t { kAsItIs, kZero, kNone };

  const std::vector<nghttp2_nv>& Request(const RequestHead& head, Length length);
  // A 101 becomes 200: there is no switch of protocols in HTTP/2.
  const std::vector<nghttp2_nv>& Response(const ResponseHead& head, Length length);
  const std::vector<nghttp2_nv>& Fields(const HeaderList& list);

 private:
  void Begin();
  void Put(absl::string_view name, absl::string_view value, uint8_t flags = NGHTTP2_NV_FLAG_NONE);
  void PutAll(const HeaderList& list, Length length);
  absl::string_view Harmless(absl::string_view value);

  std::vector<nghttp2_nv> fields_;
  std::deque<std::string> texts_;  // that had to be made
  char status_[3];
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_FIELD_WRITER_H_
