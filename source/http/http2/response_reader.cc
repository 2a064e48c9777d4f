#include "source/http/http2/response_reader.h"

#include "source/http/http1/characters.h"
#include "source/http/http2/errors.h"

namespace nuncio::http::http2 {
namespace {

// Three digits, 100 or more; 0 for all else.
int ParseStatus(absl::string_view text) {
  if (text.size() != 3 || text.front() == '0') return 0;
  int status = 0;
  for (const char c : text) {
    if (!http1::IsDigit(c)) return 0;
    status = 10 * status + (c - '0');
  }
  return status;
}

}  // namespace

void ResponseReader::Begin(ResponseHead& head, const ClientOptions& options) {
  head_ = &head;
  head.protocol = Protocol::kHttp2;
  block_.Begin(head.headers, options.limits, UnderscoreAction::kAllow);
}

const ProtocolError* ResponseReader::Field(absl::string_view name, absl::string_view value) {
  if (const ProtocolError* const error = block_.Count(name, value)) return error;
  if (name.empty() || name.front() != ':') return block_.Add(name, value, /*te=*/false);
  if (block_.has_regular()) return &kPseudoAfterField;
  if (name != ":status") return &kUnknownPseudo;
  if (head_->status != 0) return &kRepeatedPseudo;
  head_->status = ParseStatus(value);
  // A switch of protocols exists in HTTP/1.1 only (RFC 9113, 8.6).
  return head_->status == 0 || head_->status == 101 ? &kBadStatus : nullptr;
}

const ProtocolError* ResponseReader::End() {
  head_->content_length = block_.content_length();
  return head_->status == 0 ? &kMissingStatus : nullptr;
}

void TrailersReader::Begin(Trailers& trailers, const FieldLimits& limits,
                           UnderscoreAction underscores) {
  block_.Begin(trailers, limits, underscores);
}

const ProtocolError* TrailersReader::Field(absl::string_view name, absl::string_view value) {
  if (const ProtocolError* const error = block_.Count(name, value)) return error;
  if (!name.empty() && name.front() == ':') return &kPseudoInTrailers;
  if (name == "content-length") return &kFramingInTrailers;
  return block_.Add(name, value, /*te=*/false);
}

}  // namespace nuncio::http::http2
