// Checks source/routing/route_decision.h: the cluster that is chosen, and what the levels above a
// route give.

#include <map>
#include <string>

#include "gtest/gtest.h"
#include "test/routing/routing_world.h"

namespace nuncio::routing {
namespace {

using test::Path;
using test::Prefix;
using test::RoutingWorld;
using test::To;

Route Forward(RouteMatch match, RouteAction action) {
  Route route;
  route.match = std::move(match);
  route.action = std::move(action);
  return route;
}

Route Weighted(std::vector<std::pair<const char*, uint32_t>> clusters, const char* header = "") {
  WeightedClusters weighted;
  for (const auto& [name, weight] : clusters) {
    ClusterWeight entry;
    entry.name = name;
    entry.weight = weight;
    weighted.clusters.push_back(std::move(entry));
  }
  weighted.header_name = header;
  RouteAction action;
  action.cluster_specifier = std::move(weighted);
  return Forward(Prefix("/"), std::move(action));
}

TEST(DecisionTest, AHeaderNamesTheCluster) {
  RouteAction action;
  action.cluster_specifier = ClusterFromHeader{"x-cluster"};
  const auto table = test::Table(test::Routes({Forward(Prefix("/"), std::move(action))}));
  RoutingWorld world;
  EXPECT_EQ(world.Find(*table).outcome, RouteDecision::Outcome::kRoute);
  EXPECT_EQ(world.Target(*table), "");
  world.head.headers.Add("x-cluster", "b");
  world.head.headers.Add("x-cluster", "a");
  EXPECT_EQ(world.Target(*table), "b");
}

TEST(DecisionTest, WeightsShareRequestsOut) {
  const auto table =
      test::Table(test::Routes({Weighted({{"a", 20}, {"none", 0}, {"b", 30}, {"c", 50}})}));
  const RoutingWorld world;
  const std::map<uint64_t, const char*> draws = {{0, "a"},  {19, "a"}, {20, "b"},  {49, "b"},
                                                 {50, "c"}, {99, "c"}, {100, "a"}, {1049, "b"}};
  for (const auto& [draw, cluster] : draws) EXPECT_EQ(world.Target(*table, draw), cluster) << draw;
  EXPECT_EQ(world.Find(*table, 20).weighted->weight, 30u);
}

TEST(DecisionTest, ARequestsOwnNumberMayDraw) {
  const auto table =
      test::Table(test::Routes({Weighted({{"a", 20}, {"b", 30}, {"c", 50}}, "x-pick")}));
  for (const auto& [pick, cluster] : std::map<std::string, std::string>{{"0", "a"},
                                                                        {"49", "b"},
                                                                        {"120", "b"},
                                                                        {"99", "c"},
                                                                        {"x", "b"},
                                                                        {"-1", "b"},
                                                                        {"", "b"}}) {
    RoutingWorld world;
    world.head.headers.Add("x-pick", world.arena.Copy(pick));
    EXPECT_EQ(world.Target(*table, 20), cluster) << pick;
  }
  RoutingWorld twice;
  twice.head.headers.Add("x-pick", "0");
  twice.head.headers.Add("x-pick", "99");
  EXPECT_EQ(twice.Target(*table, 20), "b");
}

TEST(DecisionTest, WeightsThatAreRefused) {
  const auto message = [](Route route) {
    return std::string(RouteTable::Create(test::Routes({std::move(route)})).status().message());
  };
  EXPECT_EQ(message(Weighted({{"a", 0}})),
            "virtual_hosts[0].routes[0].route.weighted_clusters: the sum of all weights is 0");
  EXPECT_NE(message(Weighted({})), "");
  EXPECT_NE(message(Weighted({{"a", 4294967295}, {"b", 1}})), "");
  EXPECT_NE(message(Weighted({{"", 1}})), "");
  EXPECT_EQ(message(Weighted({{"a", 1}})), "");
}

TEST(DecisionTest, AnEntrysMetadataGoesOverItsRoutes) {
  using record::Struct;
  using record::Value;
  Route route = Weighted({{"a", 1}, {"b", 1}});
  auto& action = absl::get<RouteAction>(route.action);
  action.metadata_match = std::make_shared<Struct>(Struct{{"v", Value("2")}, {"s", Value("x")}});
  absl::get<WeightedClusters>(action.cluster_specifier).clusters[1].metadata_match =
      std::make_shared<Struct>(Struct{{"v", Value("1")}});
  const auto table = test::Table(test::Routes({std::move(route)}));
  const RoutingWorld world;
  EXPECT_EQ(world.Find(*table, 0).metadata_match()->at("v"), Value("2"));
  EXPECT_EQ(world.Find(*table, 1).metadata_match()->at("v"), Value("1"));
  EXPECT_EQ(world.Find(*table, 1).metadata_match()->at("s"), Value("x"));
}

TEST(DecisionTest, TlsIsRequiredBeforeRoutesAreLookedUp) {
  VirtualHost all = test::Host("all", {"all.com"}, {To("a", Path("/a"))});
  all.require_tls = RequireTls::kAll;
  VirtualHost external = test::Host("external", {"external.com"});
  external.require_tls = RequireTls::kExternalOnly;
  const auto table = test::Table(test::Configuration({std::move(all), std::move(external)}));
  const auto target = [&](const char* host, const char* proto, const char* internal) {
    RoutingWorld world("/x?y", host);
    if (proto != nullptr) world.head.headers.Add(http::HeaderId::kXForwardedProto, proto);
    if (internal != nullptr) world.head.headers.Add(http::HeaderId::kXEnvoyInternal, internal);
    return world.Target(*table);
  };
  EXPECT_EQ(target("all.com", nullptr, nullptr), "tls");
  EXPECT_EQ(target("all.com", "http", "true"), "tls");
  EXPECT_EQ(target("all.com", "https", nullptr), "404");
  EXPECT_EQ(target("external.com", "http", nullptr), "tls");
  EXPECT_EQ(target("external.com", "http", "true"), "external");
  EXPECT_EQ(target("external.com", "https", nullptr), "external");
}

TEST(DecisionTest, LevelsServeWhatTheRouteDoesNotSay) {
  VirtualHost host = test::Host("v", {"*"}, {To("own", Path("/own")), To("none", Prefix("/"))});
  host.retry_policy = policy::RetryPolicy{};
  host.retry_policy->num_retries = 5;
  absl::get<RouteAction>(host.routes[0].action).retry_policy = policy::RetryPolicy{};
  host.per_request_buffer_limit_bytes = 7;
  host.routes[0].per_request_buffer_limit_bytes = 9;
  RouteConfiguration configuration = test::Configuration({std::move(host)});
  configuration.request_mirror_policies.emplace_back();
  const auto table = test::Table(std::move(configuration));
  const RouteDecision own = RoutingWorld("/own").Find(*table);
  const RouteDecision none = RoutingWorld("/").Find(*table);
  EXPECT_EQ(own.retry_policy()->num_retries, 1u);
  EXPECT_EQ(none.retry_policy()->num_retries, 5u);
  EXPECT_EQ(*own.per_request_buffer_limit_bytes(), 9u);
  EXPECT_EQ(*none.per_request_buffer_limit_bytes(), 7u);
  EXPECT_EQ(none.request_mirror_policies().size(), 1u);
  EXPECT_EQ(none.hedge_policy(), nullptr);
}

TEST(DecisionTest, TheMostSpecificFilterConfigWinsAndAllCanBeRead) {
  FilterNames names;
  const FilterId fault = names.Intern("fault");
  const FilterId other = names.Intern("other");
  EXPECT_EQ(names.Intern("fault"), fault);
  const auto config = [](int value) { return FilterConfig{std::make_shared<int>(value), false}; };
  VirtualHost host = test::Host("v", {"*"}, {To("own", Path("/own")), To("none", Prefix("/"))});
  host.typed_per_filter_config.Set(fault, config(1));
  host.routes[0].typed_per_filter_config.Set(fault, config(2));
  host.routes[0].typed_per_filter_config.Set(other, {nullptr, true});
  const auto table = test::Table(test::Configuration({std::move(host)}));
  const auto value = [](const FilterConfig* found) {
    return *static_cast<const int*>(found->config.get());
  };
  const RouteDecision own = RoutingWorld("/own").Find(*table);
  EXPECT_EQ(value(own.MostSpecific(fault)), 2);
  EXPECT_EQ(own.AllLevels(fault).count, 2u);
  EXPECT_EQ(value(*own.AllLevels(fault).begin()), 1);
  EXPECT_TRUE(own.MostSpecific(other)->disabled);
  const RouteDecision none = RoutingWorld("/").Find(*table);
  EXPECT_EQ(value(none.MostSpecific(fault)), 1);
  EXPECT_EQ(none.MostSpecific(other), nullptr);
}

TEST(DecisionTest, TheFirstVirtualClusterCounts) {
  VirtualHost host = test::Host("v", {"*"});
  const auto path = [](const char* prefix) {
    return matching::HeaderMatcher({":path", matching::StringMatcher::Prefix(prefix)});
  };
  host.virtual_clusters = {{"users", {path("/u")}}, {"all", {path("/")}}};
  const auto table = test::Table(test::Configuration({std::move(host)}));
  const auto name = [&](const char* path) {
    const RoutingWorld world(path);
    const VirtualCluster* const found = world.Find(*table).FindVirtualCluster(world.head);
    return found == nullptr ? "" : found->name;
  };
  EXPECT_EQ(name("/u/1"), "users");
  EXPECT_EQ(name("/x"), "all");
  EXPECT_EQ(name("*"), "");
}

}  // namespace
}  // namespace nuncio::routing
