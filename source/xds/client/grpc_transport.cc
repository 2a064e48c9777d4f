#include "source/xds/client/grpc_transport.h"

#include <deque>
#include <string>
#include <utility>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "source/xds/byte_buffer.h"
#include "source/xds/client/completion_thread.h"

namespace nuncio::xds::client {
namespace {

int Milliseconds(base::Duration duration) {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(const GrpcSource& source) {
  if (!source.use_tls) return grpc::InsecureChannelCredentials();
  return grpc::SslCredentials(
      {source.tls.root_certificates, source.tls.private_key, source.tls.certificate_chain});
}

std::shared_ptr<grpc::Channel> Dial(const GrpcSource& source, const std::string& target) {
  grpc::ChannelArguments arguments;
  // A connection of its own: without this, gRPC hands out one that it made before, with its own
  // back-off.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(source.max_message_bytes > 0 ? source.max_message_bytes : -1);
  if (!source.authority.empty()) {
    arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, source.authority);
  }
  if (source.keepalive_interval > base::Duration::zero()) {
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(source.keepalive_interval));
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(source.keepalive_timeout));
    arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  }
  return grpc::CreateCustomChannel(target, CredentialsOf(source), arguments);
}

absl::Status ToAbsl(const grpc::Status& status) {
  // A stream that is meant to stay has no good end.
  if (status.ok()) return absl::UnavailableError("the control plane ended the stream");
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

// One call and what is under way on it. Shared by its operations and the stream, since gRPC may
// complete an operation long after the stream was dropped.
class Call : public std::enable_shared_from_this<Call> {
 public:
  Call(std::shared_ptr<grpc::Channel> channel, TransportEvents& events)
      : stub_(std::move(channel)), events_(&events) {}

  void Start(const GrpcSource& source, absl::string_view method, grpc::CompletionQueue& queue) {
    for (const auto& [name, value] : source.initial_metadata) context_.AddMetadata(name, value);
    call_ = stub_.PrepareCall(&context_, std::string(method), &queue);
    call_->StartCall(OnDone(&Call::OnStarted));
  }

  void Send(std::string bytes) {
    unsent_.push_back(std::move(bytes));
    Write();
  }

  void ReadNext() {
    read_wanted_ = true;
    Read();
  }

  void Drop() {
    events_ = nullptr;
    context_.TryCancel();
  }

 private:
  using Handler = void (Call::*)(bool);

  // The tag of an operation; keeps the call until it is complete.
  Completion* OnDone(Handler handler) {
    return new Completion(
        [self = shared_from_this(), handler](bool ok) { ((*self).*handler)(ok); });
  }

  bool usable() const { return started_ && !finishing_ && events_ != nullptr; }

  void OnStarted(bool ok) {
    if (!ok) return Finish();
    started_ = true;
    if (events_ != nullptr) events_->OnOpen();
    Write();
    Read();
  }

  void Write() {
    if (!usable() || writing_ || unsent_.empty()) return;
    writing_ = true;
    const grpc::ByteBuffer buffer = ToByteBuffer(unsent_.front());
    unsent_.pop_front();
    call_->Write(buffer, OnDone(&Call::OnWritten));
  }

  void OnWritten(bool ok) {
    writing_ = false;
    if (!ok) return Finish();
    Write();
    Read();
  }

  // Not before our answers are on their way: a server that talks and never reads would have them
  // all wait here.
  void Read() {
    if (!usable() || !read_wanted_ || !unsent_.empty()) return;
    read_wanted_ = false;
    call_->Read(&received_, OnDone(&Call::OnRead));
  }

  void OnRead(bool ok) {
    if (!ok) return Finish();
    if (events_ == nullptr || finishing_) return;
    const std::string bytes = BytesOf(received_);
    received_.Clear();
    events_->OnMessage(bytes);
  }

  void Finish() {
    // Nothing may start once it is dropped: the queue may be shut down by now.
    if (finishing_ || events_ == nullptr) return;
    finishing_ = true;
    call_->Finish(&status_, OnDone(&Call::OnFinished));
  }

  void OnFinished(bool) {
    if (events_ != nullptr) std::exchange(events_, nullptr)->OnEnd(ToAbsl(status_));
  }

  grpc::GenericStub stub_;
  TransportEvents* events_;  // null once dropped or over
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  std::deque<std::string> unsent_;
  grpc::ByteBuffer received_;
  grpc::Status status_;
  bool started_ = false;
  bool writing_ = false;
  bool read_wanted_ = false;
  bool finishing_ = false;
};

class GrpcStream final : public TransportStream {
 public:
  explicit GrpcStream(std::shared_ptr<Call> call) : call_(std::move(call)) {}
  ~GrpcStream() override { call_->Drop(); }

  void Send(std::string bytes) override { call_->Send(std::move(bytes)); }
  void ReadNext() override { call_->ReadNext(); }

 private:
  const std::shared_ptr<Call> call_;
};

}  // namespace

GrpcTransport::GrpcTransport(GrpcSource source, grpc::CompletionQueue& queue)
    : source_(std::move(source)), queue_(queue) {}

std::unique_ptr<TransportStream> GrpcTransport::Open(absl::string_view method,
                                                     TransportEvents& events) {
  const std::string& target = source_.targets[attempts_++ % source_.targets.size()];
  auto call = std::make_shared<Call>(Dial(source_, target), events);
  call->Start(source_, method, queue_);
  return std::make_unique<GrpcStream>(std::move(call));
}

}  // namespace nuncio::xds::client
