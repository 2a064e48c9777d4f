// Checks source/listener/filter_chain_index.h: which chain a connection gets.

#include "source/listener/filter_chain_index.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace nuncio::listener {
namespace {

matching::CidrRange Cidr(absl::string_view text) { return *matching::CidrRange::Parse(text); }

FilterChainRef Chain(const std::string& name, ChainMatch match) {
  auto chain = std::make_shared<FilterChain>();
  chain->name = name;
  chain->match = std::move(match);
  return chain;
}

// What a connection brings; the rest is as for a plain one from far away.
struct Client {
  std::string local = "192.0.2.1:80";
  std::string remote = "198.51.100.7:5000";
  std::string direct;  // as remote, if empty
  std::string name;
  std::string transport;
  std::vector<std::string> protocols;
};

filter::AcceptedSocket Socket(const Client& client) {
  filter::AcceptedSocket socket;
  socket.record = std::make_unique<record::ConnectionRecord>();
  socket.record->local = *network::Address::Parse(client.local);
  socket.record->remote = *network::Address::Parse(client.remote);
  socket.record->direct_remote =
      *network::Address::Parse(client.direct.empty() ? client.remote : client.direct);
  socket.record->requested_server_name = client.name;
  socket.transport_protocol = client.transport;
  socket.application_protocols = client.protocols;
  return socket;
}

class FilterChainIndexTest : public ::testing::Test {
 protected:
  void Use(const std::vector<FilterChainRef>& chains, FilterChainRef otherwise = nullptr) {
    auto index = FilterChainIndex::Create(chains, std::move(otherwise));
    ASSERT_TRUE(index.ok()) << index.status();
    index_ = *index;
  }
  std::string Find(const Client& client) {
    const FilterChainRef chain = index_->Find(Socket(client));
    return chain == nullptr ? "none" : chain->name;
  }
  std::shared_ptr<const FilterChainIndex> index_;
};

TEST_F(FilterChainIndexTest, ByDestination) {
  Use({Chain("host", {.prefix_ranges = {Cidr("10.1.2.3/32")}}),
       Chain("net", {.prefix_ranges = {Cidr("10.1.0.0/16"), Cidr("10.2.0.0/16")}}),
       Chain("port", {.destination_port = 443}),
       Chain("v6", {.prefix_ranges = {Cidr("2001:db8::/32")}}), Chain("rest", {})});
  EXPECT_EQ("host", Find({.local = "10.1.2.3:80"}));
  EXPECT_EQ("net", Find({.local = "10.1.9.9:80"}));
  EXPECT_EQ("net", Find({.local = "10.2.0.1:80"}));
  EXPECT_EQ("port", Find({.local = "10.9.9.9:443"}));
  EXPECT_EQ("port", Find({.local = "10.1.2.3:443"}));  // a port beats an address
  EXPECT_EQ("v6", Find({.local = "[2001:db8::1]:80"}));
  EXPECT_EQ("rest", Find({.local = "10.9.9.9:80"}));
  EXPECT_EQ("rest", Find({.local = "/a/unix/socket"}));
}

TEST_F(FilterChainIndexTest, BySource) {
  Use({Chain("port", {.source_prefix_ranges = {Cidr("10.0.0.0/8")}, .source_ports = {7, 9}}),
       Chain("net", {.source_prefix_ranges = {Cidr("10.0.0.0/8")}}),
       Chain("direct", {.direct_source_prefix_ranges = {Cidr("127.0.0.2/32")}}),
       Chain("rest", {})});
  EXPECT_EQ("port", Find({.remote = "10.5.5.5:7", .direct = "127.0.0.1:1"}));
  EXPECT_EQ("net", Find({.remote = "10.5.5.5:8", .direct = "127.0.0.1:1"}));
  EXPECT_EQ("rest", Find({.remote = "9.9.9.9:7", .direct = "127.0.0.1:1"}));
  EXPECT_EQ("direct", Find({.remote = "9.9.9.9:1", .direct = "127.0.0.2:1"}));
  EXPECT_EQ("direct", Find({.remote = "10.5.5.5:7", .direct = "127.0.0.2:1"}));
}

TEST_F(FilterChainIndexTest, BySourceType) {
  Use({Chain("local", {.source_type = SourceType::kSameIpOrLoopback}),
       Chain("external", {.source_type = SourceType::kExternal})});
  EXPECT_EQ("local", Find({.remote = "127.0.0.1:5"}));
  EXPECT_EQ("local", Find({.local = "10.0.0.1:1", .remote = "10.0.0.1:5"}));
  EXPECT_EQ("external", Find({.remote = "10.0.0.1:5"}));
}

TEST_F(FilterChainIndexTest, ByServerName) {
  Use({Chain("exact", {.server_names = {"a.example"}}),
       Chain("wild", {.server_names = {"*.example"}}),
       Chain("deep", {.server_names = {"*.b.example"}}), Chain("rest", {})});
  EXPECT_EQ("exact", Find({.name = "a.example"}));
  EXPECT_EQ("wild", Find({.name = "x.example"}));
  EXPECT_EQ("wild", Find({.name = "b.example"}));
  EXPECT_EQ("wild", Find({.name = "x.a.example"}));
  EXPECT_EQ("deep", Find({.name = "x.y.b.example"}));
  EXPECT_EQ("rest", Find({.name = "example"}));
  EXPECT_EQ("rest", Find({.name = ""}));
  EXPECT_EQ("rest", Find({.name = "a.other"}));
}

TEST_F(FilterChainIndexTest, ByTransportProtocol) {
  Use({Chain("tls", {.transport_protocol = "tls"}),
       Chain("raw", {.transport_protocol = "raw_buffer"})});
  EXPECT_EQ("tls", Find({.transport = "tls"}));
  EXPECT_EQ("raw", Find({.transport = "raw_buffer"}));
  EXPECT_EQ("raw", Find({}));
}

TEST_F(FilterChainIndexTest, ByApplicationProtocolInTheOrderOfTheClient) {
  Use({Chain("h2", {.application_protocols = {"h2"}}),
       Chain("acme", {.application_protocols = {"acme-tls/1", "acme"}}), Chain("rest", {})});
  EXPECT_EQ("h2", Find({.protocols = {"h2", "http/1.1"}}));
  EXPECT_EQ("h2", Find({.protocols = {"http/1.1", "h2"}}));
  EXPECT_EQ("acme", Find({.protocols = {"acme", "h2"}}));
  EXPECT_EQ("h2", Find({.protocols = {"h2", "acme"}}));
  EXPECT_EQ("rest", Find({.protocols = {"http/1.1"}}));
}

TEST_F(FilterChainIndexTest, NeverGoesBackToAnotherValue) {
  Use({Chain("address", {.prefix_ranges = {Cidr("10.0.0.0/8")}, .server_names = {"a.example"}}),
       Chain("name", {.server_names = {"b.example"}})},
      Chain("default", {}));
  EXPECT_EQ("address", Find({.local = "10.1.1.1:1", .name = "a.example"}));
  EXPECT_EQ("default", Find({.local = "10.1.1.1:1", .name = "b.example"}));
  EXPECT_EQ("name", Find({.local = "9.1.1.1:1", .name = "b.example"}));
  EXPECT_EQ("default", Find({.local = "9.1.1.1:1", .name = "a.example"}));
}

TEST_F(FilterChainIndexTest, WithoutAMatchAndADefaultThereIsNone) {
  Use({Chain("named", {.server_names = {"a.example"}})});
  EXPECT_EQ("none", Find({}));
}

TEST_F(FilterChainIndexTest, EqualRulesAreRefused) {
  const auto error = [](ChainMatch a, ChainMatch b) {
    return std::string(
        FilterChainIndex::Create({Chain("a", std::move(a)), Chain("b", std::move(b))}, nullptr)
            .status()
            .message());
  };
  const std::string message = "filter chain \"b\" has the same matching rules as \"a\"";
  EXPECT_EQ(message, error({}, {}));
  EXPECT_EQ(message, error({.server_names = {"a"}}, {.server_names = {"a"}}));
  EXPECT_EQ(message, error({.server_names = {"a", "b"}}, {.server_names = {"b", "c"}}));
  EXPECT_EQ(message, error({.source_ports = {1, 2}}, {.source_ports = {2}}));
  EXPECT_EQ(message, error({.prefix_ranges = {Cidr("10.0.0.0/8")}},
                           {.prefix_ranges = {Cidr("10.9.9.9/8")}}));
  EXPECT_EQ("", error({}, {.server_names = {"a"}}));
  EXPECT_EQ("", error({.source_type = SourceType::kExternal}, {}));
}

TEST_F(FilterChainIndexTest, AChooserNamesTheChain) {
  const auto index = FilterChainIndex::Create(
      {Chain("one", {}), Chain("two", {})}, Chain("default", {}),
      [](const filter::AcceptedSocket& socket) -> absl::optional<std::string> {
        const std::string& name = socket.record->requested_server_name;
        if (name.empty()) return absl::nullopt;
        return name;
      });
  ASSERT_TRUE(index.ok());
  index_ = *index;
  EXPECT_EQ("two", Find({.name = "two"}));
  EXPECT_EQ("none", Find({.name = "ghost"}));
  EXPECT_EQ("default", Find({}));
}

}  // namespace
}  // namespace nuncio::listener
