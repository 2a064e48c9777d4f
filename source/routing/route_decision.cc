#include "source/routing/route_decision.h"

namespace nuncio::routing {

const policy::RetryPolicy* RouteDecision::retry_policy() const {
  const RouteAction* const action = route == nullptr ? nullptr : route->forward();
  if (action == nullptr) return nullptr;
  if (action->retry_policy) return &*action->retry_policy;
  return virtual_host->retry_policy ? &*virtual_host->retry_policy : nullptr;
}

const HedgePolicy* RouteDecision::hedge_policy() const {
  const RouteAction* const action = route == nullptr ? nullptr : route->forward();
  if (action == nullptr) return nullptr;
  if (action->hedge_policy) return &*action->hedge_policy;
  return virtual_host->hedge_policy ? &*virtual_host->hedge_policy : nullptr;
}

const std::vector<policy::MirrorPolicy>& RouteDecision::request_mirror_policies() const {
  const RouteAction* const action = route == nullptr ? nullptr : route->forward();
  if (action != nullptr && !action->request_mirror_policies.empty()) {
    return action->request_mirror_policies;
  }
  if (virtual_host != nullptr && !virtual_host->request_mirror_policies.empty()) {
    return virtual_host->request_mirror_policies;
  }
  return configuration->request_mirror_policies;
}

const record::Struct* RouteDecision::metadata_match() const {
  if (weighted != nullptr) return weighted->metadata_match.get();
  const RouteAction* const action = route == nullptr ? nullptr : route->forward();
  return action == nullptr ? nullptr : action->metadata_match.get();
}

absl::optional<uint64_t> RouteDecision::per_request_buffer_limit_bytes() const {
  if (route != nullptr && route->per_request_buffer_limit_bytes) {
    return route->per_request_buffer_limit_bytes;
  }
  return virtual_host == nullptr ? absl::nullopt : virtual_host->per_request_buffer_limit_bytes;
}

RouteDecision::Levels RouteDecision::AllLevels(FilterId filter) const {
  Levels levels;
  const auto add = [&](const FilterConfigs& configs) {
    if (const FilterConfig* const config = configs.Find(filter)) {
      levels.configs[levels.count++] = config;
    }
  };
  if (configuration != nullptr) add(configuration->typed_per_filter_config);
  if (virtual_host != nullptr) add(virtual_host->typed_per_filter_config);
  if (route != nullptr) add(route->typed_per_filter_config);
  if (weighted != nullptr) add(weighted->typed_per_filter_config);
  return levels;
}

const FilterConfig* RouteDecision::MostSpecific(FilterId filter) const {
  const Levels levels = AllLevels(filter);
  return levels.count == 0 ? nullptr : levels.configs[levels.count - 1];
}

const VirtualCluster* RouteDecision::FindVirtualCluster(const http::RequestHead& head) const {
  if (virtual_host == nullptr) return nullptr;
  for (const VirtualCluster& cluster : virtual_host->virtual_clusters) {
    if (matching::AllMatch(cluster.headers, head)) return &cluster;
  }
  return nullptr;
}

}  // namespace nuncio::routing
