// Checks source/format/formatter.h as text: each operator over a whole record, and over an empty
// one.

#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "test/format/format_world.h"

namespace nuncio::format {
namespace {

using Cases = std::vector<std::pair<const char*, const char*>>;

void Expect(const test::FormatWorld& world, const Cases& cases) {
  for (const auto& [format, text] : cases) EXPECT_EQ(world.Write(format), text) << format;
}

TEST(TextFormatterTest, LiteralsAndPercentSigns) {
  Expect(test::FormatWorld(), {{"", ""},
                               {"plain", "plain"},
                               {"100%%", "100%"},
                               {"%%PROTOCOL%%", "%PROTOCOL%"},
                               {"a %PROTOCOL% b", "a HTTP/1.1 b"},
                               {"%RESPONSE_CODE%%PROTOCOL%", "200HTTP/1.1"}});
}

TEST(TextFormatterTest, RefusesWhatIsNoOperator) {
  const test::FormatWorld world;
  for (const char* format : {"%",
                             "a%",
                             "%REQ(x%",
                             "%NOTHING%",
                             "%REQ%",
                             "%REQ()%",
                             "%RESPONSE_CODE",
                             "%REQ(x):a%",
                             "%REQ(x):%",
                             "%REQ(a?b?c)%",
                             "%PATH(XX)%",
                             "%PATH(WQ:YY)%",
                             "%DYNAMIC_METADATA%",
                             "%FILTER_STATE(a:BAD)%",
                             "%FILTER_STATE(a:FIELD)%",
                             "%GRPC_STATUS(X)%",
                             "%COMMON_DURATION(DS_RX_BEG:US_RX_BEG:s)%",
                             "%COMMON_DURATION(a)%",
                             "%RESPONSE_CODE(x)%",
                             "%PROTOCOL:3%",
                             "%LOCAL_REPLY_BODY:5%",
                             "%UPSTREAM_METADATA(a:b):2%",
                             "%REQ_WITHOUT_QUERY(x)%",
                             "%COALESCE({})%",
                             "%COALESCE({\"operators\": []})%",
                             "%COALESCE({\"operators\": [1]})%",
                             "%METADATA(ROUTE)%",
                             "%METADATA(NONE:a)%",
                             "%QUERY_PARAMS(X)%",
                             "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(129)%",
                             "%START_TIME(%Y%)%",
                             "%REQ(x):99999999999999999999999%",
                             "% %",
                             "%req(x)%"}) {
    EXPECT_EQ(world.Write(format), "refused") << format;
  }
  const absl::Status status = Formatter::Parse("%PROTOCOL:3%").status();
  EXPECT_EQ(status.message(), "operator %PROTOCOL%: its length cannot be limited");
}

TEST(TextFormatterTest, RequestHeaders) {
  test::FormatWorld world;
  world.request.headers.Add("x-one", "first");
  world.request.headers.Add("x-two", "second");
  world.request.headers.Add("x-empty", "");
  world.request.headers.Add("x-twice", "1");
  world.request.headers.Add("x-twice", "2");
  Expect(world, {{"%REQ(X-One)%", "first"},
                 {"%REQ(x-one):3%", "fir"},
                 {"%REQ(x-one):100%", "first"},
                 {"%REQ(x-one):0%", ""},
                 {"%REQ(x-none)%", "-"},
                 {"%REQ(x-none?x-one)%", "first"},
                 {"%REQ(x-one?x-two)%", "first"},
                 {"%REQ(x-none?x-two):2%", "se"},
                 {"%REQ(x-empty)%", ""},
                 {"%REQ(x-twice)%", "1"},
                 {"%REQ(:METHOD)%", "GET"},
                 {"%REQ(:AUTHORITY)%", "example.com"},
                 {"%REQ(:SCHEME)%", "http"},
                 {"%REQ(host)%", "example.com"},
                 {"%REQUEST_HEADER(x-one):2%", "fi"}});
  FormatOptions extension;
  extension.req_without_query = true;
  EXPECT_EQ(world.Write("%REQ_WITHOUT_QUERY(x-none?:path)%", extension), "/p");
}

TEST(TextFormatterTest, ResponseHeadersAndTrailers) {
  test::FormatWorld world;
  world.response.headers.Add("x-res", "hello");
  world.trailers.Add("x-tr", "fin");
  Expect(world, {{"%RESP(X-Res)%", "hello"},
                 {"%RESP(x-res):2%", "he"},
                 {"%RESP(x-no?x-res)%", "hello"},
                 {"%RESP(:STATUS)%", "200"},
                 {"%RESP(x-no)%", "-"},
                 {"%TRAILER(x-tr):1%", "f"},
                 {"%RESPONSE_TRAILER(x-no?x-tr)%", "fin"},
                 {"%TRAILER(x-no)%", "-"}});
  world.record.response = nullptr;
  world.record.response_trailers = nullptr;
  Expect(world, {{"%RESP(:STATUS)%", "-"}, {"%TRAILER(x-tr)%", "-"}});
}

TEST(TextFormatterTest, PathsBeforeAndAfterARewrite) {
  test::FormatWorld world;
  Expect(world, {{"%PATH(WQ:ORIG)%", "-"},
                 {"%PATH(NQ)%", "/p"},
                 {"%QUERY_PARAM(a)%", "one"},
                 {"%QUERY_PARAM(a):1%", "o"},
                 {"%QUERY_PARAM(b)%", "x y"},
                 {"%QUERY_PARAM(zz)%", "-"},
                 {"%QUERY_PARAMS%", "a=one&b=x%20y&a=two"}});
  world.request.headers.Add(http::HeaderId::kXEnvoyOriginalPath, "/old?q");
  Expect(world, {{"%PATH%", "/old?q"},
                 {"%PATH(NQ)%", "/old"},
                 {"%PATH(WQ:PATH)%", "/p?a=one&b=x%20y&a=two"},
                 {"%PATH(:PATH)%", "/p?a=one&b=x%20y&a=two"},
                 {"%PATH(NQ:ORIG_OR_PATH):3%", "/ol"},
                 {"%QUERY_PARAM(q)%", ""}});
  world.request.path = "/plain";
  world.request.headers.Clear();
  Expect(world, {{"%QUERY_PARAMS%", "-"}, {"%QUERY_PARAM(a)%", "-"}, {"%PATH%", "/plain"}});
}

TEST(TextFormatterTest, WhatIsKnownOfTheRequest) {
  test::FormatWorld world;
  Expect(world, {{"%RESPONSE_FLAGS%", "-"},
                 {"%RESPONSE_CODE_DETAILS%", "via_upstream"},
                 {"%RESPONSE_CODE_DETAILS(ALLOW_WHITESPACES)%", "via upstream"},
                 {"%ROUTE_NAME%", "-"},
                 {"%BYTES_RECEIVED%", "3"},
                 {"%ACCESS_LOG_TYPE%", "NotSet"},
                 {"%LOCAL_REPLY_BODY%", ""},
                 {"%CUSTOM_FLAGS%", ""},
                 {"%CONNECTION_ID%", "7"},
                 {"%STREAM_ID%", "-"},
                 {"%UNIQUE_ID%", "-"},
                 {"%HOSTNAME%", "-"},
                 {"%ENVIRONMENT(NO_SUCH_THING)%", "-"}});
  world.record.Fail(record::ResponseFlag::kUpstreamOverflow, "overflow");
  world.record.flags.Set(record::ResponseFlag::kDelayInjected);
  Expect(world, {{"%RESPONSE_FLAGS%", "UO,DI"},
                 {"%RESPONSE_FLAGS_LONG%", "UpstreamOverflow,DelayInjected"}});
  FormatOptions named;
  named.hostname = "box";
  EXPECT_EQ(world.Write("%HOSTNAME%", named), "box");
}

TEST(TextFormatterTest, AUniqueIdIsAVersion4Uuid) {
  test::FormatWorld world;
  test::ManualRandom random({~uint64_t{0}, ~uint64_t{0}, 0, 0});
  Input input(world.record);
  input.random = &random;
  const Formatter formatter = *Formatter::Parse("%UNIQUE_ID%");
  EXPECT_EQ(formatter.Format(input), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  EXPECT_EQ(formatter.Format(input), "00000000-0000-4000-8000-000000000000");
}

TEST(TextFormatterTest, Addresses) {
  test::FormatWorld world;
  Expect(world, {{"%DOWNSTREAM_REMOTE_ADDRESS%", "10.1.2.3:6000"},
                 {"%DOWNSTREAM_REMOTE_PORT%", "6000"},
                 {"%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%", "10.1.2.3"},
                 {"%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(16)%", "10.1.0.0/16"},
                 {"%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(0)%", "0.0.0.0/0"},
                 {"%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%", "127.0.0.1:5000"},
                 {"%DOWNSTREAM_LOCAL_ADDRESS%", "127.0.0.9:80"},
                 {"%UPSTREAM_HOST%", "-"},
                 {"%UPSTREAM_LOCAL_PORT%", "-"}});
  world.record.remote = *network::Address::ParseIp("fd12::9", 1);
  Expect(world, {{"%DOWNSTREAM_REMOTE_ADDRESS%", "[fd12::9]:1"},
                 {"%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(8)%", "fd00::/8"}});
}

TEST(TextFormatterTest, Upstream) {
  test::FormatWorld world;
  Expect(world, {{"%UPSTREAM_CLUSTER%", "-"},
                 {"%UPSTREAM_REQUEST_ATTEMPT_COUNT%", "0"},
                 {"%UPSTREAM_CONNECTION_ID%", "0"},
                 {"%UPSTREAM_PROTOCOL%", "-"},
                 {"%UPSTREAM_HOST_NAME%", "-"}});
  world.record.cluster_name = "a";
  world.record.upstream = &world.upstream;
  world.upstream.host_address = &world.host;
  Expect(world, {{"%UPSTREAM_CLUSTER%", "a"},
                 {"%UPSTREAM_HOST%", "192.168.1.2:8080"},
                 {"%UPSTREAM_HOST_NAME%", "192.168.1.2:8080"},
                 {"%UPSTREAM_HOST_NAME_WITHOUT_PORT%", "192.168.1.2"},
                 {"%UPSTREAM_HOSTS_ATTEMPTED_WITHOUT_PORT%", "192.168.1.2"},
                 {"%UPSTREAM_REMOTE_ADDRESS%", "-"}});
  world.upstream.host_name = "svc.example";
  world.upstream.has_connection = true;
  world.upstream.remote = world.host;
  world.upstream.cluster_observability_name = "alt";
  Expect(world, {{"%UPSTREAM_HOST_NAME%", "svc.example"},
                 {"%UPSTREAM_HOST_NAME_WITHOUT_PORT%", "svc.example"},
                 {"%UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(24)%", "192.168.1.0/24"},
                 {"%UPSTREAM_CLUSTER%", "alt"},
                 {"%UPSTREAM_CLUSTER_RAW%", "a"}});
}

TEST(TextFormatterTest, Times) {
  test::FormatWorld world;
  Expect(world, {{"%START_TIME%", "2030-01-31T12:00:00.123Z"},
                 {"%START_TIME()%", "2030-01-31T12:00:00.123Z"},
                 {"%START_TIME(%s.%3f)%", "1896091200.123"},
                 {"%START_TIME(%6f)%", "123456"},
                 {"%START_TIME(%f)%", "123456000"},
                 {"%START_TIME(%1f)%", "1"},
                 {"%START_TIME(%Y/%m/%dT%H:%M:%S%z)%", "2030/01/31T12:00:00+0000"},
                 {"%START_TIME(%d/%b/%Y:%T)%", "31/Jan/2030:12:00:00"},
                 {"%START_TIME(plain)%", "plain"},
                 {"%EMIT_TIME%", "-"}});
  Input input(world.record);
  input.now = world.record.start_wall + std::chrono::seconds(1);
  EXPECT_EQ(Formatter::Parse("%EMIT_TIME(%s)%")->Format(input), "1896091201");
  world.record.start_wall = base::WallTime(-std::chrono::milliseconds(1));
  EXPECT_EQ(world.Write("%START_TIME%"), "1969-12-31T23:59:59.999Z");
}

TEST(TextFormatterTest, Durations) {
  test::FormatWorld world;
  Expect(world, {{"%DURATION%", "451"},
                 {"%REQUEST_DURATION%", "1"},
                 {"%RESPONSE_DURATION%", "-"},
                 {"%ROUNDTRIP_DURATION%", "-"}});
  world.record.upstream = &world.upstream;
  Expect(world, {{"%RESPONSE_DURATION%", "400"},
                 {"%REQUEST_TX_DURATION%", "2"},
                 {"%RESPONSE_TX_DURATION%", "50"},
                 {"%COMMON_DURATION(DS_RX_BEG:US_RX_BEG:ms)%", "400"},
                 {"%COMMON_DURATION(US_TX_END:US_RX_BEG:us)%", "398000"},
                 {"%COMMON_DURATION(US_RX_BEG:DS_TX_END:ns)%", "50000000"},
                 {"%COMMON_DURATION(DS_RX_BEG:nothing:ms)%", "-"}});
  world.record.end.reset();
  EXPECT_EQ(world.Write("%DURATION%"), "-");
}

TEST(TextFormatterTest, MetadataAndFilterState) {
  using record::Struct;
  using record::Value;
  test::FormatWorld world;
  EXPECT_EQ(world.Write("%DYNAMIC_METADATA(dyn:text)%"), "-");
  world.record.MutableDynamicMetadata().Merge("dyn",
                                              Struct{{"text", Value("hello")},
                                                     {"num", Value(1.5)},
                                                     {"null", Value()},
                                                     {"obj", Value(Struct{{"in", Value("x")}})}});
  world.record.MutableFilterState().Set("my.key", std::make_shared<record::TextObject>("v-1"));
  record::Metadata route;
  route.Merge("ns", Struct{{"who", Value("route")}});
  world.record.route_metadata = &route;
  Expect(world, {{"%DYNAMIC_METADATA(dyn:text)%", "hello"},
                 {"%DYNAMIC_METADATA(dyn:text):3%", "hel"},
                 {"%DYNAMIC_METADATA([\"dyn\", \"text\"])%", "hello"},
                 {"%DYNAMIC_METADATA(dyn:num)%", "1.5"},
                 {"%DYNAMIC_METADATA(dyn:null)%", "-"},
                 {"%DYNAMIC_METADATA(dyn:obj)%", R"({"in":"x"})"},
                 {"%DYNAMIC_METADATA(dyn:obj:in)%", "x"},
                 {"%DYNAMIC_METADATA(no)%", "-"},
                 {"%METADATA(DYNAMIC:dyn:obj:in)%", "x"},
                 {"%METADATA(ROUTE:ns:who)%", "route"},
                 {"%UPSTREAM_METADATA(ns:who)%", "-"},
                 {"%FILTER_STATE(my.key:PLAIN)%", "v-1"},
                 {"%FILTER_STATE(my.key:PLAIN):1%", "v"},
                 {"%FILTER_STATE(my.key)%", "\"v-1\""},
                 {"%FILTER_STATE(my.key:FIELD:x)%", "-"},
                 {"%FILTER_STATE(no.key:PLAIN)%", "-"},
                 {"%PER_REQUEST_STATE(my.key)%", "v-1"}});
}

TEST(TextFormatterTest, GrpcStatus) {
  const struct {
    const char* trailer;
    const char* header;
    const char* camel;
    const char* snake;
    const char* number;
  } kCases[] = {
      {"0", nullptr, "OK", "OK", "0"},
      {"3", "0", "InvalidArgument", "INVALID_ARGUMENT", "3"},
      {"99", nullptr, "99", "99", "99"},
      {nullptr, "14", "Unavailable", "UNAVAILABLE", "14"},
      {nullptr, nullptr, "Unknown", "UNKNOWN", "2"},
  };
  for (const auto& test : kCases) {
    test::FormatWorld world;
    EXPECT_EQ(world.Write("%GRPC_STATUS%"), "-");
    world.request.headers.Add(http::HeaderId::kContentType, "application/grpc+proto");
    if (test.trailer != nullptr) world.trailers.Add(http::HeaderId::kGrpcStatus, test.trailer);
    if (test.header != nullptr) {
      world.response.headers.Add(http::HeaderId::kGrpcStatus, test.header);
    }
    EXPECT_EQ(world.Write("%GRPC_STATUS%"), test.camel);
    EXPECT_EQ(world.Write("%GRPC_STATUS(SNAKE_STRING)%"), test.snake);
    EXPECT_EQ(world.Write("%GRPC_STATUS(NUMBER)%"), test.number);
    EXPECT_EQ(world.Write("%GRPC_STATUS_NUMBER%"), test.number);
  }
}

TEST(TextFormatterTest, CoalesceTakesTheFirstThatHasAValue) {
  const char* const kFormat =
      R"(%COALESCE({"operators": [{"command": "REQ", "param": "x-a"},)"
      R"( {"command": "REQ", "param": "x-b", "max_length": 2}, "PROTOCOL"]}):4%)";
  test::FormatWorld world;
  EXPECT_EQ(world.Write(kFormat), "HTTP");
  world.request.headers.Add("x-b", "beta");
  EXPECT_EQ(world.Write(kFormat), "be");
  world.request.headers.Add("x-a", "");
  EXPECT_EQ(world.Write(kFormat), "");
  EXPECT_EQ(world.Write(R"(%COALESCE({"operators": ["REQUESTED_SERVER_NAME"]})%)"), "-");
}

TEST(TextFormatterTest, WhatIsAbsent) {
  test::FormatWorld world;
  FormatOptions omit;
  omit.omit_empty_values = true;
  EXPECT_EQ(world.Write("[%REQ(x)%] [%RESPONSE_FLAGS%] [%ROUTE_NAME%]", omit), "[] [-] []");
  FormatOptions header;
  header.absent = "";
  EXPECT_EQ(world.Write("a%REQ(x)%b", header), "ab");
}

TEST(TextFormatterTest, ConstantsAreKnownAsSuch) {
  EXPECT_TRUE(Formatter().is_constant());
  EXPECT_EQ(Formatter().constant(), "");
  EXPECT_EQ(Formatter::Parse("100%%")->constant(), "100%");
  EXPECT_EQ(Formatter::Literal("%X%").constant(), "%X%");
  EXPECT_FALSE(Formatter::Parse("a%PROTOCOL%")->is_constant());
}

}  // namespace
}  // namespace nuncio::format
