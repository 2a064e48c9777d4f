#include "source/policy/path_rewrite.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace nuncio::policy {
namespace {

// A path that may begin with what the client wrote, in front of the query that it had. Without its
// slash it would be read as another host ("http://other/", or behind a redirect's host).
std::string Rooted(absl::string_view path, absl::string_view query) {
  if (path.empty() || path.front() == '?') return {};
  return absl::StrCat(path.front() == '/' ? "" : "/", path, query);
}

}  // namespace

std::string RewritePath(const PathRewrite& rewrite, absl::string_view path, size_t matched,
                        const format::Input* input) {
  if (const auto* const prefix = absl::get_if<PrefixRewrite>(&rewrite)) {
    std::string made =
        absl::StrCat(prefix->replacement, path.substr(std::min(matched, path.size())));
    return absl::StartsWith(made, "?") ? std::string() : made;
  }
  const size_t end = std::min(path.find('?'), path.size());
  const absl::string_view query = path.substr(end);
  if (const auto* const regex = absl::get_if<matching::RegexSubstitution>(&rewrite)) {
    return Rooted(regex->Apply(path.substr(0, end)), query);
  }
  if (const auto* const pieces = absl::get_if<matching::UriTemplateRewrite>(&rewrite)) {
    const absl::optional<std::string> made = pieces->Apply(path.substr(0, end));
    return made ? Rooted(*made, query) : std::string(path);
  }
  const auto* const written = absl::get_if<FormatRewrite>(&rewrite);
  if (written != nullptr && input != nullptr) return Rooted(written->format.Format(*input), query);
  return std::string(path);
}

}  // namespace nuncio::policy
