// Authorities as text against their host and port.
#include "source/http/authority.h"

#include <string>

#include "gtest/gtest.h"

namespace nuncio::http {
namespace {

// "host" or "host|port"; "!" for what is none.
std::string Parsed(absl::string_view text) {
  Authority parts;
  if (!ParseAuthority(text, parts)) return "!";
  const std::string host(parts.host);
  return parts.has_port ? host + "|" + std::string(parts.port) : host;
}

TEST(AuthorityTest, HostsWithAndWithoutPorts) {
  const struct {
    const char* text;
    const char* parsed;
  } kCases[] = {
      {"h", "h"},
      {"h:80", "h|80"},
      {"h:", "h|"},
      {"h:x", "h|x"},
      {"a_b.c-d", "a_b.c-d"},
      {"a%20b", "a%20b"},
      {"", "!"},
      {":80", "!"},
      {"::1", "!"},
      {"[::1]", "[::1]"},
      {"[::1]:80", "[::1]|80"},
      {"[::ffff:1.2.3.4]", "[::ffff:1.2.3.4]"},
      {"[]", "!"},
      {"[::1", "!"},
      {"[::1]x", "!"},
      {"[g]", "!"},
      {"a[b", "!"},
      {"u@h", "!"},
      {"a,b", "!"},
      {"a b", "!"},
      {"a/b", "!"},
      {"a\\b", "!"},
      {"a?b", "!"},
      {"\xc3\xa9", "!"},
  };
  for (const auto& test : kCases) EXPECT_EQ(Parsed(test.text), test.parsed) << test.text;
}

TEST(AuthorityTest, Ports) {
  for (const char* good : {"1", "80", "080", "65535", "00001"}) EXPECT_TRUE(IsPort(good)) << good;
  for (const char* bad : {"", "0", "65536", "000001", "x", "+1", "-1", " 1", "1 "}) {
    EXPECT_FALSE(IsPort(bad)) << bad;
  }
}

TEST(AuthorityTest, UsersAndAnyText) {
  for (const char* user : {"", "u", "u:p", "a%40b", "a;b=c,d"})
    EXPECT_TRUE(IsUserText(user)) << user;
  for (const char* bad : {"a@b", "a\\b", "a[b", "a/b", "a b"}) EXPECT_FALSE(IsUserText(bad)) << bad;
  for (const char* text : {"", "u@h:80", "[::1]"}) EXPECT_TRUE(IsAuthorityText(text)) << text;
  for (const char* bad : {"a b", "a/b", "a#b", "a\"b", "a\\b"}) {
    EXPECT_FALSE(IsAuthorityText(bad)) << bad;
  }
}

}  // namespace
}  // namespace nuncio::http
