#include "source/config/routes/mirror_policy.h"

#include "absl/strings/ascii.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/header_rules.h"

namespace nuncio::config {

std::vector<policy::MirrorPolicy> ParseMirrorPolicies(
    const Repeated<envoy::config::route::v3::RouteAction::RequestMirrorPolicy>& mirrors,
    Scope& scope) {
  std::vector<policy::MirrorPolicy> out;
  const auto list = scope.Field("request_mirror_policies");
  for (int i = 0; i < mirrors.size(); ++i) {
    const auto step = scope.Index(i);
    const auto& mirror = mirrors[i];
    if (mirror.cluster().empty() == mirror.cluster_header().empty()) {
      scope.Fail("must have either cluster or cluster_header");
    }
    policy::MirrorPolicy policy;
    policy.cluster = mirror.cluster();
    policy.cluster_header = absl::AsciiStrToLower(mirror.cluster_header());
    if (mirror.has_runtime_fraction()) {
      policy.runtime_fraction = ToRuntimeFraction(mirror.runtime_fraction());
    }
    if (mirror.has_trace_sampled()) policy.trace_sampled = mirror.trace_sampled().value();
    policy.disable_shadow_host_suffix_append = mirror.disable_shadow_host_suffix_append();
    policy.host_rewrite_literal = mirror.host_rewrite_literal();
    const auto headers = scope.Field("request_headers_mutations");
    policy.request_headers = ParseHeaderMutations(mirror.request_headers_mutations(), scope);
    out.push_back(std::move(policy));
  }
  return out;
}

}  // namespace nuncio::config
