#ifndef NUNCIO_SOURCE_XDS_CLIENT_STREAM_CHANNEL_H_
#define NUNCIO_SOURCE_XDS_CLIENT_STREAM_CHANNEL_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "envoy/config/core/v3/base.pb.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/base/random.h"
#include "source/xds/client/back_off.h"
#include "source/xds/client/channel.h"
#include "source/xds/client/resource_set.h"
#include "source/xds/client/sotw_requester.h"
#include "source/xds/client/timer_queue.h"
#include "source/xds/client/transport.h"

namespace nuncio::xds::client {

// What a stream channel borrows; all of it outlives the channel.
struct StreamChannelDependencies {
  Transport& transport;
  TimerQueue& timers;
  const base::Clock& clock;
  base::Random& random;
  base::Logger& log;
  std::atomic<uint64_t>& generations;
  ChannelEvents& events;
};

struct StreamChannelOptions {
  std::string method;  // of the stream
  std::string peer;    // for logs
  envoy::config::core::v3::Node node;
  bool node_on_first_message_only = false;
  base::Duration back_off_base = std::chrono::milliseconds(500);
  base::Duration back_off_max = std::chrono::seconds(30);
};

// Keeps one state-of-the-world stream to a control plane, for one type or for all of them. It is
// opened with the first interest; when it ends it is opened again after a while, and what was
// accepted before stays in force meanwhile.
//
//   idle --interest--> opening --OnOpen--> open --end--> waiting --back-off passed--> opening
//                         \________________end___________/
//
// Answers are taken one at a time: the next is read when main has judged the one before. This keeps
// the order between types and bounds the memory.
class StreamChannel final : public Channel, private TransportEvents {
 public:
  StreamChannel(StreamChannelDependencies dependencies, StreamChannelOptions options);
  ~StreamChannel() override;

  void SetInterest(const ResourceType& type, Interest interest) override;
  void Flush() override;
  void Judge(const Verdict& verdict) override;

 private:
  // What is known of one type.
  struct TypeState {
    TypeState(const ResourceType& type, const StreamChannelDependencies& dependencies)
        : type_url(type.type_url),
          requester(type.type_url),
          resources(type, dependencies.generations, dependencies.clock) {}

    const std::string type_url;
    SotwRequester requester;
    ResourceSet resources;
    bool warned_of_ttl = false;
  };

  void OnOpen() override;
  void OnMessage(absl::string_view bytes) override;
  void OnEnd(const absl::Status& status) override;

  void Open();
  void End(const absl::Status& status);
  // Each once on a stream, and no more of them than a peer may fill the log with.
  void WarnOfUnknownType(const std::string& type_url);
  void WarnOfTtl(TypeState& type);
  // Unless main is still judging.
  void ReadNext();
  TypeState* Find(absl::string_view type_url);
  TypeState& FindOrAdd(const ResourceType& type);

  // Constant after construction.
  const StreamChannelDependencies dependencies_;
  const StreamChannelOptions options_;

  BackOff back_off_;
  std::optional<TimerQueue::Id> retry_;
  std::unique_ptr<TransportStream> stream_;
  bool node_sent_ = false;
  absl::flat_hash_set<std::string> unknown_types_;  // of this stream
  // In the order of first interest, which is the order of requests on a new stream.
  std::vector<std::unique_ptr<TypeState>> types_;
  // The answer that main is judging.
  std::shared_ptr<const Answer> judged_;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_STREAM_CHANNEL_H_
