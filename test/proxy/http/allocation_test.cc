// A warm request through the whole proxy takes nothing from the heap.

#include <cstdlib>
#include <new>
#include <string>

#include "gtest/gtest.h"
#include "test/proxy/support/proxy_world.h"

// Counts what the worker takes from the heap for one warm request through the whole proxy. The
// sanitizers bring an allocator of their own: there the count stays zero.

namespace {

thread_local bool counting = false;
thread_local int allocations = 0;

}  // namespace

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void* operator new(size_t size) {
  if (counting) ++allocations;
  void* const memory = std::malloc(size);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
#endif

namespace nuncio::proxy {
namespace {

constexpr char kGet[] =
    "GET /some/path?with=query HTTP/1.1\r\nhost: www.example.com\r\nuser-agent: test/1.0\r\n"
    "accept: */*\r\nx-forwarded-for: 10.1.2.3\r\n\r\n";
constexpr char kOk[] = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nhi";

struct AllocationTest : public test::ProxyWorld {
  void CountedRounds(const std::function<bool()>& so) {
    for (int i = 0; i < 20000 && !so(); ++i) {
      counting = true;
      loop.RunOnce(false);
      counting = false;
    }
  }
  void OneRequest(test::RawPeer& client, test::RawPeer& peer) {
    client.ClearReceived();
    peer.ClearReceived();
    client.Send(kGet);
    CountedRounds([&] {
      peer.Read();
      return !peer.received().empty();
    });
    peer.Send(kOk);
    CountedRounds([&] {
      client.Read();
      return !client.received().empty();
    });
  }
};

TEST_F(AllocationTest, AWarmRequestTakesAtMostTwoPiecesFromTheHeap) {
  options.generate_request_id = true;
  options.use_remote_address = true;
  Serve();
  test::RawPeer client = Connect();
  client.Send(kGet);
  test::RawPeer peer = Accept(server);
  ASSERT_TRUE(Receives(peer, "\r\n\r\n"));
  peer.Send(kOk);
  ASSERT_TRUE(Receives(client, "hi"));
  for (int i = 0; i < 20; ++i) OneRequest(client, peer);
  allocations = 0;
  constexpr int kRequests = 50;
  for (int i = 0; i < kRequests; ++i) OneRequest(client, peer);
  EXPECT_EQ(Stat("http.t.downstream_rq_2xx"), 71u);
  EXPECT_LE(allocations, 2 * kRequests);
  RecordProperty("allocations_per_100_requests", 100 * allocations / kRequests);
}

}  // namespace
}  // namespace nuncio::proxy
