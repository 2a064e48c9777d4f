#include "source/http/http2/request_reader.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/match.h"
#include "source/http/authority.h"
#include "source/http/http1/characters.h"
#include "source/http/http1/target.h"
#include "source/http/http2/errors.h"

namespace nuncio::http::http2 {
namespace {

bool IsScheme(absl::string_view text) {
  if (text.empty() || !http1::IsAlpha(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return http1::IsAlpha(c) || http1::IsDigit(c) || c == '+' || c == '-' || c == '.';
  });
}

// A user before the host is for people who read links, not for servers (RFC 9113, 8.3.1).
bool IsAuthority(absl::string_view text) {
  return IsAuthorityText(text) && !absl::StrContains(text, '@');
}

}  // namespace

void RequestReader::Begin(RequestHead& head, const ServerOptions& options) {
  *this = RequestReader();
  head_ = &head;
  allow_connect_ = options.allow_connect;
  block_.Begin(head.headers, options.limits, options.underscores);
}

const ProtocolError* RequestReader::Field(absl::string_view name, absl::string_view value) {
  if (const ProtocolError* const error = block_.Count(name, value)) return error;
  if (!name.empty() && name.front() == ':') return Pseudo(name, value);
  if (name == "host") return Host(value);
  if (name == "cookie") {
    ++cookies_;
    cookie_bytes_ += value.size() + 2;
  }
  return block_.Add(name, value, /*te=*/true);
}

const ProtocolError* RequestReader::Pseudo(absl::string_view name, absl::string_view value) {
  if (block_.has_regular()) return &kPseudoAfterField;
  if (name == ":method") return Store(method_, value);
  if (name == ":scheme") return Store(scheme_, value);
  if (name == ":authority") return Store(authority_, value);
  if (name == ":path") return Store(path_, value);
  if (name == ":protocol" && allow_connect_) return Store(protocol_, value);
  return &kUnknownPseudo;
}

const ProtocolError* RequestReader::Store(absl::optional<absl::string_view>& to,
                                          absl::string_view value) {
  if (to.has_value()) return &kRepeatedPseudo;
  to = block_.list().arena().Copy(value);
  return nullptr;
}

const ProtocolError* RequestReader::Host(absl::string_view value) {
  if (host_.has_value()) return &kRepeatedHost;
  if (!IsAuthority(value)) return &kBadAuthority;
  host_ = block_.list().arena().Copy(value);
  return nullptr;
}

const ProtocolError* RequestReader::End(bool end) {
  head_->protocol = Protocol::kHttp2;
  head_->content_length = block_.content_length();
  head_->dropped_headers = block_.dropped();
  if (!method_.has_value()) return &kMissingMethod;
  if (!http1::IsToken(*method_)) return &kBadMethod;
  head_->method = *method_;
  if (const ProtocolError* const error = TakeAuthority()) return error;
  if (cookies_ > 1) JoinCookies();
  if (head_->method == "CONNECT") {
    return protocol_.has_value() ? EndExtendedConnect() : EndConnect();
  }
  if (protocol_.has_value()) return &kProtocolWithoutConnect;
  if (end && head_->content_length.value_or(0) != 0) return &kBodyTooShort;
  return EndOrdinary();
}

const ProtocolError* RequestReader::TakeAuthority() {
  if (authority_.has_value()) {
    if (!IsAuthority(*authority_)) return &kBadAuthority;
    if (host_.has_value() && !absl::EqualsIgnoreCase(*host_, *authority_)) return &kOtherHost;
  } else {
    authority_ = host_;
  }
  if (!authority_.has_value() || authority_->empty()) return &kMissingAuthority;
  head_->authority = *authority_;
  head_->has_authority = true;
  return nullptr;
}

const ProtocolError* RequestReader::TakeScheme() {
  if (!scheme_.has_value()) return &kMissingScheme;
  if (!IsScheme(*scheme_)) return &kBadScheme;
  if (absl::EqualsIgnoreCase(*scheme_, "http")) head_->scheme = "http";
  if (absl::EqualsIgnoreCase(*scheme_, "https")) head_->scheme = "https";
  return nullptr;
}

const ProtocolError* RequestReader::TakePath() {
  if (!path_.has_value() || path_->empty()) return &kMissingPath;
  const bool asterisk = *path_ == "*" && head_->method == "OPTIONS";
  if (path_->front() != '/' && !asterisk) return &kBadPath;
  if (!http1::IsVisibleText(*path_)) return &kBadPath;
  head_->path = *path_;
  return nullptr;
}

const ProtocolError* RequestReader::EndOrdinary() {
  if (const ProtocolError* const error = TakeScheme()) return error;
  return TakePath();
}

const ProtocolError* RequestReader::EndConnect() {
  if (scheme_.has_value() || path_.has_value()) return &kBadConnect;
  if (!http1::IsHostAndPort(head_->authority)) return &kBadAuthority;
  head_->kind = RequestKind::kConnect;
  head_->headers.Remove(HeaderId::kContentLength);
  head_->content_length = absl::nullopt;
  return nullptr;
}

const ProtocolError* RequestReader::EndExtendedConnect() {
  if (!http1::IsToken(*protocol_)) return &kUnknownPseudo;
  if (const ProtocolError* const error = EndOrdinary()) return error;
  head_->method = "GET";
  head_->kind = RequestKind::kUpgrade;
  head_->headers.Remove(HeaderId::kContentLength);
  head_->content_length = absl::nullopt;
  head_->headers.AppendField({HeaderText(HeaderId::kConnection), "upgrade", HeaderId::kConnection});
  head_->headers.AppendField({HeaderText(HeaderId::kUpgrade), *protocol_, HeaderId::kUpgrade});
  return nullptr;
}

// RFC 9113, 8.2.3: crumbs are one cookie to everyone who does not speak HTTP/2.
void RequestReader::JoinCookies() {
  char* const text = block_.list().arena().NewArray<char>(cookie_bytes_);
  size_t size = 0;
  head_->headers.ForEachValue("cookie", [&](absl::string_view crumb) {
    if (size != 0) {
      std::memcpy(text + size, "; ", 2);
      size += 2;
    }
    std::memcpy(text + size, crumb.data(), crumb.size());
    size += crumb.size();
  });
  head_->headers.Set(HeaderId::kCookie, absl::string_view(text, size));
}

}  // namespace nuncio::http::http2
