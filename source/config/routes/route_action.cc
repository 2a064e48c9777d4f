#include "source/config/routes/route_action.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/config/routes/filter_configs.h"
#include "source/config/routes/hash_policy.h"
#include "source/config/routes/mirror_policy.h"
#include "source/config/routes/path_template.h"
#include "source/config/routes/redirect_predicates.h"
#include "source/config/routes/retry_policy.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/header_rules.h"
#include "source/config/shared/substitution_format.h"

namespace nuncio::config {
namespace {

namespace route = ::envoy::config::route::v3;
using Message = route::RouteAction;

routing::ClusterWeight ParseClusterWeight(const route::WeightedCluster::ClusterWeight& weight,
                                          Scope& scope) {
  if (weight.name().empty() == weight.cluster_header().empty()) {
    scope.Fail("must have either name or cluster_header");
  }
  routing::ClusterWeight out;
  out.name = weight.name();
  out.cluster_header = absl::AsciiStrToLower(weight.cluster_header());
  out.weight = weight.weight().value();
  out.metadata_match = ToLbMetadata(weight.metadata_match());
  out.headers = ParseHeaderLists(weight, scope);
  out.host_rewrite_literal = weight.host_rewrite_literal();
  out.typed_per_filter_config = ParseFilterConfigs(weight.typed_per_filter_config(), scope);
  return out;
}

routing::WeightedClusters ParseWeightedClusters(const route::WeightedCluster& weighted,
                                                Scope& scope) {
  routing::WeightedClusters out;
  uint64_t total = 0;
  {
    const auto list = scope.Field("clusters");
    for (int i = 0; i < weighted.clusters_size(); ++i) {
      const auto step = scope.Index(i);
      out.clusters.push_back(ParseClusterWeight(weighted.clusters(i), scope));
      total += out.clusters.back().weight;
    }
    if (total == 0) scope.Fail("must have a sum of weights above 0");
    if (total > UINT32_MAX) {
      scope.Fail("must have a sum of weights of at most 4294967295", absl::StrCat(total));
    }
  }
  if (weighted.use_hash_policy().value()) scope.FailAt("use_hash_policy", "is not supported");
  out.header_name = absl::AsciiStrToLower(weighted.header_name());
  out.runtime_key_prefix = weighted.runtime_key_prefix();
  return out;
}

void ParseCluster(const Message& action, Scope& scope, routing::RouteAction& out) {
  switch (action.cluster_specifier_case()) {
    case Message::kCluster:
      out.cluster_specifier = routing::SingleCluster{action.cluster()};
      return;
    case Message::kClusterHeader:
      out.cluster_specifier =
          routing::ClusterFromHeader{absl::AsciiStrToLower(action.cluster_header())};
      return;
    case Message::kWeightedClusters: {
      const auto step = scope.Field("weighted_clusters");
      out.cluster_specifier = ParseWeightedClusters(action.weighted_clusters(), scope);
      return;
    }
    default:
      scope.Fail("must name a cluster by cluster, cluster_header or weighted_clusters");
  }
}

void ParsePathRewrite(const Message& action, const matching::UriTemplate* source, Scope& scope,
                      routing::RouteAction& out) {
  const int given = !action.prefix_rewrite().empty() + action.has_regex_rewrite() +
                    !action.path_rewrite().empty() + action.has_path_rewrite_policy();
  if (given > 1) {
    scope.Fail(
        "must have at most one of prefix_rewrite, regex_rewrite, path_rewrite and "
        "path_rewrite_policy");
  }
  if (!action.prefix_rewrite().empty()) {
    out.path_rewrite = policy::PrefixRewrite{action.prefix_rewrite()};
  } else if (action.has_regex_rewrite()) {
    const auto step = scope.Field("regex_rewrite");
    if (auto parsed = ParseRegexSubstitution(action.regex_rewrite(), scope)) {
      out.path_rewrite = *std::move(parsed);
    }
  } else if (action.has_path_rewrite_policy()) {
    const auto step = scope.Field("path_rewrite_policy");
    if (auto parsed = ParsePathRewritePolicy(action.path_rewrite_policy(), source, scope)) {
      out.path_rewrite = *std::move(parsed);
    }
  } else if (!action.path_rewrite().empty()) {
    const auto step = scope.Field("path_rewrite");
    if (auto parsed = ParseFormatter(action.path_rewrite(), scope)) {
      out.path_rewrite = policy::FormatRewrite{*std::move(parsed)};
    }
  }
}

void ParseHostRewrite(const Message& action, Scope& scope, routing::RouteAction& out) {
  switch (action.host_rewrite_specifier_case()) {
    case Message::kHostRewriteLiteral:
      out.host_rewrite = routing::HostRewriteLiteral{action.host_rewrite_literal()};
      return;
    case Message::kAutoHostRewrite:
      if (action.auto_host_rewrite().value()) out.host_rewrite = routing::AutoHostRewrite{};
      return;
    case Message::kHostRewriteHeader:
      out.host_rewrite =
          routing::HostRewriteHeader{absl::AsciiStrToLower(action.host_rewrite_header())};
      return;
    case Message::kHostRewritePathRegex: {
      const auto step = scope.Field("host_rewrite_path_regex");
      if (auto parsed = ParseRegexSubstitution(action.host_rewrite_path_regex(), scope)) {
        out.host_rewrite = *std::move(parsed);
      }
      return;
    }
    case Message::kHostRewrite: {
      const auto step = scope.Field("host_rewrite");
      if (auto parsed = ParseFormatter(action.host_rewrite(), scope)) {
        out.host_rewrite = routing::HostRewriteFormat{*std::move(parsed)};
      }
      return;
    }
    case Message::HOST_REWRITE_SPECIFIER_NOT_SET:
      return;
  }
}

absl::optional<base::Duration> Optional(bool set, const google::protobuf::Duration& duration) {
  if (!set) return absl::nullopt;
  return ToDuration(duration);
}

void ParseTimeouts(const Message& action, Scope& scope, policy::Timeouts& out) {
  if (action.has_timeout()) {
    CheckNotNegative(action.timeout(), "timeout", scope);
    out.timeout = ToDuration(action.timeout());
  }
  out.idle_timeout = Optional(action.has_idle_timeout(), action.idle_timeout());
  out.flush_timeout = Optional(action.has_flush_timeout(), action.flush_timeout());
  const auto& stream = action.max_stream_duration();
  out.max_stream_duration =
      Optional(stream.has_max_stream_duration(), stream.max_stream_duration());
  out.grpc_timeout_header_max =
      Optional(stream.has_grpc_timeout_header_max(), stream.grpc_timeout_header_max());
  out.grpc_timeout_header_offset =
      Optional(stream.has_grpc_timeout_header_offset(), stream.grpc_timeout_header_offset());
  out.max_grpc_timeout = Optional(action.has_max_grpc_timeout(), action.max_grpc_timeout());
  out.grpc_timeout_offset =
      Optional(action.has_grpc_timeout_offset(), action.grpc_timeout_offset());
}

void ParseUpgrades(const Message& action, Scope& scope, routing::RouteAction& out) {
  std::set<std::string> seen;
  const auto list = scope.Field("upgrade_configs");
  for (int i = 0; i < action.upgrade_configs_size(); ++i) {
    const auto step = scope.Index(i);
    const auto& upgrade = action.upgrade_configs(i);
    const bool connect = absl::EqualsIgnoreCase(upgrade.upgrade_type(), "CONNECT");
    if (!seen.insert(absl::AsciiStrToLower(upgrade.upgrade_type())).second) {
      scope.FailAt("upgrade_type", "must not stand twice", upgrade.upgrade_type());
    }
    if (upgrade.has_connect_config() && !connect) {
      scope.FailAt("connect_config", "is for CONNECT only");
    }
    if (upgrade.connect_config().has_proxy_protocol_config()) {
      scope.FailAt("connect_config", "proxy_protocol_config is not supported");
    }
    out.upgrade_configs.push_back(
        {upgrade.upgrade_type(), ValueOr(upgrade.has_enabled(), upgrade.enabled(), true),
         upgrade.has_connect_config(), upgrade.connect_config().allow_post()});
  }
}

// Others say nothing of where the client should go.
bool IsRedirectCode(uint32_t code) {
  return code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
}

void ParseInternalRedirect(const Message& action, Scope& scope, routing::RouteAction& out) {
  if (action.internal_redirect_action() == Message::HANDLE_INTERNAL_REDIRECT) {
    out.internal_redirect_policy.emplace();
    out.internal_redirect_policy->max_internal_redirects =
        ValueOr(action.has_max_internal_redirects(), action.max_internal_redirects(), 1);
  }
  if (!action.has_internal_redirect_policy()) return;
  const auto step = scope.Field("internal_redirect_policy");
  const auto& message = action.internal_redirect_policy();
  routing::InternalRedirectPolicy policy;
  policy.max_internal_redirects =
      ValueOr(message.has_max_internal_redirects(), message.max_internal_redirects(), 1);
  if (message.redirect_response_codes_size() > 0) {
    policy.redirect_response_codes.clear();
    for (const uint32_t code : message.redirect_response_codes()) {
      if (IsRedirectCode(code)) policy.redirect_response_codes.push_back(code);
    }
  }
  policy.allow_cross_scheme_redirect = message.allow_cross_scheme_redirect();
  for (const std::string& name : message.response_headers_to_copy()) {
    if (absl::StartsWith(name, ":") || absl::EqualsIgnoreCase(name, "host")) {
      scope.FailAt("response_headers_to_copy", "must not be a pseudo header or host", name);
    }
    policy.response_headers_to_copy.push_back(absl::AsciiStrToLower(name));
  }
  ParseRedirectPredicates(message, scope, policy);
  out.internal_redirect_policy = std::move(policy);
}

int NotFoundCode(const Message& action) {
  switch (action.cluster_not_found_response_code()) {
    case Message::NOT_FOUND:
      return 404;
    case Message::INTERNAL_SERVER_ERROR:
      return 500;
    default:
      return 503;
  }
}

}  // namespace

routing::RouteAction ParseRouteAction(const Message& action, const matching::UriTemplate* source,
                                      Scope& scope) {
  routing::RouteAction out;
  ParseCluster(action, scope, out);
  out.cluster_not_found_response_code = NotFoundCode(action);
  out.metadata_match = ToLbMetadata(action.metadata_match());
  ParsePathRewrite(action, source, scope, out);
  ParseHostRewrite(action, scope, out);
  out.append_x_forwarded_host = action.append_x_forwarded_host();
  ParseTimeouts(action, scope, out.timeouts);
  if (action.has_retry_policy()) {
    const auto step = scope.Field("retry_policy");
    out.retry_policy = ParseRetryPolicy(action.retry_policy(), scope);
  }
  out.request_mirror_policies = ParseMirrorPolicies(action.request_mirror_policies(), scope);
  out.priority = action.priority() == envoy::config::core::v3::HIGH
                     ? routing::RoutingPriority::kHigh
                     : routing::RoutingPriority::kDefault;
  {
    const auto list = scope.Field("hash_policy");
    for (int i = 0; i < action.hash_policy_size(); ++i) {
      const auto step = scope.Index(i);
      auto parsed = ParseHashPolicy(action.hash_policy(i), scope);
      if (parsed.has_value()) out.hash_policy.push_back(*std::move(parsed));
    }
  }
  ParseUpgrades(action, scope, out);
  ParseInternalRedirect(action, scope, out);
  if (action.has_hedge_policy()) {
    out.hedge_policy = routing::HedgePolicy{action.hedge_policy().hedge_on_per_try_timeout()};
  }
  return out;
}

}  // namespace nuncio::config
