#ifndef NUNCIO_SOURCE_CONFIG_SHARED_MATCHERS_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_MATCHERS_H_

#include <optional>
#include <vector>

#include "absl/types/optional.h"
#include "envoy/config/core/v3/address.pb.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "envoy/type/matcher/v3/metadata.pb.h"
#include "envoy/type/matcher/v3/regex.pb.h"
#include "envoy/type/matcher/v3/string.pb.h"
#include "envoy/type/matcher/v3/value.pb.h"
#include "google/protobuf/repeated_field.h"
#include "source/config/shared/scope.h"
#include "source/matching/address_ranges.h"
#include "source/matching/header_matcher.h"
#include "source/matching/metadata_matcher.h"
#include "source/matching/query_parameters.h"
#include "source/matching/regex.h"
#include "source/matching/string_matcher.h"
#include "xds/type/matcher/v3/regex.pb.h"
#include "xds/type/matcher/v3/string.pb.h"

namespace nuncio::config {

template <typename T>
using Repeated = google::protobuf::RepeatedPtrField<T>;

std::optional<matching::Regex> ParseRegex(const envoy::type::matcher::v3::RegexMatcher& regex,
                                          Scope& scope);
std::optional<matching::RegexSubstitution> ParseRegexSubstitution(
    const envoy::type::matcher::v3::RegexMatchAndSubstitute& rewrite, Scope& scope);
std::optional<matching::StringMatcher> ParseStringMatcher(
    const envoy::type::matcher::v3::StringMatcher& matcher, Scope& scope);
std::optional<matching::StringMatcher> ParseStringMatcher(
    const ::xds::type::matcher::v3::StringMatcher& matcher, Scope& scope);

// Those of a list that make sense; the others are reported.
std::vector<matching::HeaderMatcher> ParseHeaderMatchers(
    const Repeated<envoy::config::route::v3::HeaderMatcher>& matchers, Scope& scope);
std::optional<matching::HeaderMatcher> ParseHeaderMatcher(
    const envoy::config::route::v3::HeaderMatcher& matcher, Scope& scope);

std::optional<matching::QueryParameterMatcher> ParseQueryParameterMatcher(
    const envoy::config::route::v3::QueryParameterMatcher& matcher, Scope& scope);
std::optional<matching::CookieMatcher> ParseCookieMatcher(
    const envoy::config::route::v3::CookieMatcher& matcher, Scope& scope);

std::optional<matching::ValueMatcher> ParseValueMatcher(
    const envoy::type::matcher::v3::ValueMatcher& matcher, Scope& scope);
std::optional<matching::MetadataMatcher> ParseMetadataMatcher(
    const envoy::type::matcher::v3::MetadataMatcher& matcher, Scope& scope);

std::vector<matching::CidrRange> ParseCidrRanges(
    const Repeated<envoy::config::core::v3::CidrRange>& ranges, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_MATCHERS_H_
