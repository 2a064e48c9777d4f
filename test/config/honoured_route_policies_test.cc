// What each honoured field of retry, hash, mirror policies and header rules becomes, a row for
// each.

#include "envoy/config/common/mutation_rules/v3/mutation_rules.pb.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "gtest/gtest.h"
#include "source/config/routes/hash_policy.h"
#include "source/config/routes/mirror_policy.h"
#include "source/config/routes/retry_policy.h"
#include "source/config/shared/header_rules.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

namespace route = ::envoy::config::route::v3;
namespace core = ::envoy::config::core::v3;
namespace rules = ::envoy::config::common::mutation_rules::v3;

void DescribeRetry(const route::RetryPolicy& message, Scope& scope, Lines& lines) {
  const policy::RetryPolicy retry = ParseRetryPolicy(message, scope);
  lines.Add("retry_on", retry.retry_on);
  lines.Add("num_retries", retry.num_retries);
  lines.Add("per_try_timeout", retry.per_try_timeout);
  lines.Add("per_try_idle_timeout", retry.per_try_idle_timeout);
  lines.Add("retriable_status_codes", retry.retriable_status_codes);
  lines.Add("base_interval", retry.base_interval);
  lines.Add("max_interval", retry.max_interval);
  for (const policy::ResetHeader& header : retry.reset_headers) {
    lines.Add("reset header", header.name);
    lines.Add("its format", header.format);
  }
  lines.Add("reset_max_interval", retry.reset_max_interval);
  lines.Add("retriable_headers", retry.retriable_headers);
  lines.Add("retriable_request_headers", retry.retriable_request_headers);
  lines.Add("host_selection_retry_max_attempts", retry.host_selection_retry_max_attempts);
  lines.Add("avoid_previous_hosts", retry.avoid_previous_hosts);
  lines.Add("omit_canary_hosts", retry.omit_canary_hosts);
  if (retry.omit_host_metadata) lines.Add("omit_host_metadata", *retry.omit_host_metadata);
}

TEST(HonouredRetryPolicyTest, Fields) {
  const FieldTable<route::RetryPolicy> table = {"envoy.config.route.v3.RetryPolicy.",
                                                "retry_on: 5xx", DescribeRetry};
  table.Check({
      {"retry_on", "retry_on: 'gateway-error,cancelled'",
       absl::StrCat("retry_on ", policy::kRetryGatewayError | policy::kRetryGrpcCancelled).c_str()},
      {"num_retries", "num_retries: 3", "num_retries 3"},
      {"per_try_timeout", "per_try_timeout: 0.25s", "per_try_timeout 250ms"},
      {"per_try_idle_timeout", "per_try_idle_timeout: 2s", "per_try_idle_timeout 2000ms"},
      {"retriable_status_codes", "retriable_status_codes: [404, 409]",
       "retriable_status_codes [404, 409]"},
      {"retry_back_off", "retry_back_off: {base_interval: 0.1s}", "base_interval 100ms"},
      {"RetryBackOff.base_interval", "retry_back_off: {base_interval: 0.2s}",
       "base_interval 200ms"},
      {"RetryBackOff.max_interval", "retry_back_off: {base_interval: 0.025s, max_interval: 1s}",
       "max_interval 1000ms"},
      {"rate_limited_retry_back_off",
       "rate_limited_retry_back_off: {reset_headers: [{name: X-Reset}]}",
       "reset header x-reset; its format 0"},
      {"RateLimitedRetryBackOff.reset_headers",
       "rate_limited_retry_back_off: {reset_headers: [{name: a}]}", "reset header a; its format 0"},
      {"RateLimitedRetryBackOff.max_interval", "rate_limited_retry_back_off: {max_interval: 9s}",
       "reset_max_interval 9000ms"},
      {"ResetHeader.name", "rate_limited_retry_back_off: {reset_headers: [{name: b}]}",
       "reset header b; its format 0"},
      {"ResetHeader.format",
       "rate_limited_retry_back_off: {reset_headers: [{name: a, format: UNIX_TIMESTAMP}]}",
       "reset header a; its format 1"},
      {"retriable_headers", "retriable_headers: [{name: x-h, string_match: {exact: a}}]",
       "retriable_headers [x-h takes a]"},
      {"retriable_request_headers",
       "retriable_request_headers: [{name: x-h, string_match: {exact: a}}]",
       "retriable_request_headers [x-h takes a]"},
  });
}

TEST(HonouredRetryPolicyTest, Extensions) {
  const FieldTable<route::RetryPolicy> table = {"envoy.", "retry_on: 5xx", DescribeRetry};
  table.Check({
      {"config.route.v3.RetryPolicy.host_selection_retry_max_attempts",
       "host_selection_retry_max_attempts: 4", "host_selection_retry_max_attempts 4"},
      {"config.route.v3.RetryPolicy.retry_host_predicate",
       "retry_host_predicate: [{name: h, typed_config: {'@type': "
       "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate}}"
       "]",
       "avoid_previous_hosts yes"},
      {"config.route.v3.RetryPolicy.RetryHostPredicate.typed_config",
       "retry_host_predicate: [{name: h, typed_config: {'@type': "
       "type.googleapis.com/envoy.extensions.retry.host.omit_canary_hosts.v3."
       "OmitCanaryHostsPredicate}}]",
       "omit_canary_hosts yes"},
      {"extensions.retry.host.omit_host_metadata.v3.OmitHostMetadataConfig.metadata_match",
       "retry_host_predicate: [{name: h, typed_config: {'@type': "
       "type.googleapis.com/envoy.extensions.retry.host.omit_host_metadata.v3."
       "OmitHostMetadataConfig, metadata_match: {filter_metadata: {envoy.lb: {v: 1}}}}}]",
       "omit_host_metadata {\"v\":1}"},
  });
}

TEST(HonouredRetryPolicyTest, MistakesSayWhereTheyStand) {
  const FieldTable<route::RetryPolicy> table = {"envoy.config.route.v3.RetryPolicy.",
                                                "retry_on: 5xx", DescribeRetry};
  table.Check({
      {"RetryBackOff.max_interval", "retry_back_off: {base_interval: 2s, max_interval: 1s}",
       "refused retry_back_off.max_interval: must be at least base_interval"},
      {"retry_priority", "retry_priority: {name: p}",
       "refused retry_priority: is not a known extension, got \"p\""},
      {"retry_host_predicate", "retry_host_predicate: [{name: h}]",
       "refused retry_host_predicate[0].typed_config: must be the type of a known predicate"},
      {"retriable_headers", "retriable_headers: [{name: x, string_match: {}}]",
       "refused retriable_headers[0].string_match: must be exact, prefix, suffix, contains or "
       "safe_regex: others are not supported"},
  });
}

struct HashText {
  std::string operator()(const policy::HashPolicy::SourceIp&) { return "source ip"; }
  std::string operator()(const policy::HashPolicy::Header& header) {
    return absl::StrCat("header ", header.header_name, " ", Text(header.regex_rewrite));
  }
  std::string operator()(const policy::HashPolicy::Cookie& cookie) {
    std::string out = absl::StrCat("cookie ", cookie.name, " ", Text(cookie.ttl), " ", cookie.path);
    for (const auto& [name, value] : cookie.attributes)
      absl::StrAppend(&out, " ", name, "=", value);
    return out;
  }
  std::string operator()(const policy::HashPolicy::QueryParameter& query) {
    return "query " + query.name;
  }
  std::string operator()(const policy::HashPolicy::FilterState& state) {
    return "filter state " + state.key;
  }
};

TEST(HonouredHashPolicyTest, Fields) {
  using Message = route::RouteAction::HashPolicy;
  const FieldTable<Message> table = {
      "envoy.config.route.v3.RouteAction.HashPolicy.", "{}",
      [](const Message& message, Scope& scope, Lines& lines) {
        const std::optional<policy::HashPolicy> hash = ParseHashPolicy(message, scope);
        if (!hash.has_value()) return;
        lines.Add("of", absl::visit(HashText(), hash->policy_specifier));
        if (hash->terminal) lines.Add("terminal", true);
      }};
  table.Check({
      {"header", "header: {header_name: X-A}", "of header x-a none"},
      {"Header.header_name", "header: {header_name: x-b}", "of header x-b none"},
      {"Header.regex_rewrite",
       "header: {header_name: x, regex_rewrite: {pattern: {regex: a}, substitution: b}}",
       "of header x a -> b"},
      {"cookie", "cookie: {name: c}", "of cookie c none "},
      {"Cookie.name", "cookie: {name: d}", "of cookie d none "},
      {"Cookie.ttl", "cookie: {name: c, ttl: 5s}", "of cookie c 5000ms "},
      {"Cookie.path", "cookie: {name: c, path: /p}", "of cookie c none /p"},
      {"Cookie.attributes", "cookie: {name: c, attributes: [{name: Secure}]}",
       "of cookie c none  Secure="},
      {"CookieAttribute.name", "cookie: {name: c, attributes: [{name: HttpOnly}]}",
       "of cookie c none  HttpOnly="},
      {"CookieAttribute.value", "cookie: {name: c, attributes: [{name: SameSite, value: Lax}]}",
       "of cookie c none  SameSite=Lax"},
      {"connection_properties", "connection_properties: {source_ip: true}", "of source ip"},
      {"ConnectionProperties.source_ip", "connection_properties: {source_ip: true}",
       "of source ip"},
      {"query_parameter", "query_parameter: {name: q}", "of query q"},
      {"QueryParameter.name", "query_parameter: {name: r}", "of query r"},
      {"filter_state", "filter_state: {key: k}", "of filter state k"},
      {"FilterState.key", "filter_state: {key: l}", "of filter state l"},
      {"terminal", "{query_parameter: {name: q}, terminal: true}", "of query q; terminal yes"},
  });
}

void DescribeMirror(const route::RouteAction::RequestMirrorPolicy& message, Scope& scope,
                    Lines& lines) {
  Repeated<route::RouteAction::RequestMirrorPolicy> list;
  *list.Add() = message;
  for (const policy::MirrorPolicy& mirror : ParseMirrorPolicies(list, scope)) {
    lines.Add("cluster", mirror.cluster);
    lines.Add("cluster_header", mirror.cluster_header);
    lines.Add("runtime_fraction", mirror.runtime_fraction);
    lines.Add("trace_sampled", mirror.trace_sampled);
    lines.Add("keeps the host", mirror.disable_shadow_host_suffix_append);
    lines.Add("host", mirror.host_rewrite_literal);
    lines.Add("headers", mirror.request_headers);
  }
}

TEST(HonouredMirrorPolicyTest, Fields) {
  const FieldTable<route::RouteAction::RequestMirrorPolicy> table = {
      "envoy.config.route.v3.RouteAction.RequestMirrorPolicy.", "cluster: a", DescribeMirror};
  table.Check({
      {"cluster", "cluster: b", "cluster b"},
      {"runtime_fraction", "runtime_fraction: {default_value: {numerator: 3}}",
       "runtime_fraction 3/100 by ''"},
      {"trace_sampled", "trace_sampled: false", "trace_sampled no"},
      {"disable_shadow_host_suffix_append", "disable_shadow_host_suffix_append: true",
       "keeps the host yes"},
      {"host_rewrite_literal", "host_rewrite_literal: h", "host h"},
      {"request_headers_mutations", "request_headers_mutations: [{remove: x-drop}]",
       "headers x-old=1"},
  });
  const FieldTable<route::RouteAction::RequestMirrorPolicy> by_header = {table.prefix, "{}",
                                                                         DescribeMirror};
  by_header.Check({
      {"cluster_header", "cluster_header: X-C",
       "cluster ; cluster_header x-c; runtime_fraction 100/100 by ''; trace_sampled none; keeps "
       "the host no; host ; headers x-old=1 x-drop=1"},
  });
  table.Check({
      {"cluster_header", "cluster_header: x-c",
       "refused request_mirror_policies[0]: must have either cluster or cluster_header"},
  });
}

TEST(HonouredHeaderRulesTest, Mutations) {
  const FieldTable<rules::HeaderMutation> table = {
      "envoy.config.common.mutation_rules.v3.HeaderMutation.", "remove: x-other",
      [](const rules::HeaderMutation& mutation, Scope& scope, Lines& lines) {
        Repeated<rules::HeaderMutation> list;
        *list.Add() = mutation;
        lines.Add("headers", ParseHeaderMutations(list, scope));
      }};
  table.Check({
      {"remove", "remove: X-Drop", "headers x-old=1"},
      {"append", "append: {header: {key: x-new, value: '2'}}", "headers x-old=1 x-drop=1 x-new=2"},
      {"remove_on_match", "remove_on_match: {key_matcher: {prefix: x-d}}", "headers x-old=1"},
      {"RemoveOnMatch.key_matcher", "remove_on_match: {key_matcher: {suffix: old}}",
       "headers x-drop=1"},
  });
  table.Check({
      {"remove", "remove: ':path'",
       "refused [0].remove: must not be a pseudo header or host, got \":path\""},
      {"append", "append: {header: {key: host, value: a}}",
       "refused [0].append.header.key: must not be a pseudo header or host, got \"host\""},
  });
}

TEST(HonouredHeaderRulesTest, Additions) {
  const FieldTable<core::HeaderValueOption> table = {
      "envoy.config.core.v3.", "header: {key: x-old, value: '2'}",
      [](const core::HeaderValueOption& option, Scope& scope, Lines& lines) {
        Repeated<core::HeaderValueOption> list;
        *list.Add() = option;
        lines.Add("headers", ParseHeaderRules(list, {}, kRequestHeaders, scope));
      }};
  table.Check({
      {"HeaderValueOption.header", "header: {key: x-new}", "headers x-old=1 x-drop=1 x-new=2"},
      {"HeaderValue.key", "header: {key: X-Other}", "headers x-old=1 x-drop=1 x-other=2"},
      {"HeaderValue.value", "header: {value: '%REQ(x-a)%3'}", "headers x-old=1 x-drop=1 x-old=13"},
      {"HeaderValueOption.append", "append: false", "headers x-old=2 x-drop=1"},
      {"HeaderValueOption.append_action", "append_action: OVERWRITE_IF_EXISTS_OR_ADD",
       "headers x-old=2 x-drop=1"},
      {"HeaderValueOption.append_action", "append_action: ADD_IF_ABSENT",
       "headers x-old=1 x-drop=1"},
      {"HeaderValueOption.append_action",
       "{append_action: OVERWRITE_IF_EXISTS, header: {key: x-new}}", "headers x-old=1 x-drop=1"},
  });
  const FieldTable<core::HeaderValueOption> empty = {
      table.prefix, "header: {key: x-new, value: ''}", table.describe};
  empty.Check({{"HeaderValueOption.keep_empty_value", "keep_empty_value: true",
                "headers x-old=1 x-drop=1 x-new="}});
  table.Check({
      {"HeaderValue.key", "header: {key: Host}",
       "refused request_headers_to_add[0].header.key: must not be a pseudo header or host, got "
       "\"Host\""},
      {"HeaderValueOption.append", "{append: true, append_action: ADD_IF_ABSENT}",
       "refused request_headers_to_add[0].append: excludes append_action"},
  });
}

}  // namespace
}  // namespace nuncio::config
