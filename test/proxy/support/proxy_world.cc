#include "test/proxy/support/proxy_world.h"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/upstream/cluster.h"

namespace nuncio::test {

Downstream::Downstream(worker::WorkerContext& worker, const filter::DrainState& drain,
                       base::FileDescriptor fd, const filter::TerminalFilterFactory& factory,
                       uint32_t buffer_limit)
    : connection(network::Connection::Accepted(
          {worker.loop, worker.slices}, std::move(fd), network::Address(), network::Address(),
          network::MakeRawTransport(), {.buffer_limit = buffer_limit})),
      context{worker, *connection, record, drain, *this, "test", false} {
  record.start = worker.loop.Now();
  record.remote = *network::Address::Parse("127.0.0.2:1000");
  record.direct_remote = record.remote;
  record.local = *network::Address::Parse("127.0.0.1:10000");
  record.direct_local = record.local;
  record.transport = &connection->facts();
  terminal = factory.Make(context);
  connection->set_events(*terminal);
  terminal->Start();
  connection->Start();
}

ProxyWorld::ProxyWorld() : pool({loop, clock, log, store}, 1) {
  clusters = std::make_unique<upstream::WorkerClusters>(worker);
  options.stat_prefix = "t";
  options.generate_request_id = false;
  log_path =
      absl::StrCat(testing::TempDir(), "/access_", reinterpret_cast<uintptr_t>(this), ".log");
  std::remove(log_path.c_str());
  host.name = "v";
  host.domains = {"*"};
}

ProxyWorld::~ProxyWorld() {
  downstreams.clear();
  loop.RunOnce(false);
  clusters.reset();
  loop.RunOnce(false);
}

routing::Route ProxyWorld::ToCluster(const std::string& prefix, const std::string& cluster) {
  routing::Route route;
  route.match.path_specifier = routing::MatchPrefix{prefix};
  routing::RouteAction action;
  action.cluster_specifier = routing::SingleCluster{cluster};
  route.action = std::move(action);
  return route;
}

void ProxyWorld::PutCluster(const std::string& name,
                            const std::vector<network::Address>& addresses) {
  cluster_options.name = name;
  auto info = std::make_shared<upstream::ClusterInfo>(
      std::make_shared<upstream::ClusterOptions>(cluster_options), store);
  std::vector<upstream::HostRef> hosts;
  for (const network::Address& address : addresses) {
    upstream::Endpoint endpoint;
    endpoint.address = address;
    hosts.push_back(std::make_shared<upstream::Host>(endpoint));
  }
  clusters->Put(std::make_shared<upstream::Cluster>(info, hosts, upstream::DropOverload(), 140, 1));
}

void ProxyWorld::Serve() {
  if (!clusters->Find("a")) PutCluster("a", {server.address()});
  if (host.routes.empty()) host.routes.push_back(ToCluster("/", "a"));
  routing::RouteConfiguration configuration = routes;
  configuration.virtual_hosts.push_back(host);
  absl::StatusOr<std::shared_ptr<const routing::RouteTable>> table =
      routing::RouteTable::Create(std::move(configuration));
  ASSERT_TRUE(table.ok()) << table.status();
  proxy::HttpConnectionManagerOptions manager = options;
  manager.route_config =
      std::make_shared<worker::Published<routing::RouteTable>>(pool, *std::move(table));
  manager.http_filters = filters;
  manager.http_filters.push_back(
      {"router", 0,
       proxy::router::MakeRouterFactory(
           router_options, manager.stat_prefix,
           {[this](const worker::WorkerContext&) -> upstream::WorkerClusters& { return *clusters; },
            store, local_ip})});
  auto format =
      format::Formatter::Parse("%RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%\n");
  manager.access_log.push_back(std::make_shared<access_log::AccessLog>(
      nullptr, format::BodyFormat::Text(*std::move(format)), *files.Open(log_path)));
  factory =
      proxy::MakeHttpConnectionManagerFactory(std::move(manager), {store, 1, local_ip, nullptr});
}

RawPeer ProxyWorld::Connect() {
  RawPeer client = RawPeer::ConnectTo(front.address());
  base::FileDescriptor fd;
  RunUntil(loop, [&] {
    fd = front.Accept();
    return fd.valid();
  });
  downstreams.push_back(
      std::make_unique<Downstream>(worker, drain, std::move(fd), *factory, buffer_limit));
  return client;
}

RawPeer ProxyWorld::Accept(RawListener& listener) {
  base::FileDescriptor fd;
  EXPECT_TRUE(Until([&] {
    fd = listener.Accept();
    return fd.valid();
  }));
  return RawPeer(std::move(fd));
}

bool ProxyWorld::Until(const std::function<bool()>& so) {
  for (int i = 0; i < 20000; ++i) {
    if (so()) return true;
    loop.RunOnce(false);
    downstreams.remove_if([](const auto& downstream) { return downstream->finished; });
  }
  return false;
}

void ProxyWorld::Rounds() {
  int left = 50;
  Until([&] { return left-- == 0; });
}

void ProxyWorld::Pass(base::Duration time) {
  clock.Advance(time);
  Rounds();
}

::testing::AssertionResult ProxyWorld::Receives(RawPeer& peer, absl::string_view wanted) {
  const bool came = Until([&] {
    peer.Read();
    return absl::StrContains(peer.received(), wanted);
  });
  if (came) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "got: " << peer.received();
}

::testing::AssertionResult ProxyWorld::SeesEnd(RawPeer& peer) {
  const bool came = Until([&] {
    peer.Read();
    return peer.saw_end();
  });
  if (came) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "still open, got: " << peer.received();
}

std::string ProxyWorld::Exchange(absl::string_view request, absl::string_view answer) {
  RawPeer client = Connect();
  client.Send(request);
  Rounds();
  if (!answer.empty()) {
    RawPeer peer = Accept(server);
    EXPECT_TRUE(Receives(peer, "\r\n\r\n"));
    seen = peer.received();
    peer.Send(answer);
    Rounds();
    peer.Close();
  }
  Rounds();
  client.Read();
  std::string got = client.received();
  const size_t date = got.find("date: ");
  if (date != std::string::npos) got.erase(date, got.find("\r\n", date) + 2 - date);
  return got;
}

std::string ProxyWorld::LogLine() {
  files.Flush();
  std::ifstream in(log_path);
  std::string line;
  for (std::string next; std::getline(in, next);) line = next;
  return line;
}

}  // namespace nuncio::test
