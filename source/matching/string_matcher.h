#ifndef NUNCIO_SOURCE_MATCHING_STRING_MATCHER_H_
#define NUNCIO_SOURCE_MATCHING_STRING_MATCHER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/matching/regex.h"

namespace nuncio::matching {

// type.matcher.v3.StringMatcher: a pattern that a text meets or does not. A value; any thread.
class StringMatcher {
 public:
  static StringMatcher Exact(absl::string_view text, bool ignore_case = false);
  static StringMatcher Prefix(absl::string_view text, bool ignore_case = false);
  static StringMatcher Suffix(absl::string_view text, bool ignore_case = false);
  static StringMatcher Contains(absl::string_view text, bool ignore_case = false);
  // Matches the whole text. Case is the expression's own affair: "(?i)…".
  static StringMatcher SafeRegex(Regex regex);

  bool Matches(absl::string_view text) const;

 private:
  enum class Kind : uint8_t { kExact, kPrefix, kSuffix, kContains, kRegex };

  StringMatcher(Kind kind, absl::string_view text, bool ignore_case);

  Kind kind_;
  bool ignore_case_;
  std::string text_;
  absl::optional<Regex> regex_;
};

// Whether any of them matches; false for none.
bool AnyMatches(const std::vector<StringMatcher>& matchers, absl::string_view text);

}  // namespace nuncio::matching

#endif  // NUNCIO_SOURCE_MATCHING_STRING_MATCHER_H_
