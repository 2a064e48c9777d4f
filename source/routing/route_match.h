#ifndef NUNCIO_SOURCE_ROUTING_ROUTE_MATCH_H_
#define NUNCIO_SOURCE_ROUTING_ROUTE_MATCH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "absl/types/variant.h"
#include "source/matching/fraction.h"
#include "source/matching/header_matcher.h"
#include "source/matching/metadata_matcher.h"
#include "source/matching/query_parameters.h"
#include "source/matching/regex.h"
#include "source/matching/string_matcher.h"
#include "source/matching/uri_template.h"

namespace nuncio::routing {

struct RouteRequest;

// The ways to match a path; all look at the path without its query.
struct MatchPrefix {
  std::string prefix;
};
struct MatchPath {
  std::string path;
};
// The prefix, and behind it the end or a "/".
struct MatchPathSeparatedPrefix {
  std::string prefix;  // does not end in "/"
};
struct MatchRegex {
  matching::Regex safe_regex;
};
// path_match_policy with a URI template.
struct MatchUriTemplate {
  matching::UriTemplate path_template;
};
// CONNECT requests; the other ways never match one.
struct MatchConnect {};

// type.matcher.v3.FilterStateMatcher with a string_match: the object's text.
struct FilterStateMatcher {
  std::string key;
  matching::StringMatcher string_match;
};

// config.route.v3.RouteMatch: everything that must hold for a route to be taken. A value, immutable
// once in a table.
struct RouteMatch {
  absl::variant<MatchPrefix, MatchPath, MatchPathSeparatedPrefix, MatchRegex, MatchUriTemplate,
                MatchConnect>
      path_specifier;
  bool case_sensitive = true;  // not for regexes and templates
  absl::optional<matching::RuntimeFraction> runtime_fraction;
  std::vector<matching::HeaderMatcher> headers;
  std::vector<matching::QueryParameterMatcher> query_parameters;
  std::vector<matching::CookieMatcher> cookies;
  bool grpc = false;  // only gRPC requests
  // tls_context
  absl::optional<bool> tls_presented;
  absl::optional<bool> tls_validated;
  std::vector<matching::MetadataMatcher> dynamic_metadata;
  std::vector<FilterStateMatcher> filter_state;

  // The path alone; cheap. `path` is without its query.
  bool MatchesPath(absl::string_view path, bool connect) const;
  // The rest.
  bool MatchesRest(const RouteRequest& request) const;
  // How many bytes of `path` (without its query) a prefix_rewrite replaces.
  size_t MatchedLength(absl::string_view path) const;
};

}  // namespace nuncio::routing

#endif  // NUNCIO_SOURCE_ROUTING_ROUTE_MATCH_H_
