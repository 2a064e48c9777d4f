#include "source/routing/route_table.h"

#include <limits>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"
#include "source/matching/query_parameters.h"

namespace nuncio::routing {
namespace {

// The number of a request header that draws the weighted cluster; several values or none of a
// number leave it to chance.
uint64_t DrawOf(const WeightedClusters& clusters, const RouteRequest& request) {
  if (clusters.header_name.empty()) return request.random;
  size_t values = 0;
  absl::string_view text;
  request.head.headers.ForEachValue(clusters.header_name, [&](absl::string_view value) {
    text = value;
    ++values;
  });
  uint64_t draw = 0;
  return values == 1 && absl::SimpleAtoi(text, &draw) ? draw : request.random;
}

const ClusterWeight* Draw(const WeightedClusters& clusters, const RouteRequest& request) {
  uint64_t left = DrawOf(clusters, request) % clusters.total_weight;
  for (const ClusterWeight& entry : clusters.clusters) {
    if (left < entry.weight) return &entry;
    left -= entry.weight;
  }
  return nullptr;
}

// Says where the decision's route forwards to.
void ChooseCluster(const RouteAction& action, const RouteRequest& request,
                   RouteDecision& decision) {
  const auto& specifier = action.cluster_specifier;
  if (const auto* const single = absl::get_if<SingleCluster>(&specifier)) {
    decision.cluster = single->cluster;
  } else if (const auto* const header = absl::get_if<ClusterFromHeader>(&specifier)) {
    decision.cluster = http::FindValue(request.head, header->cluster_header).value_or("");
  } else {
    decision.weighted = Draw(absl::get<WeightedClusters>(specifier), request);
    if (decision.weighted == nullptr) return;
    decision.cluster =
        !decision.weighted->name.empty()
            ? absl::string_view(decision.weighted->name)
            : http::FindValue(request.head, decision.weighted->cluster_header).value_or("");
  }
}

// "/a;v=1/b;w" -> "/a/b"; the new text is in the arena.
absl::string_view WithoutParameters(absl::string_view path, base::Arena& arena) {
  if (path.find(';') == absl::string_view::npos) return path;
  char* const text = arena.NewArray<char>(path.size());
  size_t size = 0;
  bool parameter = false;
  for (const char c : path) {
    if (c == ';' || c == '/') parameter = c == ';';
    if (!parameter) text[size++] = c;
  }
  return {text, size};
}

bool NeedsTls(RequireTls requirement, const http::RequestHead& head) {
  if (requirement == RequireTls::kNone) return false;
  const http::HeaderField* const proto = head.headers.Find(http::HeaderId::kXForwardedProto);
  if ((proto != nullptr ? proto->value : head.scheme) == "https") return false;
  return requirement == RequireTls::kAll ||
         head.headers.Value(http::HeaderId::kXEnvoyInternal) != "true";
}

}  // namespace

bool RouteTable::HostOf(const http::RequestHead& head, absl::string_view& host) const {
  if (configuration_.vhost_header.empty()) {
    host = head.authority;
  } else {
    const auto value = http::FindValue(head, configuration_.vhost_header);
    if (!value) return false;
    host = *value;
  }
  if (configuration_.ignore_port_in_host_matching) {
    const size_t colon = host.rfind(':');
    const size_t bracket = host.rfind(']');  // of an IPv6 address
    const bool has_port =
        colon != absl::string_view::npos && (bracket == absl::string_view::npos || bracket < colon);
    if (has_port) host = host.substr(0, colon);
  }
  return true;
}

const VirtualHost* RouteTable::FindVirtualHost(const http::RequestHead& head) const {
  absl::string_view host;
  if (!HostOf(head, host)) return nullptr;
  const absl::optional<uint32_t> number = domains_.Find(host);
  return number ? &configuration_.virtual_hosts[*number] : nullptr;
}

absl::string_view RouteTable::PathOf(const http::RequestHead& head) const {
  const absl::string_view path = matching::PathWithoutQuery(head.path);
  return configuration_.ignore_path_parameters_in_path_matching
             ? WithoutParameters(path, head.headers.arena())
             : path;
}

const Route* RouteTable::FindRoute(size_t virtual_host, const RouteRequest& request) const {
  const absl::string_view path = PathOf(request.head);
  const bool connect = request.head.kind == http::RequestKind::kConnect;
  const VirtualHost& host = configuration_.virtual_hosts[virtual_host];
  const auto matches = [&](const Route& route) {
    return route.match.MatchesPath(path, connect) && route.match.MatchesRest(request);
  };
  if (host.matcher) {
    const absl::optional<uint32_t> list = host.matcher->Find(request.head);
    if (!list) return nullptr;
    const VirtualHost::RouteRange range = host.route_lists[*list];
    for (uint32_t i = range.begin; i < range.end; ++i) {
      if (matches(host.routes[i])) return &host.routes[i];
    }
    return nullptr;
  }
  for (const uint32_t number : paths_[virtual_host].Find(path)) {
    if (matches(host.routes[number])) return &host.routes[number];
  }
  return nullptr;
}

RouteDecision RouteTable::Find(const RouteRequest& request) const {
  RouteDecision decision;
  decision.configuration = &configuration_;
  decision.virtual_host = FindVirtualHost(request.head);
  if (decision.virtual_host == nullptr) return decision;
  if (NeedsTls(decision.virtual_host->require_tls, request.head)) {
    decision.outcome = RouteDecision::Outcome::kRequireTls;
    return decision;
  }
  const size_t number = decision.virtual_host - configuration_.virtual_hosts.data();
  decision.route = FindRoute(number, request);
  if (decision.route == nullptr) return decision;
  decision.outcome = RouteDecision::Outcome::kRoute;
  if (const RouteAction* const action = decision.route->forward()) {
    ChooseCluster(*action, request, decision);
  }
  return decision;
}

}  // namespace nuncio::routing
