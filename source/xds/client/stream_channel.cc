#include "source/xds/client/stream_channel.h"

#include <utility>

#include "envoy/service/discovery/v3/discovery.pb.h"

namespace nuncio::xds::client {
namespace {

using envoy::service::discovery::v3::DiscoveryRequest;
using envoy::service::discovery::v3::DiscoveryResponse;

}  // namespace

StreamChannel::StreamChannel(StreamChannelDependencies dependencies, StreamChannelOptions options)
    : dependencies_(dependencies),
      options_(std::move(options)),
      back_off_(options_.back_off_base, options_.back_off_max, dependencies.random) {}

StreamChannel::~StreamChannel() {
  if (retry_) dependencies_.timers.Cancel(*retry_);
}

void StreamChannel::SetInterest(const ResourceType& type, Interest interest) {
  TypeState& state = FindOrAdd(type);
  state.resources.Keep(interest);
  state.requester.SetInterest(std::move(interest));
}

void StreamChannel::Flush() {
  if (stream_ == nullptr) {
    if (!retry_) Open();
    return;
  }
  for (const std::unique_ptr<TypeState>& type : types_) {
    if (!type->requester.Due()) continue;
    DiscoveryRequest request = type->requester.Next();
    if (!node_sent_ || !options_.node_on_first_message_only)
      *request.mutable_node() = options_.node;
    node_sent_ = true;
    stream_->Send(request.SerializeAsString());
  }
}

void StreamChannel::Open() {
  bool wanted = false;
  for (const std::unique_ptr<TypeState>& type : types_) {
    type->requester.StartStream();
    wanted = wanted || type->requester.Due();
  }
  if (!wanted) return;
  node_sent_ = false;
  unknown_types_.clear();
  stream_ = dependencies_.transport.Open(options_.method, *this);
  Flush();
}

void StreamChannel::OnOpen() {
  dependencies_.log.Info("xds", "connected to ", options_.peer);
  dependencies_.events.OnConnected();
  ReadNext();
}

void StreamChannel::OnMessage(absl::string_view bytes) {
  DiscoveryResponse response;
  if (!response.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return End(absl::InvalidArgumentError("the answer is no DiscoveryResponse"));
  }
  back_off_.Reset();
  TypeState* type = Find(response.type_url());
  if (type == nullptr) {
    WarnOfUnknownType(response.type_url());
    return ReadNext();
  }
  type->requester.Examine(response.version_info(), response.nonce());
  judged_ =
      std::make_shared<const Answer>(type->resources.Read(response, type->requester.interest()));
  if (judged_->has_ttl) WarnOfTtl(*type);
  dependencies_.events.OnAnswer(judged_);
}

void StreamChannel::WarnOfUnknownType(const std::string& type_url) {
  constexpr size_t kMost = 16;
  if (unknown_types_.size() == kMost || !unknown_types_.insert(type_url).second) return;
  dependencies_.log.Warning("xds", options_.peer, " sends answers of type \"", type_url,
                            "\", which was never asked for");
}

void StreamChannel::WarnOfTtl(TypeState& type) {
  if (std::exchange(type.warned_of_ttl, true)) return;
  dependencies_.log.Warning("xds", options_.peer, ": ", ServiceName(type.type_url),
                            " resources with a ttl: that is not supported, they stay until they "
                            "are removed");
}

void StreamChannel::Judge(const Verdict& verdict) {
  const std::shared_ptr<const Answer> answer = std::exchange(judged_, nullptr);
  TypeState* type = Find(verdict.type_url);
  if (answer == nullptr || type == nullptr) return;
  type->resources.Commit(*answer, verdict.refused, type->requester.interest());
  std::vector<Refusal> refused = answer->refused;
  refused.insert(refused.end(), verdict.refused.begin(), verdict.refused.end());
  const absl::string_view service = ServiceName(answer->type_url);
  if (refused.empty()) {
    dependencies_.log.Debug("xds", service, " version \"", answer->version, "\" from ",
                            options_.peer, " accepted");
    type->requester.Accept();
  } else {
    std::string reason = RefusalText(refused);
    dependencies_.log.Warning("xds", service, " version \"", answer->version, "\" from ",
                              options_.peer, " refused, the rest of it applies: ", reason);
    type->requester.Refuse(std::move(reason));
  }
  if (stream_ != nullptr) ReadNext();
}

void StreamChannel::ReadNext() {
  if (judged_ == nullptr) stream_->ReadNext();
}

void StreamChannel::OnEnd(const absl::Status& status) { End(status); }

void StreamChannel::End(const absl::Status& status) {
  stream_.reset();
  const base::Duration wait = back_off_.Next();
  dependencies_.log.Warning(
      "xds", "no stream to ", options_.peer, ": ", status.ToString(), "; next attempt in ",
      std::chrono::duration_cast<std::chrono::milliseconds>(wait).count(), " ms");
  dependencies_.events.OnFailure(status);
  retry_ = dependencies_.timers.RunAfter(wait, [this] {
    retry_.reset();
    Open();
  });
}

StreamChannel::TypeState* StreamChannel::Find(absl::string_view type_url) {
  for (const std::unique_ptr<TypeState>& type : types_) {
    if (type->type_url == type_url) return type.get();
  }
  return nullptr;
}

StreamChannel::TypeState& StreamChannel::FindOrAdd(const ResourceType& type) {
  if (TypeState* known = Find(type.type_url)) return *known;
  types_.push_back(std::make_unique<TypeState>(type, dependencies_));
  return *types_.back();
}

}  // namespace nuncio::xds::client
