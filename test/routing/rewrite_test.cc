// Checks what a route's decision makes of the request that upstream sees, and of the response.

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "test/routing/routing_world.h"

namespace nuncio::routing {
namespace {

using policy::AppendAction;
using test::Prefix;
using test::RoutingWorld;

using Texts = std::vector<std::string>;

Texts Values(const http::HeaderList& headers, absl::string_view name) {
  Texts values;
  headers.ForEachValue(name, [&](absl::string_view value) { values.emplace_back(value); });
  return values;
}

format::Formatter Format(const char* text) {
  format::FormatOptions options;
  options.absent = "";
  return *format::Formatter::Parse(text, options);
}

// What upstream sees of a request that takes a route with this action.
struct Seen {
  std::string host;
  std::string path;
  Texts forwarded_host;
  Texts original_host;
  Texts original_path;
};

Seen Send(RouteAction action, const char* path, const char* host = "old.com",
          RouteMatch match = Prefix("/"), std::pair<const char*, const char*> header = {}) {
  Route route;
  route.match = std::move(match);
  action.cluster_specifier = SingleCluster{"a"};
  route.action = std::move(action);
  const auto table = test::Table(test::Routes({std::move(route)}));
  RoutingWorld world(path, host);
  if (header.first != nullptr) world.head.headers.Add(header.first, header.second);
  RewriteRequest(world.Find(*table), format::Input(world.record), world.head);
  return {std::string(world.head.authority), std::string(world.head.path),
          Values(world.head.headers, "x-forwarded-host"),
          Values(world.head.headers, "x-envoy-original-host"),
          Values(world.head.headers, "x-envoy-original-path")};
}

TEST(RewriteTest, APrefixIsSwappedAndTheOldPathTold) {
  const auto rewrite = [](const char* to, const char* path, RouteMatch match) {
    RouteAction action;
    action.path_rewrite = policy::PrefixRewrite{to};
    return Send(std::move(action), path, "h", std::move(match));
  };
  const Seen cut = rewrite("/", "/cut/x/y?z=1", Prefix("/cut/"));
  EXPECT_EQ(cut.path, "/x/y?z=1");
  EXPECT_EQ(cut.original_path, Texts{"/cut/x/y?z=1"});
  EXPECT_EQ(rewrite("/", "/slash/x", Prefix("/slash")).path, "//x");
  EXPECT_EQ(rewrite("/e", "/exact?q=1", test::Path("/exact")).path, "/e?q=1");
  EXPECT_EQ(rewrite("/s", "/sep/x", test::Separated("/sep")).path, "/s/x");
  EXPECT_EQ(rewrite("/whole", "/re/abc?q", test::Regex("/re/[a-z]+")).path, "/whole?q");
  EXPECT_EQ(rewrite("/same", "/same/1", Prefix("/same")).original_path, Texts{"/same/1"});
}

TEST(RewriteTest, WithoutARewriteNothingIsTold) {
  const Seen seen = Send({}, "/p", "h", Prefix("/"), {"x-envoy-original-path", "/forged"});
  EXPECT_EQ(seen.original_path, Texts{"/forged"});
  EXPECT_EQ(seen.original_host, Texts{});
}

TEST(RewriteTest, RegexAndFormatPaths) {
  RouteAction regex;
  regex.path_rewrite = matching::RegexSubstitution{
      *matching::Regex::Parse("^/swap/([^/]+)/([^/]+)(.*)$"), "/\\2/\\1\\3"};
  EXPECT_EQ(Send(regex, "/swap/a/b/c?d=e/f").path, "/b/a/c?d=e/f");
  EXPECT_EQ(Send(regex, "/swap/a").original_path, Texts{"/swap/a"});
  RouteAction format;
  format.path_rewrite = policy::FormatRewrite{Format("/by/%REQ(x-to)%%PATH(NQ)%")};
  EXPECT_EQ(Send(format, "/h/a?q=1", "h", Prefix("/"), {"x-to", "there"}).path,
            "/by/there/h/a?q=1");
}

// What upstream reads first on the request line says which host is asked: only a path may stand
// there where the client has a say in it.
TEST(RewriteTest, WhatTheClientWroteStaysAPath) {
  RouteAction action;
  action.path_rewrite = matching::RegexSubstitution{*matching::Regex::Parse("^/rx/(.*)$"), "\\1"};
  const struct {
    const char* path;
    const char* rewritten;
    bool told;
  } kCases[] = {{"/rx/a?q", "/a?q", true}, {"/rx/http://evil/x", "/http://evil/x", true},
                {"/rx/*", "/*", true},     {"/rx//evil", "/evil", true},
                {"/rx/", "/rx/", false},   {"/rx/?q=1", "/rx/?q=1", false}};
  for (const auto& test : kCases) {
    const Seen seen = Send(action, test.path);
    EXPECT_EQ(seen.path, test.rewritten) << test.path;
    EXPECT_EQ(seen.original_path, test.told ? Texts{test.path} : Texts{}) << test.path;
  }
}

TEST(RewriteTest, HostsFromLiteralsHeadersPathsAndFormats) {
  RouteAction action;
  action.host_rewrite = HostRewriteLiteral{"Lit.com:81"};
  EXPECT_EQ(Send(action, "/").host, "Lit.com:81");
  EXPECT_EQ(Send(action, "/").original_host, Texts{"old.com"});
  EXPECT_EQ(Send(action, "/").forwarded_host, Texts{});
  action.host_rewrite = HostRewriteHeader{"x-host"};
  EXPECT_EQ(Send(action, "/", "old.com", Prefix("/"), {"x-host", "from.header"}).host,
            "from.header");
  EXPECT_EQ(Send(action, "/").host, "old.com");
  EXPECT_EQ(Send(action, "/", "old.com", Prefix("/"), {"x-host", ""}).host, "old.com");
  EXPECT_EQ(Send(action, "/", "old.com", Prefix("/"), {"x-host", "a b/c"}).host, "old.com");
  action.host_rewrite =
      matching::RegexSubstitution{*matching::Regex::Parse("^/regex/([^/]+)/.*"), "\\1.svc"};
  EXPECT_EQ(Send(action, "/regex/u1/y?z").host, "u1.svc");
  EXPECT_EQ(Send(action, "/regex/u1").host, "/regex/u1");
  action.host_rewrite = HostRewriteFormat{Format("%REQ(x-host)%.fmt")};
  EXPECT_EQ(Send(action, "/", "old.com", Prefix("/"), {"x-host", "a"}).host, "a.fmt");
  action.host_rewrite = AutoHostRewrite{};
  EXPECT_EQ(Send(action, "/").host, "old.com");
}

TEST(RewriteTest, TheOldHostIsForwardedWhereAsked) {
  RouteAction action;
  action.append_x_forwarded_host = true;
  EXPECT_EQ(Send(action, "/").forwarded_host, Texts{});
  action.host_rewrite = HostRewriteLiteral{"new.com"};
  EXPECT_EQ(Send(action, "/").forwarded_host, Texts{"old.com"});
  const auto with = [&](const char* list) {
    return Send(action, "/", "old.com", Prefix("/"), {"x-forwarded-host", list}).forwarded_host;
  };
  EXPECT_EQ(with("first.com"), Texts{"first.com,old.com"});
  EXPECT_EQ(with("old.com"), Texts{"old.com"});
  EXPECT_EQ(with("a, old.com"), Texts{"a, old.com"});
  EXPECT_EQ(with("old.com, a"), Texts{"old.com, a,old.com"});
}

HeaderMutations Level(const char* name) {
  const auto rules = [&](const char* all, const char* over, const char* first) {
    return *policy::HeaderRules::Create(
        {{all, Format(name)},
         {over, Format(name), AppendAction::kOverwriteIfExistsOrAdd},
         {first, Format(name), AppendAction::kAddIfAbsent}},
        {});
  };
  return {rules("x-all", "x-over", "x-first"), rules("y-all", "y-over", "y-first")};
}

RouteConfiguration FourLevels(bool most_specific_wins) {
  ClusterWeight entry;
  entry.name = "a";
  entry.weight = 1;
  entry.headers = Level("weighted");
  entry.host_rewrite_literal = "w.com";
  WeightedClusters weighted;
  weighted.clusters.push_back(std::move(entry));
  RouteAction action;
  action.cluster_specifier = std::move(weighted);
  Route route;
  route.match = Prefix("/");
  route.action = std::move(action);
  route.headers = Level("route");
  VirtualHost host = test::Host("v", {"*"}, {std::move(route)});
  host.headers = Level("vhost");
  RouteConfiguration configuration = test::Configuration({std::move(host)});
  configuration.headers = Level("config");
  configuration.most_specific_header_mutations_wins = most_specific_wins;
  return configuration;
}

TEST(RewriteTest, HeaderLevelsInTheirOrder) {
  const struct {
    bool most_specific_wins;
    Texts all;
    Texts over;
  } kCases[] = {{false, {"weighted", "route", "vhost", "config"}, {"config"}},
                {true, {"weighted", "config", "vhost", "route"}, {"route"}}};
  for (const auto& test : kCases) {
    const auto table = test::Table(FourLevels(test.most_specific_wins));
    RoutingWorld world;
    const RouteDecision decision = world.Find(*table);
    RewriteRequest(decision, format::Input(world.record), world.head);
    EXPECT_EQ(world.head.authority, "w.com");
    EXPECT_EQ(Values(world.head.headers, "x-all"), test.all);
    EXPECT_EQ(Values(world.head.headers, "x-over"), test.over);
    EXPECT_EQ(Values(world.head.headers, "x-first"), Texts{"weighted"});
    http::ResponseHead response(world.arena);
    RewriteResponse(decision, format::Input(world.record), response);
    EXPECT_EQ(Values(response.headers, "y-all"), test.all);
    EXPECT_EQ(Values(response.headers, "y-over"), test.over);
    EXPECT_EQ(Values(response.headers, "y-first"), Texts{"weighted"});
  }
}

TEST(RewriteTest, WithoutARouteTheResponseStaysAsItIs) {
  const auto table = test::Table(FourLevels(false));
  RoutingWorld world;
  RouteDecision decision = world.Find(*table);
  decision.route = nullptr;
  http::ResponseHead response(world.arena);
  RewriteResponse(decision, format::Input(world.record), response);
  EXPECT_TRUE(response.headers.empty());
}

TEST(RewriteTest, RequestFormatsSeeThePathBeforeItsRewrite) {
  Route route = test::To("a", Prefix("/old"));
  absl::get<RouteAction>(route.action).path_rewrite = policy::PrefixRewrite{"/new"};
  route.headers.request = *policy::HeaderRules::Create({{"x-path", Format("%REQ(:path)%")}}, {});
  route.headers.response = *policy::HeaderRules::Create({{"y-path", Format("%REQ(:path)%")}}, {});
  const auto table = test::Table(test::Routes({std::move(route)}));
  RoutingWorld world("/old/1");
  const RouteDecision decision = world.Find(*table);
  RewriteRequest(decision, format::Input(world.record), world.head);
  EXPECT_EQ(Values(world.head.headers, "x-path"), Texts{"/old/1"});
  http::ResponseHead response(world.arena);
  RewriteResponse(decision, format::Input(world.record), response);
  EXPECT_EQ(Values(response.headers, "y-path"), Texts{"/new/1"});
}

}  // namespace
}  // namespace nuncio::routing
