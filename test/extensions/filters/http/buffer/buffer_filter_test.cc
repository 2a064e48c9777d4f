// Checks buffer_filter.h on the wire: a request goes on whole or not at all.

#include "source/extensions/filters/http/buffer/buffer_filter.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "test/proxy/support/proxy_world.h"

namespace nuncio::extensions::buffer_filter {
namespace {

constexpr char kOk[] = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";
constexpr char kChunked[] = "POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n";
constexpr routing::FilterId kId = 7;

struct BufferFilterTest : public test::ProxyWorld {
  BufferFilterTest() {
    filters.push_back({"buffer", kId, MakeBufferFactory({10})});
    host.routes.push_back(ToCluster("/", "a"));
  }
  void OnRoute(const BufferRouteOptions& route) {
    host.routes[0].typed_per_filter_config.Set(
        kId, {std::make_shared<const BufferRouteOptions>(route), false});
  }
};

TEST_F(BufferFilterTest, UpstreamHearsOfARequestOnlyWhenAllOfItIsThere) {
  Serve();
  test::RawPeer client = Connect();
  client.Send(std::string(kChunked) + "5\r\nhello\r\n");
  Rounds();
  EXPECT_FALSE(server.Accept().valid());
  client.Send("0\r\n\r\n");
  test::RawPeer peer = Accept(server);
  EXPECT_TRUE(Receives(peer, "content-length: 5\r\n"));
  EXPECT_TRUE(Receives(peer, "\r\n\r\nhello"));
  EXPECT_EQ(peer.received().find("transfer-encoding"), std::string::npos);
}

TEST_F(BufferFilterTest, ABodyOverTheLimitIsTooLarge) {
  struct Row {
    const char* request;
    bool passes;
  };
  const Row rows[] = {
      {"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 10\r\n\r\n0123456789", true},
      {"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 11\r\n\r\n0123456789a", false},
      {"POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\nb\r\n0123456789a\r\n"
       "0\r\n\r\n",
       false},
  };
  Serve();
  for (const Row& row : rows) {
    const std::string answer = Exchange(row.request, row.passes ? kOk : "");
    EXPECT_EQ(answer.substr(9, 3), row.passes ? "200" : "413") << row.request;
    EXPECT_EQ(LogLine(), row.passes ? "200 - via_upstream" : "413 - request_payload_too_large");
  }
}

TEST_F(BufferFilterTest, ARouteMaySwitchItOffOrGiveAnotherLimit) {
  const std::string large = "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 11\r\n\r\n0123456789a";
  OnRoute({true, {}});
  Serve();
  EXPECT_EQ(Exchange(large, kOk).substr(9, 3), "200");
  host.routes[0].typed_per_filter_config = {};
  OnRoute({false, {20}});
  Serve();
  EXPECT_EQ(Exchange(large, kOk).substr(9, 3), "200");
  host.routes[0].typed_per_filter_config = {};
  OnRoute({false, {5}});
  Serve();
  EXPECT_EQ(Exchange(large, "").substr(9, 3), "413");
}

}  // namespace
}  // namespace nuncio::extensions::buffer_filter
