#ifndef NUNCIO_TEST_SUPPORT_FAKE_CONTROL_PLANE_H_
#define NUNCIO_TEST_SUPPORT_FAKE_CONTROL_PLANE_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "envoy/service/discovery/v3/discovery.pb.h"
#include "google/protobuf/any.pb.h"
#include "source/base/clock.h"
#include "source/event/loop.h"
#include "source/xds/server/grpc_server.h"

namespace nuncio::test {

// A control plane that says what a test tells it to and remembers what it heard: state of the
// world, aggregated and single streams, on 127.0.0.1. It checks nothing.
//
//   FakeControlPlane plane;
//   plane.Serve(kClusterType, "v1", {Pack(cluster)});
//   ... a proxy with ADS at plane.address() ...
//   EXPECT_TRUE(plane.WaitForAck(kClusterType, "v1"));
//
// Has a thread of its own; its methods are for the test's thread. The Wait... methods give up after
// ten seconds.
class FakeControlPlane final : private xds::server::GrpcServerEvents {
 public:
  using Request = envoy::service::discovery::v3::DiscoveryRequest;
  using Response = envoy::service::discovery::v3::DiscoveryResponse;
  using Resources = std::vector<std::pair<std::string, google::protobuf::Any>>;  // name and message

  // Listens on a port from the kernel, or on this one.
  explicit FakeControlPlane(int port = 0);
  ~FakeControlPlane() override;

  int port() const { return port_; }
  std::string address() const;

  // From now on whoever asks for the type gets this, filtered by the names asked for; those who
  // asked before get it at once.
  void Serve(const std::string& type_url, const std::string& version, Resources resources);
  // Sends as is on the newest stream.
  void Send(const Response& response);
  // Ends all streams; new ones may come.
  void EndStreams();
  // No process: streams break, nobody listens until Start, which listens on the same port.
  void Stop();
  void Start();

  // Everything heard so far, of one type or of all (empty).
  std::vector<Request> Requests(const std::string& type_url = "") const;
  bool WaitFor(const std::function<bool(const std::vector<Request>&)>& condition) const;
  bool WaitForRequest(const std::string& type_url, size_t count = 1) const;
  // An ACK of this version came.
  bool WaitForAck(const std::string& type_url, const std::string& version) const;
  // The error_detail message of the first NACK of the type; empty when none came.
  std::string WaitForNack(const std::string& type_url) const;

 private:
  struct Content {
    std::string version;
    Resources resources;
  };
  struct Asked {
    std::set<std::string> names;
    std::string sent;  // version
  };

  void OnStream(uint64_t stream, absl::string_view type_url, absl::string_view peer) override;
  void OnRequest(uint64_t stream, const Request& request) override;
  void OnStreamEnd(uint64_t stream) override;

  // Runs on the thread and waits for it.
  void Run(std::function<void()> task);
  void Listen();
  void Answer(uint64_t stream, const std::string& type_url);

  const base::SystemClock clock_;
  event::Loop loop_;

  // The thread's own.
  std::unique_ptr<xds::server::GrpcServer> server_;
  std::map<std::string, Content> contents_;
  std::map<uint64_t, std::map<std::string, Asked>> streams_;
  uint64_t nonces_ = 0;

  int port_;
  mutable std::mutex mutex_;
  mutable std::condition_variable heard_;
  std::vector<Request> requests_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_SUPPORT_FAKE_CONTROL_PLANE_H_
