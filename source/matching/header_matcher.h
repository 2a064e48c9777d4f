#ifndef NUNCIO_SOURCE_MATCHING_HEADER_MATCHER_H_
#define NUNCIO_SOURCE_MATCHING_HEADER_MATCHER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/variant.h"
#include "source/http/header_id.h"
#include "source/http/message.h"
#include "source/matching/string_matcher.h"

namespace nuncio::matching {

// The deprecated exact_match, safe_regex_match, prefix_match, suffix_match and contains_match are a
// StringMatcher each.
struct RangeMatch {  // a decimal integer in [start, end)
  int64_t start = 0;
  int64_t end = 0;
};
struct PresentMatch {
  bool present = true;
};
using HeaderValueMatch = absl::variant<PresentMatch, RangeMatch, StringMatcher>;

// What config fills in from config.route.v3.HeaderMatcher.
struct HeaderMatcherOptions {
  std::string name;  // any case; ":method", ":path", ":authority", ":scheme", ":status" as well
  HeaderValueMatch header_match_specifier = PresentMatch{};
  bool invert_match = false;
  // A missing header counts as one with an empty value; else it fails whatever it would be.
  bool treat_missing_header_as_empty = false;
};

// config.route.v3.HeaderMatcher. Value by value: any value that matches is enough; inverted, none
// may match. A missing header fails (an inverted one too, but for present_match). A value; any
// thread.
class HeaderMatcher {
 public:
  explicit HeaderMatcher(HeaderMatcherOptions options);

  bool Matches(const http::RequestHead& head) const;
  bool Matches(const http::ResponseHead& head) const;
  bool Matches(const http::HeaderList& trailers) const;

  const std::string& name() const { return name_; }

 private:
  // Whether the header is there, and whether any value met the pattern.
  struct Finding {
    bool present = false;
    bool matched = false;
  };
  bool Verdict(Finding finding) const;
  bool MatchesValue(absl::string_view value) const;
  void LookInto(const http::HeaderList& headers, Finding& finding) const;

  std::string name_;  // lower case
  http::HeaderId id_;
  HeaderValueMatch match_;
  bool invert_;
  bool missing_is_empty_;
  bool stands_in_the_list_;  // and is no pseudo header
};

// All of them.
template <typename Head>
bool AllMatch(const std::vector<HeaderMatcher>& matchers, const Head& head) {
  for (const HeaderMatcher& matcher : matchers) {
    if (!matcher.Matches(head)) return false;
  }
  return true;
}

}  // namespace nuncio::matching

#endif  // NUNCIO_SOURCE_MATCHING_HEADER_MATCHER_H_
