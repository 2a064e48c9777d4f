// Checks source/routing/route_match.h through a table: which route a request takes.

#include <map>
#include <string>

#include "gtest/gtest.h"
#include "test/routing/routing_world.h"

namespace nuncio::routing {
namespace {

using test::Path;
using test::Prefix;
using test::Regex;
using test::RoutingWorld;
using test::Separated;
using test::To;
using Answers = std::map<std::string, std::string>;

// The answers must not depend on how many routes there are.
void Expect(const std::vector<Route>& routes, const Answers& answers) {
  std::vector<Route> many = routes;
  for (int i = 0; i < 20; ++i) many.push_back(To("filler", Path("/filler")));
  for (const auto& table : {test::Table(test::Routes(routes)), test::Table(test::Routes(many))}) {
    for (const auto& [path, cluster] : answers) {
      EXPECT_EQ(RoutingWorld(path.c_str()).Target(*table), cluster) << path;
    }
  }
}

RouteMatch AnyCase(RouteMatch match) {
  match.case_sensitive = false;
  return match;
}

TEST(RouteMatchTest, TheFirstRouteThatMatchesWins) {
  Expect({To("short", Prefix("/a")), To("long", Prefix("/a/b")), To("exact", Path("/x")),
          To("x", Prefix("/x"))},
         {{"/a", "short"},
          {"/a/b", "short"},
          {"/ab", "short"},
          {"/x", "exact"},
          {"/x/", "x"},
          {"/xy", "x"},
          {"/", "404"},
          {"/A", "404"}});
}

TEST(RouteMatchTest, APathIsTheWholePathWithoutItsQuery) {
  Expect({To("exact", Path("/a/b")), To("slash", Path("/a/b/"))}, {{"/a/b", "exact"},
                                                                   {"/a/b?x=1", "exact"},
                                                                   {"/a/b?", "exact"},
                                                                   {"/a/b/", "slash"},
                                                                   {"/a/b/?", "slash"},
                                                                   {"/a/b/c", "404"},
                                                                   {"/A/b", "404"},
                                                                   {"//a/b", "404"}});
}

TEST(RouteMatchTest, APrefixIsComparedByteByByte) {
  Expect({To("q", Prefix("/q?")), To("api", Prefix("/api")), To("dir", Prefix("/dir/"))},
         {{"/api", "api"},
          {"/apix", "api"},
          {"/api/x", "api"},
          {"/api?x", "api"},
          {"/dir", "404"},
          {"/dir/", "dir"},
          {"/dir/x", "dir"},
          {"/q?a", "404"},
          {"/q", "404"},
          {"/ap", "404"}});
}

TEST(RouteMatchTest, ASeparatedPrefixEndsAtASegment) {
  Expect({To("api", Separated("/api/v1")), To("case", AnyCase(Separated("/Case")))},
         {{"/api/v1", "api"},
          {"/api/v1/", "api"},
          {"/api/v1/x", "api"},
          {"/api/v1x", "404"},
          {"/api/v1?x=1", "api"},
          {"/api", "404"},
          {"/API/v1", "404"},
          {"/case", "case"},
          {"/CASE/x", "case"},
          {"/casex", "404"},
          {"/api/v1//x", "api"},
          {"/api/v1%2Fx", "404"}});
}

TEST(RouteMatchTest, AnyCaseLoosensPrefixAndPath) {
  Expect({To("prefix", AnyCase(Prefix("/Pre"))), To("path", AnyCase(Path("/Path"))),
          To("strict", Path("/Strict")), To("regex", AnyCase(Regex("/Reg.*")))},
         {{"/pre/x", "prefix"},
          {"/PREX", "prefix"},
          {"/path", "path"},
          {"/PATH?Q", "path"},
          {"/path/", "404"},
          {"/Strict", "strict"},
          {"/strict", "404"},
          {"/Regex", "regex"},
          {"/regex", "404"}});
}

TEST(RouteMatchTest, ARegexMatchesTheWholePath) {
  Expect({To("id", Regex("/user/[0-9]+")), To("any", Regex("/any/.*")), To("alt", Regex("/(a|b)"))},
         {{"/user/12", "id"},
          {"/user/12?x", "id"},
          {"/user/", "404"},
          {"/user/12/x", "404"},
          {"/any/x/y?z", "any"},
          {"/any", "404"},
          {"/a", "alt"},
          {"/ab", "404"}});
}

TEST(RouteMatchTest, PathParametersMayBeIgnored) {
  RouteConfiguration configuration =
      test::Routes({To("exact", Path("/x")), To("regex", Regex("/r/[a-z]+"))});
  configuration.ignore_path_parameters_in_path_matching = true;
  const auto table = test::Table(std::move(configuration));
  EXPECT_EQ(RoutingWorld("/x;a=1?b").Target(*table), "exact");
  EXPECT_EQ(RoutingWorld("/x;a/y").Target(*table), "404");
  EXPECT_EQ(RoutingWorld("/r/ab;1/cd").Target(*table), "404");
  EXPECT_EQ(RoutingWorld("/r/ab;v=1").Target(*table), "regex");
}

TEST(RouteMatchTest, OnlyAConnectMatcherTakesConnect) {
  const auto table =
      test::Table(test::Routes({To("all", Prefix("")), To("connect", {MatchConnect{}})}));
  RoutingWorld world("", "t.com:443");
  world.head.method = "CONNECT";
  world.head.kind = http::RequestKind::kConnect;
  EXPECT_EQ(world.Target(*table), "connect");
  EXPECT_EQ(RoutingWorld("/").Target(*table), "all");
}

TEST(RouteMatchTest, EverythingMustHold) {
  RouteMatch all = Prefix("/p");
  all.headers.emplace_back(
      matching::HeaderMatcherOptions{":method", matching::StringMatcher::Exact("PUT")});
  all.query_parameters.push_back({"q", matching::StringMatcher::Exact("2")});
  all.cookies.push_back({"c", matching::StringMatcher::Exact("3")});
  all.runtime_fraction = matching::RuntimeFraction{{100, 100}, ""};
  const auto table = test::Table(test::Routes({To("all", all), To("else", Prefix("/"))}));
  const auto see = [&](const char* method, const char* path, const char* cookie) {
    RoutingWorld world(path);
    world.head.method = method;
    world.head.headers.Add(http::HeaderId::kCookie, cookie);
    return world.Target(*table);
  };
  EXPECT_EQ(see("PUT", "/p?q=2", "c=3"), "all");
  EXPECT_EQ(see("PUT", "/p/x?z&q=2", "b=1; c=3"), "all");
  EXPECT_EQ(see("GET", "/p?q=2", "c=3"), "else");
  EXPECT_EQ(see("PUT", "/o?q=2", "c=3"), "else");
  EXPECT_EQ(see("PUT", "/p?q=1", "c=3"), "else");
  EXPECT_EQ(see("PUT", "/p?q=2", "d=3"), "else");
}

TEST(RouteMatchTest, GrpcTakesGrpcContentTypesOnly) {
  RouteMatch grpc = Prefix("/");
  grpc.grpc = true;
  const auto table = test::Table(test::Routes({To("grpc", grpc), To("plain", Prefix("/"))}));
  for (const auto& [type, target] : Answers{{"application/grpc", "grpc"},
                                            {"application/grpc+proto", "grpc"},
                                            {"application/grpc-web", "plain"},
                                            {"application/grpcx", "plain"},
                                            {"application/grpc; charset=x", "plain"},
                                            {"", "plain"}}) {
    RoutingWorld world;
    world.head.headers.Add(http::HeaderId::kContentType, world.arena.Copy(type));
    EXPECT_EQ(world.Target(*table), target) << type;
  }
}

TEST(RouteMatchTest, WhatFiltersLeft) {
  RouteMatch gold = Prefix("/");
  gold.dynamic_metadata.push_back({"m", {"tier"}, {matching::StringMatcher::Exact("gold")}});
  RouteMatch vip = Prefix("/");
  vip.filter_state.push_back({"who", matching::StringMatcher::Prefix("vip")});
  const auto table =
      test::Table(test::Routes({To("gold", gold), To("vip", vip), To("else", Prefix("/"))}));
  RoutingWorld world;
  EXPECT_EQ(world.Target(*table), "else");
  world.record.MutableFilterState().Set("who", std::make_shared<record::TextObject>("vip1"));
  EXPECT_EQ(world.Target(*table), "vip");
  world.record.MutableDynamicMetadata().Merge("m", {{"tier", record::Value("gold")}});
  EXPECT_EQ(world.Target(*table), "gold");
}

TEST(RouteMatchTest, ClientCertificates) {
  RouteMatch presented = Prefix("/");
  presented.tls_presented = true;
  RouteMatch not_validated = Prefix("/");
  not_validated.tls_validated = false;
  const auto table = test::Table(test::Routes(
      {To("presented", presented), To("not validated", not_validated), To("else", Prefix("/"))}));
  RoutingWorld world;
  EXPECT_EQ(world.Target(*table), "not validated");
  auto tls = std::make_shared<record::TlsRecord>();
  tls->peer_validated = true;
  world.connection.tls = tls;
  EXPECT_EQ(world.Target(*table), "else");
  tls->peer_presented = true;
  EXPECT_EQ(world.Target(*table), "presented");
}

TEST(RouteMatchTest, ARuntimeFractionFollowsTheRequestsRandomNumber) {
  RouteMatch half = Prefix("/");
  half.runtime_fraction = matching::RuntimeFraction{{50, 100}, "key"};
  const auto table = test::Table(test::Routes({To("half", half), To("else", Prefix("/"))}));
  RoutingWorld world;
  EXPECT_EQ(world.Target(*table, 149), "half");
  EXPECT_EQ(world.Target(*table, 150), "else");
  runtime::Values values;
  values.entries["key"].number = 0;
  world.runtime = &values;
  EXPECT_EQ(world.Target(*table, 0), "else");
}

TEST(RouteMatchTest, AThousandRoutesKeepTheirOrder) {
  std::vector<Route> routes;
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i) names.push_back("/p" + std::to_string(i));
  for (int i = 0; i < 1000; ++i) {
    routes.push_back(
        To(names[i].c_str(), i % 2 ? Path(names[i].c_str()) : Prefix(names[i].c_str())));
  }
  routes.push_back(To("rest", Prefix("/")));
  routes.push_back(To("never", Path("/late")));
  const auto table = test::Table(test::Routes(std::move(routes)));
  EXPECT_EQ(RoutingWorld("/p0").Target(*table), "/p0");
  EXPECT_EQ(RoutingWorld("/p999").Target(*table), "/p999");
  EXPECT_EQ(RoutingWorld("/p998x").Target(*table), "/p998");
  EXPECT_EQ(RoutingWorld("/p20").Target(*table), "/p2");
  EXPECT_EQ(RoutingWorld("/p1000").Target(*table), "/p10");
  EXPECT_EQ(RoutingWorld("/p3x").Target(*table), "rest");
  EXPECT_EQ(RoutingWorld("/late").Target(*table), "rest");
}

TEST(RouteMatchTest, RefusesSeparatedPrefixesWithoutAnEnd) {
  for (const char* prefix : {"/", "/a/", "/a?b", "/a#b"}) {
    EXPECT_FALSE(RouteTable::Create(test::Routes({To("x", Separated(prefix))})).ok()) << prefix;
  }
}

}  // namespace
}  // namespace nuncio::routing
