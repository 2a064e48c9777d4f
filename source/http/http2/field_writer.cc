#include "source/http/http2/field_writer.h"

#include <utility>

#include "source/http/http1/characters.h"
#include "source/http/http2/field_block.h"

namespace nuncio::http::http2 {
namespace {

// Kept out of every table, so that nobody can find them out by what compresses well.
bool IsSecret(HeaderId id) {
  return id == HeaderId::kAuthorization || id == HeaderId::kProxyAuthorization;
}

}  // namespace

const std::vector<nghttp2_nv>& FieldWriter::Request(const RequestHead& head, Length length) {
  Begin();
  const bool upgrade = head.kind == RequestKind::kUpgrade;
  const bool connect = head.kind == RequestKind::kConnect;
  Put(":method", upgrade || connect ? absl::string_view("CONNECT") : head.method);
  if (!connect) Put(":scheme", head.scheme.empty() ? absl::string_view("http") : head.scheme);
  if (!head.authority.empty()) Put(":authority", head.authority);
  if (!connect) Put(":path", head.path.empty() ? absl::string_view("/") : head.path);
  if (upgrade) Put(":protocol", head.headers.Value(HeaderId::kUpgrade));
  PutAll(head.headers, length);
  return fields_;
}

const std::vector<nghttp2_nv>& FieldWriter::Response(const ResponseHead& head, Length length) {
  Begin();
  int status = head.status == 101 ? 200 : head.status;
  for (int i = 2; i >= 0; --i, status /= 10) status_[i] = static_cast<char>('0' + status % 10);
  Put(":status", absl::string_view(status_, sizeof(status_)));
  PutAll(head.headers, length);
  return fields_;
}

const std::vector<nghttp2_nv>& FieldWriter::Fields(const HeaderList& list) {
  Begin();
  PutAll(list, Length::kNone);
  return fields_;
}

void FieldWriter::Begin() {
  fields_.clear();
  texts_.clear();
}

void FieldWriter::PutAll(const HeaderList& list, Length length) {
  bool length_written = false;
  for (const HeaderField& field : list) {
    if (IsConnectionSpecific(field.id) || field.id == HeaderId::kHost ||
        field.id == HeaderId::kHttp2Settings) {
      continue;
    }
    if (field.id == HeaderId::kTe && field.value != "trailers") continue;
    if (field.id == HeaderId::kContentLength) {
      if (length == Length::kNone || std::exchange(length_written, true)) continue;
      Put(field.name, length == Length::kZero ? absl::string_view("0") : field.value);
      continue;
    }
    Put(field.name, field.value,
        IsSecret(field.id) ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE);
  }
}

void FieldWriter::Put(absl::string_view name, absl::string_view value, uint8_t flags) {
  const absl::string_view good = IsFieldValue(value) ? value : Harmless(value);
  // The library takes pointers that are not const and does not write through them.
  const auto bytes = [](absl::string_view text) {
    return reinterpret_cast<uint8_t*>(const_cast<char*>(text.data()));
  };
  fields_.push_back({bytes(name), bytes(good), name.size(), good.size(), flags});
}

absl::string_view FieldWriter::Harmless(absl::string_view value) {
  std::string& text = texts_.emplace_back(http1::TrimBlanks(value));
  for (char& c : text) {
    if (!http1::IsValueByte(c)) c = ' ';
  }
  return http1::TrimBlanks(absl::string_view(text.data(), text.size()));
}

}  // namespace nuncio::http::http2
