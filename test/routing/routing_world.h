#ifndef NUNCIO_TEST_ROUTING_ROUTING_WORLD_H_
#define NUNCIO_TEST_ROUTING_ROUTING_WORLD_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "source/base/arena.h"
#include "source/routing/route_table.h"

namespace nuncio::test {

// A route that forwards to the cluster of its own name.
inline routing::Route To(const char* name, routing::RouteMatch match) {
  routing::Route route;
  route.name = name;
  route.match = std::move(match);
  routing::RouteAction action;
  action.cluster_specifier = routing::SingleCluster{name};
  route.action = std::move(action);
  return route;
}

inline routing::RouteMatch Prefix(const char* prefix) { return {routing::MatchPrefix{prefix}}; }
inline routing::RouteMatch Path(const char* path) { return {routing::MatchPath{path}}; }
inline routing::RouteMatch Separated(const char* prefix) {
  return {routing::MatchPathSeparatedPrefix{prefix}};
}
inline routing::RouteMatch Regex(const char* regex) {
  return {routing::MatchRegex{*matching::Regex::Parse(regex)}};
}

inline routing::VirtualHost Host(const char* name, std::vector<std::string> domains,
                                 std::vector<routing::Route> routes = {}) {
  routing::VirtualHost host;
  host.name = name;
  host.domains = std::move(domains);
  host.routes = std::move(routes);
  if (host.routes.empty()) host.routes.push_back(To(name, Prefix("/")));
  return host;
}

inline routing::RouteConfiguration Configuration(std::vector<routing::VirtualHost> hosts) {
  routing::RouteConfiguration configuration;
  configuration.virtual_hosts = std::move(hosts);
  return configuration;
}

// One virtual host for everything.
inline routing::RouteConfiguration Routes(std::vector<routing::Route> routes) {
  return Configuration({Host("v", {"*"}, std::move(routes))});
}

inline std::shared_ptr<const routing::RouteTable> Table(routing::RouteConfiguration configuration) {
  return *routing::RouteTable::Create(std::move(configuration));
}

// A GET request over plain HTTP that can be changed before it is routed.
struct RoutingWorld {
  explicit RoutingWorld(const char* path = "/", const char* host = "example.com") {
    head.method = "GET";
    head.scheme = "http";
    head.authority = host;
    head.has_authority = true;
    head.path = path;
    record.request = &head;
  }

  routing::RouteDecision Find(const routing::RouteTable& table, uint64_t random = 0) const {
    return table.Find({head, record, random, runtime});
  }
  // The cluster, or "404", or "tls".
  std::string Target(const routing::RouteTable& table, uint64_t random = 0) const {
    const routing::RouteDecision decision = Find(table, random);
    if (decision.outcome == routing::RouteDecision::Outcome::kNotFound) return "404";
    if (decision.outcome == routing::RouteDecision::Outcome::kRequireTls) return "tls";
    return std::string(decision.cluster);
  }

  base::Arena arena;
  record::ConnectionRecord connection;
  record::RequestRecord record{arena, connection};
  http::RequestHead head{arena};
  const runtime::Values* runtime = nullptr;
};

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_ROUTING_ROUTING_WORLD_H_
