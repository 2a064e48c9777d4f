// Heads of requests: what passes and how it looks, what is refused and why; whole and in pieces.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/http/http2/errors.h"
#include "source/http/http2/request_reader.h"
#include "source/http/http2/response_reader.h"
#include "test/http/http2/harness.h"

namespace nuncio::http::http2 {
namespace {

using testing::ElementsAre;

absl::string_view View(const std::string& text) { return {text.data(), text.size()}; }

// The cause of the refusal, or the head.
std::string Read(const Fields& fields, bool end = true, const ServerOptions& options = {}) {
  base::Arena arena;
  RequestHead head(arena);
  RequestReader reader;
  reader.Begin(head, options);
  for (const auto& [name, value] : fields) {
    if (const ProtocolError* error = reader.Field(View(name), View(value))) {
      return std::string(error->cause);
    }
  }
  if (const ProtocolError* error = reader.End(end)) return std::string(error->cause);
  return Show(head);
}

Fields With(Fields fields, const std::string& name, const std::string& value) {
  for (auto& field : fields) {
    if (field.first == name) {
      field.second = value;
      return fields;
    }
  }
  fields.emplace_back(name, value);
  return fields;
}

Fields Without(Fields fields, const std::string& name) {
  std::erase_if(fields, [&](const auto& field) { return field.first == name; });
  return fields;
}

struct Case {
  const char* name;
  Fields fields;
  std::string outcome;
};

TEST(Http2RequestTable, HeadsThatPass) {
  const Case cases[] = {
      {"usual", Get(), "GET / scheme:http host:h"},
      {"other order",
       {{":path", "/a?b"}, {":authority", "h:80"}, {":scheme", "HTTPS"}, {":method", "PUT"}},
       "PUT /a?b scheme:https host:h:80"},
      {"a foreign scheme", With(Get(), ":scheme", "ftp"), "GET / host:h"},
      {"host alone", With(Without(Get(), ":authority"), "host", "x"), "GET / scheme:http host:x"},
      {"host alike", Get({{"host", "H"}}), "GET / scheme:http host:h"},
      {"asterisk", With(With(Get(), ":path", "*"), ":method", "OPTIONS"),
       "OPTIONS * scheme:http host:h"},
      {"te of trailers", Get({{"te", "trailers"}}), "GET / scheme:http host:h te=trailers"},
      {"te of Trailers", Get({{"te", "Trailers"}}), "GET / scheme:http host:h"},
      {"settings of an upgrade", Get({{"http2-settings", "x"}}), "GET / scheme:http host:h"},
      {"crumbs", Get({{"cookie", "a=1"}, {"x", "y"}, {"cookie", "b=2; c=3"}, {"cookie", "d"}}),
       "GET / scheme:http host:h cookie=a=1; b=2; c=3; d x=y"},
      {"repeated", Get({{"accept", "a"}, {"accept", "b"}}), "GET / scheme:http host:h accept=a,b"},
      {"empty value and high bytes", Get({{"x", ""}, {"y", "\xe9\t."}}),
       "GET / scheme:http host:h x= y=\xe9\t."},
      {"connect", {{":method", "CONNECT"}, {":authority", "h:443"}}, "CONNECT  host:h:443 connect"},
      {"length", Get({{"content-length", "0"}}),
       "GET / scheme:http host:h length:0 content-length=0"},
  };
  for (const Case& c : cases) EXPECT_EQ(Read(c.fields), c.outcome) << c.name;
}

TEST(Http2RequestTable, HeadsThatAreRefused) {
  const Fields connect = {{":method", "CONNECT"}, {":authority", "h:443"}};
  const Case cases[] = {
      {"no method", Without(Get(), ":method"), "missing_method"},
      {"no scheme", Without(Get(), ":scheme"), "missing_scheme"},
      {"no path", Without(Get(), ":path"), "missing_path"},
      {"empty path", With(Get(), ":path", ""), "missing_path"},
      {"no authority", Without(Get(), ":authority"), "missing_authority"},
      {"empty authority", With(Get(), ":authority", ""), "missing_authority"},
      {"method", With(Get(), ":method", "G T"), "malformed_method"},
      {"scheme", With(Get(), ":scheme", "ht tp"), "malformed_scheme"},
      {"empty scheme", With(Get(), ":scheme", ""), "malformed_scheme"},
      {"relative path", With(Get(), ":path", "a"), "malformed_path"},
      {"absolute path", With(Get(), ":path", "http://x/"), "malformed_path"},
      {"asterisk of GET", With(Get(), ":path", "*"), "malformed_path"},
      {"blank in path", With(Get(), ":path", "/a b"), "malformed_path"},
      {"byte in path", With(Get(), ":path", "/\x7f"), "malformed_path"},
      {"user", With(Get(), ":authority", "u@h"), "malformed_authority"},
      {"bad authority", With(Get(), ":authority", "h h"), "malformed_authority"},
      {"two methods", Get({{":method", "GET"}}), "repeated_pseudo_header"},
      {"two paths", Get({{":path", "/"}}), "repeated_pseudo_header"},
      {"unknown", Get({{":foo", "x"}}), "unknown_pseudo_header"},
      {"status", Get({{":status", "200"}}), "unknown_pseudo_header"},
      {"protocol not offered", Get({{":protocol", "websocket"}}), "unknown_pseudo_header"},
      {"late", Get({{"x", "y"}, {":foo", "x"}}), "pseudo_header_after_header"},
      {"other host", Get({{"host", "g"}}), "host_other_than_authority"},
      {"two hosts", Get({{"host", "h"}, {"host", "h"}}), "repeated_host"},
      {"capital", Get({{"Bad", "x"}}), "malformed_header_name"},
      {"blank in name", Get({{"a b", "x"}}), "malformed_header_name"},
      {"colon in name", Get({{"a:b", "x"}}), "malformed_header_name"},
      {"zero in name", Get({{std::string("a\0b", 3), "x"}}), "malformed_header_name"},
      {"no name", Get({{"", "x"}}), "empty_header_name"},
      {"line feed", Get({{"x", "a\nb"}}), "malformed_header_value"},
      {"return", Get({{"x", "a\rb"}}), "malformed_header_value"},
      {"zero", Get({{"x", std::string("a\0b", 3)}}), "malformed_header_value"},
      {"control", Get({{"x", "\x01"}}), "malformed_header_value"},
      {"leading blank", Get({{"x", " a"}}), "malformed_header_value"},
      {"trailing tab", Get({{"x", "a\t"}}), "malformed_header_value"},
      {"connection", Get({{"connection", "close"}}), "connection_specific_header"},
      {"keep-alive", Get({{"keep-alive", "1"}}), "connection_specific_header"},
      {"proxy-connection", Get({{"proxy-connection", "x"}}), "connection_specific_header"},
      {"transfer-encoding", Get({{"transfer-encoding", "chunked"}}), "connection_specific_header"},
      {"upgrade", Get({{"upgrade", "websocket"}}), "connection_specific_header"},
      {"te", Get({{"te", "gzip"}}), "te_other_than_trailers"},
      {"te and more", Get({{"te", "trailers, deflate"}}), "te_other_than_trailers"},
      {"bad length", Get({{"content-length", "x"}}), "malformed_content_length"},
      {"negative length", Get({{"content-length", "-1"}}), "malformed_content_length"},
      {"two lengths", Get({{"content-length", "0"}, {"content-length", "0"}}),
       "repeated_content_length"},
      {"length and no body", Get({{"content-length", "3"}}), "body_shorter_than_content_length"},
      {"connect with path", With(connect, ":path", "/"), "connect_with_scheme_or_path"},
      {"connect without port", With(connect, ":authority", "h"), "malformed_authority"},
  };
  for (const Case& c : cases) EXPECT_EQ(Read(c.fields), c.outcome) << c.name;
}

TEST(Http2RequestTable, ExtendedConnectIsAnUpgrade) {
  ServerOptions options;
  options.allow_connect = true;
  const Fields fields = With(With(Get(), ":method", "CONNECT"), ":protocol", "websocket");
  EXPECT_EQ(Read(fields, false, options),
            "GET / scheme:http host:h upgrade connection=upgrade upgrade=websocket");
  EXPECT_EQ(Read(Without(fields, ":path"), false, options), "missing_path");
  EXPECT_EQ(Read(With(fields, ":method", "GET"), false, options), "protocol_without_connect");
}

TEST(Http2RequestTable, Underscores) {
  ServerOptions options;
  EXPECT_EQ(Read(Get({{"a_b", "1"}})), "GET / scheme:http host:h a_b=1");
  options.underscores = UnderscoreAction::kReject;
  EXPECT_EQ(Read(Get({{"a_b", "1"}}), true, options), "underscore_in_header_name");
  options.underscores = UnderscoreAction::kDrop;
  EXPECT_EQ(Read(Get({{"a_b", "1"}}), true, options), "GET / scheme:http host:h dropped:1");
}

TEST(Http2RequestTable, LimitsAreCountedToTheByte) {
  ServerOptions options;
  const size_t pseudo = std::string(":methodGET:schemehttp:authorityh:path/").size();
  options.limits.max_bytes = static_cast<uint32_t>(pseudo) + 4;
  EXPECT_EQ(Read(Get({{"x", "abc"}}), true, options), "GET / scheme:http host:h x=abc");
  EXPECT_EQ(Read(Get({{"x", "abcd"}}), true, options), "head_too_large");
  options.limits = {1000, 5};
  EXPECT_EQ(Read(Get({{"x", "a"}}), true, options), "GET / scheme:http host:h x=a");
  EXPECT_EQ(Read(Get({{"cookie", "a"}, {"cookie", "b"}}), true, options), "too_many_headers");
}

TEST(Http2ResponseTable, Heads) {
  const auto read = [](const Fields& fields) {
    base::Arena arena;
    ResponseHead head(arena);
    ResponseReader reader;
    reader.Begin(head, {});
    for (const auto& [name, value] : fields) {
      if (const ProtocolError* error = reader.Field(View(name), View(value))) {
        return std::string(error->cause);
      }
    }
    const ProtocolError* const error = reader.End();
    return error != nullptr ? std::string(error->cause) : Show(head);
  };
  EXPECT_EQ(read({{":status", "200"}, {"set-cookie", "a"}, {"set-cookie", "b"}}),
            "200 set-cookie=a set-cookie=b");
  EXPECT_EQ(read({{":status", "204"}, {"content-length", "7"}}), "204 length:7 content-length=7");
  EXPECT_EQ(read({{"x", "y"}}), "missing_status");
  EXPECT_EQ(read({{"x", "y"}, {":status", "200"}}), "pseudo_header_after_header");
  EXPECT_EQ(read({{":status", "200"}, {":status", "200"}}), "repeated_pseudo_header");
  EXPECT_EQ(read({{":path", "/"}}), "unknown_pseudo_header");
  for (const char* bad : {"", "20", "2000", "099", "+20", "2x0", "101"}) {
    EXPECT_EQ(read({{":status", bad}}), "malformed_status") << bad;
  }
  EXPECT_EQ(read({{":status", "200"}, {"connection", "close"}}), "connection_specific_header");
}

// What the listener hears must not depend on how the bytes came.
TEST(Http2RequestTable, PiecesChangeNothing) {
  const std::string bytes =
      Preface() + Headers(1, Get({{"x", "y"}}), true) + Headers(3, Post(), false) +
      Data(3, "hello", false) + Data(3, " world", false) + Headers(3, {{"t", "1"}}, true) +
      Frame(1, kEndStream, 5, Block(Get()).substr(0, 10)) +
      Frame(9, 0, 5, Block(Get()).substr(10, 7)) +
      Frame(9, kEndHeaders, 5, Block(Get()).substr(17)) + Frame(0x55, 0xff, 0, "unknown") +
      Frame(1, kEndStream | kEndHeaders | kPadded | kPriority, 7,
            std::string("\x03\0\0\0\0\x10", 6) + Block(Get()) + std::string(3, '\0')) +
      Ping() + Headers(9, Post({{"content-length", "3"}}), false) +
      Frame(0, kEndStream | kPadded, 9,
            std::string("\x02"
                        "abc\0\0",
                        6));
  Lines whole;
  for (uint32_t seed = 0; seed < 40; ++seed) {
    ServerHarness server({}, false);
    seed == 0 ? server.Receive(bytes) : server.ReceiveInPieces(bytes, seed);
    Lines log;
    for (const std::string& line : server.Log()) {
      // Where data is cut into events is the pieces' business.
      const bool goes_on = line.substr(1, 6) == " data " && !log.empty() &&
                           log.back().substr(0, 7) == line.substr(0, 7);
      goes_on ? void(log.back() += line.substr(7)) : log.push_back(line);
    }
    if (seed == 0) {
      whole = log;
      EXPECT_THAT(log, ElementsAre("1 head GET / scheme:http host:h x=y", "1 end",
                                   "2 head POST / scheme:http host:h", "2 data hello world",
                                   "2 trailers t=1", "2 end", "3 head GET / scheme:http host:h",
                                   "3 end", "4 head GET / scheme:http host:h", "4 end",
                                   "5 head POST / scheme:http host:h length:3 content-length=3",
                                   "5 data abc", "5 end"));
    }
    EXPECT_EQ(log, whole) << "seed " << seed;
  }
}

}  // namespace
}  // namespace nuncio::http::http2
