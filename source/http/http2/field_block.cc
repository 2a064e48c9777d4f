#include "source/http/http2/field_block.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "source/http/http1/characters.h"
#include "source/http/http1/framing.h"
#include "source/http/http2/errors.h"

namespace nuncio::http::http2 {
namespace {

// A token without capital letters.
bool IsFieldName(absl::string_view name) {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return c != 0 && http1::LowerToken(c) == c; });
}

}  // namespace

bool IsFieldValue(absl::string_view value) {
  if (value.empty()) return true;
  if (http1::IsBlank(value.front()) || http1::IsBlank(value.back())) return false;
  return http1::FindBadValueByte(value) == value.size();
}

bool IsConnectionSpecific(HeaderId id) {
  switch (id) {
    case HeaderId::kConnection:
    case HeaderId::kKeepAlive:
    case HeaderId::kProxyConnection:
    case HeaderId::kTransferEncoding:
    case HeaderId::kUpgrade:
      return true;
    default:
      return false;
  }
}

void FieldBlock::Begin(HeaderList& list, const FieldLimits& limits, UnderscoreAction underscores) {
  *this = FieldBlock();
  list_ = &list;
  limits_ = limits;
  underscores_ = underscores;
}

const ProtocolError* FieldBlock::Count(absl::string_view name, absl::string_view value) {
  bytes_ += name.size() + value.size();
  if (bytes_ > limits_.max_bytes) return &kHeadTooLarge;
  return ++fields_ > limits_.max_fields ? &kTooManyFields : nullptr;
}

const ProtocolError* FieldBlock::Add(absl::string_view name, absl::string_view value, bool te) {
  has_regular_ = true;
  if (name.empty()) return &kEmptyName;
  const HeaderId id = FindHeaderId(name);
  if (id == HeaderId::kOther && !IsFieldName(name)) return &kBadName;
  if (!IsFieldValue(value)) return &kBadValue;
  if (id != HeaderId::kOther) return AddKnown(id, value, te);
  if (underscores_ != UnderscoreAction::kAllow && absl::StrContains(name, '_')) {
    if (underscores_ == UnderscoreAction::kReject) return &kUnderscore;
    ++dropped_;
    return nullptr;
  }
  Append(id, list_->arena().Copy(name), value);
  return nullptr;
}

const ProtocolError* FieldBlock::AddKnown(HeaderId id, absl::string_view value, bool te) {
  if (IsConnectionSpecific(id)) return &kConnectionField;
  if (id == HeaderId::kTe && te) {
    if (!absl::EqualsIgnoreCase(value, "trailers")) return &kBadTe;
    if (value != "trailers") return nullptr;
  }
  if (id == HeaderId::kHttp2Settings) return nullptr;  // for an upgrade that nobody does
  if (id == HeaderId::kContentLength) return AddContentLength(value);
  Append(id, HeaderText(id), value);
  return nullptr;
}

const ProtocolError* FieldBlock::AddContentLength(absl::string_view value) {
  if (content_length_.has_value()) return &kRepeatedContentLength;
  uint64_t length = 0;
  if (!http1::ParseContentLength(value, length)) return &kBadContentLength;
  content_length_ = length;
  Append(HeaderId::kContentLength, HeaderText(HeaderId::kContentLength), value);
  return nullptr;
}

void FieldBlock::Append(HeaderId id, absl::string_view name, absl::string_view value) {
  const absl::string_view copy = list_->arena().Copy(value);
  id == HeaderId::kOther ? list_->Add(name, copy) : list_->Add(id, copy);
}

}  // namespace nuncio::http::http2
