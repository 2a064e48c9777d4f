#ifndef NUNCIO_TEST_PROXY_SUPPORT_PROXY_WORLD_H_
#define NUNCIO_TEST_PROXY_SUPPORT_PROXY_WORLD_H_

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "source/base/arena.h"
#include "source/base/log.h"
#include "source/buffer/slice.h"
#include "source/event/loop.h"
#include "source/filter/drain_state.h"
#include "source/filter/network_filter.h"
#include "source/proxy/http/manager_factory.h"
#include "source/proxy/router/router_factory.h"
#include "source/record/connection_record.h"
#include "source/routing/route_table.h"
#include "source/stats/store.h"
#include "source/upstream/clusters/worker_clusters.h"
#include "source/worker/file_writer.h"
#include "source/worker/worker_context.h"
#include "source/worker/worker_pool.h"
#include "test/support/manual_clock.h"
#include "test/support/manual_random.h"
#include "test/support/raw_peer.h"

namespace nuncio::test {

// One accepted connection as a listener holds it.
class Downstream final : public filter::NetworkConnectionOwner {
 public:
  Downstream(worker::WorkerContext& worker, const filter::DrainState& drain,
             base::FileDescriptor fd, const filter::TerminalFilterFactory& factory,
             uint32_t buffer_limit);
  void Finish() override { finished = true; }

  bool finished = false;
  std::unique_ptr<network::Connection> connection;
  record::ConnectionRecord record;
  filter::NetworkContext context;
  std::unique_ptr<filter::TerminalFilter> terminal;
};

// One worker on the test's own thread that proxies, over loopback sockets, from clients of the test
// to servers of the test. Change `options`, `routes` and so on, then Serve().
struct ProxyWorld : public testing::Test {
  ProxyWorld();
  ~ProxyWorld() override;

  // Makes the connection manager; one route "/" to cluster "a" unless `routes` has others.
  void Serve();
  // A cluster with one host for each address.
  void PutCluster(const std::string& name, const std::vector<network::Address>& addresses);
  static routing::Route ToCluster(const std::string& prefix, const std::string& cluster);

  // A client's connection to the proxy.
  RawPeer Connect();
  // The next connection to `server`, waited for.
  RawPeer Accept(RawListener& server);
  // Runs until the peer has received text that holds `wanted`.
  ::testing::AssertionResult Receives(RawPeer& peer, absl::string_view wanted);
  ::testing::AssertionResult SeesEnd(RawPeer& peer);
  void Rounds();
  bool Until(const std::function<bool()>& so);
  void Pass(base::Duration time);

  // One request on a connection of its own, answered by `server`: what came back, without date.
  std::string Exchange(absl::string_view request, absl::string_view answer);
  // What the server got in the last Exchange.
  std::string seen;

  uint64_t Stat(absl::string_view name) { return store.Find(name).value_or(0); }
  // The newest line of the access log: status, flags, details.
  std::string LogLine();

  ManualClock clock;
  ManualRandom random;
  base::Logger log{clock, base::LogLevel::kOff};
  event::Loop loop{clock};
  buffer::SlicePool slices;
  base::ArenaPool arenas;
  stats::Store store{2};
  worker::WorkerContext worker{0, 1, loop, slices, arenas, random, store.slots(1), log};
  worker::WorkerPool pool;  // never started: what is published needs one
  upstream::ClusterOptions cluster_options;
  std::unique_ptr<upstream::WorkerClusters> clusters;
  filter::DrainState drain;
  RawListener front;
  RawListener server;
  std::string log_path;
  worker::FileWriter files{log, store, 0, {}};

  proxy::HttpConnectionManagerOptions options;
  proxy::router::RouterOptions router_options;
  routing::RouteConfiguration routes;
  routing::VirtualHost host;
  filter::HttpFilterEntries filters;  // before the router
  uint32_t buffer_limit = 1024 * 1024;
  std::string local_ip;

  std::shared_ptr<const filter::TerminalFilterFactory> factory;
  std::list<std::unique_ptr<Downstream>> downstreams;
};

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_PROXY_SUPPORT_PROXY_WORLD_H_
