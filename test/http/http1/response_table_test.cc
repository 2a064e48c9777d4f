// Responses as bytes against what the client's codec hears, each cut in every way.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "test/http/http1/harness.h"

namespace nuncio::http::http1 {
namespace {

struct Row {
  std::string bytes;
  bool fin = false;
  std::string log;
};

void ExpectRows(const std::vector<Row>& rows, const char* method = "GET",
                RequestKind kind = RequestKind::kOrdinary, const ClientOptions& options = {}) {
  for (const Row& row : rows) {
    for (const Cut cut : kAllCuts) {
      for (uint32_t seed = 1; seed <= (cut == Cut::kRandom ? 5u : 1u); ++seed) {
        ClientHarness harness(options);
        harness.Request(method, "/", true, kind);
        harness.Receive(row.bytes, cut, row.fin, seed);
        EXPECT_EQ(harness.log.text(), row.log)
            << row.bytes << " cut " << static_cast<int>(cut) << " seed " << seed;
      }
    }
  }
}

const std::string kOk = "HTTP/1.1 200 OK\r\n";
const std::string kHi = kOk + "content-length: 2\r\n\r\nhi";
const std::string kHeardHi =
    "head 200 HTTP/1.1 length:2 content-length=2\ndata hi\nend\nover, reusable\n";

// A response that is refused before its head was heard.
std::string Refused(const std::string& cause) {
  return "error " + cause + "\nreset protocol_error " + cause + "\nover\nclose now\n";
}
Row Fields(const std::string& fields, const std::string& shown) {
  return {kOk + fields + "content-length: 0\r\n\r\n", false,
          "head 200 HTTP/1.1 length:0" + shown + " content-length=0\nend\nover, reusable\n"};
}
Row BadFields(const std::string& fields, const std::string& cause) {
  return {kOk + fields + "content-length: 0\r\n\r\n", false, Refused(cause)};
}

TEST(ResponseTable, Framing) {
  ExpectRows({
      {kHi, false, kHeardHi},
      {kOk + "content-length: 0\r\n\r\n", false,
       "head 200 HTTP/1.1 length:0 content-length=0\nend\nover, reusable\n"},
      {kOk + "transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", false,
       "head 200 HTTP/1.1\ndata hi\nend\nover, reusable\n"},
      {kOk + "\r\nhi", true, "head 200 HTTP/1.1\ndata hi\nend\nover\nclose flush\n"},
      {kOk + "\r\n", true, "head 200 HTTP/1.1\nend\nover\nclose flush\n"},
      {kOk + "\r\nhi", false, "head 200 HTTP/1.1\ndata hi\n"},
      {"HTTP/1.0 200 OK\r\n\r\nhi", true, "head 200 HTTP/1.0\ndata hi\nend\nover\nclose flush\n"},
      {"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nhi", false,
       "head 200 HTTP/1.0 length:2 content-length=2\ndata hi\nend\nover, reusable\n"},
      {"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi", false,
       "head 200 HTTP/1.0 length:2 content-length=2\ndata hi\nend\nover\nclose flush\n"},
      {"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
       false, "head 200 HTTP/1.0\nend\nover\nclose flush\n"},
      {kOk + "connection: close\r\ncontent-length: 2\r\n\r\nhi", false,
       "head 200 HTTP/1.1 length:2 content-length=2\ndata hi\nend\nover\nclose flush\n"},
  });
}

TEST(ResponseTable, BrokenFraming) {
  const std::string truncated =
      "error truncated_body\nreset protocol_error truncated_body\nover\nclose now\n";
  ExpectRows({
      {kOk + "content-length: 5\r\n\r\nhi", true,
       "head 200 HTTP/1.1 length:5 content-length=5\ndata hi\n" + truncated},
      {kOk + "transfer-encoding: chunked\r\n\r\nzz\r\n", false,
       "head 200 HTTP/1.1\n" + Refused("malformed_chunk_size")},
      {kOk + "transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n", true,
       "head 200 HTTP/1.1\ndata hi\n" + truncated},
      {kOk + "transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n", true,
       "head 200 HTTP/1.1\ndata hi\n" + truncated},
      {kOk + "content-length: 2\r\ncontent-length: 3\r\n\r\nhi!", false,
       Refused("repeated_content_length")},
      {kOk + "content-length: 2\r\ncontent-length: 2\r\n\r\nhi", false,
       Refused("repeated_content_length")},
      {kOk + "content-length: -2\r\n\r\nhi", false, Refused("malformed_content_length")},
      {kOk + "content-length: 2, 2\r\n\r\nhi", false, Refused("malformed_content_length")},
      {kOk + "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", false,
       Refused("content_length_with_transfer_encoding")},
      {kOk + "transfer-encoding: gzip\r\n\r\nhi", false, Refused("unsupported_transfer_encoding")},
  });
  ClientOptions options;
  options.allow_chunked_length = true;
  ExpectRows({{kOk + "content-length: 9\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
               false, "head 200 HTTP/1.1\ndata hi\nend\nover\nclose flush\n"}},
             "GET", RequestKind::kOrdinary, options);
}

TEST(ResponseTable, StatusesWithoutABody) {
  const auto none = [](const std::string& shown) {
    return "head " + shown + "\nend\nover, reusable\n";
  };
  ExpectRows({
      {"HTTP/1.1 204 N\r\n\r\n", false, none("204 HTTP/1.1")},
      {"HTTP/1.1 204 N\r\ncontent-length: 0\r\n\r\n", false,
       none("204 HTTP/1.1 length:0 content-length=0")},
      {"HTTP/1.1 204 N\r\ncontent-length: 2\r\n\r\nhi", false,
       Refused("content_length_where_no_body_can_be")},
      {"HTTP/1.1 204 N\r\ntransfer-encoding: chunked\r\n\r\n", false,
       Refused("transfer_encoding_where_no_body_can_be")},
      {"HTTP/1.1 304 N\r\n\r\n", false, none("304 HTTP/1.1")},
      {"HTTP/1.1 304 N\r\ncontent-length: 5\r\n\r\n", false,
       none("304 HTTP/1.1 length:5 content-length=5")},
      {"HTTP/1.1 205 R\r\ncontent-length: 0\r\n\r\n", false,
       none("205 HTTP/1.1 length:0 content-length=0")},
  });
}

TEST(ResponseTable, AnswersToHead) {
  ExpectRows(
      {
          {kOk + "content-length: 5\r\n\r\n", false,
           "head 200 HTTP/1.1 length:5 content-length=5\nend\nover, reusable\n"},
          {kOk + "transfer-encoding: chunked\r\n\r\n", false,
           "head 200 HTTP/1.1\nend\nover, reusable\n"},
          {kOk + "\r\n", false, "head 200 HTTP/1.1\nend\nover, reusable\n"},
      },
      "HEAD");
  ClientHarness harness;
  harness.Request("HEAD");
  harness.Receive(kHi);
  EXPECT_EQ(harness.log.text(),
            "head 200 HTTP/1.1 length:2 content-length=2\nend\nover\n"
            "error bytes_without_request\nclose now\n");
}

TEST(ResponseTable, StatusLines) {
  const std::string rest = "\r\ncontent-length: 0\r\n\r\n";
  std::vector<Row> rows;
  for (const char* line : {"garbage", "http/1.1 200 OK", "ICY 200 OK", "HTTP/1.1 2xx OK",
                           "HTTP/1.1 -200 OK", " HTTP/1.1 200 OK", "\r\nHTTP/1.1 200 OK",
                           "HTTP/1.1 099 X", "HTTP/1.1 20", "HTTP/1.1 2000 OK", "HTTP/1.1",
                           "HTTP/1.1\t200 OK", "HTTP/1.1 200 a\x01", "HTTP/11.1 200 OK"}) {
    rows.push_back({line + rest, false, Refused("malformed_status_line")});
  }
  const std::string kept = " length:0 content-length=0\nend\nover, reusable\n";
  const std::string dropped = " length:0 content-length=0\nend\nover\nclose flush\n";
  rows.push_back({"HTTP/1.1 200" + rest, false, "head 200 HTTP/1.1" + kept});
  rows.push_back({"HTTP/1.1 200 " + rest, false, "head 200 HTTP/1.1" + kept});
  rows.push_back({"HTTP/1.1 200 \xe9" + rest, false, "head 200 HTTP/1.1" + kept});
  rows.push_back({"HTTP/1.1  200 OK" + rest, false, "head 200 HTTP/1.1" + kept});
  rows.push_back({"HTTP/1.1 999 X" + rest, false, "head 999 HTTP/1.1" + kept});
  rows.push_back({"HTTP/1.2 200 OK" + rest, false, "head 200 HTTP/1.1" + dropped});
  rows.push_back({"HTTP/2.0 200 OK" + rest, false, "head 200 HTTP/1.1" + dropped});
  ExpectRows(rows);
}

TEST(ResponseTable, Headers) {
  ExpectRows({
      Fields("X-A: 1\r\n", " x-a=1"),
      Fields("x-a: 1\r\nx-a: 2\r\n", " x-a=1 x-a=2"),
      Fields("pragma: 1\r\npragma: 2\r\n", " pragma=1 pragma=2"),
      Fields("etag: 1\r\netag: 2\r\n", " etag=1,2"),
      Fields("host: h\r\n", " host=h"),
      Fields("x-a: \xe9\r\n", " x-a=\xe9"),
      Fields("connection: x-a\r\nkeep-alive: timeout=1\r\nx-a: 1\r\nproxy-connection: "
             "keep-alive\r\nupgrade: h2c\r\ntrailer: t\r\nte: x\r\n",
             " x-a=1 trailer=t te=x"),
      BadFields("x-a: 1\r\n 2\r\n", "folded_header"),
      BadFields("x-a: 1\r2\r\n", "bare_carriage_return"),
      BadFields("x-a: 1\nb: 2\r\n", "bare_line_feed"),
      BadFields("x-a : 1\r\n", "malformed_header_name"),
      BadFields("x-a\r\n", "malformed_header_name"),
      BadFields(": 1\r\n", "malformed_header_name"),
      BadFields(":status: 201\r\n", "malformed_header_name"),
      BadFields("x(a): 1\r\n", "malformed_header_name"),
      BadFields(std::string("x-a: 1\0", 7) + "2\r\n", "malformed_header_value"),
      BadFields("x-a: 1\x01"
                "2\r\n",
                "malformed_header_value"),
  });
}

TEST(ResponseTable, Interims) {
  const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  ExpectRows({
      {go_on + kHi, false, "interim 100 HTTP/1.1\n" + kHeardHi},
      {go_on + go_on + kHi, false, "interim 100 HTTP/1.1\ninterim 100 HTTP/1.1\n" + kHeardHi},
      {"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + kHi, false,
       "interim 103 HTTP/1.1 link=x\n" + kHeardHi},
      {"HTTP/1.1 199 X\r\n\r\n" + kHi, false, "interim 199 HTTP/1.1\n" + kHeardHi},
      {"HTTP/1.1 100 Continue\r\ncontent-length: 3\r\n\r\n" + kHi, false,
       Refused("content_length_where_no_body_can_be")},
      {"HTTP/1.1 100 Continue\r\ntransfer-encoding: chunked\r\n\r\n" + kHi, false,
       Refused("transfer_encoding_where_no_body_can_be")},
  });
  std::string many;
  for (int i = 0; i < 100; ++i) many += go_on;
  ClientHarness enough;
  enough.Request();
  enough.Receive(many + kHi);
  EXPECT_EQ(enough.log.entries().back(), "over, reusable");
  ClientHarness too_many;
  too_many.Request();
  too_many.Receive(many + go_on + kHi);
  EXPECT_EQ(too_many.log.entries().back(), "close now");
}

// A connection that ends before any byte of an answer is one thing, inside of it another.
TEST(ResponseTable, EndsOfTheConnection) {
  const std::string terminated =
      "reset connection_termination connection_termination\nover\nclose now\n";
  ExpectRows({
      {"", true, terminated},
      {"HTTP/1.1 100 Continue\r\n\r\n", true, "interim 100 HTTP/1.1\n" + terminated},
      {"H", true, Refused("truncated_head")},
      {"HTTP/1.1 20", true, Refused("truncated_head")},
      {kOk + "x-a: 1\r\n", true, Refused("truncated_head")},
      {kHi, true,
       "head 200 HTTP/1.1 length:2 content-length=2\ndata hi\nend\n"
       "over\nclose flush\n"},
  });
}

TEST(ResponseTable, Trailers) {
  const std::string chunked =
      kOk + "transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nt: 1\r\nU: 2\r\n\r\n";
  ExpectRows({{chunked, false, "head 200 HTTP/1.1\ndata hi\nend\nover, reusable\n"}});
  ClientOptions options;
  options.enable_trailers = true;
  ExpectRows({{chunked, false, "head 200 HTTP/1.1\ndata hi\ntrailers t=1 u=2\nover, reusable\n"}},
             "GET", RequestKind::kOrdinary, options);
}

TEST(ResponseTable, SwitchesAndTunnels) {
  const std::string ended =
      "reset connection_termination connection_termination\nover\nclose now\n";
  const std::string switched =
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\r\n";
  ExpectRows({{switched + "bytes", true,
               "head 101 HTTP/1.1 connection=Upgrade upgrade=websocket\ndata bytes\n" + ended},
              {"HTTP/1.1 403 N\r\ncontent-length: 2\r\n\r\nno", false,
               "head 403 HTTP/1.1 length:2 content-length=2\ndata no\nend\nover\nclose now\n"}},
             "GET", RequestKind::kUpgrade);
  ExpectRows({{kOk + "x-a: 1\r\ncontent-length: 3\r\n\r\ntunnel", true,
               "head 200 HTTP/1.1 x-a=1\ndata tunnel\n" + ended}},
             "CONNECT", RequestKind::kConnect);
  // Whatever it says of a body, the tunnel begins behind the head.
  for (const char* fields :
       {"content-length: 5\r\ntransfer-encoding: chunked\r\n", "content-length: x\r\n",
        "transfer-encoding: gzip\r\n", "content-length: 1\r\ncontent-length: 2\r\n"}) {
    ExpectRows({{kOk + fields + "\r\ntunnel", true, "head 200 HTTP/1.1\ndata tunnel\n" + ended}},
               "CONNECT", RequestKind::kConnect);
  }
  // Nobody asked for a switch: the answer is heard, and the connection is of no more use.
  ExpectRows({{switched, false, "head 101 HTTP/1.1\nend\nover\nclose flush\n"}});
}

// The harness asks for websocket.
TEST(ResponseTable, ATunnelNeedsThatTheServerAgrees) {
  const auto answer = [](const std::string& fields) {
    return "HTTP/1.1 101 S\r\n" + fields + "\r\nbytes";
  };
  const auto agreed = [&](const std::string& fields, const std::string& shown) {
    return Row{answer(fields), false, "head 101 HTTP/1.1" + shown + "\ndata bytes\n"};
  };
  const auto refused = [&](const std::string& fields) {
    return Row{answer(fields), false, Refused("switch_to_what_was_not_asked_for")};
  };
  ExpectRows({agreed("connection: upgrade\r\nupgrade: WebSocket\r\n",
                     " connection=upgrade upgrade=WebSocket"),
              agreed("upgrade: websocket\r\nconnection: keep-alive, Upgrade\r\n",
                     " connection=keep-alive, Upgrade upgrade=websocket"),
              refused(""), refused("upgrade: websocket\r\n"), refused("connection: upgrade\r\n"),
              refused("connection: upgrade\r\nupgrade: h2c\r\n"),
              refused("connection: upgrade\r\nupgrade: websocket, h2c\r\n"),
              refused("connection: close\r\nupgrade: websocket\r\n")},
             "GET", RequestKind::kUpgrade);
}

// Nobody waits for the end of a line that is none of HTTP's.
TEST(ResponseTable, AnotherProtocolIsSeenFromItsFirstBytes) {
  for (const char* bytes : {"SSH-2.0-OpenSSH", "hello", "h", "\r", "HTTX", "HTTP 200 OK"}) {
    ExpectRows({{bytes, false, Refused("malformed_status_line")}});
  }
  ExpectRows({{"H", false, ""}, {"HTTP/", false, ""}, {"HTTP/1.1 200 O", false, ""}});
}

TEST(ResponseTable, BytesBehindAnAnswer) {
  ClientHarness harness;
  harness.Request();
  harness.Receive(kHi + " there");
  EXPECT_EQ(harness.log.text(),
            "head 200 HTTP/1.1 length:2 content-length=2\ndata hi\nend\nover\n"
            "error bytes_without_request\nclose now\n");
  ClientHarness idle;
  idle.Receive("x");
  EXPECT_EQ(idle.log.text(), "error bytes_without_request\nclose now\n");
}

}  // namespace
}  // namespace nuncio::http::http1
