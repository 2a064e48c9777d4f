#include "source/policy/path_rewrite.h"

#include "absl/strings/str_cat.h"

namespace nuncio::policy {

std::string RewritePath(const PathRewrite& rewrite, absl::string_view path, size_t matched,
                        const format::Input* input) {
  if (const auto* const prefix = absl::get_if<PrefixRewrite>(&rewrite)) {
    return absl::StrCat(prefix->replacement, path.substr(std::min(matched, path.size())));
  }
  const size_t end = std::min(path.find('?'), path.size());
  if (const auto* const regex = absl::get_if<matching::RegexSubstitution>(&rewrite)) {
    return absl::StrCat(regex->Apply(path.substr(0, end)), path.substr(end));
  }
  if (const auto* const pieces = absl::get_if<matching::UriTemplateRewrite>(&rewrite)) {
    const absl::optional<std::string> made = pieces->Apply(path.substr(0, end));
    return made ? absl::StrCat(*made, path.substr(end)) : std::string(path);
  }
  const auto* const written = absl::get_if<FormatRewrite>(&rewrite);
  if (written != nullptr && input != nullptr) {
    return absl::StrCat(written->format.Format(*input), path.substr(end));
  }
  return std::string(path);
}

}  // namespace nuncio::policy
