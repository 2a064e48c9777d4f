// Checks source/matching/header_matcher.h: each kind of match against present, repeated and missing
// headers.

#include "source/matching/header_matcher.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace nuncio::matching {
namespace {

using Values = std::vector<const char*>;

bool Takes(HeaderMatcherOptions options, const Values& values) {
  base::Arena arena;
  http::RequestHead head(arena);
  for (const char* value : values) head.headers.Add("x-h", value);
  options.name = "X-H";
  return HeaderMatcher(std::move(options)).Matches(head);
}

HeaderMatcherOptions With(HeaderValueMatch match, bool invert = false, bool empty = false) {
  return {"", std::move(match), invert, empty};
}

TEST(HeaderMatcherTest, PresenceAndItsInversions) {
  for (const Values& there : {Values{"a"}, Values{""}, Values{"a", "b"}}) {
    EXPECT_TRUE(Takes(With(PresentMatch{true}), there));
    EXPECT_FALSE(Takes(With(PresentMatch{false}), there));
    EXPECT_FALSE(Takes(With(PresentMatch{true}, true), there));
    EXPECT_TRUE(Takes(With(PresentMatch{false}, true), there));
  }
  EXPECT_FALSE(Takes(With(PresentMatch{true}), {}));
  EXPECT_TRUE(Takes(With(PresentMatch{false}), {}));
  EXPECT_TRUE(Takes(With(PresentMatch{true}, true), {}));
  EXPECT_FALSE(Takes(With(PresentMatch{false}, true), {}));
}

TEST(HeaderMatcherTest, ValueByValue) {
  const StringMatcher a = StringMatcher::Exact("a");
  EXPECT_TRUE(Takes(With(a), {"a"}));
  EXPECT_TRUE(Takes(With(a), {"a", "b"}));
  EXPECT_TRUE(Takes(With(a), {"b", "a"}));
  EXPECT_FALSE(Takes(With(a), {"a,b"}));
  EXPECT_FALSE(Takes(With(a, true), {"a", "b"}));
  EXPECT_FALSE(Takes(With(a, true), {"b", "a"}));
  EXPECT_TRUE(Takes(With(a, true), {"a,b"}));
}

TEST(HeaderMatcherTest, AMissingHeaderFailsUnlessItCountsAsEmpty) {
  const StringMatcher a = StringMatcher::Exact("a");
  EXPECT_FALSE(Takes(With(a), {}));
  EXPECT_FALSE(Takes(With(a, true), {}));
  EXPECT_TRUE(Takes(With(a, true, true), {}));
  EXPECT_TRUE(Takes(With(StringMatcher::Exact(""), false, true), {}));
  EXPECT_TRUE(Takes(With(PresentMatch{true}, false, true), {}));
  EXPECT_FALSE(Takes(With(PresentMatch{false}, false, true), {}));
  EXPECT_FALSE(Takes(With(RangeMatch{0, 1}, true), {}));
}

TEST(HeaderMatcherTest, ARangeTakesWholeDecimalIntegers) {
  for (const char* in : {"-5", "9", "0", "+3", "-0"}) {
    EXPECT_TRUE(Takes(With(RangeMatch{-5, 10}), {in})) << in;
  }
  for (const char* out : {"-6", "10", "3.0", "x", "4x", "", "0x4", "99999999999999999999"}) {
    EXPECT_FALSE(Takes(With(RangeMatch{-5, 10}), {out})) << out;
    EXPECT_TRUE(Takes(With(RangeMatch{-5, 10}, true), {out})) << out;
  }
}

TEST(HeaderMatcherTest, PseudoHeadersAndHost) {
  base::Arena arena;
  http::RequestHead head(arena);
  head.method = "POST";
  head.path = "/p?q=1";
  head.scheme = "http";
  head.authority = "x.h.com";
  head.has_authority = true;
  const auto takes = [&](const char* name, StringMatcher match) {
    return HeaderMatcher({name, std::move(match)}).Matches(head);
  };
  EXPECT_TRUE(takes(":method", StringMatcher::Exact("POST")));
  EXPECT_TRUE(takes(":path", StringMatcher::Contains("q=1")));
  EXPECT_TRUE(takes(":scheme", StringMatcher::Exact("http")));
  EXPECT_TRUE(takes(":authority", StringMatcher::Suffix(".h.com")));
  EXPECT_TRUE(takes("host", StringMatcher::Suffix(".h.com")));
  EXPECT_FALSE(takes(":method", StringMatcher::Exact("GET")));
}

TEST(HeaderMatcherTest, ResponsesAndTrailers) {
  base::Arena arena;
  http::ResponseHead head(arena);
  head.status = 503;
  head.headers.Add(http::HeaderId::kServer, "s");
  EXPECT_TRUE(HeaderMatcher({":status", RangeMatch{500, 600}}).Matches(head));
  EXPECT_TRUE(HeaderMatcher({"server", StringMatcher::Exact("s")}).Matches(head));
  EXPECT_FALSE(HeaderMatcher({"via", PresentMatch{}}).Matches(head));
  http::Trailers trailers(arena);
  trailers.Add(http::HeaderId::kGrpcStatus, "14");
  EXPECT_TRUE(HeaderMatcher({"grpc-status", StringMatcher::Exact("14")}).Matches(trailers));
}

TEST(HeaderMatcherTest, AllOfAListMustHold) {
  base::Arena arena;
  http::RequestHead head(arena);
  head.headers.Add("a", "1");
  const HeaderMatcher a({"a", PresentMatch{}});
  const HeaderMatcher b({"b", PresentMatch{}});
  EXPECT_TRUE(AllMatch(std::vector<HeaderMatcher>{}, head));
  EXPECT_TRUE(AllMatch(std::vector<HeaderMatcher>{a}, head));
  EXPECT_FALSE(AllMatch(std::vector<HeaderMatcher>{a, b}, head));
}

}  // namespace
}  // namespace nuncio::matching
