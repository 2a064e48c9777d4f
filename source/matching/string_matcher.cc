#include "source/matching/string_matcher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace nuncio::matching {
namespace {

// `lower_case` is; the text need not be.
bool ContainsIgnoreCase(absl::string_view text, absl::string_view lower_case) {
  return std::search(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                     [](char a, char b) { return absl::ascii_tolower(a) == b; }) != text.end() ||
         lower_case.empty();
}

}  // namespace

StringMatcher::StringMatcher(Kind kind, absl::string_view text, bool ignore_case)
    : kind_(kind),
      ignore_case_(ignore_case),
      text_(ignore_case ? absl::AsciiStrToLower(text) : std::string(text)) {}

StringMatcher StringMatcher::Exact(absl::string_view text, bool ignore_case) {
  return StringMatcher(Kind::kExact, text, ignore_case);
}

StringMatcher StringMatcher::Prefix(absl::string_view text, bool ignore_case) {
  return StringMatcher(Kind::kPrefix, text, ignore_case);
}

StringMatcher StringMatcher::Suffix(absl::string_view text, bool ignore_case) {
  return StringMatcher(Kind::kSuffix, text, ignore_case);
}

StringMatcher StringMatcher::Contains(absl::string_view text, bool ignore_case) {
  return StringMatcher(Kind::kContains, text, ignore_case);
}

StringMatcher StringMatcher::SafeRegex(Regex regex) {
  StringMatcher matcher(Kind::kRegex, "", false);
  matcher.regex_ = std::move(regex);
  return matcher;
}

bool StringMatcher::Matches(absl::string_view text) const {
  switch (kind_) {
    case Kind::kExact:
      return ignore_case_ ? absl::EqualsIgnoreCase(text, text_) : text == text_;
    case Kind::kPrefix:
      return ignore_case_ ? absl::StartsWithIgnoreCase(text, text_) : absl::StartsWith(text, text_);
    case Kind::kSuffix:
      return ignore_case_ ? absl::EndsWithIgnoreCase(text, text_) : absl::EndsWith(text, text_);
    case Kind::kContains:
      return ignore_case_ ? ContainsIgnoreCase(text, text_) : absl::StrContains(text, text_);
    case Kind::kRegex:
      return regex_->FullMatch(text);
  }
  return false;
}

bool AnyMatches(const std::vector<StringMatcher>& matchers, absl::string_view text) {
  return std::any_of(matchers.begin(), matchers.end(),
                     [&](const StringMatcher& matcher) { return matcher.Matches(text); });
}

}  // namespace nuncio::matching
