#include "source/matching/header_matcher.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace nuncio::matching {

HeaderMatcher::HeaderMatcher(HeaderMatcherOptions options)
    : name_(absl::AsciiStrToLower(options.name)),
      id_(http::FindHeaderId(name_)),
      match_(std::move(options.header_match_specifier)),
      invert_(options.invert_match),
      missing_is_empty_(options.treat_missing_header_as_empty),
      stands_in_the_list_(id_ != http::HeaderId::kHost && (name_.empty() || name_[0] != ':')) {}

bool HeaderMatcher::MatchesValue(absl::string_view value) const {
  if (const auto* const text = absl::get_if<StringMatcher>(&match_)) return text->Matches(value);
  if (const auto* const range = absl::get_if<RangeMatch>(&match_)) {
    int64_t number = 0;
    return absl::SimpleAtoi(value, &number) && number >= range->start && number < range->end;
  }
  return true;
}

void HeaderMatcher::LookInto(const http::HeaderList& headers, Finding& finding) const {
  if (id_ != http::HeaderId::kOther && !headers.Has(id_)) return;
  for (const http::HeaderField& field : headers) {
    if (field.id != id_ || (id_ == http::HeaderId::kOther && field.name != name_)) continue;
    finding.present = true;
    if (MatchesValue(field.value)) {
      finding.matched = true;
      return;
    }
  }
}

bool HeaderMatcher::Verdict(Finding finding) const {
  if (!finding.present && missing_is_empty_) finding = {true, MatchesValue("")};
  if (const auto* const presence = absl::get_if<PresentMatch>(&match_)) {
    return (finding.present == presence->present) != invert_;
  }
  return finding.present && finding.matched != invert_;
}

bool HeaderMatcher::Matches(const http::RequestHead& head) const {
  Finding finding;
  if (stands_in_the_list_) {
    LookInto(head.headers, finding);
  } else if (const auto value = http::FindValue(head, name_)) {
    finding = {true, MatchesValue(*value)};
  }
  return Verdict(finding);
}

bool HeaderMatcher::Matches(const http::ResponseHead& head) const {
  Finding finding;
  if (stands_in_the_list_) {
    LookInto(head.headers, finding);
  } else if (const auto value = http::FindValue(head, name_)) {
    finding = {true, MatchesValue(*value)};
  }
  return Verdict(finding);
}

bool HeaderMatcher::Matches(const http::HeaderList& trailers) const {
  Finding finding;
  LookInto(trailers, finding);
  return Verdict(finding);
}

}  // namespace nuncio::matching
