#include "source/config/clusters/balance_options.h"

#include <algorithm>

#include "envoy/extensions/load_balancing_policies/least_request/v3/least_request.pb.h"
#include "envoy/extensions/load_balancing_policies/random/v3/random.pb.h"
#include "envoy/extensions/load_balancing_policies/round_robin/v3/round_robin.pb.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/typed_config.h"
#include "source/schema/typed_struct.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::cluster::v3::Cluster;
namespace policies = ::envoy::extensions::load_balancing_policies;
using LeastRequest = policies::least_request::v3::LeastRequest;

void ParseLeastRequest(const LeastRequest& message, upstream::BalanceOptions& out) {
  out.policy = upstream::BalancePolicy::kLeastRequest;
  out.choice_count = ValueOr(message.has_choice_count(), message.choice_count(), 2);
  out.full_scan =
      message.selection_method() == LeastRequest::FULL_SCAN || message.enable_full_scan().value();
  if (message.has_active_request_bias()) {
    out.active_request_bias = std::max(0.0, message.active_request_bias().default_value());
  }
}

void ParseLeastRequest(const Message& message, upstream::BalanceOptions& out) {
  out.policy = upstream::BalancePolicy::kLeastRequest;
  const auto& config = message.least_request_lb_config();
  out.choice_count = ValueOr(config.has_choice_count(), config.choice_count(), 2);
  if (config.has_active_request_bias()) {
    out.active_request_bias = std::max(0.0, config.active_request_bias().default_value());
  }
}

// False where it is another policy.
bool ParseKnownPolicy(const TypedConfig& config, upstream::BalanceOptions& out) {
  LeastRequest least;
  if (config.type == policies::round_robin::v3::RoundRobin::descriptor()->full_name()) {
    out.policy = upstream::BalancePolicy::kRoundRobin;
  } else if (config.type == policies::random::v3::Random::descriptor()->full_name()) {
    out.policy = upstream::BalancePolicy::kRandom;
  } else if (config.type == LeastRequest::descriptor()->full_name() &&
             config.any.UnpackTo(&least)) {
    ParseLeastRequest(least, out);
  } else {
    return false;
  }
  return true;
}

// The first policy of the list that is known. Others may stand before it in a TypedStruct: the list
// is how one configuration serves programs of several ages.
void ParsePolicyList(const Message& message, Scope& scope, upstream::BalanceOptions& out) {
  const auto outer = scope.Field("load_balancing_policy");
  const auto list = scope.Field("policies");
  const auto& wanted = message.load_balancing_policy().policies();
  if (wanted.empty()) scope.Fail("must have at least one policy");
  for (int i = 0; i < wanted.size(); ++i) {
    const auto step = scope.Index(i);
    const auto extension = scope.Field("typed_extension_config");
    const auto field = scope.Field("typed_config");
    const auto config =
        ResolveTypedConfig(wanted[i].typed_extension_config().typed_config(), scope);
    if (!config.has_value() || ParseKnownPolicy(*config, out)) return;
    const bool last = i + 1 == wanted.size();
    const auto& any = wanted[i].typed_extension_config().typed_config();
    if (last || !schema::IsTypedStruct(any)) {
      return scope.Fail("must be the type of a known policy", config->type);
    }
  }
}

void ParsePolicy(const Message& message, Scope& scope, upstream::BalanceOptions& out) {
  switch (message.lb_policy()) {
    case Message::ROUND_ROBIN:
      out.policy = upstream::BalancePolicy::kRoundRobin;
      return;
    case Message::LEAST_REQUEST:
      ParseLeastRequest(message, out);
      return;
    case Message::RANDOM:
      out.policy = upstream::BalancePolicy::kRandom;
      return;
    default:
      scope.FailAt("lb_policy",
                   "must be ROUND_ROBIN, LEAST_REQUEST or RANDOM: others are not supported",
                   Message::LbPolicy_Name(message.lb_policy()));
  }
}

}  // namespace

upstream::BalanceOptions ParseBalanceOptions(const Message& message, Scope& scope) {
  upstream::BalanceOptions out;
  if (message.has_load_balancing_policy()) {
    ParsePolicyList(message, scope, out);
  } else {
    ParsePolicy(message, scope, out);
  }
  const auto& common = message.common_lb_config();
  {
    const auto step = scope.Field("common_lb_config");
    CheckNotNegative(common.update_merge_window(), "update_merge_window", scope);
  }
  if (common.has_healthy_panic_threshold()) {
    out.panic_threshold = common.healthy_panic_threshold().value();
  }
  out.fail_traffic_on_panic = common.zone_aware_lb_config().fail_traffic_on_panic();
  return out;
}

}  // namespace nuncio::config
