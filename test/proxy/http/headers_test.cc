// Checks the headers that the connection manager adds, changes and drops, on the wire.

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "source/matching/address_ranges.h"
#include "test/proxy/support/proxy_world.h"

namespace nuncio::proxy {
namespace {

constexpr char kOk[] = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

// The world's clients come from 127.0.0.2 to port 10000.
struct HeadersTest : public test::ProxyWorld {
  // What upstream gets of a request with these headers: the value of one of them, "-" for none.
  std::string Upstream(absl::string_view headers, absl::string_view name) {
    Exchange(absl::StrCat("GET / HTTP/1.1\r\nhost: h\r\n", headers, "\r\n"), kOk);
    return Value(seen, name);
  }
  static std::string Value(const std::string& head, absl::string_view name) {
    const size_t at = head.find(absl::StrCat("\r\n", name, ": "));
    if (at == std::string::npos) return "-";
    const size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
  void Internal(const char* range) {
    options.internal_address_config = matching::AddressRanges({*matching::CidrRange::Parse(range)});
  }
};

TEST_F(HeadersTest, TheEdgeAppendsItsPeerAndTakesItForTheClient) {
  options.use_remote_address = true;
  Serve();
  EXPECT_EQ(Upstream("", "x-forwarded-for"), "127.0.0.2");
  EXPECT_EQ(Upstream("x-forwarded-for: 1.1.1.1\r\n", "x-forwarded-for"), "1.1.1.1,127.0.0.2");
  EXPECT_EQ(Value(seen, "x-envoy-external-address"), "127.0.0.2");
  EXPECT_EQ(Upstream("x-forwarded-proto: https\r\n", "x-forwarded-proto"), "http");
}

TEST_F(HeadersTest, AClientThatForwardsIsNoInsiderThoughItNamesNobody) {
  options.use_remote_address = true;
  Internal("127.0.0.0/8");
  Serve();
  EXPECT_EQ(Upstream("", "x-envoy-internal"), "true");
  EXPECT_EQ(Upstream("x-forwarded-for:\r\nx-envoy-retry-on: 5xx\r\n", "x-envoy-internal"), "-");
  EXPECT_EQ(Value(seen, "x-envoy-external-address"), "127.0.0.2");
  EXPECT_EQ(Value(seen, "x-envoy-retry-on"), "-");
}

TEST_F(HeadersTest, BehindAnEdgeForwardingHeadersPass) {
  Serve();
  EXPECT_EQ(Upstream("x-forwarded-for: 1.1.1.1\r\n", "x-forwarded-for"), "1.1.1.1");
  EXPECT_EQ(Value(seen, "x-envoy-external-address"), "-");
  EXPECT_EQ(Upstream("x-forwarded-proto: https\r\n", "x-forwarded-proto"), "https");
}

TEST_F(HeadersTest, OnlyInternalClientsSteerTheRouter) {
  Internal("10.0.0.0/8");
  Serve();
  EXPECT_EQ(Upstream("x-forwarded-for: 10.0.0.1\r\nx-envoy-force-trace: 1\r\n", "x-envoy-internal"),
            "true");
  EXPECT_EQ(Value(seen, "x-envoy-force-trace"), "1");
  EXPECT_EQ(Upstream("x-forwarded-for: 11.0.0.1\r\nx-envoy-internal: true\r\n"
                     "x-envoy-force-trace: 1\r\nx-envoy-unheard-of: 1\r\n"
                     "x-envoy-upstream-stream-duration-ms: 1\r\n",
                     "x-envoy-internal"),
            "-");
  EXPECT_EQ(Value(seen, "x-envoy-upstream-stream-duration-ms"), "-");
  EXPECT_EQ(Value(seen, "x-envoy-force-trace"), "-");
  EXPECT_EQ(Value(seen, "x-envoy-unheard-of"), "1");
  EXPECT_EQ(Upstream("x-forwarded-for: 10.0.0.1, 10.0.0.2\r\n", "x-envoy-internal"), "-");
}

TEST_F(HeadersTest, AnEmptyListOfInternalRangesIsThatOfPrivateNetworks) {
  options.internal_address_config = matching::AddressRanges();
  Serve();
  EXPECT_EQ(Upstream("x-forwarded-for: 10.0.0.1\r\n", "x-envoy-internal"), "true");
  EXPECT_EQ(Upstream("x-forwarded-for: 127.0.0.1\r\n", "x-envoy-internal"), "true");
  EXPECT_EQ(Upstream("x-forwarded-for: 8.8.8.8\r\n", "x-envoy-internal"), "-");
}

TEST_F(HeadersTest, HeadersWithUnderscoresAreCountedWhereTheyAreRefusedOrDropped) {
  options.http_protocol_options.underscores = http::http1::UnderscoreAction::kDrop;
  Serve();
  EXPECT_EQ(Upstream("a_b: 1\r\n", "a_b"), "-");
  EXPECT_EQ(Stat("http1.dropped_headers_with_underscores"), 1);
  options.http_protocol_options.underscores = http::http1::UnderscoreAction::kReject;
  Serve();
  EXPECT_EQ(Exchange("GET / HTTP/1.1\r\nhost: h\r\na_b: 1\r\n\r\n", "").substr(9, 3), "400");
  EXPECT_EQ(Stat("http1.requests_rejected_with_underscores_in_headers"), 1);
}

TEST_F(HeadersTest, TheClientIsTheLastThatTrustedProxiesDoNotName) {
  XffDetection xff;
  xff.xff_trusted_cidrs = matching::AddressRanges(
      {*matching::CidrRange::Parse("127.0.0.0/8"), *matching::CidrRange::Parse("10.0.0.0/8")});
  options.original_ip_detection_extensions = {xff};
  Internal("5.0.0.0/8");
  Serve();
  constexpr char kInternal[] = "x-envoy-internal";
  EXPECT_EQ(Upstream("x-forwarded-for: 5.5.5.5\r\n", kInternal), "true");
  EXPECT_EQ(Upstream("x-forwarded-for: 6.6.6.6\r\n", kInternal), "-");
  // One of several does not count as internal, whoever it is.
  EXPECT_EQ(Upstream("x-forwarded-for: 5.5.5.5, 10.0.0.1\r\n", kInternal), "-");
  EXPECT_EQ(Value(seen, "x-forwarded-for"), "5.5.5.5, 10.0.0.1");
  EXPECT_EQ(Upstream("", "x-forwarded-for"), "-");
}

TEST_F(HeadersTest, AStrangersListIsOnlyPassedOn) {
  XffDetection xff;
  xff.xff_trusted_cidrs = matching::AddressRanges({*matching::CidrRange::Parse("10.0.0.0/8")});
  options.original_ip_detection_extensions = {xff};
  Internal("5.0.0.0/8");
  Serve();
  EXPECT_EQ(Upstream("x-forwarded-for: 5.5.5.5\r\n", "x-envoy-internal"), "-");
  EXPECT_EQ(Value(seen, "x-forwarded-for"), "5.5.5.5,127.0.0.2");
}

TEST_F(HeadersTest, AHeaderThatNamesTheClientMayBeRequired) {
  CustomHeaderDetection custom;
  custom.header_name = "x-real";
  custom.allow_extension_to_set_address_as_trusted = true;
  options.original_ip_detection_extensions = {custom};
  Internal("5.0.0.0/8");
  Serve();
  EXPECT_EQ(Upstream("x-real: 5.5.5.5\r\n", "x-envoy-internal"), "true");
  EXPECT_EQ(Upstream("x-real: junk\r\n", "x-envoy-internal"), "-");
  custom.reject_with_status = 401;
  options.original_ip_detection_extensions = {custom};
  Serve();
  EXPECT_EQ(Exchange("GET / HTTP/1.1\r\nhost: h\r\nx-real: junk\r\n\r\n", "").substr(9, 3), "401");
  EXPECT_EQ(LogLine(), "401 - rejecting_because_detection_failed");
  EXPECT_EQ(Stat("http.t.downstream_rq_rejected_via_ip_detection"), 1);
}

TEST_F(HeadersTest, EarlyMutationsComeBeforeAddressesAndIds) {
  policy::HeaderMutations early;
  ASSERT_TRUE(early.Remove("x-envoy-force-trace").ok());
  ASSERT_TRUE(early
                  .Append({"x-forwarded-for", format::Formatter::Literal("5.5.5.5"),
                           policy::AppendAction::kOverwriteIfExistsOrAdd})
                  .ok());
  options.early_header_mutation_extensions = {early};
  Internal("5.0.0.0/8");
  Serve();
  EXPECT_EQ(Upstream("x-forwarded-for: 6.6.6.6\r\nx-envoy-force-trace: 1\r\n", "x-envoy-internal"),
            "true");
  EXPECT_EQ(Value(seen, "x-envoy-force-trace"), "-");
}

TEST_F(HeadersTest, TheProxyStatusSaysWhatWentWrong) {
  options.proxy_status_config = ProxyStatusConfig{"edge"};
  PutCluster("a", {});
  Serve();
  constexpr char kRequest[] = "GET / HTTP/1.1\r\nhost: h\r\n\r\n";
  EXPECT_EQ(Value(Exchange(kRequest, ""), "proxy-status"),
            "edge; error=destination_unavailable; details=\"no_healthy_upstream; UH\"");
  options.proxy_status_config->remove_response_flags = true;
  Serve();
  EXPECT_EQ(Value(Exchange(kRequest, ""), "proxy-status"),
            "edge; error=destination_unavailable; details=\"no_healthy_upstream\"");
  options.proxy_status_config->remove_details = true;
  options.proxy_status_config->set_recommended_response_code = true;
  host.routes = {ToCluster("/else", "a")};
  Serve();
  const std::string answer = Exchange(kRequest, "");
  EXPECT_EQ(Value(answer, "proxy-status"), "edge; error=destination_not_found");
  EXPECT_EQ(answer.substr(9, 3), "500");
}

TEST_F(HeadersTest, AnAnswerThatIsWellHasNoProxyStatusOfOurs) {
  options.proxy_status_config = ProxyStatusConfig{"edge"};
  Serve();
  EXPECT_EQ(Value(Exchange("GET / HTTP/1.1\r\nhost: h\r\n\r\n", kOk), "proxy-status"), "-");
}

TEST_F(HeadersTest, AnIdIsMadeWhereThereIsNoneAndForOutsiders) {
  options.generate_request_id = true;
  options.always_set_request_id_in_response = true;
  random.Set({0});
  Serve();
  EXPECT_EQ(Upstream("", "x-request-id"), "00000000-0000-4000-8000-000000000000");
  EXPECT_EQ(Upstream("x-request-id: mine\r\n", "x-request-id"), "mine");
  options.use_remote_address = true;
  Serve();
  EXPECT_EQ(Upstream("x-request-id: mine\r\n", "x-request-id"),
            "00000000-0000-4000-8000-000000000000");
  options.preserve_external_request_id = true;
  Serve();
  const std::string answer =
      Exchange("GET / HTTP/1.1\r\nhost: h\r\nx-request-id: mine\r\n\r\n", kOk);
  EXPECT_EQ(Value(answer, "x-request-id"), "mine");
}

TEST_F(HeadersTest, ServerViaAndDate) {
  options.via = "edge-1";
  options.server_name = "front";
  constexpr char kOrigin[] =
      "HTTP/1.1 200 OK\r\nserver: origin/1\r\nvia: 1.1 o\r\ncontent-length: 0\r\n\r\n";
  Serve();
  std::string answer = Exchange("GET / HTTP/1.1\r\nhost: h\r\nvia: 1.0 fred\r\n\r\n", kOrigin);
  EXPECT_EQ(Value(answer, "server"), "front");
  EXPECT_EQ(Value(answer, "via"), "1.1 o, edge-1");
  EXPECT_EQ(Value(seen, "via"), "1.0 fred, edge-1");
  options.server_header_transformation = ServerHeaderTransformation::kAppendIfAbsent;
  Serve();
  EXPECT_EQ(Value(Exchange("GET / HTTP/1.1\r\nhost: h\r\n\r\n", kOrigin), "server"), "origin/1");
  EXPECT_EQ(Value(Exchange("GET / HTTP/1.1\r\nhost: h\r\n\r\n", kOk), "server"), "front");
  options.server_header_transformation = ServerHeaderTransformation::kPassThrough;
  Serve();
  EXPECT_EQ(Value(Exchange("GET / HTTP/1.1\r\nhost: h\r\n\r\n", kOk), "server"), "-");
}

TEST_F(HeadersTest, HopByHopHeadersStopHereBothWays) {
  Serve();
  const std::string answer = Exchange(
      "GET / HTTP/1.1\r\nhost: h\r\nconnection: x-a, keep-alive\r\nx-a: 1\r\nx-b: 2\r\n"
      "keep-alive: timeout=5\r\nproxy-connection: keep-alive\r\nte: trailers, gzip\r\n\r\n",
      "HTTP/1.1 200 OK\r\nconnection: keep-alive\r\nkeep-alive: timeout=1\r\nupgrade: h2c\r\n"
      "te: x\r\ncontent-length: 0\r\n\r\n");
  for (const char* name : {"connection", "x-a", "keep-alive", "proxy-connection"}) {
    EXPECT_EQ(Value(seen, name), "-") << name;
  }
  EXPECT_EQ(Value(seen, "x-b"), "2");
  EXPECT_EQ(Value(seen, "te"), "trailers");
  for (const char* name : {"connection", "keep-alive", "upgrade"}) {
    EXPECT_EQ(Value(answer, name), "-") << name;
  }
  EXPECT_EQ(Value(answer, "te"), "x");
}

TEST_F(HeadersTest, AGrpcClientIsToldInHeaders) {
  host.routes.push_back(ToCluster("/", "unknown"));
  Serve();
  const std::string answer = Exchange(
      "POST / HTTP/1.1\r\nhost: h\r\ncontent-type: application/grpc\r\ncontent-length: 0\r\n\r\n",
      "");
  EXPECT_EQ(answer.substr(0, 15), "HTTP/1.1 200 OK");
  EXPECT_EQ(Value(answer, "grpc-status"), "14");
  EXPECT_EQ(Value(answer, "content-type"), "application/grpc");
}

TEST_F(HeadersTest, AnswersThatKnowNoContentHaveNone) {
  for (const int status : {204, 205, 304}) {
    routing::Route route = ToCluster("/", "a");
    route.action = routing::DirectResponseAction{status, "content", {}};
    host.routes = {route};
    Serve();
    const std::string answer = Exchange("GET / HTTP/1.1\r\nhost: h\r\n\r\n", "");
    EXPECT_EQ(answer.substr(answer.find("\r\n\r\n") + 4), "") << status;
    EXPECT_EQ(Value(answer, "content-type"), "-") << status;
    EXPECT_EQ(Value(answer, "content-length"), status == 205 ? "0" : "-") << status;
  }
}

TEST_F(HeadersTest, LocalRepliesAreShapedByTheirConfiguration) {
  LocalReplyMapper mapper;
  mapper.status_code = 490;
  mapper.body = format::Formatter::Literal("mapped");
  options.local_reply_config.mappers.push_back(mapper);
  auto body = format::Formatter::Parse("[%LOCAL_REPLY_BODY%] %RESPONSE_CODE%");
  options.local_reply_config.body_format = format::BodyFormat::Text(*body);
  PutCluster("a", {});
  Serve();
  const std::string answer = Exchange("GET / HTTP/1.1\r\nhost: h\r\n\r\n", "");
  EXPECT_EQ(answer.substr(9, 3), "490");
  EXPECT_EQ(answer.substr(answer.find("\r\n\r\n") + 4), "[mapped] 503");
  EXPECT_EQ(LogLine(), "490 UH no_healthy_upstream");
  const std::string none = Exchange("HEAD / HTTP/1.1\r\nhost: h\r\n\r\n", "");
  EXPECT_EQ(Value(none, "content-length"), "12");
  EXPECT_EQ(none.substr(none.find("\r\n\r\n") + 4), "");
}

}  // namespace
}  // namespace nuncio::proxy
