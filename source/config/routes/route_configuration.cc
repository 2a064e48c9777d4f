#include "source/config/routes/route_configuration.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/config/routes/filter_configs.h"
#include "source/config/routes/mirror_policy.h"
#include "source/config/routes/retry_policy.h"
#include "source/config/routes/route.h"
#include "source/config/routes/route_tree.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/header_rules.h"
#include "source/config/shared/matchers.h"

namespace nuncio::config {
namespace {

namespace route = ::envoy::config::route::v3;

routing::RequireTls RequireTlsOf(const route::VirtualHost& host) {
  switch (host.require_tls()) {
    case route::VirtualHost::EXTERNAL_ONLY:
      return routing::RequireTls::kExternalOnly;
    case route::VirtualHost::ALL:
      return routing::RequireTls::kAll;
    default:
      return routing::RequireTls::kNone;
  }
}

std::vector<routing::VirtualCluster> ParseVirtualClusters(const route::VirtualHost& host,
                                                          Scope& scope) {
  std::vector<routing::VirtualCluster> out;
  const auto list = scope.Field("virtual_clusters");
  for (int i = 0; i < host.virtual_clusters_size(); ++i) {
    const auto step = scope.Index(i);
    const auto& cluster = host.virtual_clusters(i);
    if (cluster.headers().empty()) scope.FailAt("headers", "must have at least one matcher");
    const auto headers = scope.Field("headers");
    out.push_back({cluster.name(), ParseHeaderMatchers(cluster.headers(), scope)});
  }
  return out;
}

void ParseRoutes(const route::VirtualHost& host, size_t max_bytes, Scope& scope,
                 routing::VirtualHost& out) {
  const auto list = scope.Field("routes");
  for (int i = 0; i < host.routes_size(); ++i) {
    const auto step = scope.Index(i);
    auto parsed = ParseRoute(host.routes(i), max_bytes, scope);
    if (parsed.has_value()) out.routes.push_back(*std::move(parsed));
  }
}

routing::VirtualHost ParseVirtualHost(const route::VirtualHost& host, size_t max_bytes,
                                      Scope& scope) {
  routing::VirtualHost out;
  out.name = host.name();
  out.domains.assign(host.domains().begin(), host.domains().end());
  ParseRoutes(host, max_bytes, scope, out);
  if (host.has_matcher()) {
    if (host.routes_size() > 0) scope.FailAt("matcher", "must not stand beside routes");
    ParseRouteTree(host.matcher(), max_bytes, scope, out);
  }
  out.require_tls = RequireTlsOf(host);
  out.virtual_clusters = ParseVirtualClusters(host, scope);
  out.headers = ParseHeaderLists(host, scope);
  out.typed_per_filter_config = ParseFilterConfigs(host.typed_per_filter_config(), scope);
  out.metadata = ToMetadata(host.metadata());
  if (host.has_retry_policy()) {
    const auto step = scope.Field("retry_policy");
    out.retry_policy = ParseRetryPolicy(host.retry_policy(), scope);
  }
  if (host.has_hedge_policy()) {
    out.hedge_policy = routing::HedgePolicy{host.hedge_policy().hedge_on_per_try_timeout()};
  }
  out.request_mirror_policies = ParseMirrorPolicies(host.request_mirror_policies(), scope);
  if (host.has_request_body_buffer_limit()) {
    out.per_request_buffer_limit_bytes = host.request_body_buffer_limit().value();
  } else if (host.has_per_request_buffer_limit_bytes()) {
    out.per_request_buffer_limit_bytes = host.per_request_buffer_limit_bytes().value();
  }
  out.include_request_attempt_count = host.include_request_attempt_count();
  out.include_attempt_count_in_response = host.include_attempt_count_in_response();
  out.include_is_timeout_retry_header = host.include_is_timeout_retry_header();
  return out;
}

// Where each named cluster stands, for the check that it exists.
class ReferenceCollector {
 public:
  explicit ReferenceCollector(std::string base) : base_(std::move(base)) {}

  void AddAll(const route::RouteConfiguration& configuration) {
    AddMirrors(configuration.request_mirror_policies(), "");
    for (int h = 0; h < configuration.virtual_hosts_size(); ++h) {
      const auto& host = configuration.virtual_hosts(h);
      const std::string at = absl::StrCat("virtual_hosts[", h, "].");
      AddMirrors(host.request_mirror_policies(), at);
      for (int r = 0; r < host.routes_size(); ++r) {
        AddAction(host.routes(r).route(), absl::StrCat(at, "routes[", r, "].route."));
      }
    }
  }

  std::vector<ClusterReference> Take() { return std::move(references_); }

 private:
  using Mirrors = Repeated<route::RouteAction::RequestMirrorPolicy>;

  void Add(const std::string& cluster, const std::string& path) {
    if (cluster.empty()) return;
    references_.push_back({cluster, base_.empty() ? path : absl::StrCat(base_, ".", path)});
  }
  void AddMirrors(const Mirrors& mirrors, const std::string& at) {
    for (int i = 0; i < mirrors.size(); ++i) {
      Add(mirrors[i].cluster(), absl::StrCat(at, "request_mirror_policies[", i, "].cluster"));
    }
  }
  void AddAction(const route::RouteAction& action, const std::string& at) {
    Add(action.cluster(), absl::StrCat(at, "cluster"));
    const auto& weighted = action.weighted_clusters();
    for (int i = 0; i < weighted.clusters_size(); ++i) {
      Add(weighted.clusters(i).name(),
          absl::StrCat(at, "weighted_clusters.clusters[", i, "].name"));
    }
    AddMirrors(action.request_mirror_policies(), at);
  }

  const std::string base_;
  std::vector<ClusterReference> references_;
};

void RefuseUnsupported(const route::RouteConfiguration& configuration, Scope& scope) {
  if (configuration.has_vhds()) scope.FailAt("vhds", "is not supported");
  if (configuration.cluster_specifier_plugins_size() > 0) {
    scope.FailAt("cluster_specifier_plugins", "is not a known extension",
                 configuration.cluster_specifier_plugins(0).extension().name());
  }
}

routing::RouteConfiguration ParseAll(const route::RouteConfiguration& configuration, Scope& scope) {
  routing::RouteConfiguration out;
  out.name = configuration.name();
  const size_t max_bytes =
      ValueOr(configuration.has_max_direct_response_body_size_bytes(),
              configuration.max_direct_response_body_size_bytes(), kMaxDirectResponseBytes);
  {
    const auto list = scope.Field("virtual_hosts");
    for (int i = 0; i < configuration.virtual_hosts_size(); ++i) {
      const auto step = scope.Index(i);
      out.virtual_hosts.push_back(
          ParseVirtualHost(configuration.virtual_hosts(i), max_bytes, scope));
    }
  }
  for (const std::string& name : configuration.internal_only_headers()) {
    out.internal_only_headers.push_back(absl::AsciiStrToLower(name));
  }
  out.headers = ParseHeaderLists(configuration, scope);
  out.most_specific_header_mutations_wins = configuration.most_specific_header_mutations_wins();
  out.request_mirror_policies = ParseMirrorPolicies(configuration.request_mirror_policies(), scope);
  out.ignore_port_in_host_matching = configuration.ignore_port_in_host_matching();
  out.ignore_path_parameters_in_path_matching =
      configuration.ignore_path_parameters_in_path_matching();
  out.vhost_header = absl::AsciiStrToLower(configuration.vhost_header());
  out.typed_per_filter_config = ParseFilterConfigs(configuration.typed_per_filter_config(), scope);
  out.metadata = ToMetadata(configuration.metadata());
  return out;
}

}  // namespace

std::shared_ptr<const Routes> ParseRouteConfiguration(
    const route::RouteConfiguration& configuration, Scope& scope) {
  const size_t errors = scope.errors().count();
  RefuseUnsupported(configuration, scope);
  routing::RouteConfiguration parsed = ParseAll(configuration, scope);
  if (scope.errors().count() != errors) return nullptr;

  absl::StatusOr<std::shared_ptr<const routing::RouteTable>> table =
      routing::RouteTable::Create(std::move(parsed));
  if (!table.ok()) {
    scope.Fail(table.status().message());
    return nullptr;
  }
  auto routes = std::make_shared<Routes>();
  routes->table = *std::move(table);
  ReferenceCollector collector(scope.PathText());
  collector.AddAll(configuration);
  routes->clusters = collector.Take();
  if (configuration.has_validate_clusters()) {
    routes->validate_clusters = configuration.validate_clusters().value();
  }
  return routes;
}

}  // namespace nuncio::config
