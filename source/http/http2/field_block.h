#ifndef NUNCIO_SOURCE_HTTP_HTTP2_FIELD_BLOCK_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_FIELD_BLOCK_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/http/header_list.h"
#include "source/http/http2/options.h"
#include "source/http/protocol_error.h"

namespace nuncio::http::http2 {

// One block of fields while it is decoded: the limits, and the rules that hold for each field
// wherever it stands (RFC 9113, 8.2). The readers of requests, responses and trailers add theirs.
//
// A member of a reader, begun again for each block. Names and values are copied into the list's
// arena, once.
class FieldBlock {
 public:
  void Begin(HeaderList& list, const FieldLimits& limits, UnderscoreAction underscores);

  // Counts a field, a pseudo header too. To be asked first.
  const ProtocolError* Count(absl::string_view name, absl::string_view value);
  // Checks and adds a field that is no pseudo header. With te = false, `te` is as good as any name.
  const ProtocolError* Add(absl::string_view name, absl::string_view value, bool te);

  HeaderList& list() { return *list_; }
  bool has_regular() const { return has_regular_; }
  uint16_t dropped() const { return dropped_; }
  const absl::optional<uint64_t>& content_length() const { return content_length_; }

 private:
  const ProtocolError* AddKnown(HeaderId id, absl::string_view value, bool te);
  const ProtocolError* AddContentLength(absl::string_view value);
  void Append(HeaderId id, absl::string_view name, absl::string_view value);

  HeaderList* list_ = nullptr;
  FieldLimits limits_;
  UnderscoreAction underscores_ = UnderscoreAction::kAllow;
  uint64_t bytes_ = 0;
  uint32_t fields_ = 0;
  uint16_t dropped_ = 0;
  bool has_regular_ = false;
  absl::optional<uint64_t> content_length_;
};

// Whether a value may stand in a field: no control bytes, no blank at either end.
bool IsFieldValue(absl::string_view value);

// Whether a field means something to one connection of HTTP/1 only, and so must not come or go.
bool IsConnectionSpecific(HeaderId id);

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_FIELD_BLOCK_H_
