// Checks source/routing/domain_index.h through a table: which virtual host a request belongs to.

#include <map>
#include <string>

#include "gtest/gtest.h"
#include "test/routing/routing_world.h"

namespace nuncio::routing {
namespace {

using test::Configuration;
using test::Host;
using Answers = std::map<std::string, std::string>;

void Expect(const RouteTable& table, const Answers& answers) {
  for (const auto& [host, cluster] : answers) {
    EXPECT_EQ(test::RoutingWorld("/", host.c_str()).Target(table), cluster) << host;
  }
}

TEST(DomainsTest, ExactBeatsSuffixBeatsPrefixBeatsAny) {
  Expect(
      *test::Table(Configuration({Host("any", {"*"}), Host("prefix", {"www.*"}),
                                  Host("suffix", {"*.foo.com"}), Host("exact", {"www.foo.com"})})),
      {{"www.foo.com", "exact"},
       {"a.foo.com", "suffix"},
       {"www.bar.com", "prefix"},
       {"www.x.foo.com", "suffix"},
       {"foo.com", "any"},
       {"other", "any"},
       {"a.b.c.foo.com", "suffix"}});
}

TEST(DomainsTest, TheLongestWildcardWinsWhateverTheOrder) {
  Expect(*test::Table(Configuration({Host("com", {"*.com"}), Host("foo", {"*.foo.com"}),
                                     Host("dash", {"*-bar.foo.com"}), Host("p1", {"foo.*"}),
                                     Host("p2", {"foo.bar.*"}), Host("p3", {"foo-*"})})),
         {{"x.com", "com"},
          {"x.foo.com", "foo"},
          {"x-bar.foo.com", "dash"},
          {"foo.org", "p1"},
          {"foo.bar.org", "p2"},
          {"foo-x.org", "p3"},
          {"foo.com", "com"},
          {"none.org", "404"},
          {"foo.bar.com", "com"}});
}

TEST(DomainsTest, AWildcardStandsForAtLeastOneCharacter) {
  Expect(*test::Table(Configuration({Host("suffix", {"*.foo.com"}), Host("prefix", {"foo.*"})})),
         {{".foo.com", "404"},
          {"a.foo.com", "suffix"},
          {"foo.", "404"},
          {"foo.a", "prefix"},
          {"foo.com", "prefix"},
          {"afoo.com", "404"},
          {"", "404"}});
}

TEST(DomainsTest, CaseIsIgnoredAndPortsCount) {
  Expect(
      *test::Table(Configuration({Host("exact", {"www.Foo.com"}), Host("suffix", {"*.BAR.com"}),
                                  Host("port", {"foo.com:8080"}), Host("any port", {"b.com:*"})})),
      {{"WWW.FOO.COM", "exact"},
       {"X.Bar.COM", "suffix"},
       {"foo.com:8080", "port"},
       {"foo.com:80", "404"},
       {"b.com:1", "any port"},
       {"b.com", "404"}});
}

TEST(DomainsTest, OnlyAStarAtOneEndIsAWildcard) {
  Expect(*test::Table(Configuration({Host("middle", {"a.*.com"}), Host("front", {"*.b.*"}),
                                     Host("end", {"*end"}), Host("start", {"start*"}),
                                     Host("two", {"**"})})),
         {{"a.x.com", "404"},
          {"a.*.com", "middle"},
          {"x.b.y", "404"},
          {"x.b.*", "front"},
          {"weekend", "end"},
          {"end", "404"},
          {"started", "start"},
          {"x*", "two"},
          {"*", "404"},
          {"**", "two"}});
}

TEST(DomainsTest, PortsMayBeLeftOutOfTheSearch) {
  RouteConfiguration configuration = Configuration(
      {Host("bare", {"foo.com"}), Host("with port", {"bar.com:8080"}), Host("six", {"[::1]"})});
  configuration.ignore_port_in_host_matching = true;
  Expect(*test::Table(std::move(configuration)), {{"foo.com", "bare"},
                                                  {"foo.com:8080", "bare"},
                                                  {"foo.com:x", "bare"},
                                                  {"bar.com:8080", "404"},
                                                  {"[::1]:80", "six"},
                                                  {"[::1]", "six"}});
}

TEST(DomainsTest, AHeaderMayChooseInsteadOfTheHost) {
  RouteConfiguration configuration =
      Configuration({Host("a", {"a.com"}), Host("wild", {"*.b.com"}), Host("any", {"*"})});
  configuration.vhost_header = "x-site";
  const auto table = test::Table(std::move(configuration));
  const auto target = [&](const char* site) {
    test::RoutingWorld world("/", "a.com");
    if (site != nullptr) world.head.headers.Add("x-site", site);
    return world.Target(*table);
  };
  EXPECT_EQ(target("x.b.com"), "wild");
  EXPECT_EQ(target("A.com"), "a");
  EXPECT_EQ(target("none"), "any");
  EXPECT_EQ(target(nullptr), "404");
}

TEST(DomainsTest, ADomainStandsOnce) {
  const auto create = [](std::vector<VirtualHost> hosts) {
    return RouteTable::Create(Configuration(std::move(hosts))).status();
  };
  for (const auto& [first, second] : std::map<std::string, std::string>{
           {"a.com", "A.com"}, {"*", "*"}, {"*.a", "*.a"}, {"a.*", "a.*"}}) {
    const absl::Status status = create({Host("1", {"x", first}), Host("2", {second})});
    EXPECT_EQ(status.message(), "virtual_hosts[1].domains[0]: domain '" + second +
                                    "' stands in the route configuration twice");
  }
  EXPECT_FALSE(create({Host("1", {"a", "a"})}).ok());
  EXPECT_TRUE(
      create({Host("v", {"a.b"}), Host("v", {"*.b"}), Host("v", {"a.*"}), Host("v", {"*"})}).ok());
}

TEST(DomainsTest, ARequestStaysInItsVirtualHost) {
  const auto table = test::Table(Configuration(
      {Host("a", {"a.com"}, {test::To("only", test::Path("/only"))}), Host("any", {"*"})}));
  EXPECT_EQ(test::RoutingWorld("/only", "a.com").Target(*table), "only");
  EXPECT_EQ(test::RoutingWorld("/else", "a.com").Target(*table), "404");
  EXPECT_EQ(test::RoutingWorld("/else", "b.com").Target(*table), "any");
}

}  // namespace
}  // namespace nuncio::routing
