// Heads: looking values up by name, sharing, and the words for versions, statuses and resets.
#include "source/http/message.h"

#include <string>

#include "gtest/gtest.h"
#include "source/http/reset_reason.h"

namespace nuncio::http {
namespace {

TEST(RequestHead, FindsPseudoHeadersAndHeaders) {
  base::Arena arena;
  RequestHead head(arena);
  EXPECT_EQ(FindValue(head, ":path"), absl::nullopt);
  EXPECT_EQ(FindValue(head, "host"), absl::nullopt);
  head.method = "GET";
  head.path = "/p?q";
  head.scheme = "https";
  head.authority = "h:1";
  head.has_authority = true;
  head.headers.Add("x-a", "1");
  head.headers.Add("x-a", "2");
  EXPECT_EQ(*FindValue(head, ":method"), "GET");
  EXPECT_EQ(*FindValue(head, ":path"), "/p?q");
  EXPECT_EQ(*FindValue(head, ":scheme"), "https");
  EXPECT_EQ(*FindValue(head, ":authority"), "h:1");
  EXPECT_EQ(*FindValue(head, "host"), "h:1");
  EXPECT_EQ(*FindValue(head, "x-a"), "1");
  EXPECT_EQ(FindValue(head, "x-b"), absl::nullopt);
}

TEST(RequestHead, AnEmptyHostThatCameIsThere) {
  base::Arena arena;
  RequestHead head(arena);
  head.has_authority = true;
  EXPECT_EQ(FindValue(head, "host"), absl::optional<absl::string_view>(""));
}

TEST(RequestHead, AShareIsAnOverlay) {
  base::Arena arena;
  base::Arena attempt;
  RequestHead head(arena);
  head.method = "PUT";
  head.path = "/a";
  head.authority = "h";
  head.has_authority = true;
  head.kind = RequestKind::kUpgrade;
  head.content_length = 5;
  head.dropped_headers = 2;
  head.headers.Add("x-a", "1");
  RequestHead overlay = head.Share(attempt);
  overlay.path = "/b";
  overlay.headers.Set("x-a", "2");
  EXPECT_EQ(head.path, "/a");
  EXPECT_EQ(head.headers.Value("x-a"), "1");
  EXPECT_EQ(overlay.method, "PUT");
  EXPECT_EQ(overlay.kind, RequestKind::kUpgrade);
  EXPECT_EQ(overlay.content_length, absl::optional<uint64_t>(5));
  EXPECT_EQ(overlay.dropped_headers, 2);
  EXPECT_TRUE(overlay.has_authority);
}

TEST(ResponseHead, FindsTheStatusAsText) {
  base::Arena arena;
  ResponseHead head(arena);
  head.status = 204;
  head.content_length = 1;
  head.headers.Add(HeaderId::kVia, "v");
  EXPECT_EQ(*FindValue(head, ":status"), "204");
  const ResponseHead copy = head.Share(arena);
  EXPECT_EQ(*FindValue(copy, "via"), "v");
  EXPECT_EQ(copy.status, 204);
  EXPECT_EQ(copy.content_length, absl::optional<uint64_t>(1));
}

TEST(Words, AreTheOnesThatUsersKnow) {
  EXPECT_EQ(ToString(Protocol::kHttp10), "HTTP/1.0");
  EXPECT_EQ(ToString(Protocol::kHttp2), "HTTP/2");
  EXPECT_EQ(ReasonPhrase(413), "Payload Too Large");
  EXPECT_EQ(ReasonPhrase(418), "Unknown");
  EXPECT_EQ(ToString(ResetReason::kConnectionTermination), "connection termination");
  EXPECT_EQ(DetailName(ResetReason::kRemoteRefused), "remote_refused_stream_reset");
}

}  // namespace
}  // namespace nuncio::http
