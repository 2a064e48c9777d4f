// Checks source/proxy/tcp/tcp_proxy.h over real sockets: bytes, ends, pressure, time-outs, logs.

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "source/access_log/access_log.h"
#include "source/format/formatter.h"
#include "source/proxy/tcp/tcp_proxy_factory.h"
#include "source/upstream/clusters/cluster_set.h"
#include "test/listener/listener_fixture.h"
#include "test/support/raw_peer.h"

namespace nuncio::proxy::tcp {
namespace {

using std::chrono::milliseconds;

// An access log in a file.
class Lines {
 public:
  Lines(base::Logger& log, stats::Store& stats)
      : path_(absl::StrCat(::testing::TempDir(), "/tcp_proxy_test.log")),
        writer_(log, stats, stats.threads() - 1, {}) {
    std::remove(path_.c_str());
  }
  std::shared_ptr<worker::OutputFile> Open() { return *writer_.Open(path_); }
  std::string text() {
    writer_.Flush();
    std::ifstream file(path_);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

 private:
  const std::string path_;
  worker::FileWriter writer_;
};

// Sets filter state that names the cluster.
class ClusterByName final : public filter::NetworkFilter {
 public:
  filter::NetworkStatus OnNewConnection() override {
    callbacks().context().record.filter_state.Set("envoy.tcp_proxy.cluster",
                                                  std::make_shared<record::TextObject>("b"));
    return filter::NetworkStatus::kDone;
  }
};
class ClusterByNameFactory final : public filter::NetworkFilterFactory {
 public:
  std::unique_ptr<filter::NetworkFilter> Make() const override {
    return std::make_unique<ClusterByName>();
  }
};

// A TCP proxy on two workers between clients and servers of the test.
class TcpProxyTest : public listener::ListenerSetTest {
 protected:
  void SetUp() override {
    ListenerSetTest::SetUp();
    clusters_ = std::make_unique<upstream::ClusterSet>(pool_, stats_);
    options_.stat_prefix = "t";
    options_.cluster = "a";
  }
  void TearDown() override {
    bool done = false;
    set_->Shutdown(base::Duration::zero(), [&done] { done = true; });
    Pass(milliseconds(2));
    ASSERT_TRUE(Until([&] { return done; }));
    done = false;
    clusters_->Shutdown([&done] { done = true; });
    ASSERT_TRUE(Until([&] { return done; }));
    ListenerSetTest::TearDown();
    clusters_.reset();
  }

  void PutCluster(const std::string& name, const std::vector<network::Address>& addresses,
                  uint32_t max_connections = 1024) {
    auto options = std::make_shared<upstream::ClusterOptions>();
    options->name = name;
    options->per_connection_buffer_limit = 64 * 1024;
    options->thresholds[0].max_connections = max_connections;
    upstream::Endpoints endpoints;
    for (const network::Address& address : addresses) {
      upstream::Endpoint endpoint;
      endpoint.address = address;
      endpoints.hosts.push_back(endpoint);
    }
    clusters_->Put(options, endpoints);
  }
  void LogAs(absl::string_view format) {
    auto formatter = format::Formatter::Parse(format);
    ASSERT_TRUE(formatter.ok()) << formatter.status();
    options_.access_logs = {std::make_shared<access_log::AccessLog>(
        nullptr, format::BodyFormat::Text(*std::move(formatter)), lines_.Open())};
  }
  // Begins to listen, and connects a client.
  void Connect(std::vector<filter::NetworkFilterEntry> filters = {}) {
    auto chain = std::make_shared<listener::FilterChain>();
    chain->filters.filters = std::move(filters);
    chain->filters.terminal = MakeTcpProxyFactory(options_, *clusters_, stats_);
    listener::ListenerOptions options = Options("main", {chain});
    options.per_connection_buffer_limit = 64 * 1024;
    address_ = Use(std::move(options));
    client_ = test::RawPeer::ConnectTo(address_);
  }
  test::RawPeer AcceptFrom(test::RawListener& listener) {
    base::FileDescriptor fd;
    EXPECT_TRUE(Until([&] {
      fd = listener.Accept();
      return fd.valid();
    }));
    return test::RawPeer(std::move(fd));
  }
  void ConnectBoth() {
    PutCluster("a", {server_listener_.address()});
    Connect();
    server_ = AcceptFrom(server_listener_);
  }
  bool LogBecomes(absl::string_view text) {
    for (int i = 0; i < 100; ++i) {
      if (lines_.text() == text) return true;
      Settle();
    }
    return false;
  }

  test::RawListener server_listener_;
  std::unique_ptr<upstream::ClusterSet> clusters_;
  TcpProxyOptions options_;
  Lines lines_{log_, stats_};
  network::Address address_;
  test::RawPeer client_;
  test::RawPeer server_;
};

TEST_F(TcpProxyTest, BytesGoBothWaysAndAreCounted) {
  LogAs(
      "%BYTES_RECEIVED% %BYTES_SENT% %UPSTREAM_CLUSTER% %RESPONSE_FLAGS% %RESPONSE_CODE% "
      "%PROTOCOL% %UPSTREAM_WIRE_BYTES_SENT% %UPSTREAM_WIRE_BYTES_RECEIVED%\n");
  ConnectBoth();
  client_.Send("hello");
  ASSERT_TRUE(Says(server_, "hello"));
  server_.Send("to you");
  ASSERT_TRUE(Says(client_, "to you"));
  client_.Close();
  ASSERT_TRUE(Ends(server_));
  server_.Close();
  ASSERT_TRUE(LogBecomes("5 6 a - 0 - 5 6\n"));
  EXPECT_EQ(1u, Stat("tcp.t.downstream_cx_total"));
  EXPECT_EQ(5u, Stat("tcp.t.downstream_cx_rx_bytes_total"));
  EXPECT_EQ(6u, Stat("tcp.t.downstream_cx_tx_bytes_total"));
  EXPECT_EQ(1u, Stat("cluster.a.upstream_cx_total"));
  EXPECT_TRUE(BecomesStat("cluster.a.upstream_cx_active", 0));
}

TEST_F(TcpProxyTest, TheServerMaySpeakFirst) {
  PutCluster("a", {server_listener_.address()});
  Connect();
  server_ = AcceptFrom(server_listener_);
  server_.Send("220 ready");
  EXPECT_TRUE(Says(client_, "220 ready"));
}

TEST_F(TcpProxyTest, AHalfCloseOfTheClientPassesThrough) {
  ConnectBoth();
  client_.Send("ping");
  client_.ShutdownWrite();
  ASSERT_TRUE(Ends(server_));
  EXPECT_EQ("ping", server_.received());
  server_.Send("got it");
  ASSERT_TRUE(Says(client_, "got it"));
  server_.Close();
  ASSERT_TRUE(Ends(client_));
  EXPECT_FALSE(client_.saw_reset());
}

TEST_F(TcpProxyTest, AHalfCloseOfTheServerPassesThrough) {
  ConnectBoth();
  server_.Send("bye");
  server_.ShutdownWrite();
  ASSERT_TRUE(Ends(client_));
  EXPECT_EQ("bye", client_.received());
  client_.Send("still here");
  client_.ShutdownWrite();
  ASSERT_TRUE(Says(server_, "still here"));
  ASSERT_TRUE(Ends(server_));
}

TEST_F(TcpProxyTest, AResetOfTheServerEndsTheClient) {
  LogAs("%RESPONSE_FLAGS% %BYTES_RECEIVED%\n");
  ConnectBoth();
  client_.Send("x");
  ASSERT_TRUE(Says(server_, "x"));
  server_.Reset();
  ASSERT_TRUE(Ends(client_));
  EXPECT_TRUE(LogBecomes("- 1\n"));
  EXPECT_EQ(1u, Stat("cluster.a.upstream_cx_destroy_remote_with_active_rq"));
}

TEST_F(TcpProxyTest, AResetOfTheClientResetsTheServer) {
  ConnectBoth();
  client_.Send("x");
  ASSERT_TRUE(Says(server_, "x"));
  client_.Reset();
  ASSERT_TRUE(Ends(server_));
  EXPECT_TRUE(server_.saw_reset());
}

TEST_F(TcpProxyTest, AServerThatTakesNothingStopsTheClientAndThenGetsAll) {
  ConnectBoth();
  const std::string block(256 * 1024, 'z');
  size_t sent = 0;
  // Until nothing more goes in for a while: every buffer on the way is full.
  for (int idle = 0; idle < 300;) {
    const size_t took = client_.Send(block);
    sent += took;
    idle = took > 0 ? 0 : idle + 1;
    Settle();
  }
  EXPECT_LE(1u, Stat("tcp.t.downstream_flow_control_paused_reading_total"));
  client_.ShutdownWrite();
  ASSERT_TRUE(Ends(server_));
  EXPECT_EQ(sent, server_.received().size());
  EXPECT_EQ(Stat("tcp.t.downstream_flow_control_paused_reading_total"),
            Stat("tcp.t.downstream_flow_control_resumed_reading_total"));
}

TEST_F(TcpProxyTest, AClientThatTakesNothingStopsTheServerAndThenGetsAll) {
  ConnectBoth();
  const std::string block(256 * 1024, 'z');
  size_t sent = 0;
  for (int idle = 0; idle < 300;) {
    const size_t took = server_.Send(block);
    sent += took;
    idle = took > 0 ? 0 : idle + 1;
    Settle();
  }
  server_.Close();
  ASSERT_TRUE(Ends(client_));
  EXPECT_EQ(sent, client_.received().size());
}

TEST_F(TcpProxyTest, ConnectsAreTriedAsOftenAsConfigured) {
  LogAs("%RESPONSE_FLAGS% %UPSTREAM_REQUEST_ATTEMPT_COUNT%\n");
  options_.max_connect_attempts = 3;
  PutCluster("a", {server_listener_.address()});
  server_listener_.Close();
  Connect();
  ASSERT_TRUE(Ends(client_));
  EXPECT_TRUE(LogBecomes("UF,URX 3\n"));
  EXPECT_EQ(3u, Stat("cluster.a.upstream_cx_connect_fail"));
  EXPECT_EQ(1u, Stat("cluster.a.upstream_cx_connect_attempts_exceeded"));
}

TEST_F(TcpProxyTest, AMissingClusterClosesTheClient) {
  LogAs("%UPSTREAM_CLUSTER% %RESPONSE_FLAGS%\n");
  Connect();
  ASSERT_TRUE(Ends(client_));
  EXPECT_TRUE(LogBecomes("- NC\n")) << lines_.text();
  EXPECT_EQ(1u, Stat("tcp.t.downstream_cx_no_route"));
}

TEST_F(TcpProxyTest, AClusterWithoutHostsClosesTheClient) {
  LogAs("%RESPONSE_FLAGS%\n");
  PutCluster("a", {});
  Connect();
  ASSERT_TRUE(Ends(client_));
  EXPECT_TRUE(LogBecomes("UH\n"));
  EXPECT_EQ(1u, Stat("cluster.a.upstream_cx_none_healthy"));
}

TEST_F(TcpProxyTest, AtTheLimitOfConnectionsAClientIsClosed) {
  LogAs("%RESPONSE_FLAGS%\n");
  PutCluster("a", {server_listener_.address()}, 1);
  Connect();
  server_ = AcceptFrom(server_listener_);
  test::RawPeer second = test::RawPeer::ConnectTo(address_);
  ASSERT_TRUE(Ends(second));
  EXPECT_TRUE(LogBecomes("UO\n"));
  EXPECT_EQ(1u, Stat("cluster.a.upstream_cx_overflow"));
  EXPECT_EQ(1u, Stat("cluster.a.upstream_rq_pending_total"));
}

TEST_F(TcpProxyTest, QuietConnectionsEndAndBusyOnesDoNot) {
  LogAs("%RESPONSE_FLAGS%\n");
  options_.idle_timeout = milliseconds(1000);
  ConnectBoth();
  for (int i = 0; i < 4; ++i) {
    Pass(milliseconds(600));
    client_.Send("x");
    ASSERT_TRUE(Says(server_, std::string(static_cast<size_t>(i) + 1, 'x')));
  }
  EXPECT_EQ(0u, Stat("tcp.t.idle_timeout"));
  Pass(milliseconds(1100));
  ASSERT_TRUE(Ends(client_));
  ASSERT_TRUE(Ends(server_));
  EXPECT_EQ(1u, Stat("tcp.t.idle_timeout"));
  EXPECT_TRUE(LogBecomes("-\n"));
}

TEST_F(TcpProxyTest, BytesThatASlowPeerTakesAreNoIdleTime) {
  options_.idle_timeout = milliseconds(1000);
  ConnectBoth();
  const std::string all(12 << 20, 'z');
  std::string piece(512 * 1024, '\0');
  size_t sent = 0;
  size_t got = 0;
  bool ended = false;
  while (got < all.size() && !ended) {
    if (sent < all.size()) sent += server_.Send(absl::string_view(all).substr(sent));
    // Less than the kernel wants to have room for before it takes more.
    ASSERT_TRUE(Until([&, wanted = std::min(got + piece.size(), all.size())] {
      const ssize_t taken = ::recv(client_.fd(), piece.data(), wanted - got, 0);
      if (taken > 0) got += static_cast<size_t>(taken);
      ended = taken == 0;
      if (sent < all.size()) sent += server_.Send(absl::string_view(all).substr(sent));
      return ended || got >= wanted;
    }));
    Pass(milliseconds(600));
  }
  EXPECT_EQ(got, all.size());
  for (int i = 0; i < 3; ++i) Pass(milliseconds(1100));
  EXPECT_TRUE(Ends(client_));
  EXPECT_EQ(1u, Stat("tcp.t.idle_timeout"));
}

TEST_F(TcpProxyTest, NoConnectionOutlivesItsLongestTime) {
  LogAs("%RESPONSE_FLAGS% %CONNECTION_TERMINATION_DETAILS%\n");
  options_.max_downstream_connection_duration = milliseconds(500);
  ConnectBoth();
  Pass(milliseconds(510));
  ASSERT_TRUE(Ends(client_));
  ASSERT_TRUE(Ends(server_));
  EXPECT_EQ(1u, Stat("tcp.t.max_downstream_connection_duration"));
  EXPECT_TRUE(LogBecomes("DT max_connection_duration_reached\n"));
}

TEST_F(TcpProxyTest, WeightsChooseTheCluster) {
  options_.cluster.clear();
  options_.weighted_clusters = {{"none", 0}, {"b", 5}};
  PutCluster("b", {server_listener_.address()});
  Connect();
  server_ = AcceptFrom(server_listener_);
  server_.Send("b");
  EXPECT_TRUE(Says(client_, "b"));
}

TEST_F(TcpProxyTest, FilterStateChoosesTheCluster) {
  PutCluster("b", {server_listener_.address()});
  Connect({{"name", std::make_shared<ClusterByNameFactory>()}});
  server_ = AcceptFrom(server_listener_);
  server_.Send("b");
  EXPECT_TRUE(Says(client_, "b"));
}

TEST_F(TcpProxyTest, OnDownstreamDataWaitsForTheFirstBytes) {
  options_.connect_mode = ConnectMode::kOnDownstreamData;
  options_.max_early_data_bytes = 64;
  PutCluster("a", {server_listener_.address()});
  Connect();
  Settle();
  EXPECT_FALSE(server_listener_.Accept().valid());
  client_.Send("first");
  server_ = AcceptFrom(server_listener_);
  ASSERT_TRUE(Says(server_, "first"));
  EXPECT_EQ(1u, Stat("tcp.t.early_data_received_count_total"));
}

TEST_F(TcpProxyTest, ALineIsWrittenWhenTheServerIsReached) {
  LogAs("%ACCESS_LOG_TYPE%\n");
  options_.log_on_connected = true;
  ConnectBoth();
  ASSERT_TRUE(LogBecomes("TcpUpstreamConnected\n"));
  server_.Reset();
  ASSERT_TRUE(Ends(client_));
  EXPECT_TRUE(LogBecomes("TcpUpstreamConnected\nTcpConnectionEnd\n"));
}

TEST_F(TcpProxyTest, ARemovedListenerCutsItsConnectionsAtTheEndOfTheDrain) {
  ConnectBoth();
  set_->Remove("main");
  Settle();
  client_.Send("still");
  ASSERT_TRUE(Says(server_, "still"));
  Pass(kDrain + milliseconds(2));
  EXPECT_TRUE(Ends(client_));
  EXPECT_TRUE(Ends(server_));
}

}  // namespace
}  // namespace nuncio::proxy::tcp
