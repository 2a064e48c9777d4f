// What each honoured field of the matchers that all messages share becomes, a row for each.

#include "envoy/config/route/v3/route_components.pb.h"
#include "envoy/type/matcher/v3/metadata.pb.h"
#include "envoy/type/matcher/v3/regex.pb.h"
#include "envoy/type/matcher/v3/string.pb.h"
#include "gtest/gtest.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/matchers.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

namespace route = ::envoy::config::route::v3;
namespace type = ::envoy::type::matcher::v3;

TEST(HonouredMatchersTest, Strings) {
  const FieldTable<type::StringMatcher> table = {
      "envoy.type.matcher.v3.", "exact: cac",
      [](const type::StringMatcher& matcher, Scope& scope, Lines& lines) {
        lines.Add("it", ParseStringMatcher(matcher, scope));
      }};
  table.Check({
      {"StringMatcher.exact", "exact: a", "it takes a"},
      {"StringMatcher.prefix", "prefix: a", "it takes a ab"},
      {"StringMatcher.suffix", "suffix: a", "it takes a ba"},
      {"StringMatcher.contains", "contains: a", "it takes a ab ba cac"},
      {"StringMatcher.safe_regex", "safe_regex: {regex: '[ab]+'}", "it takes a ab ba"},
      {"RegexMatcher.regex", "safe_regex: {regex: 'a|5'}", "it takes a 5"},
      {"StringMatcher.ignore_case", "{exact: a, ignore_case: true}", "it takes a A"},
  });
  table.Check({
      {"RegexMatcher.regex", "safe_regex: {regex: 'a('}",
       "refused safe_regex.regex: must be a regular expression: regex 'a(': missing ): a("},
      {"StringMatcher.ignore_case", "{safe_regex: {regex: a}, ignore_case: true}",
       "refused ignore_case: has no effect on safe_regex, got \"true\""},
  });
}

TEST(HonouredMatchersTest, SizesOfPrograms) {
  const std::string regex = absl::StrCat("safe_regex: {regex: '", std::string(120, 'a'), "'");
  const FieldTable<type::StringMatcher> table = {
      "envoy.type.matcher.v3.RegexMatcher.", "exact: cac",
      [](const type::StringMatcher& matcher, Scope& scope, Lines& lines) {
        lines.Add("it", ParseStringMatcher(matcher, scope));
      }};
  table.Check({
      {"GoogleRE2.max_program_size",
       absl::StrCat(regex, ", google_re2: {max_program_size: 300}}").c_str(), "it takes"},
      {"google_re2", "safe_regex: {regex: aaaa, google_re2: {max_program_size: 3}}",
       "refused safe_regex.regex: must be a regular expression: regex 'aaaa': its program size of "
       "8 is over the limit of 3"},
  });
}

TEST(HonouredMatchersTest, Headers) {
  const FieldTable<route::HeaderMatcher> table = {
      "envoy.config.route.v3.", "name: x-h",
      [](const route::HeaderMatcher& matcher, Scope& scope, Lines& lines) {
        lines.Add("it:", ParseHeaderMatcher(matcher, scope));
      }};
  table.Check({
      {"HeaderMatcher.name", "name: X-Other", "it: x-other takes '' a A ab ba cac 5"},
      {"HeaderMatcher.exact_match", "exact_match: a", "it: x-h takes a"},
      {"HeaderMatcher.prefix_match", "prefix_match: a", "it: x-h takes a ab"},
      {"HeaderMatcher.suffix_match", "suffix_match: a", "it: x-h takes a ba"},
      {"HeaderMatcher.contains_match", "contains_match: a", "it: x-h takes a ab ba cac"},
      {"HeaderMatcher.safe_regex_match", "safe_regex_match: {regex: '[ab]+'}",
       "it: x-h takes a ab ba"},
      {"HeaderMatcher.string_match", "string_match: {prefix: A, ignore_case: true}",
       "it: x-h takes a A ab"},
      {"HeaderMatcher.range_match", "range_match: {start: 5, end: 6}", "it: x-h takes 5"},
      {"HeaderMatcher.present_match", "present_match: false", "it: x-h takes none"},
      {"HeaderMatcher.invert_match", "{exact_match: a, invert_match: true}",
       "it: x-h takes '' A ab ba cac 5"},
      {"HeaderMatcher.treat_missing_header_as_empty",
       "{exact_match: '', treat_missing_header_as_empty: true}", "it: x-h takes none ''"},
  });
  table.Check({
      {"HeaderMatcher.range_match", "range_match: {start: 1, end: 5}", "it: x-h takes"},
      {"HeaderMatcher.safe_regex_match", "safe_regex_match: {regex: '*'}",
       "refused safe_regex_match.regex: must be a regular expression: regex '*': no argument for "
       "repetition "
       "operator: *"},
  });
}

TEST(HonouredMatchersTest, RangesOfNumbers) {
  const FieldTable<route::HeaderMatcher> table = {
      "envoy.type.v3.", "{name: x-h, range_match: {start: 6, end: 7}}",
      [](const route::HeaderMatcher& matcher, Scope& scope, Lines& lines) {
        lines.Add("it:", ParseHeaderMatcher(matcher, scope));
      }};
  table.Check({{"Int64Range.start", "range_match: {start: 4}", "it: x-h takes 5"}});
  const FieldTable<route::HeaderMatcher> low = {
      "envoy.type.v3.", "{name: x-h, range_match: {start: 4, end: 5}}", table.describe};
  low.Check({{"Int64Range.end", "range_match: {end: 6}", "it: x-h takes 5"}});
}

// The request's path is /?a=1&b=&c=ab.
TEST(HonouredMatchersTest, QueryParameters) {
  const FieldTable<route::QueryParameterMatcher> table = {
      "envoy.config.route.v3.", "name: a",
      [](const route::QueryParameterMatcher& matcher, Scope& scope, Lines& lines) {
        const auto parsed = ParseQueryParameterMatcher(matcher, scope);
        if (!parsed.has_value()) return;
        for (const char* path : {"/?a=1", "/?a=2", "/?b=1", "/"}) {
          lines.Add(path, parsed->Matches(path));
        }
      }};
  table.Check({
      {"QueryParameterMatcher.name", "name: b", "/?a=1 no; /?a=2 no; /?b=1 yes"},
      {"QueryParameterMatcher.string_match", "string_match: {exact: '2'}", "/?a=1 no"},
      {"QueryParameterMatcher.present_match", "present_match: false",
       "/?a=1 no; /?a=2 no; /?b=1 yes; / yes"},
  });
  table.Check({{"QueryParameterMatcher.string_match", "string_match: {safe_regex: {regex: '['}}",
                "refused string_match.safe_regex.regex: must be a regular expression: regex '[': "
                "missing ]: "
                "["}});
}

TEST(HonouredMatchersTest, Cookies) {
  const FieldTable<route::CookieMatcher> table = {
      "envoy.config.route.v3.", "{name: a, string_match: {exact: '1'}}",
      [](const route::CookieMatcher& matcher, Scope& scope, Lines& lines) {
        const auto parsed = ParseCookieMatcher(matcher, scope);
        if (!parsed.has_value()) return;
        base::Arena arena;
        for (const char* cookie : {"a=1", "a=2", "b=1"}) {
          http::HeaderList headers(arena);
          headers.Add("cookie", cookie);
          lines.Add(cookie, parsed->Matches(headers));
        }
      }};
  table.Check({
      {"CookieMatcher.name", "name: b", "a=1 no; b=1 yes"},
      {"CookieMatcher.string_match", "string_match: {exact: '2'}", "a=1 no; a=2 yes"},
      {"CookieMatcher.invert_match", "invert_match: true", "a=1 no; a=2 yes; b=1 yes"},
  });
}

TEST(HonouredMatchersTest, MetadataValues) {
  const FieldTable<type::MetadataMatcher> table = {
      "envoy.type.matcher.v3.", "{filter: f, path: [{key: k}], value: {present_match: true}}",
      [](const type::MetadataMatcher& matcher, Scope& scope, Lines& lines) {
        lines.Add("it", ParseMetadataMatcher(matcher, scope));
      }};
  table.Check({
      {"MetadataMatcher.filter", "filter: other", "it takes"},
      {"MetadataMatcher.path", "path: [{key: deeper}]", "it takes"},
      {"MetadataMatcher.PathSegment.key", "path: [{key: deeper}]", "it takes"},
      {"MetadataMatcher.value", "value: {null_match: {}}", "it takes null"},
      {"MetadataMatcher.invert", "{value: {bool_match: true}, invert: true}",
       "it takes none null 1 7 \"a\" [\"a\"]"},
      {"ValueMatcher.null_match", "value: {null_match: {}}", "it takes null"},
      {"ValueMatcher.double_match", "value: {double_match: {exact: 7}}", "it takes 7"},
      {"DoubleMatcher.exact", "value: {double_match: {exact: 1}}", "it takes 1"},
      {"DoubleMatcher.range", "value: {double_match: {range: {start: 1, end: 8}}}", "it takes 1 7"},
      {"ValueMatcher.string_match", "value: {string_match: {prefix: a}}", "it takes \"a\""},
      {"ValueMatcher.bool_match", "value: {bool_match: true}", "it takes true"},
      {"ValueMatcher.present_match", "value: {present_match: false}", "it takes none"},
      {"ValueMatcher.list_match", "value: {list_match: {one_of: {string_match: {exact: a}}}}",
       "it takes [\"a\"]"},
      {"ListMatcher.one_of", "value: {list_match: {one_of: {string_match: {exact: b}}}}",
       "it takes"},
      {"ValueMatcher.or_match",
       "value: {or_match: {value_matchers: [{bool_match: true}, {double_match: {exact: 7}}]}}",
       "it takes 7 true"},
      {"OrMatcher.value_matchers",
       "value: {or_match: {value_matchers: [{bool_match: true}, {bool_match: true}]}}",
       "it takes true"},
  });
  const FieldTable<type::MetadataMatcher> range = {"envoy.type.v3.", table.message, table.describe};
  range.Check({
      {"DoubleRange.start", "value: {double_match: {range: {start: 2, end: 8}}}", "it takes 7"},
      {"DoubleRange.end", "value: {double_match: {range: {start: 0, end: 3}}}", "it takes 1"},
  });
}

TEST(HonouredMatchersTest, SubstitutionOfExpressions) {
  const FieldTable<type::RegexMatchAndSubstitute> table = {
      "envoy.type.matcher.v3.RegexMatchAndSubstitute.", "{pattern: {regex: a}, substitution: b}",
      [](const type::RegexMatchAndSubstitute& rewrite, Scope& scope, Lines& lines) {
        lines.Add("it", ParseRegexSubstitution(rewrite, scope));
      }};
  table.Check({
      {"pattern", "pattern: {regex: (a+)}", "it (a+) -> b"},
      {"substitution", "substitution: c", "it a -> c"},
  });
}

TEST(HonouredMatchersTest, CidrRanges) {
  const FieldTable<envoy::config::core::v3::CidrRange> table = {
      "envoy.config.core.v3.CidrRange.", "{address_prefix: 10.0.0.0, prefix_len: 8}",
      [](const envoy::config::core::v3::CidrRange& range, Scope& scope, Lines& lines) {
        Repeated<envoy::config::core::v3::CidrRange> ranges;
        *ranges.Add() = range;
        lines.Add("it", ParseCidrRanges(ranges, scope));
      }};
  table.Check({
      {"address_prefix", "address_prefix: 11.0.0.0", "it [11.0.0.0/8]"},
      {"prefix_len", "prefix_len: 16", "it [10.0.0.0/16]"},
  });
}

}  // namespace
}  // namespace nuncio::config
