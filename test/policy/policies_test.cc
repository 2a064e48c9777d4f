// Checks the small policies of source/policy: retries, hashes, rewrites of paths.

#include "gtest/gtest.h"
#include "source/policy/hash_policy.h"
#include "source/policy/mirror_policy.h"
#include "source/policy/path_rewrite.h"
#include "source/policy/retry_policy.h"
#include "source/policy/timeouts.h"
#include "test/format/format_world.h"

namespace nuncio::policy {
namespace {

TEST(RetryPolicyTest, WordsBecomeBits) {
  const struct {
    const char* text;
    uint32_t http;
    bool http_known;
    uint32_t grpc;
    uint32_t policy;
  } kCases[] = {
      {"", 0, true, 0, 0},
      {"5xx", kRetry5xx, true, 0, kRetry5xx},
      {"5xx, reset ,gateway-error", kRetry5xx | kRetryReset | kRetryGatewayError, true, 0,
       kRetry5xx | kRetryReset | kRetryGatewayError},
      {"cancelled,unavailable", 0, false, kRetryGrpcCancelled | kRetryGrpcUnavailable,
       kRetryGrpcCancelled | kRetryGrpcUnavailable},
      {"5xx,internal,what", kRetry5xx, false, kRetryGrpcInternal, kRetry5xx | kRetryGrpcInternal},
      {"5XX", 0, false, 0, 0},
  };
  for (const auto& test : kCases) {
    bool known = false;
    EXPECT_EQ(ParseRetryOn(test.text, &known), test.http) << test.text;
    EXPECT_EQ(known, test.http_known) << test.text;
    EXPECT_EQ(ParseRetryGrpcOn(test.text), test.grpc) << test.text;
    EXPECT_EQ(ParseRetryOnOfPolicy(test.text), test.policy) << test.text;
  }
}

TEST(RetryPolicyTest, Defaults) {
  RetryPolicy policy;
  EXPECT_EQ(policy.num_retries, 1u);
  EXPECT_EQ(policy.MaxInterval(), std::chrono::milliseconds(250));
  policy.max_interval = std::chrono::seconds(1);
  EXPECT_EQ(policy.MaxInterval(), std::chrono::seconds(1));
  EXPECT_EQ(Timeouts().timeout, std::chrono::seconds(15));
  EXPECT_TRUE(MirrorPolicy().runtime_fraction.Matches(99, nullptr));
}

HashResult HashOf(const test::FormatWorld& world, std::vector<HashPolicy> policies) {
  return ComputeHash(policies, world.request, world.record, world.record.arena);
}

TEST(HashPolicyTest, ValuesOfOneHeaderHashTheSameInAnyOrder) {
  const HashPolicy header{HashPolicy::Header{"x-k", absl::nullopt}};
  test::FormatWorld ab;
  ab.request.headers.Add("x-k", "a");
  ab.request.headers.Add("x-k", "b");
  test::FormatWorld ba;
  ba.request.headers.Add("x-k", "b");
  ba.request.headers.Add("x-k", "a");
  test::FormatWorld a;
  a.request.headers.Add("x-k", "a");
  EXPECT_EQ(HashOf(ab, {header}).hash, HashOf(ba, {header}).hash);
  EXPECT_NE(HashOf(ab, {header}).hash, HashOf(a, {header}).hash);
  EXPECT_FALSE(HashOf(test::FormatWorld(), {header}).hash.has_value());
}

TEST(HashPolicyTest, ARewriteMakesValuesEqual) {
  const matching::RegexSubstitution cut{*matching::Regex::Parse("-.*"), ""};
  const HashPolicy header{HashPolicy::Header{"x-k", cut}};
  test::FormatWorld one;
  one.request.headers.Add("x-k", "user-1");
  test::FormatWorld two;
  two.request.headers.Add("x-k", "user-2");
  EXPECT_EQ(HashOf(one, {header}).hash, HashOf(two, {header}).hash);
}

TEST(HashPolicyTest, ATerminalPolicyEndsTheListWhereThereIsAHash) {
  HashPolicy first{HashPolicy::Header{"x-k", absl::nullopt}, true};
  const HashPolicy query{HashPolicy::QueryParameter{"a"}};
  test::FormatWorld world;
  EXPECT_EQ(HashOf(world, {first, query}).hash, HashOf(world, {query}).hash);
  world.request.headers.Add("x-k", "1");
  EXPECT_EQ(HashOf(world, {first, query}).hash, HashOf(world, {first}).hash);
  first.terminal = false;
  EXPECT_NE(HashOf(world, {first, query}).hash, HashOf(world, {first}).hash);
}

TEST(HashPolicyTest, AClientWithoutTheCookieGetsOne) {
  HashPolicy::Cookie cookie{"sid", absl::nullopt, "", {}};
  test::FormatWorld world;
  EXPECT_FALSE(HashOf(world, {{cookie}}).hash.has_value());
  cookie.ttl = std::chrono::seconds(10);
  cookie.path = "/p";
  cookie.attributes = {{"SameSite", "Lax"}, {"Secure", ""}};
  const HashResult made = HashOf(world, {{cookie}});
  ASSERT_TRUE(made.hash.has_value());
  const std::string text(made.set_cookie);
  const size_t end = text.find("; ");
  EXPECT_EQ(text.substr(end), "; Max-Age=10; Path=/p; SameSite=Lax; Secure; HttpOnly");
  world.request.headers.Add(http::HeaderId::kCookie, world.arena.Copy(text.substr(0, end)));
  const HashResult back = HashOf(world, {{cookie}});
  EXPECT_EQ(back.hash, made.hash);
  EXPECT_EQ(back.set_cookie, "");
}

TEST(HashPolicyTest, AddressesAndFilterState) {
  test::FormatWorld world;
  const HashPolicy ip{HashPolicy::SourceIp{}};
  const absl::optional<uint64_t> hash = HashOf(world, {ip}).hash;
  ASSERT_TRUE(hash.has_value());
  world.connection.remote = *network::Address::ParseIp("10.1.2.3", 1);
  EXPECT_EQ(HashOf(world, {ip}).hash, hash);
  world.record.remote = *network::Address::ParseIp("10.1.2.4", 1);
  EXPECT_NE(HashOf(world, {ip}).hash, hash);
  const HashPolicy state{HashPolicy::FilterState{"k"}};
  EXPECT_FALSE(HashOf(world, {state}).hash.has_value());
  world.record.MutableFilterState().Set("k", std::make_shared<record::TextObject>("v"));
  EXPECT_TRUE(HashOf(world, {state}).hash.has_value());
}

TEST(PathRewriteTest, EachKind) {
  const test::FormatWorld world;
  const format::Input input(world.record);
  const auto rewrite = [&](PathRewrite how, absl::string_view path, size_t matched) {
    return RewritePath(how, path, matched, &input);
  };
  EXPECT_EQ(rewrite({}, "/a?b", 2), "/a?b");
  EXPECT_EQ(rewrite(PrefixRewrite{"/"}, "/cut/x/y?z=1", 5), "/x/y?z=1");
  EXPECT_EQ(rewrite(PrefixRewrite{"/p?x=1"}, "/q/y?z=2", 2), "/p?x=1/y?z=2");
  EXPECT_EQ(rewrite(PrefixRewrite{"/e"}, "/exact?q=1", 6), "/e?q=1");
  EXPECT_EQ(rewrite(matching::RegexSubstitution{*matching::Regex::Parse("x"), "yy"}, "/xax?x=x", 0),
            "/yyayy?x=x");
  EXPECT_EQ(rewrite(FormatRewrite{*format::Formatter::Parse("/by/%REQ(:method)%")}, "/h/a?q=1", 0),
            "/by/GET?q=1");
  EXPECT_EQ(rewrite(FormatRewrite{*format::Formatter::Parse("%REQ(:method)%")}, "/h?q=1", 0),
            "/GET?q=1");
  EXPECT_EQ(rewrite(FormatRewrite{*format::Formatter::Parse("?k=1")}, "/h?q=1", 0), "");
  EXPECT_EQ(rewrite(PrefixRewrite{"bare"}, "/p/x", 2), "bare/x");
  EXPECT_EQ(rewrite(PrefixRewrite{"?x"}, "/p", 2), "");
}

}  // namespace
}  // namespace nuncio::policy
