// Checks the small rules of source/proxy/http: paths, hosts, addresses of clients, ids, dates.

#include <set>
#include <string>

#include "gtest/gtest.h"
#include "source/base/arena.h"
#include "source/proxy/http/date.h"
#include "source/proxy/http/forwarded_for.h"
#include "source/proxy/http/path.h"
#include "source/proxy/http/referer.h"
#include "source/proxy/http/request_id.h"
#include "test/support/manual_random.h"

namespace nuncio::proxy {
namespace {

// "=" for unchanged, "!" for refused, ">…" for a redirect, else the new path.
std::string Cleaned(absl::string_view path, const HttpConnectionManagerOptions& options) {
  base::Arena arena;
  const PathResult result = CleanPath(path, options, arena);
  switch (result.outcome) {
    case PathOutcome::kUnchanged:
      return "=";
    case PathOutcome::kRefused:
      return "!";
    case PathOutcome::kRedirect:
      return ">" + std::string(result.path);
    case PathOutcome::kChanged:
      return std::string(result.path);
  }
  return "";
}

struct PathRow {
  const char* path;
  const char* cleaned;
};

TEST(CleanPathTest, NormalizePathResolvesDotsAndNeedlessEscapes) {
  HttpConnectionManagerOptions options;
  options.normalize_path = true;
  const PathRow rows[] = {
      {"/a/../b", "/b"},
      {"/a/./b", "/a/b"},
      {"/a/b/..", "/a/"},
      {"/../../x", "/x"},
      {"/a/%2e%2e/b", "/b"},
      {"/a//b", "="},
      {"/%41%7e", "/A~"},
      {"/a%2Fb", "="},
      {"/a%5cb", "="},
      {"/a\\b", "/a/b"},
      {"/a?x=../y", "="},
      {"/a/..;p=1/b", "/b"},
      {"/%zz", "="},
      {"/a%00b", "!"},
      {"/x%20y", "="},
      {"/.", "/"},
      {"/", "="},
      {"/a\"b", "/a%22b"},
      {"/a<b>c^d`e{f|g}h", "/a%3Cb%3Ec%5Ed%60e%7Bf%7Cg%7Dh"},
      {"/a!$&'()*+,;=:@[]b", "="},
      {"/?\"<>^`{|}[]'", "="},
      {"/x/../admin/y", "/admin/y"},
  };
  for (const PathRow& row : rows) EXPECT_EQ(Cleaned(row.path, options), row.cleaned) << row.path;
}

// Unescaping once must not leave what another reader unescapes to something else: dots, slashes, a
// NUL.
TEST(CleanPathTest, NoNewEscapeComesOutOfBrokenOnes) {
  HttpConnectionManagerOptions options;
  options.normalize_path = true;
  options.merge_slashes = true;
  options.path_with_escaped_slashes_action = PathWithEscapedSlashesAction::kRejectRequest;
  const PathRow rows[] = {
      {"/p/%2%65%2%65/admin", "/p/%252e%252e/admin"},
      {"/p/%%32%65/admin", "/p/%252e/admin"},
      {"/p/%%32e/admin", "/p/%252e/admin"},
      {"/p/..%2%66admin", "/p/..%252fadmin"},
      {"/p/x%5%63..%5%63admin", "/p/x%255c..%255cadmin"},
      {"/p/%%300", "/p/%2500"},
      {"/p/%%30%30", "/p/%2500"},
      {"/p/%%%32%65", "/p/%%252e"},
      {"/p/%%%%32%65%%32%66", "/p/%%%252e%252f"},
      {"/p/%25%32%65", "/p/%252e"},
      {"/p/%2%2565", "="},
      {"/p/%2/%65", "/p/%2/e"},
      {"/p/%2%7a", "/p/%2z"},
      {"/p/%2%3c", "="},
      {"/p/%2<c", "/p/%2%3Cc"},
      {"/%", "="},
      {"/%2", "="},
      {"/%%", "="},
      {"/%zz%2", "="},
  };
  for (const PathRow& row : rows) EXPECT_EQ(Cleaned(row.path, options), row.cleaned) << row.path;
}

TEST(CleanPathTest, MergeSlashesJoinsThemBeforeTheQuery) {
  HttpConnectionManagerOptions options;
  options.merge_slashes = true;
  const PathRow rows[] = {
      {"//a///b//", "/a/b/"}, {"/a//b?c//d", "/a/b?c//d"}, {"/a/..//b", "/a/../b"}, {"//", "="},
      {"////", "//"},         {"///?a//b", "//?a//b"},     {"/a%2f%2fb", "="}};
  for (const PathRow& row : rows) EXPECT_EQ(Cleaned(row.path, options), row.cleaned) << row.path;
}

TEST(CleanPathTest, EscapedSlashesAreWhatTheirActionSays) {
  using Action = PathWithEscapedSlashesAction;
  struct Row {
    Action action;
    const char* path;
    const char* cleaned;
  };
  const Row rows[] = {
      {Action::kKeepUnchanged, "/a%2Fb", "="},
      {Action::kRejectRequest, "/a%2Fb?q=%2f", "!"},
      {Action::kRejectRequest, "/a%5cb", "!"},
      {Action::kRejectRequest, "/a%252fb", "="},
      {Action::kRejectRequest, "/plain?%2f", "="},
      {Action::kUnescapeAndForward, "/a%2Fb?q=%2f", "/a/b?q=%2f"},
      {Action::kUnescapeAndForward, "/a%5Cb", "/a\\b"},
      {Action::kUnescapeAndRedirect, "/a%2fb", ">/a/b"},
      {Action::kUnescapeAndRedirect, "/plain", "="},
  };
  for (const Row& row : rows) {
    HttpConnectionManagerOptions options;
    options.path_with_escaped_slashes_action = row.action;
    EXPECT_EQ(Cleaned(row.path, options), row.cleaned) << row.path;
  }
}

// A location that begins with two slashes would be another host's, and browsers read "\\" as "/".
TEST(CleanPathTest, ARedirectNeverLeavesTheHost) {
  const struct {
    const char* path;
    const char* plain;
    const char* normalized;
    const char* merged;
  } rows[] = {
      {"/%2fevil.com/x", ">/.//evil.com/x", ">/.//evil.com/x", ">/evil.com/x"},
      {"/%5cevil.com", ">/./\\evil.com", ">/.//evil.com", ">/./\\evil.com"},
      {"//evil.com/%2f", ">/.//evil.com//", ">/.//evil.com//", ">/evil.com/"},
      {"/x/..%2f/evil.com", ">/x/..//evil.com", ">/.//evil.com", ">/x/../evil.com"},
      {"/%2fevil.com?q=%2f", ">/.//evil.com?q=%2f", ">/.//evil.com?q=%2f", ">/evil.com?q=%2f"},
      {"/a%2fb", ">/a/b", ">/a/b", ">/a/b"},
  };
  for (const auto& row : rows) {
    HttpConnectionManagerOptions options;
    options.path_with_escaped_slashes_action = PathWithEscapedSlashesAction::kUnescapeAndRedirect;
    EXPECT_EQ(Cleaned(row.path, options), row.plain) << row.path;
    HttpConnectionManagerOptions merging = options;
    merging.merge_slashes = true;
    EXPECT_EQ(Cleaned(row.path, merging), row.merged) << row.path;
    options.normalize_path = true;
    EXPECT_EQ(Cleaned(row.path, options), row.normalized) << row.path;
  }
}

TEST(CleanPathTest, SlashesAreUnescapedBeforeDotsAreResolvedAndRunsMerged) {
  HttpConnectionManagerOptions options;
  options.path_with_escaped_slashes_action = PathWithEscapedSlashesAction::kUnescapeAndForward;
  options.normalize_path = true;
  options.merge_slashes = true;
  const PathRow rows[] = {
      {"/a%2f..%2fb", "/b"}, {"/a%2f/b", "/a/b"}, {"/a/b", "="}, {"/x%5c..%5cy", "/y"}};
  for (const PathRow& row : rows) EXPECT_EQ(Cleaned(row.path, options), row.cleaned) << row.path;
}

TEST(CleanHostTest, PortsAndDotsGoAsAsked) {
  struct Row {
    const char* host;
    const char* matching;
    const char* any;
    const char* dot;
  };
  const Row rows[] = {
      {"x.test:10000", "x.test", "x.test", "x.test:10000"},
      {"x.test:81", "x.test:81", "x.test", "x.test:81"},
      {"x.test", "x.test", "x.test", "x.test"},
      {"x.test:", "x.test:", "x.test:", "x.test:"},
      {"[::1]:10000", "[::1]", "[::1]", "[::1]:10000"},
      {"[::1]", "[::1]", "[::1]", "[::1]"},
      {"x.test:http", "x.test:http", "x.test:http", "x.test:http"},
      {"x.test.", "x.test.", "x.test.", "x.test"},
      {"x.test..", "x.test..", "x.test..", "x.test."},
      {"x.test.:81", "x.test.:81", "x.test.", "x.test:81"},
  };
  base::Arena arena;
  for (const Row& row : rows) {
    HttpConnectionManagerOptions matching;
    matching.strip_matching_host_port = true;
    HttpConnectionManagerOptions any;
    any.strip_any_host_port = true;
    HttpConnectionManagerOptions dot;
    dot.strip_trailing_host_dot = true;
    EXPECT_EQ(CleanHost(row.host, 10000, matching, arena), row.matching) << row.host;
    EXPECT_EQ(CleanHost(row.host, 10000, any, arena), row.any) << row.host;
    EXPECT_EQ(CleanHost(row.host, 10000, dot, arena), row.dot) << row.host;
  }
}

TEST(ForwardedForTest, TheAddressBehindWhichEnoughOthersStand) {
  struct Row {
    const char* list;
    uint32_t skipped;
    const char* address;  // "" for none
    bool single;
  };
  const Row rows[] = {
      {"8.8.8.8", 0, "8.8.8.8", true},
      {"1.2.3.4, 10.0.0.9", 0, "10.0.0.9", false},
      {"1.1.1.1,2.2.2.2", 1, "1.1.1.1", false},
      {"1.1.1.1", 1, "", false},
      {"me", 0, "", false},
      {"1.1.1.1, me", 0, "", false},
      {"", 0, "", false},
      {"7.7.7.7:123", 0, "", false},
      {"2001:db8::1", 0, "2001:db8::1", true},
      {"[2001:db8::1]:80", 0, "", false},
  };
  for (const Row& row : rows) {
    const ForwardedFor found = LastForwardedFor(row.list, row.skipped);
    EXPECT_EQ(found.address ? found.address->IpText() : "", row.address) << row.list;
    EXPECT_EQ(found.single, row.single) << row.list;
  }
}

TEST(RefererTest, OnlyPathsAndPlainUrlsAreReferers) {
  for (const char* good : {"", "/p", "HTTP://A.TEST/", "a.test", "http://a.test/p?q",
                           "https://a.test", "android-app://com.google.android.gm/", "ftp://x/",
                           "chrome-extension://abc/", "http://a.test:81/", "http://[::1]:81/"}) {
    EXPECT_TRUE(IsReferer(good)) << good;
  }
  for (const char* bad : {"about:blank", "http://", "http://a b/", "http://a.test/#f",
                          "http://u:p@a.test/", "javascript:x", "https://h:99999/", "http://h_x/",
                          "http://h:x/", "file:///x", "http:///x", "about:client", "1a://x/"}) {
    EXPECT_FALSE(IsReferer(bad)) << bad;
  }
}

TEST(RequestIdTest, IsAVersionFourUuid) {
  base::Arena arena;
  test::ManualRandom random({0x0123456789abcdef, 0xffffffffffffffff, 0, 0});
  EXPECT_EQ(MakeRequestId(random, arena), "fedcba98-7654-4210-bfff-ffffffffffff");
  EXPECT_EQ(MakeRequestId(random, arena), "00000000-0000-4000-8000-000000000000");
}

TEST(DateTextTest, IsWrittenAsMessagesWantIt) {
  DateText date;
  EXPECT_EQ(date.Text(base::WallTime(std::chrono::seconds(784111777))),
            "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(date.Text(base::WallTime(std::chrono::seconds(784111778))),
            "Sun, 06 Nov 1994 08:49:38 GMT");
}

}  // namespace
}  // namespace nuncio::proxy
