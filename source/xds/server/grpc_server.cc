#include "source/xds/server/grpc_server.h"

#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "grpc/support/time.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "source/xds/byte_buffer.h"
#include "source/xds/resource_type.h"

namespace nuncio::xds::server {
namespace {

using envoy::service::discovery::v3::DiscoveryRequest;
using envoy::service::discovery::v3::DiscoveryResponse;

// Proxies may ping this often; and are pinged this often, so that one that vanished is noticed.
constexpr int kShortestPingMilliseconds = 10'000;
constexpr int kPingMilliseconds = 30'000;

grpc::Status ToGrpc(const absl::Status& status) {
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::string(status.message()));
}

// Refuses a call to a method that is not served here.
class Refusal final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Refusal(const std::string& method) {
    Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED,
                        absl::StrCat("no state-of-the-world discovery at ", method)));
  }
  void OnDone() override { delete this; }
};

}  // namespace

// The streams that are open, by number, and the way to the owner. Shared by the owner's thread and
// gRPC's.
class GrpcServer::Streams {
 public:
  Streams(Post post, GrpcServerEvents& events) : post_(std::move(post)), events_(&events) {}

  uint64_t Add(Stream* stream) {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_[++last_] = stream;
    return last_;
  }
  // The stream is not used by anybody once this has returned.
  void Remove(uint64_t stream) {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_.erase(stream);
  }
  // Runs `use` with the stream if it is still open.
  template <typename Use>
  void With(uint64_t stream, Use use) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto entry = open_.find(stream);
    if (entry != open_.end()) use(*entry->second);
  }

  // Runs `tell` on the owner's thread, unless the server is gone then.
  static void Tell(const std::shared_ptr<Streams>& self,
                   std::function<void(GrpcServerEvents&)> tell) {
    self->post_([self, tell = std::move(tell)] {
      if (self->events_ != nullptr) tell(*self->events_);
    });
  }
  // On the owner's thread.
  void Silence() { events_ = nullptr; }

 private:
  const Post post_;
  GrpcServerEvents* events_;  // the owner's thread only

  std::mutex mutex_;
  absl::flat_hash_map<uint64_t, Stream*> open_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_ ABSL_GUARDED_BY(mutex_) = 0;
};

// One call. gRPC calls its On... methods, on threads of its own; it deletes itself in the last.
class GrpcServer::Stream final : public grpc::ServerGenericBidiReactor {
 public:
  Stream(std::shared_ptr<Streams> streams, std::string type_url, std::string peer)
      : streams_(std::move(streams)), number_(streams_->Add(this)) {
    Streams::Tell(streams_,
                  [number = number_, type_url = std::move(type_url), peer = std::move(peer)](
                      GrpcServerEvents& events) { events.OnStream(number, type_url, peer); });
    ReadNext();
  }

  // Not before the answers are on their way: a peer that asks and never reads would have them all
  // wait here.
  void ReadNext() {
    const std::lock_guard<std::mutex> lock(mutex_);
    read_wanted_ = true;
    ReadLocked();
  }

  void Send(std::string bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    unsent_.push_back(std::move(bytes));
    WriteLocked();
  }

  // What was sent goes out first.
  void End(const grpc::Status& status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (end_) return;
    end_ = status;
    FinishLocked();
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return End(grpc::Status::OK);
    auto request = std::make_shared<DiscoveryRequest>();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!request->ParseFromString(BytesOf(received_))) request.reset();
      received_.Clear();
    }
    if (request == nullptr) {
      return End({grpc::StatusCode::INVALID_ARGUMENT, "the message is no DiscoveryRequest"});
    }
    Streams::Tell(streams_, [streams = streams_, number = number_,
                             request = std::move(request)](GrpcServerEvents& events) {
      events.OnRequest(number, *request);
      streams->With(number, [](Stream& stream) { stream.ReadNext(); });
    });
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    writing_ = false;
    if (!ok) {
      unsent_.clear();
      if (!end_) end_ = grpc::Status::CANCELLED;
    }
    WriteLocked();
    ReadLocked();
    FinishLocked();
  }

  void OnCancel() override { End(grpc::Status::CANCELLED); }

  void OnDone() override {
    streams_->Remove(number_);
    Streams::Tell(streams_,
                  [number = number_](GrpcServerEvents& events) { events.OnStreamEnd(number); });
    delete this;
  }

  void ReadLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!read_wanted_ || finished_ || !unsent_.empty()) return;
    read_wanted_ = false;
    StartRead(&received_);
  }

  void WriteLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || finished_ || unsent_.empty()) return;
    sending_ = ToByteBuffer(unsent_.front());
    unsent_.pop_front();
    writing_ = true;
    StartWrite(&sending_);
  }

  void FinishLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!end_ || writing_ || finished_) return;
    finished_ = true;
    Finish(*end_);
  }

  const std::shared_ptr<Streams> streams_;
  const uint64_t number_;

  std::mutex mutex_;
  grpc::ByteBuffer received_ ABSL_GUARDED_BY(mutex_);
  grpc::ByteBuffer sending_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::string> unsent_ ABSL_GUARDED_BY(mutex_);
  std::optional<grpc::Status> end_ ABSL_GUARDED_BY(mutex_);
  bool read_wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

// The gRPC server: takes each call by its method's name.
class GrpcServer::Service final : public grpc::CallbackGenericService {
 public:
  explicit Service(std::shared_ptr<Streams> streams) : streams_(std::move(streams)) {}

  ~Service() override {
    if (server_ != nullptr) server_->Shutdown(gpr_now(GPR_CLOCK_MONOTONIC));
    streams_->Silence();
  }

  absl::Status Listen(const Options& options) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(options.address, grpc::InsecureServerCredentials(), &port_);
    builder.RegisterCallbackGenericService(this);
    builder.SetMaxReceiveMessageSize(options.max_request_bytes);
    // Two control planes on one port are a mistake.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                               kShortestPingMilliseconds);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kPingMilliseconds);
    server_ = builder.BuildAndStart();
    if (server_ != nullptr) return absl::OkStatus();
    return absl::UnavailableError(absl::StrCat("cannot listen on ", options.address));
  }

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    const TypeFacts* facts = FindTypeFactsByMethod(context->method());
    if (facts == nullptr && context->method() != kAggregatedMethod) {
      return new class Refusal(context->method());
    }
    return new Stream(streams_, facts == nullptr ? "" : std::string(facts->type_url),
                      context->peer());
  }

  int port() const { return port_; }
  Streams& streams() { return *streams_; }

 private:
  const std::shared_ptr<Streams> streams_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Create(const Options& options, Post post,
                                                               GrpcServerEvents& events) {
  auto service = std::make_unique<Service>(std::make_shared<Streams>(std::move(post), events));
  const absl::Status listening = service->Listen(options);
  if (!listening.ok()) return listening;
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(service)));
}

GrpcServer::GrpcServer(std::unique_ptr<Service> service) : service_(std::move(service)) {}

GrpcServer::~GrpcServer() = default;

int GrpcServer::port() const { return service_->port(); }

void GrpcServer::Send(uint64_t stream, const DiscoveryResponse& response) {
  std::string bytes = response.SerializeAsString();
  service_->streams().With(stream, [&bytes](Stream& open) { open.Send(std::move(bytes)); });
}

void GrpcServer::End(uint64_t stream, const absl::Status& status) {
  service_->streams().With(stream, [&status](Stream& open) { open.End(ToGrpc(status)); });
}

}  // namespace nuncio::xds::server
