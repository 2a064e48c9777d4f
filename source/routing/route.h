#ifndef NUNCIO_SOURCE_ROUTING_ROUTE_H_
#define NUNCIO_SOURCE_ROUTING_ROUTE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "absl/types/variant.h"
#include "source/format/formatter.h"
#include "source/matching/fraction.h"
#include "source/matching/header_matcher.h"
#include "source/matching/header_tree.h"
#include "source/matching/regex.h"
#include "source/policy/hash_policy.h"
#include "source/policy/header_rules.h"
#include "source/policy/mirror_policy.h"
#include "source/policy/path_rewrite.h"
#include "source/policy/retry_policy.h"
#include "source/policy/timeouts.h"
#include "source/record/metadata.h"
#include "source/routing/filter_configs.h"
#include "source/routing/route_match.h"

// What config makes of config.route.v3.*: plain structs with the names of the API's fields, filled
// once and immutable from when a RouteTable has them.

namespace nuncio::routing {

enum class RoutingPriority : uint8_t { kDefault, kHigh };

// request_headers_to_add/remove and response_headers_to_add/remove of one level.
struct HeaderMutations {
  policy::HeaderRules request;
  policy::HeaderRules response;
};

// WeightedCluster.ClusterWeight
struct ClusterWeight {
  std::string name;            // or, if empty:
  std::string cluster_header;  // lower case
  uint32_t weight = 0;
  // The entry's own envoy.lb metadata; null for none. The table merges it over the route's.
  std::shared_ptr<const record::Struct> metadata_match;
  HeaderMutations headers;
  std::string host_rewrite_literal;
  FilterConfigs typed_per_filter_config;
};

struct WeightedClusters {
  std::vector<ClusterWeight> clusters;
  // A request header with a decimal number that chooses instead of chance; lower case.
  std::string header_name;
  std::string runtime_key_prefix;
  uint64_t total_weight = 0;  // the table adds the weights up
};

struct SingleCluster {
  std::string cluster;
};
struct ClusterFromHeader {
  std::string cluster_header;  // lower case
};

// How the upstream's host is named.
struct HostRewriteLiteral {
  std::string host;
};
struct HostRewriteHeader {
  std::string header;  // lower case
};
struct HostRewriteFormat {  // host_rewrite
  format::Formatter format;
};
struct AutoHostRewrite {};  // the endpoint's hostname: the router does it per attempt
using HostRewrite = absl::variant<absl::monostate, HostRewriteLiteral, AutoHostRewrite,
                                  HostRewriteHeader, matching::RegexSubstitution,  // of the path
                                  HostRewriteFormat>;

// RouteAction.UpgradeConfig
struct UpgradeConfig {
  std::string upgrade_type;  // "websocket", "CONNECT"; compared without regard to case
  bool enabled = true;
  // connect_config: CONNECT ends here and its payload goes on as TCP.
  bool terminate_connect = false;
  bool allow_post = false;
};

struct InternalRedirectPolicy {
  uint32_t max_internal_redirects = 1;
  std::vector<uint32_t> redirect_response_codes = {302};
  bool allow_cross_scheme_redirect = false;
  std::vector<std::string> response_headers_to_copy;
  // predicates
  bool previous_routes = false;
  bool safe_cross_scheme = false;
  absl::optional<std::vector<std::string>> allow_listed_routes;
};

struct HedgePolicy {
  bool hedge_on_per_try_timeout = false;
};

// RouteAction: forward.
struct RouteAction {
  absl::variant<SingleCluster, ClusterFromHeader, WeightedClusters> cluster_specifier;
  int cluster_not_found_response_code = 503;             // 503, 404 or 500
  std::shared_ptr<const record::Struct> metadata_match;  // envoy.lb; null for none
  policy::PathRewrite path_rewrite;
  HostRewrite host_rewrite;
  bool append_x_forwarded_host = false;
  policy::Timeouts timeouts;
  absl::optional<policy::RetryPolicy> retry_policy;
  std::vector<policy::MirrorPolicy> request_mirror_policies;
  RoutingPriority priority = RoutingPriority::kDefault;
  std::vector<policy::HashPolicy> hash_policy;
  std::vector<UpgradeConfig> upgrade_configs;
  absl::optional<InternalRedirectPolicy> internal_redirect_policy;
  absl::optional<HedgePolicy> hedge_policy;
};

// RedirectAction
struct RedirectAction {
  bool https_redirect = false;
  std::string scheme_redirect;
  std::string host_redirect;
  uint32_t port_redirect = 0;  // 0: as it is
  std::string path_redirect;
  policy::PathRewrite path_rewrite;  // prefix_rewrite or regex_rewrite
  int response_code = 301;
  bool strip_query = false;
};

// DirectResponseAction
struct DirectResponseAction {
  int status = 200;
  std::string body;  // read when the table was made
  absl::optional<format::BodyFormat> body_format;
};

// Filters answer; where none does, it is an error of the configuration.
struct NonForwardingAction {};

// config.route.v3.Tracing
struct RouteTracing {
  matching::Fraction client_sampling{100, 100};
  matching::Fraction random_sampling{100, 100};
  matching::Fraction overall_sampling{100, 100};
};

struct Decorator {
  std::string operation;
  bool propagate = true;
};

// config.route.v3.Route
struct Route {
  std::string name;
  RouteMatch match;
  absl::variant<RouteAction, RedirectAction, DirectResponseAction, NonForwardingAction> action;
  HeaderMutations headers;
  std::shared_ptr<const record::Metadata> metadata;
  FilterConfigs typed_per_filter_config;
  absl::optional<RouteTracing> tracing;
  absl::optional<Decorator> decorator;
  absl::optional<uint64_t> per_request_buffer_limit_bytes;
  std::string stat_prefix;

  // Null if the action is another one.
  const RouteAction* forward() const { return absl::get_if<RouteAction>(&action); }
  const RedirectAction* redirect() const { return absl::get_if<RedirectAction>(&action); }
  const DirectResponseAction* direct_response() const {
    return absl::get_if<DirectResponseAction>(&action);
  }
};

// VirtualCluster: a name for some of the requests, for statistics.
struct VirtualCluster {
  std::string name;
  std::vector<matching::HeaderMatcher> headers;
};

enum class RequireTls : uint8_t { kNone, kExternalOnly, kAll };

// config.route.v3.VirtualHost
struct VirtualHost {
  std::string name;
  std::vector<std::string> domains;
  std::vector<Route> routes;
  // Chooses some of `routes` in place of the path: its action N is list N. The first of the list
  // that matches is taken; where none does there is no route.
  absl::optional<matching::HeaderTree> matcher;
  struct RouteRange {
    uint32_t begin = 0;
    uint32_t end = 0;
  };
  std::vector<RouteRange> route_lists;
  RequireTls require_tls = RequireTls::kNone;
  std::vector<VirtualCluster> virtual_clusters;
  HeaderMutations headers;
  FilterConfigs typed_per_filter_config;
  std::shared_ptr<const record::Metadata> metadata;
  // Each serves routes that have none of their own.
  absl::optional<policy::RetryPolicy> retry_policy;
  absl::optional<HedgePolicy> hedge_policy;
  std::vector<policy::MirrorPolicy> request_mirror_policies;
  absl::optional<uint64_t> per_request_buffer_limit_bytes;
  bool include_request_attempt_count = false;
  bool include_attempt_count_in_response = false;
  bool include_is_timeout_retry_header = false;
};

// config.route.v3.RouteConfiguration
struct RouteConfiguration {
  std::string name;
  std::vector<VirtualHost> virtual_hosts;
  std::vector<std::string> internal_only_headers;  // lower case
  HeaderMutations headers;
  bool most_specific_header_mutations_wins = false;
  std::vector<policy::MirrorPolicy> request_mirror_policies;
  bool ignore_port_in_host_matching = false;
  bool ignore_path_parameters_in_path_matching = false;
  std::string vhost_header;  // lower case; empty: the authority chooses the virtual host
  FilterConfigs typed_per_filter_config;
  std::shared_ptr<const record::Metadata> metadata;
};

}  // namespace nuncio::routing

#endif  // NUNCIO_SOURCE_ROUTING_ROUTE_H_
