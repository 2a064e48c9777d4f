#include "source/config/routes/hash_policy.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/matchers.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::route::v3::RouteAction::HashPolicy;

policy::HashPolicy::Header ParseHeader(const Message::Header& header, Scope& scope) {
  policy::HashPolicy::Header out;
  out.header_name = absl::AsciiStrToLower(header.header_name());
  if (header.has_regex_rewrite()) {
    const auto step = scope.Field("header");
    const auto rewrite = scope.Field("regex_rewrite");
    if (auto parsed = ParseRegexSubstitution(header.regex_rewrite(), scope)) {
      out.regex_rewrite = *std::move(parsed);
    }
  }
  return out;
}

policy::HashPolicy::Cookie ParseCookie(const Message::Cookie& cookie, Scope& scope) {
  const auto step = scope.Field("cookie");
  CheckNotNegative(cookie.ttl(), "ttl", scope);
  policy::HashPolicy::Cookie out;
  out.name = cookie.name();
  if (cookie.has_ttl()) out.ttl = ToDuration(cookie.ttl());
  out.path = cookie.path();
  for (const auto& attribute : cookie.attributes()) {
    out.attributes.emplace_back(attribute.name(), attribute.value());
  }
  return out;
}

}  // namespace

std::optional<policy::HashPolicy> ParseHashPolicy(const Message& hash, Scope& scope) {
  policy::HashPolicy out;
  out.terminal = hash.terminal();
  switch (hash.policy_specifier_case()) {
    case Message::kHeader:
      out.policy_specifier = ParseHeader(hash.header(), scope);
      return out;
    case Message::kCookie:
      out.policy_specifier = ParseCookie(hash.cookie(), scope);
      return out;
    case Message::kConnectionProperties:
      if (!hash.connection_properties().source_ip()) return std::nullopt;  // hashes nothing
      out.policy_specifier = policy::HashPolicy::SourceIp{};
      return out;
    case Message::kQueryParameter:
      out.policy_specifier = policy::HashPolicy::QueryParameter{hash.query_parameter().name()};
      return out;
    case Message::kFilterState:
      out.policy_specifier = policy::HashPolicy::FilterState{hash.filter_state().key()};
      return out;
    case Message::POLICY_SPECIFIER_NOT_SET:
      break;
  }
  return std::nullopt;
}

}  // namespace nuncio::config
