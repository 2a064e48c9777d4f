#ifndef NUNCIO_SOURCE_HTTP_HTTP2_REQUEST_READER_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_REQUEST_READER_H_

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/http/http2/field_block.h"
#include "source/http/http2/options.h"
#include "source/http/message.h"

namespace nuncio::http::http2 {

// Makes a request's head of a block of fields (RFC 9113, 8.3.1; RFC 8441, 4).
//
// An extended CONNECT becomes what the rest of the proxy knows as an upgrade: method GET, with
// `connection` and `upgrade` headers. Cookie crumbs become one field.
class RequestReader {
 public:
  // The head, in its arena, lives as long as the block.
  void Begin(RequestHead& head, const ServerOptions& options);
  const ProtocolError* Field(absl::string_view name, absl::string_view value);
  // The block is over; `end`: no body follows.
  const ProtocolError* End(bool end);

 private:
  const ProtocolError* Pseudo(absl::string_view name, absl::string_view value);
  const ProtocolError* Store(absl::optional<absl::string_view>& to, absl::string_view value);
  const ProtocolError* Host(absl::string_view value);
  const ProtocolError* EndConnect();
  const ProtocolError* EndExtendedConnect();
  const ProtocolError* EndOrdinary();
  const ProtocolError* TakeScheme();
  const ProtocolError* TakePath();
  const ProtocolError* TakeAuthority();
  void JoinCookies();

  FieldBlock block_;
  RequestHead* head_ = nullptr;
  bool allow_connect_ = false;
  absl::optional<absl::string_view> method_;
  absl::optional<absl::string_view> scheme_;
  absl::optional<absl::string_view> authority_;
  absl::optional<absl::string_view> path_;
  absl::optional<absl::string_view> protocol_;
  absl::optional<absl::string_view> host_;
  uint32_t cookies_ = 0;
  size_t cookie_bytes_ = 0;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_REQUEST_READER_H_
