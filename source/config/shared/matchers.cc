#include "source/config/shared/matchers.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "source/config/shared/core_values.h"

namespace nuncio::config {
namespace {

namespace route = ::envoy::config::route::v3;
namespace type = ::envoy::type::matcher::v3;
using matching::StringMatcher;

std::optional<matching::HeaderValueMatch> Wrap(std::optional<StringMatcher> matcher) {
  if (!matcher.has_value()) return std::nullopt;
  return matching::HeaderValueMatch(*std::move(matcher));
}

std::optional<matching::HeaderValueMatch> ParseHeaderValue(const route::HeaderMatcher& matcher,
                                                           Scope& scope) {
  using Case = route::HeaderMatcher;
  switch (matcher.header_match_specifier_case()) {
    case Case::kExactMatch:
      return Wrap(StringMatcher::Exact(matcher.exact_match()));
    case Case::kPrefixMatch:
      return Wrap(StringMatcher::Prefix(matcher.prefix_match()));
    case Case::kSuffixMatch:
      return Wrap(StringMatcher::Suffix(matcher.suffix_match()));
    case Case::kContainsMatch:
      return Wrap(StringMatcher::Contains(matcher.contains_match()));
    case Case::kSafeRegexMatch: {
      const auto step = scope.Field("safe_regex_match");
      const auto regex = ParseRegex(matcher.safe_regex_match(), scope);
      if (!regex.has_value()) return std::nullopt;
      return Wrap(StringMatcher::SafeRegex(*regex));
    }
    case Case::kStringMatch: {
      const auto step = scope.Field("string_match");
      return Wrap(ParseStringMatcher(matcher.string_match(), scope));
    }
    case Case::kRangeMatch:
      return matching::HeaderValueMatch(
          matching::RangeMatch{matcher.range_match().start(), matcher.range_match().end()});
    case Case::kPresentMatch:
      return matching::HeaderValueMatch(matching::PresentMatch{matcher.present_match()});
    case Case::HEADER_MATCH_SPECIFIER_NOT_SET:
      return matching::HeaderValueMatch(matching::PresentMatch{});
  }
  return std::nullopt;
}

std::optional<matching::Regex> ParseExpression(const std::string& text, uint32_t limit,
                                               Scope& scope) {
  absl::StatusOr<matching::Regex> parsed = matching::Regex::Parse(text, limit);
  if (parsed.ok()) return *std::move(parsed);
  scope.FailAt("regex", absl::StrCat("must be a regular expression: ", parsed.status().message()));
  return std::nullopt;
}

std::optional<matching::Regex> ParseRegex(const ::xds::type::matcher::v3::RegexMatcher& regex,
                                          Scope& scope) {
  return ParseExpression(regex.regex(), scope.environment().max_regex_program, scope);
}

// The two messages of this name say the same in the same words.
template <typename Message>
std::optional<StringMatcher> ParseText(const Message& matcher, Scope& scope) {
  const bool ignore_case = matcher.ignore_case();
  switch (matcher.match_pattern_case()) {
    case Message::kExact:
      return StringMatcher::Exact(matcher.exact(), ignore_case);
    case Message::kPrefix:
      return StringMatcher::Prefix(matcher.prefix(), ignore_case);
    case Message::kSuffix:
      return StringMatcher::Suffix(matcher.suffix(), ignore_case);
    case Message::kContains:
      return StringMatcher::Contains(matcher.contains(), ignore_case);
    case Message::kSafeRegex: {
      if (ignore_case) {
        scope.FailAt("ignore_case", "has no effect on safe_regex", "true",
                     "begin the expression with (?i)");
        return std::nullopt;
      }
      const auto step = scope.Field("safe_regex");
      const auto regex = ParseRegex(matcher.safe_regex(), scope);
      if (!regex.has_value()) return std::nullopt;
      return StringMatcher::SafeRegex(*regex);
    }
    default:
      scope.Fail("must be exact, prefix, suffix, contains or safe_regex: others are not supported");
      return std::nullopt;
  }
}

}  // namespace

std::optional<matching::Regex> ParseRegex(const type::RegexMatcher& regex, Scope& scope) {
  uint32_t limit = scope.environment().max_regex_program;
  if (regex.google_re2().has_max_program_size()) {
    limit = regex.google_re2().max_program_size().value();
  }
  return ParseExpression(regex.regex(), limit, scope);
}

std::optional<matching::RegexSubstitution> ParseRegexSubstitution(
    const type::RegexMatchAndSubstitute& rewrite, Scope& scope) {
  std::optional<matching::Regex> pattern;
  {
    const auto step = scope.Field("pattern");
    pattern = ParseRegex(rewrite.pattern(), scope);
  }
  if (!pattern.has_value()) return std::nullopt;
  return matching::RegexSubstitution{*std::move(pattern), rewrite.substitution()};
}

std::optional<StringMatcher> ParseStringMatcher(const type::StringMatcher& matcher, Scope& scope) {
  return ParseText(matcher, scope);
}

std::optional<StringMatcher> ParseStringMatcher(
    const ::xds::type::matcher::v3::StringMatcher& matcher, Scope& scope) {
  return ParseText(matcher, scope);
}

std::optional<matching::HeaderMatcher> ParseHeaderMatcher(const route::HeaderMatcher& matcher,
                                                          Scope& scope) {
  std::optional<matching::HeaderValueMatch> value = ParseHeaderValue(matcher, scope);
  if (!value.has_value()) return std::nullopt;
  matching::HeaderMatcherOptions options;
  options.name = matcher.name();
  options.header_match_specifier = *std::move(value);
  options.invert_match = matcher.invert_match();
  options.treat_missing_header_as_empty = matcher.treat_missing_header_as_empty();
  return matching::HeaderMatcher(std::move(options));
}

std::vector<matching::HeaderMatcher> ParseHeaderMatchers(
    const Repeated<route::HeaderMatcher>& matchers, Scope& scope) {
  std::vector<matching::HeaderMatcher> out;
  for (int i = 0; i < matchers.size(); ++i) {
    const auto step = scope.Index(i);
    if (auto matcher = ParseHeaderMatcher(matchers[i], scope)) out.push_back(*std::move(matcher));
  }
  return out;
}

std::optional<matching::QueryParameterMatcher> ParseQueryParameterMatcher(
    const route::QueryParameterMatcher& matcher, Scope& scope) {
  matching::QueryParameterMatcher out;
  out.name = matcher.name();
  if (matcher.has_present_match()) out.present_match = matcher.present_match();
  if (matcher.has_string_match()) {
    const auto step = scope.Field("string_match");
    auto parsed = ParseStringMatcher(matcher.string_match(), scope);
    if (!parsed.has_value()) return std::nullopt;
    out.string_match = *std::move(parsed);
  }
  return out;
}

std::optional<matching::CookieMatcher> ParseCookieMatcher(const route::CookieMatcher& matcher,
                                                          Scope& scope) {
  const auto step = scope.Field("string_match");
  auto parsed = ParseStringMatcher(matcher.string_match(), scope);
  if (!parsed.has_value()) return std::nullopt;
  return matching::CookieMatcher{matcher.name(), *std::move(parsed), matcher.invert_match()};
}

std::optional<matching::ValueMatcher> ParseValueMatcher(const type::ValueMatcher& matcher,
                                                        Scope& scope) {
  matching::ValueMatcher out;
  switch (matcher.match_pattern_case()) {
    case type::ValueMatcher::kNullMatch:
      out.pattern = matching::ValueMatcher::Null{};
      return out;
    case type::ValueMatcher::kDoubleMatch: {
      matching::ValueMatcher::Number number;
      if (matcher.double_match().has_exact()) {
        number.exact = matcher.double_match().exact();
      } else {
        number.start = matcher.double_match().range().start();
        number.end = matcher.double_match().range().end();
      }
      out.pattern = number;
      return out;
    }
    case type::ValueMatcher::kStringMatch: {
      const auto step = scope.Field("string_match");
      auto parsed = ParseStringMatcher(matcher.string_match(), scope);
      if (!parsed.has_value()) return std::nullopt;
      out.pattern = *std::move(parsed);
      return out;
    }
    case type::ValueMatcher::kBoolMatch:
      out.pattern = matcher.bool_match();
      return out;
    case type::ValueMatcher::kPresentMatch:
      out.pattern = matching::ValueMatcher::Present{matcher.present_match()};
      return out;
    case type::ValueMatcher::kListMatch: {
      const auto list = scope.Field("list_match");
      const auto step = scope.Field("one_of");
      auto parsed = ParseValueMatcher(matcher.list_match().one_of(), scope);
      if (!parsed.has_value()) return std::nullopt;
      out.pattern = matching::ValueMatcher::OneOfList{
          std::make_shared<matching::ValueMatcher>(*std::move(parsed))};
      return out;
    }
    case type::ValueMatcher::kOrMatch: {
      const auto any = scope.Field("or_match");
      const auto step = scope.Field("value_matchers");
      matching::ValueMatcher::Or all;
      for (int i = 0; i < matcher.or_match().value_matchers_size(); ++i) {
        const auto index = scope.Index(i);
        auto parsed = ParseValueMatcher(matcher.or_match().value_matchers(i), scope);
        if (parsed.has_value()) all.value_matchers.push_back(*std::move(parsed));
      }
      out.pattern = std::move(all);
      return out;
    }
    case type::ValueMatcher::MATCH_PATTERN_NOT_SET:
      scope.Fail("must have a pattern");
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<matching::MetadataMatcher> ParseMetadataMatcher(const type::MetadataMatcher& matcher,
                                                              Scope& scope) {
  matching::MetadataMatcher out;
  out.filter = matcher.filter();
  for (const auto& segment : matcher.path()) out.path.push_back(segment.key());
  out.invert = matcher.invert();
  const auto step = scope.Field("value");
  auto value = ParseValueMatcher(matcher.value(), scope);
  if (!value.has_value()) return std::nullopt;
  out.value = *std::move(value);
  return out;
}

std::vector<matching::CidrRange> ParseCidrRanges(
    const Repeated<envoy::config::core::v3::CidrRange>& ranges, Scope& scope) {
  std::vector<matching::CidrRange> out;
  for (int i = 0; i < ranges.size(); ++i) {
    const auto step = scope.Index(i);
    absl::StatusOr<matching::CidrRange> range =
        matching::CidrRange::Create(ranges[i].address_prefix(), ranges[i].prefix_len().value());
    if (range.ok()) {
      out.push_back(*std::move(range));
    } else {
      scope.Fail(range.status().message(), ranges[i].address_prefix());
    }
  }
  return out;
}

}  // namespace nuncio::config
