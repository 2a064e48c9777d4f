// Checks redirects of hosts that the proxy follows itself, on the wire.

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "test/proxy/support/proxy_world.h"

namespace nuncio::proxy::router {
namespace {

using test::RawPeer;

constexpr char kGet[] = "GET /go?x HTTP/1.1\r\nhost: a.com\r\n\r\n";
constexpr char kOk[] = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

std::string Moved(int status, const std::string& location) {
  return absl::StrCat("HTTP/1.1 ", status, " Moved\r\nlocation: ", location,
                      "\r\nx-new: n\r\ncontent-length: 0\r\n\r\n");
}

struct RedirectTest : public test::ProxyWorld {
  routing::InternalRedirectPolicy& Policy() {
    if (host.routes.empty()) {
      host.routes.push_back(ToCluster("/", "a"));
      absl::get<routing::RouteAction>(host.routes[0].action).internal_redirect_policy.emplace();
    }
    return *absl::get<routing::RouteAction>(host.routes[0].action).internal_redirect_policy;
  }

  // The connection on which the next request came: the first makes it, the others follow on it.
  RawPeer& NextRequest(absl::string_view wanted) {
    last_.ClearReceived();
    if (last_.fd() < 0) last_ = Accept(server);
    EXPECT_TRUE(Receives(last_, wanted));
    return last_;
  }

  // What the client gets when the host answers with a redirect.
  std::string Answered(int status, const std::string& location, const std::string& request = kGet) {
    return Exchange(request, Moved(status, location));
  }

  RawPeer last_;
};

TEST_F(RedirectTest, IsFollowedAndHiddenFromTheClient) {
  Policy();
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  NextRequest("GET /go?x HTTP/1.1\r\n").Send(Moved(302, "http://b.com/there?y=1#part"));
  RawPeer& second = NextRequest("\r\n\r\n");
  EXPECT_NE(second.received().find("GET /there?y=1 HTTP/1.1\r\n"), std::string::npos);
  EXPECT_NE(second.received().find("host: b.com\r\n"), std::string::npos);
  EXPECT_NE(second.received().find("x-envoy-original-url: http://a.com/go?x\r\n"),
            std::string::npos);
  EXPECT_EQ(LogLine(), "302 - internal_redirect");
  second.Send(kOk);
  ASSERT_TRUE(Receives(client, "hi"));
  EXPECT_EQ(client.received().substr(9, 3), "200");
  EXPECT_EQ(client.received().find("location"), std::string::npos);
  EXPECT_EQ(LogLine(), "200 - via_upstream");
  EXPECT_EQ(Stat("cluster.a.upstream_internal_redirect_succeeded_total"), 1);
  EXPECT_EQ(Stat("cluster.a.upstream_rq_302"), 0);
}

TEST_F(RedirectTest, KeepsMethodAndBody) {
  Policy();
  Serve();
  RawPeer client = Connect();
  client.Send("POST /go HTTP/1.1\r\nhost: h\r\ncontent-length: 4\r\n\r\ndata");
  NextRequest("data").Send(Moved(302, "http://h/end"));
  RawPeer& second = NextRequest("data");
  EXPECT_NE(second.received().find("POST /end HTTP/1.1\r\n"), std::string::npos);
  EXPECT_NE(second.received().find("content-length: 4\r\n"), std::string::npos);
  second.Send(kOk);
  EXPECT_TRUE(Receives(client, "hi"));
}

TEST_F(RedirectTest, SeeOtherMakesAGetOfAPost) {
  Policy().redirect_response_codes = {303};
  Serve();
  RawPeer client = Connect();
  client.Send("POST /go HTTP/1.1\r\nhost: h\r\ncontent-length: 4\r\n\r\ndata");
  NextRequest("data").Send(Moved(303, "http://h/end"));
  RawPeer& second = NextRequest("\r\n\r\n");
  EXPECT_NE(second.received().find("GET /end HTTP/1.1\r\n"), std::string::npos);
  EXPECT_EQ(second.received().find("content-length"), std::string::npos);
  second.Send(kOk);
  EXPECT_TRUE(Receives(client, "hi"));
}

TEST_F(RedirectTest, OnlySoManyInARow) {
  Policy();
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  NextRequest("\r\n\r\n").Send(Moved(302, "http://h/1"));
  NextRequest("\r\n\r\n").Send(Moved(302, "http://h/2"));
  EXPECT_TRUE(Receives(client, "location: http://h/2\r\n"));
  EXPECT_EQ(Stat("http.t.passthrough_internal_redirect_too_many_redirects"), 1);
  EXPECT_EQ(Stat("cluster.a.upstream_internal_redirect_failed_total"), 1);
}

TEST_F(RedirectTest, WhatIsLeftToTheClient) {
  Policy();
  host.routes[0].match.path_specifier = routing::MatchPrefix{"/go"};
  Serve();
  for (const char* location : {"/go/2", "go", "//h/go", "ftp://h/go", "http:///go", "http://u@h/go",
                               "https://h/go", "http://h/none"}) {
    EXPECT_EQ(Answered(302, location).substr(9, 3), "302") << location;
  }
  EXPECT_EQ(Answered(301, "http://h/go").substr(9, 3), "301") << "not among the codes";
  EXPECT_EQ(Stat("http.t.passthrough_internal_redirect_bad_location"), 6);
  EXPECT_EQ(Stat("http.t.passthrough_internal_redirect_unsafe_scheme"), 1);
  EXPECT_EQ(Stat("http.t.passthrough_internal_redirect_no_route"), 1);
  EXPECT_EQ(Stat("cluster.a.upstream_internal_redirect_failed_total"), 8);
}

TEST_F(RedirectTest, CopiesHeadersOfTheAnswer) {
  Policy().response_headers_to_copy = {"x-new", "x-gone"};
  Serve();
  RawPeer client = Connect();
  client.Send("GET / HTTP/1.1\r\nhost: h\r\nx-new: o\r\nx-gone: o\r\n\r\n");
  NextRequest("\r\n\r\n").Send(Moved(302, "http://h/end"));
  RawPeer& second = NextRequest("\r\n\r\n");
  EXPECT_NE(second.received().find("x-new: n\r\n"), std::string::npos);
  EXPECT_EQ(second.received().find("x-new: o\r\n"), std::string::npos);
  EXPECT_EQ(second.received().find("x-gone"), std::string::npos);
}

TEST_F(RedirectTest, PredicatesMustAgree) {
  Policy().allow_listed_routes = {"listed"};
  host.routes[0].match.path_specifier = routing::MatchPrefix{"/go"};
  host.routes.push_back(ToCluster("/listed", "a"));
  host.routes.back().name = "listed";
  host.routes.push_back(ToCluster("/", "a"));
  Serve();
  EXPECT_EQ(Answered(302, "http://h/other").substr(9, 3), "302");
  EXPECT_EQ(Stat("http.t.passthrough_internal_redirect_predicate"), 1);
  RawPeer client = Connect();
  client.Send(kGet);
  NextRequest("\r\n\r\n").Send(Moved(302, "http://h/listed"));
  NextRequest("GET /listed").Send(kOk);
  EXPECT_TRUE(Receives(client, "hi"));
}

TEST_F(RedirectTest, NoRouteIsTakenTwice) {
  Policy().previous_routes = true;
  Policy().max_internal_redirects = 9;
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  NextRequest("\r\n\r\n").Send(Moved(302, "http://h/1"));
  NextRequest("\r\n\r\n").Send(Moved(302, "http://h/2"));
  EXPECT_TRUE(Receives(client, "location: http://h/2\r\n"));
  EXPECT_EQ(Stat("http.t.passthrough_internal_redirect_predicate"), 1);
}

TEST_F(RedirectTest, AClientThatLeavesMeanwhileIsForgotten) {
  Policy();
  Serve();
  RawPeer client = Connect();
  client.Send(kGet);
  RawPeer& peer = NextRequest("\r\n\r\n");
  client.Close();
  peer.Send(Moved(302, "http://h/1"));
  Rounds();
  EXPECT_EQ(Stat("http.t.downstream_rq_active"), 0);
}

}  // namespace
}  // namespace nuncio::proxy::router
