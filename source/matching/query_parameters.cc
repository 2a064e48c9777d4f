#include "source/matching/query_parameters.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace nuncio::matching {
namespace {

// The text before `separator`; `rest` is what follows it.
absl::string_view TakeUntil(char separator, absl::string_view& rest) {
  const size_t end = rest.find(separator);
  const absl::string_view piece = rest.substr(0, end);
  rest = end == absl::string_view::npos ? absl::string_view() : rest.substr(end + 1);
  return piece;
}

absl::optional<absl::string_view> CookieIn(absl::string_view header, absl::string_view name) {
  while (!header.empty()) {
    absl::string_view value = absl::StripAsciiWhitespace(TakeUntil(';', header));
    if (value.size() <= name.size() || value[name.size()] != '=') continue;
    if (!absl::StartsWith(value, name)) continue;
    value.remove_prefix(name.size() + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    return value;
  }
  return absl::nullopt;
}

}  // namespace

absl::string_view PathWithoutQuery(absl::string_view path) {
  return path.substr(0, path.find_first_of("?#"));
}

absl::string_view QueryOf(absl::string_view path) {
  const size_t mark = path.find('?');
  if (mark == absl::string_view::npos) return {};
  const absl::string_view query = path.substr(mark + 1);
  return query.substr(0, query.find('#'));
}

absl::optional<absl::string_view> FindQueryParameter(absl::string_view path,
                                                     absl::string_view name) {
  absl::string_view query = QueryOf(path);
  while (!query.empty()) {
    absl::string_view value = TakeUntil('&', query);
    if (TakeUntil('=', value) == name) return value;
  }
  return absl::nullopt;
}

absl::optional<absl::string_view> FindCookie(const http::HeaderList& headers,
                                             absl::string_view name) {
  if (!headers.Has(http::HeaderId::kCookie)) return absl::nullopt;
  for (const http::HeaderField& field : headers) {
    if (field.id != http::HeaderId::kCookie) continue;
    if (const auto value = CookieIn(field.value, name)) return value;
  }
  return absl::nullopt;
}

bool QueryParameterMatcher::Matches(absl::string_view path) const {
  const absl::optional<absl::string_view> value = FindQueryParameter(path, name);
  if (present_match) return value.has_value() == *present_match;
  return value && (!string_match || string_match->Matches(*value));
}

bool CookieMatcher::Matches(const http::HeaderList& headers) const {
  const absl::optional<absl::string_view> value = FindCookie(headers, name);
  return (value && string_match.Matches(*value)) != invert_match;
}

}  // namespace nuncio::matching
