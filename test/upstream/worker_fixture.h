#ifndef NUNCIO_TEST_UPSTREAM_WORKER_FIXTURE_H_
#define NUNCIO_TEST_UPSTREAM_WORKER_FIXTURE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "source/base/arena.h"
#include "source/base/log.h"
#include "source/buffer/buffer.h"
#include "source/event/loop.h"
#include "source/stats/store.h"
#include "source/upstream/clusters/worker_cluster.h"
#include "source/upstream/clusters/worker_clusters.h"
#include "source/worker/worker_context.h"
#include "test/support/manual_clock.h"
#include "test/support/manual_random.h"
#include "test/upstream/fake_server.h"

namespace nuncio::upstream {

// One worker on the test's own thread, with clusters of fake servers.
struct WorkerFixture : public testing::Test {
  ~WorkerFixture() override {
    clusters.reset();
    loop.RunOnce(false);
  }

  // Runs the loop until it is so. Loopback sockets need a few rounds, never time.
  ::testing::AssertionResult Until(const std::function<bool()>& so) {
    for (int i = 0; i < 20000; ++i) {
      if (so()) return ::testing::AssertionSuccess();
      loop.RunOnce(false);
    }
    return ::testing::AssertionFailure() << "it never came";
  }
  void Rounds(int count = 20) {
    for (int i = 0; i < count; ++i) loop.RunOnce(false);
  }
  void Pass(base::Duration time) {
    clock.Advance(time);
    Rounds();
  }

  // A generation with one host for each address, of the fixture's options.
  void Put(const std::vector<network::Address>& addresses) {
    auto info = std::make_shared<ClusterInfo>(std::make_shared<ClusterOptions>(options), store);
    hosts.clear();
    for (const network::Address& address : addresses) {
      Endpoint endpoint;
      endpoint.address = address;
      hosts.push_back(std::make_shared<Host>(endpoint));
    }
    current = std::make_shared<Cluster>(info, hosts, DropOverload(), 140, 1);
    clusters->Put(current);
  }
  // Another generation with the same options.
  void Keep(const std::vector<HostRef>& kept) {
    current = std::make_shared<Cluster>(current->shared_info(), kept, DropOverload(), 140,
                                        current->generation() + 1);
    clusters->Put(current);
  }
  ClusterPin Find() { return clusters->Find("a"); }
  uint64_t Stat(absl::string_view name) {
    return store.Find(absl::StrCat("cluster.a.", name)).value_or(0);
  }

  test::ManualClock clock;
  test::ManualRandom random;
  base::Logger log{clock, base::LogLevel::kOff};
  event::Loop loop{clock};
  buffer::SlicePool slices;
  base::ArenaPool arenas;
  stats::Store store{2};
  worker::WorkerContext worker{0, 1, loop, slices, arenas, random, store.slots(1), log};
  ClusterOptions options{.name = "a"};
  std::vector<HostRef> hosts;
  ClusterRef current;
  std::unique_ptr<WorkerClusters> clusters = std::make_unique<WorkerClusters>(worker);
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_TEST_UPSTREAM_WORKER_FIXTURE_H_
