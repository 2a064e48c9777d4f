#ifndef NUNCIO_SOURCE_POLICY_PATH_REWRITE_H_
#define NUNCIO_SOURCE_POLICY_PATH_REWRITE_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/variant.h"
#include "source/format/formatter.h"
#include "source/matching/regex.h"
#include "source/matching/uri_template.h"

namespace nuncio::policy {

// prefix_rewrite: what the route matched (the prefix; the whole path for exact and regex routes) is
// replaced.
struct PrefixRewrite {
  std::string replacement;
};
// path_rewrite: the path without its query is what the format writes.
struct FormatRewrite {
  format::Formatter format;
};
// What a route makes of a path; monostate leaves it alone. regex_rewrite replaces in the path
// without its query, and so does path_rewrite_policy with a URI template.
using PathRewrite = absl::variant<absl::monostate, PrefixRewrite, matching::RegexSubstitution,
                                  FormatRewrite, matching::UriTemplateRewrite>;

// `path` with its query -> the new one. `matched` is how many bytes of it the route matched. Empty
// where nothing is left of the path before the query: the old one stays then. What the request has
// a say in begins with "/"; a prefix_rewrite begins as it is configured.
std::string RewritePath(const PathRewrite& rewrite, absl::string_view path, size_t matched,
                        const format::Input* input);

}  // namespace nuncio::policy

#endif  // NUNCIO_SOURCE_POLICY_PATH_REWRITE_H_
