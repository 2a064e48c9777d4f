// Requests as bytes against what the server's codec hears, each cut in every way.
#include <string>

#include "gtest/gtest.h"
#include "test/http/http1/harness.h"

namespace nuncio::http::http1 {
namespace {

struct Row {
  std::string bytes;
  std::string log;
};

std::string Printable(const std::string& bytes) {
  std::string text;
  for (const char c : bytes.substr(0, 120)) {
    text += c == '\r' ? "\\r" : c == '\n' ? "\\n" : c < 0x20 ? "?" : std::string(1, c);
  }
  return text;
}

void ExpectRows(const std::vector<Row>& rows, const ServerOptions& options = {}) {
  for (const Row& row : rows) {
    for (const Cut cut : kAllCuts) {
      for (uint32_t seed = 1; seed <= (cut == Cut::kRandom ? 5u : 1u); ++seed) {
        ServerHarness harness(options);
        harness.Receive(row.bytes, cut, seed);
        EXPECT_EQ(harness.log.text(), row.log)
            << Printable(row.bytes) << " cut " << static_cast<int>(cut) << " seed " << seed;
      }
    }
  }
}

std::string Get(const std::string& fields) {
  return "GET /x HTTP/1.1\r\nhost: h\r\n" + fields + "\r\n";
}
std::string Post(const std::string& fields, const std::string& body) {
  return "POST /x HTTP/1.1\r\nhost: h\r\n" + fields + "\r\n" + body;
}
std::string Line(const std::string& line) { return line + "\r\nhost: h\r\n\r\n"; }
std::string Head(const std::string& shown) { return "head " + shown + "\nend\n"; }
std::string Refused(const std::string& cause, int status = 400) {
  return "error " + cause + " " + std::to_string(status) + "\nclose linger\n";
}
Row Good(const std::string& fields, const std::string& shown) {
  return {Get(fields), Head("GET /x HTTP/1.1 host:h" + shown)};
}
Row Bad(const std::string& fields, const std::string& cause, int status = 400) {
  return {Get(fields), Refused(cause, status)};
}

TEST(RequestTable, Methods) {
  std::vector<Row> rows;
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND",
                             "LOCK", "PURGE", "ACL", "MSEARCH", "UNSUBSCRIBE", "MKCALENDAR"}) {
    rows.push_back({Line(std::string(method) + " /x HTTP/1.1"),
                    Head(std::string(method) + " /x HTTP/1.1 host:h")});
  }
  for (const char* method : {"get", "Get", "FOO", "QUERY", "M-SEARCH", "G*T"}) {
    rows.push_back({Line(std::string(method) + " /x HTTP/1.1"), Refused("unknown_method")});
  }
  ExpectRows(rows);
}

TEST(RequestTable, CustomMethods) {
  ServerOptions options;
  options.allow_custom_methods = true;
  std::vector<Row> rows;
  for (const char* method : {"GET", "get", "FOO", "M-SEARCH", "G*T", "PRI"}) {
    rows.push_back({Line(std::string(method) + " /x HTTP/1.1"),
                    Head(std::string(method) + " /x HTTP/1.1 host:h")});
  }
  rows.push_back({Line("QUERY /x HTTP/1.1"), Refused("unknown_method")});
  for (const char* method : {"G(T", "G@T"}) {
    rows.push_back({Line(std::string(method) + " /x HTTP/1.1"), Refused("malformed_request_line")});
  }
  ExpectRows(rows, options);
}

TEST(RequestTable, Versions) {
  std::vector<Row> rows;
  for (const char* version : {"HTTP/1.0", "HTTP/0.9", "HTTP/1.2", "HTTP/2.0"}) {
    rows.push_back({Line(std::string("GET /x ") + version), Refused("unsupported_version", 426)});
  }
  for (const char* version : {"HTTP/1.10", "http/1.1", "HTTP/1", "HTP/1.1", "HTTPS/1.1", "FOO",
                              "HTTP/1.1 ", "HTTP /1.1"}) {
    rows.push_back({Line(std::string("GET /x ") + version), Refused("malformed_version")});
  }
  rows.push_back({Line("GET /x"), Refused("unsupported_version", 426)});
  ExpectRows(rows);
}

TEST(RequestTable, RequestLinesAreStrict) {
  for (const std::string& line :
       {std::string("GET"), std::string("GET  /x HTTP/1.1"), std::string("GET\t/x HTTP/1.1"),
        std::string(" GET /x HTTP/1.1"), std::string("GET /x y HTTP/1.1"),
        std::string("GET /x\x0bHTTP/1.1"), std::string("\0GET /x HTTP/1.1", 16),
        std::string("GET /x\tHTTP/1.1"), std::string("GET ")}) {
    for (const Cut cut : kAllCuts) {
      ServerHarness one;
      one.Receive(Line(line), cut);
      ASSERT_FALSE(one.log.entries().empty()) << line;
      EXPECT_EQ(one.log.entries()[0].substr(0, 6), "error ") << line;
      EXPECT_EQ(one.Written().substr(0, 12), "HTTP/1.1 400") << line;
    }
  }
}

TEST(RequestTable, BlankLinesBeforeARequest) {
  ExpectRows({
      {"\r\n" + Get(""), Head("GET /x HTTP/1.1 host:h")},
      {"\r\n\r\n\r\n\r\n" + Get(""), Head("GET /x HTTP/1.1 host:h")},
      {"\r\n\r\n", ""},
      {"\n" + Get(""), Refused("bare_line_feed")},
      {"\r" + Get(""), Refused("malformed_request_line")},
      {" \r\n" + Get(""), Refused("malformed_request_line")},
  });
}

TEST(RequestTable, LineEnds) {
  ExpectRows({
      {"GET /x HTTP/1.1\nhost: h\r\n\r\n", Refused("bare_line_feed")},
      {"GET /x HTTP/1.1\r\nhost: h\n\r\n", Refused("bare_line_feed")},
      {"GET /x HTTP/1.1\r\nhost: h\r\n\n", Refused("bare_line_feed")},
      {"GET /x HTTP/1.1\r\r\nhost: h\r\n\r\n", Refused("malformed_version")},
      {"GET /x HTTP/1.1\r\nhost: h\r\r\n\r\n", Refused("bare_carriage_return")},
      {"GET /x HTTP/1.1\rhost: h\r\r", ""},
  });
}

TEST(RequestTable, Targets) {
  const auto get = [](const std::string& target) { return Line("GET " + target + " HTTP/1.1"); };
  const auto good = [&](const std::string& target) {
    return Row{get(target), Head("GET " + target + " HTTP/1.1 host:h")};
  };
  const auto absolute = [&](const std::string& target, const std::string& shown) {
    return Row{get(target), Head("GET " + shown)};
  };
  std::vector<Row> rows = {
      good("/"),
      good("//o/p"),
      good("/a\"b<>\\^`{|}"),
      good("/%"),
      good("/%zz"),
      good("/a/../b"),
      good("/a#f"),
      good("/a?b#c"),
      absolute("http://o/p", "/p HTTP/1.1 scheme:http host:o"),
      absolute("http://o:81/p?q=1", "/p?q=1 HTTP/1.1 scheme:http host:o:81"),
      absolute("HTTP://O/P", "/P HTTP/1.1 scheme:http host:O"),
      absolute("https://o/p", "/p HTTP/1.1 scheme:https host:o"),
      absolute("http://o", "/ HTTP/1.1 scheme:http host:o"),
      absolute("http://o?q", "?q HTTP/1.1 scheme:http host:o"),
      absolute("http://u:p@o/p", "/p HTTP/1.1 scheme:http host:o"),
      absolute("http://[::1]:80/p", "/p HTTP/1.1 scheme:http host:[::1]:80"),
      {Line("OPTIONS * HTTP/1.1"), Head("OPTIONS * HTTP/1.1 host:h")},
      {Line("OPTIONS http://o HTTP/1.1"), Head("OPTIONS / HTTP/1.1 scheme:http host:o")},
  };
  for (const char* target : {"x", "x/y", "?q", "#f", "*", "o:80", "http:/o/p", "://o", "h1://o"}) {
    rows.push_back({get(target), Refused("malformed_target")});
  }
  for (const char* target :
       {"http://", "http:///p", "ftp://o/p", "http://o:x/p", "http://o#f", "http://a_b/",
        "http://o:/p", "http://o:65536/", "http://[::1/p", "http://[::1]x/p", "http://@/p",
        // What stands before an "@" is a user in all readings, or the target is refused.
        "http://good\\@evil/", "http://u@p@h/", "http://good[@evil/", "http://u\"@h/",
        "http://::1/", "http://a[b/"}) {
    rows.push_back({get(target), Refused("malformed_absolute_target")});
  }
  for (const std::string& target : {std::string("/a\x01"
                                                "b"),
                                    std::string("/a\x7f"
                                                "b"),
                                    std::string("/a\0b", 4), std::string("/\xc3\xa9"),
                                    std::string("/a?\xff"), std::string("/a\tb")}) {
    rows.push_back({get(target), Refused("malformed_target")});
  }
  ExpectRows(rows);
}

TEST(RequestTable, AbsoluteTargetsStayWhole) {
  ServerOptions options;
  options.allow_absolute_url = false;
  ExpectRows({{Line("GET http://o/p HTTP/1.1"), Head("GET http://o/p HTTP/1.1 host:h")},
              {Line("GET x HTTP/1.1"), Refused("malformed_target")}},
             options);
}

TEST(RequestTable, HeaderNames) {
  ExpectRows({
      Good("a:1\r\n", " a=1"),
      Good("A-B: 1\r\n", " a-b=1"),
      Good("a_b: 1\r\n", " a_b=1"),
      Good("!#$%&'*+-.^`|~1: 1\r\n", " !#$%&'*+-.^`|~1=1"),
      Good("a::1\r\n", " a=:1"),
      Good("User-Agent: u\r\n", " user-agent=u"),
      Good(std::string(100, 'X') + ": 1\r\n", " " + std::string(100, 'x') + "=1"),
      Bad("a : 1\r\n", "malformed_header_name"),
      Bad("a\t: 1\r\n", "malformed_header_name"),
      Bad("nocolon\r\n", "malformed_header_name"),
      Bad(": 1\r\n", "malformed_header_name"),
      Bad(":path: /y\r\n", "malformed_header_name"),
      Bad("(a): 1\r\n", "malformed_header_name"),
      Bad("a b: 1\r\n", "malformed_header_name"),
      Bad("a@b: 1\r\n", "malformed_header_name"),
      Bad(std::string("a\0: 1\r\n", 7), "malformed_header_name"),
      Bad("\xc3\xa9: 1\r\n", "malformed_header_name"),
  });
}

TEST(RequestTable, HeaderValues) {
  ExpectRows({
      Good("a:   1  \r\n", " a=1"),
      Good("a:\t1\t\r\n", " a=1"),
      Good("a: 1\t2\r\n", " a=1\t2"),
      Good("a:\r\n", " a="),
      Good("a: \xe9\xff\r\n", " a=\xe9\xff"),
      Good("a: 12345678\t12345678\xff\r\n", " a=12345678\t12345678\xff"),
      Bad(std::string("a: b\0c\r\n", 8), "malformed_header_value"),
      Bad("a: b\x01"
          "c\r\n",
          "malformed_header_value"),
      Bad("a: b\x7f"
          "c\r\n",
          "malformed_header_value"),
      Bad("a: 12345678\x1f"
          "12345678\r\n",
          "malformed_header_value"),
      Bad("a: 12345678\x7f"
          "12345678\r\n",
          "malformed_header_value"),
      Bad("a: b\rc\r\n", "bare_carriage_return"),
      Bad("a: b\nc: d\r\n", "bare_line_feed"),
  });
}

TEST(RequestTable, FoldedHeaders) {
  ExpectRows({
      Bad("a: 1\r\n b\r\n", "folded_header"),
      Bad("a: 1\r\n\tb\r\n", "folded_header"),
      Bad("a:\r\n 1\r\n", "folded_header"),
      {"GET /x HTTP/1.1\r\n host: h\r\n\r\n", Refused("folded_header")},
  });
}

TEST(RequestTable, Hosts) {
  const auto host = [](const std::string& fields, const std::string& log) {
    return Row{"GET /x HTTP/1.1\r\n" + fields + "\r\n", log};
  };
  ExpectRows({
      host("", Head("GET /x HTTP/1.1")),
      host("host:\r\n", Head("GET /x HTTP/1.1 host:")),
      host("HOST: Example.COM:81\r\n", Head("GET /x HTTP/1.1 host:Example.COM:81")),
      host("host: [::1]:80\r\n", Head("GET /x HTTP/1.1 host:[::1]:80")),
      host("host: a:x\r\n", Head("GET /x HTTP/1.1 host:a:x")),
      host("host: u@a\r\n", Head("GET /x HTTP/1.1 host:u@a")),
      host("host: a%20b\r\n", Head("GET /x HTTP/1.1 host:a%20b")),
      host("host: a b\r\n", Refused("malformed_host")),
      host("host: a/b\r\n", Refused("malformed_host")),
      host("host: a\"b\r\n", Refused("malformed_host")),
      host("host: \xe9\r\n", Refused("malformed_host")),
      host("host: a#b\r\n", Refused("malformed_host")),
      host("host: a\r\nhost: a\r\n", Refused("repeated_host")),
      host("host: a\r\nx: 1\r\nHost: b\r\n", Refused("repeated_host")),
      {"GET http://o/ HTTP/1.1\r\nhost: a b\r\n\r\n", Refused("malformed_host")},
  });
}

TEST(RequestTable, HopByHopHeadersStopHere) {
  ExpectRows({
      Good("connection: keep-alive\r\n", ""),
      Good("connection: foo, bar\r\nfoo: 1\r\nbar: 2\r\nbaz: 3\r\n", " baz=3"),
      Good("Connection: X-Foo\r\nx-foo: 1\r\n", ""),
      Good("keep-alive: timeout=5\r\n", ""),
      Good("proxy-connection: keep-alive\r\n", ""),
      Good("upgrade: h2c\r\n", ""),
      Good("upgrade: websocket\r\n", ""),
      Good("connection: upgrade\r\n", ""),
      Good("connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAA\r\n", ""),
      Good("trailer: t\r\n", " trailer=t"),
      Good("max-forwards: 0\r\n", " max-forwards=0"),
      Good("te: trailers\r\n", " te=trailers"),
      Good("te: gzip\r\n", ""),
      Good("te: trailers, gzip\r\n", " te=trailers"),
      Good("connection: te\r\nte: gzip;q=1, trailers\r\n", " te=trailers"),
      Bad("connection: host\r\n", "nominated_header_not_removable"),
      Bad("connection: x-forwarded-for\r\n", "nominated_header_not_removable"),
      Bad("connection: :path\r\n", "nominated_header_not_removable"),
      Bad("connection: content-length\r\n", "nominated_header_not_removable"),
      Good("connection: a,b,c,d,e,f,g,h,i\r\n", ""),
      Bad("connection: a,b,c,d,e,f,g,h,i,j\r\n", "nominated_header_not_removable"),
      Good("connection: " + std::string(90, 'A') + "\r\n" + std::string(90, 'a') + ": 1\r\n", ""),
  });
}

TEST(RequestTable, RepeatedHeaders) {
  ExpectRows({
      Good("a: 1\r\nb: x\r\nA: 2\r\n", " a=1 b=x a=2"),
      Good("accept: a\r\naccept: b\r\n", " accept=a,b"),
      Good("pragma: a\r\npragma: b\r\n", " pragma=a,b"),
      Good("cookie: a=1\r\ncookie: b=2\r\n", " cookie=a=1 cookie=b=2"),
      Good("accept-language: a\r\naccept-language: b\r\n", " accept-language=a accept-language=b"),
  });
}

TEST(RequestTable, Underscores) {
  ServerOptions options;
  options.underscores = UnderscoreAction::kReject;
  ExpectRows({Bad("a_b: 1\r\n", "underscore_in_header_name"), Good("a-b: 1\r\n", " a-b=1")},
             options);
  options.underscores = UnderscoreAction::kDrop;
  ExpectRows({Good("a_b: 1\r\nc: 2\r\n_d: 3\r\n", " dropped:2 c=2")}, options);
}

TEST(RequestTable, Lengths) {
  const auto good = [](const std::string& value, const std::string& kept) {
    return Row{
        Post("content-length:" + value + "\r\n", "hello"),
        "head POST /x HTTP/1.1 host:h length:5 content-length=" + kept + "\ndata hello\nend\n"};
  };
  std::vector<Row> rows = {good("5", "5"), good(" 5 ", "5"), good(" 05", "05")};
  for (const char* value : {"+5", "-5", "0x5", "5, 5", "5 5", "five", "", "99999999999999999999",
                            "18446744073709551616"}) {
    rows.push_back({Post(std::string("content-length: ") + value + "\r\n", "hello"),
                    Refused("malformed_content_length")});
  }
  rows.push_back({Post("content-length: 5\r\ncontent-length: 5\r\n", "hello"),
                  Refused("repeated_content_length")});
  rows.push_back({Post("content-length: 5\r\ncontent-length: 6\r\n", "hello!"),
                  Refused("repeated_content_length")});
  rows.push_back({Post("content-length: 0\r\n", ""),
                  Head("POST /x HTTP/1.1 host:h length:0 content-length=0")});
  ExpectRows(rows);
}

TEST(RequestTable, TransferCodings) {
  const std::string body = "5\r\nhello\r\n0\r\n\r\n";
  std::vector<Row> rows;
  for (const char* value : {"chunked", "Chunked", "chunked "}) {
    rows.push_back({Post(std::string("transfer-encoding: ") + value + "\r\n", body),
                    "head POST /x HTTP/1.1 host:h\ndata hello\nend\n"});
  }
  for (const char* value :
       {"gzip", "identity", "gzip, chunked", "chunked, chunked", "chunked,", ""}) {
    rows.push_back({Post(std::string("transfer-encoding: ") + value + "\r\n", body),
                    Refused("unsupported_transfer_encoding", 501)});
  }
  rows.push_back({Post("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", body),
                  Refused("unsupported_transfer_encoding", 501)});
  rows.push_back({Post("transfer-encoding:\r\ntransfer-encoding: chunked\r\n", body),
                  Refused("unsupported_transfer_encoding", 501)});
  rows.push_back({Post("transfer-encoding: \x0b"
                       "chunked\r\n",
                       body),
                  Refused("malformed_header_value")});
  rows.push_back({Post("transfer-encoding : chunked\r\n", body), Refused("malformed_header_name")});
  for (const char* fields : {"content-length: 5\r\ntransfer-encoding: chunked\r\n",
                             "transfer-encoding: chunked\r\ncontent-length: 5\r\n",
                             "content-length: 5\r\ntransfer-encoding: identity\r\n"}) {
    rows.push_back({Post(fields, body), Refused("content_length_with_transfer_encoding")});
  }
  ExpectRows(rows);
}

TEST(RequestTable, LengthBesideChunkedWhereAllowed) {
  ServerOptions options;
  options.allow_chunked_length = true;
  ExpectRows({{Post("content-length: nonsense\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n"),
               "head POST /x HTTP/1.1 host:h\nend\n"},
              {Post("content-length: 5\r\ntransfer-encoding: gzip\r\n", "hello"),
               Refused("content_length_with_transfer_encoding")}},
             options);
}

TEST(RequestTable, Chunks) {
  const auto good = [](const std::string& body, const std::string& data) {
    return Row{
        Post("transfer-encoding: chunked\r\n", body),
        "head POST /x HTTP/1.1 host:h\n" + (data.empty() ? "" : "data " + data + "\n") + "end\n"};
  };
  const auto bad = [](const std::string& body, const std::string& cause,
                      const std::string& data = "") {
    return Row{Post("transfer-encoding: chunked\r\n", body),
               "head POST /x HTTP/1.1 host:h\n" + (data.empty() ? "" : "data " + data + "\n") +
                   Refused(cause)};
  };
  const std::string end = "0\r\n\r\n";
  ExpectRows({
      good("5\r\nhello\r\n" + end, "hello"),
      good("A\r\nhellohello\r\n" + end, "hellohello"),
      good("a\r\nhellohello\r\n" + end, "hellohello"),
      good("005\r\nhello\r\n000\r\n\r\n", "hello"),
      good("1\r\na\r\n2\r\nbc\r\n" + end, "abc"),
      good(end, ""),
      good("5;x=y\r\nhello\r\n" + end, "hello"),
      good("5;x=\"a;b\"\r\nhello\r\n0;z\r\n\r\n", "hello"),
      good("5 \r\nhello\r\n" + end, "hello"),
      good("5 ;x\r\nhello\r\n" + end, "hello"),
      good("5;" + std::string(100, 'x') + "\r\nhello\r\n" + end, "hello"),
      bad("0x5\r\nhello\r\n" + end, "malformed_chunk_size"),
      bad("+5\r\nhello\r\n" + end, "malformed_chunk_size"),
      bad("g\r\nhello\r\n" + end, "malformed_chunk_size"),
      bad(" 5\r\nhello\r\n" + end, "malformed_chunk_size"),
      bad("\r\nhello\r\n" + end, "malformed_chunk_size"),
      bad("5,x\r\nhello\r\n" + end, "malformed_chunk_size"),
      bad("5 5\r\nhello\r\n" + end, "malformed_chunk_size"),
      bad("10000000000000000\r\nhello\r\n" + end, "malformed_chunk_size"),
      bad("5;x\ny\r\nhello\r\n" + end, "malformed_chunk_extension"),
      bad("5;x\ry\r\nhello\r\n" + end, "malformed_chunk_size"),
      bad("5\nhello\n0\n\n", "malformed_chunk_size"),
      bad("5\r\r\nhello\r\n" + end, "malformed_chunk_size"),
      bad("5\r\nhello0\r\n\r\n", "malformed_chunk_end", "hello"),
      bad("5\r\nhello\n" + end, "malformed_chunk_end", "hello"),
      bad("5\r\nhel\r\n" + end, "malformed_chunk_end", "hel\r\n"),
      {Post("transfer-encoding: chunked\r\n", "5\r\nhello\r\n0\r\n"),
       "head POST /x HTTP/1.1 host:h\ndata hello\n"},
      bad("0\r\nt : 1\r\n\r\n", "malformed_header_name"),
      bad("0\r\nbad\r\n\r\n", "malformed_header_name"),
      bad("0\r\nt: 1\n\r\n", "bare_line_feed"),
      good("0\r\nt: 1\r\n\r\n", ""),
  });
}

TEST(RequestTable, TrailersWhereTheyAreEnabled) {
  ServerOptions options;
  options.enable_trailers = true;
  const auto chunked = [](const std::string& trailers, const std::string& log) {
    return Row{Post("transfer-encoding: chunked\r\n", "2\r\nhi\r\n0\r\n" + trailers + "\r\n"),
               "head POST /x HTTP/1.1 host:h\ndata hi\n" + log};
  };
  ExpectRows(
      {
          chunked("", "end\n"),
          chunked("t: 1\r\n", "trailers t=1\nend\n"),
          chunked("a: 1\r\nT-b: 2\r\na: 3\r\n", "trailers a=1 t-b=2 a=3\nend\n"),
          chunked("te: x\r\na: 1\r\nconnection: close\r\n", "trailers a=1\nend\n"),
          chunked("connection: close\r\n", "end\n"),
          {Post("connection: T-b, close, c\r\ntransfer-encoding: chunked\r\n",
                "0\r\na: 1\r\nt-B: 2\r\nc: 3\r\n\r\n"),
           "head POST /x HTTP/1.1 host:h\ntrailers a=1\nend\nclose flush\n"},
          chunked("t: 1\r\n 2\r\n", Refused("folded_header")),
          chunked(": 1\r\n", Refused("malformed_header_name")),
          chunked("content-length: 7\r\n", Refused("framing_field_in_trailers")),
          chunked("transfer-encoding: chunked\r\n", Refused("framing_field_in_trailers")),
          chunked("host: h\r\n", Refused("framing_field_in_trailers")),
      },
      options);
}

TEST(RequestTable, OldVersionsWhereTheyAreAccepted) {
  ServerOptions options;
  options.accept_http_10 = true;
  ExpectRows(
      {
          {"GET /x HTTP/1.0\r\nhost: h\r\n\r\n", Head("GET /x HTTP/1.0 host:h") + "close flush\n"},
          {"GET /x HTTP/1.0\r\nhost: h\r\nconnection: Keep-Alive\r\n\r\n",
           Head("GET /x HTTP/1.0 host:h")},
          {"GET /x HTTP/1.2\r\nhost: h\r\n\r\n", Head("GET /x HTTP/1.0 host:h") + "close flush\n"},
          {"GET http://o/p HTTP/1.0\r\n\r\n",
           Head("GET /p HTTP/1.0 scheme:http host:o") + "close flush\n"},
          {"GET /x HTTP/1.0\r\n\r\n", Head("GET /x HTTP/1.0") + "close flush\n"},
          {"POST /x HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
           Refused("transfer_encoding_in_http_10")},
          {"GET /x HTTP/1.0\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
           Head("GET /x HTTP/1.0") + "close flush\n"},
      },
      options);
  options.default_host_for_http_10 = "d.example";
  ExpectRows(
      {
          {"GET /x HTTP/1.0\r\n\r\n", Head("GET /x HTTP/1.0 host:d.example") + "close flush\n"},
          {"GET /x HTTP/1.1\r\n\r\n", Head("GET /x HTTP/1.1")},
      },
      options);
}

TEST(RequestTable, WhoAsksForClose) {
  const auto closes = [](const std::string& fields) {
    return Row{Get(fields), Head("GET /x HTTP/1.1 host:h") + "close flush\n"};
  };
  ExpectRows({
      closes("connection: close\r\n"),
      closes("connection: Close\r\n"),
      closes("connection: foo, close\r\n"),
      closes("proxy-connection: close\r\n"),
      closes("connection: close\r\nconnection: keep-alive\r\n"),
      Good("connection: closed\r\n", ""),
  });
}

TEST(RequestTable, ConnectTargets) {
  const auto connect = [](const std::string& target) {
    return "CONNECT " + target + " HTTP/1.1\r\nhost: h:80\r\n\r\n";
  };
  std::vector<Row> rows = {
      {connect("a_b:80"), "head CONNECT  HTTP/1.1 host:a_b:80 connect\n"},
      {connect("h:80"), "head CONNECT  HTTP/1.1 host:h:80 connect\n"},
      {"CONNECT h:80 HTTP/1.1\r\nconnection: x-a\r\nx-a: 1\r\n\r\n",
       "head CONNECT  HTTP/1.1 host:h:80 connect\n"},
      {connect("[::1]:443"), "head CONNECT  HTTP/1.1 host:[::1]:443 connect\n"},
      {"CONNECT h:80 HTTP/1.1\r\ncontent-length: 0\r\n\r\n",
       "head CONNECT  HTTP/1.1 host:h:80 connect\n"},
      {"CONNECT h:80 HTTP/1.1\r\ncontent-length: 2\r\n\r\n",
       Refused("content_length_where_no_body_can_be")},
      {"CONNECT h:80 HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n",
       Refused("unsupported_transfer_encoding", 501)},
  };
  for (const char* target : {"h", "h:", "h:x", "h:0", "h:65536", "u@h:80", "/x", "*", ":80",
                             "http://h:80/", "[::1]", "a,b:80"}) {
    rows.push_back({connect(target), Refused("malformed_target")});
  }
  ExpectRows(rows);
}

TEST(RequestTable, Upgrades) {
  ServerOptions options;
  options.ignores_upgrade = [](absl::string_view value) { return value == "TLS/1.2"; };
  const std::string websocket = "connection: Upgrade\r\nupgrade: websocket\r\n";
  const std::string head = "head GET /x HTTP/1.1 host:h";
  ExpectRows(
      {
          {Get(websocket), head + " upgrade connection=Upgrade upgrade=websocket\n"},
          {Get("connection: foo, UPGRADE\r\nfoo: 1\r\nupgrade: WebSocket\r\n"),
           head + " upgrade connection=foo, UPGRADE upgrade=WebSocket\n"},
          {Get("connection: upgrade, x-forwarded-for\r\nupgrade: websocket\r\n"),
           Refused("nominated_header_not_removable")},
          {Get("connection: upgrade, content-length\r\nupgrade: websocket\r\n"),
           Refused("nominated_header_not_removable")},
          {Get(websocket + "content-length: 0\r\n"),
           head + " upgrade connection=Upgrade upgrade=websocket\n"},
          Good("connection: Upgrade\r\nupgrade: TLS/1.2\r\n", ""),
          {Get(websocket + "content-length: 5\r\n"), Refused("upgrade_with_body")},
          {Get(websocket + "transfer-encoding: chunked\r\n"), Refused("upgrade_with_body")},
      },
      options);
}

}  // namespace
}  // namespace nuncio::http::http1
