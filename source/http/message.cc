#include "source/http/message.h"

#include <utility>

namespace nuncio::http {
namespace {

absl::optional<absl::string_view> FindInList(const HeaderList& headers, absl::string_view name) {
  const HeaderField* const field = headers.Find(name);
  if (field == nullptr) return absl::nullopt;
  return field->value;
}

absl::string_view StatusText(base::Arena& arena, int status) {
  char* const text = arena.NewArray<char>(3);
  for (int i = 2; i >= 0; --i, status /= 10) text[i] = static_cast<char>('0' + status % 10);
  return {text, 3};
}

}  // namespace

absl::string_view ToString(Protocol protocol) {
  switch (protocol) {
    case Protocol::kHttp10:
      return "HTTP/1.0";
    case Protocol::kHttp11:
      return "HTTP/1.1";
    case Protocol::kHttp2:
      return "HTTP/2";
    case Protocol::kHttp3:
      return "HTTP/3";
  }
  return {};
}

RequestHead RequestHead::Share(base::Arena& arena) const {
  RequestHead copy(arena);
  copy.method = method;
  copy.scheme = scheme;
  copy.authority = authority;
  copy.path = path;
  copy.protocol = protocol;
  copy.kind = kind;
  copy.has_authority = has_authority;
  copy.content_length = content_length;
  copy.dropped_headers = dropped_headers;
  copy.headers = headers.Share(arena);
  return copy;
}

ResponseHead ResponseHead::Share(base::Arena& arena) const {
  ResponseHead copy(arena);
  copy.status = status;
  copy.protocol = protocol;
  copy.content_length = content_length;
  copy.headers = headers.Share(arena);
  return copy;
}

absl::optional<absl::string_view> FindValue(const RequestHead& head, absl::string_view name) {
  const auto unless_empty = [](absl::string_view value) {
    return value.empty() ? absl::nullopt : absl::optional<absl::string_view>(value);
  };
  if (name == ":path") return unless_empty(head.path);
  if (name == ":method") return unless_empty(head.method);
  if (name == ":scheme") return unless_empty(head.scheme);
  if (name == ":authority" || name == "host") {
    if (head.has_authority) return head.authority;
    return unless_empty(head.authority);
  }
  return FindInList(head.headers, name);
}

absl::optional<absl::string_view> FindValue(const ResponseHead& head, absl::string_view name) {
  if (name == ":status") return StatusText(head.headers.arena(), head.status);
  return FindInList(head.headers, name);
}

}  // namespace nuncio::http
