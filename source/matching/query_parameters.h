#ifndef NUNCIO_SOURCE_MATCHING_QUERY_PARAMETERS_H_
#define NUNCIO_SOURCE_MATCHING_QUERY_PARAMETERS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/http/message.h"
#include "source/matching/string_matcher.h"

namespace nuncio::matching {

// The part of a request's path before "?" (or "#"), and the query behind it without the "?".
absl::string_view PathWithoutQuery(absl::string_view path);
absl::string_view QueryOf(absl::string_view path);

// The first value of a query parameter, as it stands (names and values are not decoded); none when
// it is missing; empty for "?flag".
absl::optional<absl::string_view> FindQueryParameter(absl::string_view path,
                                                     absl::string_view name);
// The value of the first cookie of that name, without quotes around it.
absl::optional<absl::string_view> FindCookie(const http::HeaderList& headers,
                                             absl::string_view name);

// config.route.v3.QueryParameterMatcher. Without a string_match the parameter must only be there.
struct QueryParameterMatcher {
  std::string name;
  absl::optional<StringMatcher> string_match;
  // present_match: false asks that it is missing.
  absl::optional<bool> present_match;

  bool Matches(absl::string_view path) const;
};

// config.route.v3.CookieMatcher. A missing cookie fails; inverted, it passes.
struct CookieMatcher {
  std::string name;
  StringMatcher string_match;
  bool invert_match = false;

  bool Matches(const http::HeaderList& headers) const;
};

}  // namespace nuncio::matching

#endif  // NUNCIO_SOURCE_MATCHING_QUERY_PARAMETERS_H_
