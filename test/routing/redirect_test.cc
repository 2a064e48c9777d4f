// Checks RedirectUrl and TlsRedirectUrl of source/routing: where a redirect leads.

#include <string>

#include "gtest/gtest.h"
#include "test/routing/routing_world.h"

namespace nuncio::routing {
namespace {

using test::Prefix;
using test::RoutingWorld;

std::string Location(RedirectAction action, const char* path, const char* host = "a.com",
                     RouteMatch match = Prefix("/")) {
  Route route;
  route.match = std::move(match);
  route.action = std::move(action);
  const RoutingWorld world(path, host);
  return RedirectUrl(route, world.head, format::Input(world.record));
}

TEST(RedirectTest, SchemeHostPortAndPath) {
  EXPECT_EQ(Location({}, "/"), "http://a.com/");
  EXPECT_EQ(Location({.https_redirect = true}, "/x?b=c"), "https://a.com/x?b=c");
  EXPECT_EQ(Location({.https_redirect = true}, "/x", "a.com:81"), "https://a.com:81/x");
  EXPECT_EQ(Location({.scheme_redirect = "ftp"}, "/s"), "ftp://a.com/s");
  EXPECT_EQ(Location({.host_redirect = "new.com"}, "/h?y=1", "a.com:81"), "http://new.com/h?y=1");
  EXPECT_EQ(Location({.port_redirect = 8443}, "/p", "a.com:81"), "http://a.com:8443/p");
  EXPECT_EQ(Location({.path_redirect = "/other"}, "/p?q=1", "a.com:81"),
            "http://a.com:81/other?q=1");
  EXPECT_EQ(Location({.https_redirect = true, .port_redirect = 443}, "/"), "https://a.com:443/");
  EXPECT_EQ(Location({.scheme_redirect = "https",
                      .host_redirect = "n.com",
                      .port_redirect = 444,
                      .path_redirect = "/p?x=y"},
                     "/all/x?q=1"),
            "https://n.com:444/p?x=y");
}

TEST(RedirectTest, OnlyTheOldSchemesOwnPortLeavesWithIt) {
  const struct {
    const char* host;
    const char* location;
  } kCases[] = {{"a.com:80", "https://a.com/s"},
                {"a.com:443", "https://a.com:443/s"},
                {"a.com:8080", "https://a.com:8080/s"},
                {"[::1]:80", "https://[::1]/s"},
                {"[::1]", "https://[::1]/s"}};
  for (const auto& test : kCases) {
    EXPECT_EQ(Location({.https_redirect = true}, "/s", test.host), test.location);
  }
  EXPECT_EQ(Location({.port_redirect = 8443}, "/p", "[::1]:80"), "http://[::1]:8443/p");
  EXPECT_EQ(Location({.host_redirect = "[::2]", .port_redirect = 99}, "/i", "a.com:80"),
            "http://[::2]:99/i");
}

TEST(RedirectTest, AQueryOfItsOwnWinsAndStays) {
  const auto path = [](const char* to, const char* path, bool strip = false) {
    return Location({.path_redirect = to, .strip_query = strip}, path).substr(12);
  };
  EXPECT_EQ(path("/b", "/x?q=1"), "/b?q=1");
  EXPECT_EQ(path("/b", "/x?"), "/b?");
  EXPECT_EQ(path("/o?k=1", "/x?q=1"), "/o?k=1");
  EXPECT_EQ(path("/m?", "/x?q=1"), "/m?");
  EXPECT_EQ(path("/f#top", "/x?q=1"), "/f#top?q=1");
  EXPECT_EQ(path("/s?k=1", "/x?q=1", true), "/s?k=1");
  EXPECT_EQ(path("rel", "/x?q=1"), "/rel?q=1");
  EXPECT_EQ(Location({.host_redirect = "n.com", .strip_query = true}, "/strip/x?q=1"),
            "http://n.com/strip/x");
}

TEST(RedirectTest, RewritesKeepTheQuery) {
  const auto prefix = [](const char* to, const char* path, RouteMatch match, bool strip = false) {
    return Location({.path_rewrite = policy::PrefixRewrite{to}, .strip_query = strip}, path,
                    "a.com", std::move(match))
        .substr(12);
  };
  EXPECT_EQ(prefix("/new/", "/old/a?b=c", Prefix("/old/")), "/new/a?b=c");
  EXPECT_EQ(prefix("/e", "/exact?q", test::Path("/exact")), "/e?q");
  EXPECT_EQ(prefix("/n?a=1", "/q/1?z=2", Prefix("/q")), "/n?a=1/1?z=2");
  EXPECT_EQ(prefix("/s", "/strip/a?b", Prefix("/strip"), true), "/s/a");
  EXPECT_EQ(prefix("/y", "/xxx?y", test::Regex("/x+")), "/y?y");
  const matching::RegexSubstitution swap{*matching::Regex::Parse("^/re/(.)(.*)"), "/\\2/\\1"};
  EXPECT_EQ(Location({.path_rewrite = swap}, "/re/ab?c=d"), "http://a.com/b/a?c=d");
}

// The host ends where the path begins, whatever the client wrote.
TEST(RedirectTest, NoPathReachesIntoTheHost) {
  const matching::RegexSubstitution rest{*matching::Regex::Parse("^/r/(.*)$"), "\\1"};
  const struct {
    const char* path;
    const char* location;
  } kCases[] = {{"/r/.evil.com/", "http://bank.example/.evil.com/"},
                {"/r/@evil.com/", "http://bank.example/@evil.com/"},
                {"/r/:81/", "http://bank.example/:81/"},
                {"/r/x?q", "http://bank.example/x?q"},
                {"/r//x", "http://bank.example/x"},
                {"/r/", "http://bank.example/r/"},
                {"/r/?q", "http://bank.example/r/?q"}};
  for (const auto& test : kCases) {
    EXPECT_EQ(Location({.host_redirect = "bank.example", .path_rewrite = rest}, test.path),
              test.location);
  }
  EXPECT_EQ(Location({.path_rewrite = policy::PrefixRewrite{"x/"}}, "/p/y", "h", Prefix("/p/")),
            "http://h/x/y");
  EXPECT_EQ(Location({.path_rewrite = rest, .strip_query = true}, "/r/?q"), "http://a.com/r/");
}

TEST(RedirectTest, ToTls) {
  EXPECT_EQ(TlsRedirectUrl(RoutingWorld("/x?y", "all.com:81").head), "https://all.com:81/x?y");
}

}  // namespace
}  // namespace nuncio::routing
