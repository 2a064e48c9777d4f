#ifndef NUNCIO_SOURCE_XDS_CLIENT_CHANNEL_HOST_H_
#define NUNCIO_SOURCE_XDS_CLIENT_CHANNEL_HOST_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/base/random.h"
#include "source/event/loop.h"
#include "source/xds/client/answer.h"
#include "source/xds/client/completion_thread.h"
#include "source/xds/client/interest.h"
#include "source/xds/client/source.h"
#include "source/xds/client/stream_channel.h"
#include "source/xds/client/unknown_field_policy.h"
#include "source/xds/resource_type.h"

namespace nuncio::xds::client {

// What main hears of a channel; called on main, from the loop.
class ChannelHostEvents {
 public:
  virtual ~ChannelHostEvents() = default;

  // To be judged with Apply.
  virtual void OnAnswer(uint64_t channel, const Answer& answer) = 0;
  virtual void OnConnected(uint64_t channel) = 0;
  virtual void OnFailure(uint64_t channel, const absl::Status& status) = 0;
};

// What is wanted of a type of a channel from now on.
struct InterestChange {
  uint64_t channel;
  const ResourceType* type;
  Interest interest;
};

// The verdict over a channel's answer.
struct Judgement {
  uint64_t channel;
  Verdict verdict;
};

// Where the channels live: owns the xds thread and carries words between it and main. Channels go
// by number.
//
// Owned by the client; main only. Destruction ends all channels; nothing is heard of them then.
class ChannelHost {
 public:
  struct Dependencies {
    event::Loop& loop;         // main's
    const base::Clock& clock;  // thread-safe
    base::Logger& log;
    std::unique_ptr<base::Random> random;  // the xds thread's own
    UnknownFieldPolicy unknown_fields;     // of files
  };

  // What is referred to, and `events`, outlive the host.
  ChannelHost(Dependencies dependencies, ChannelHostEvents& events);
  ~ChannelHost();
  ChannelHost(const ChannelHost&) = delete;
  ChannelHost& operator=(const ChannelHost&) = delete;

  void AddStream(uint64_t channel, GrpcSource source, StreamChannelOptions options);
  void AddFile(uint64_t channel, std::string path);
  void ReloadFile(uint64_t channel);
  void Remove(uint64_t channel);

  // All in one go, so that one request of a type goes out for many changes and the verdict.
  void Apply(std::vector<InterestChange> changes, std::optional<Judgement> judgement);

  // Has the thread look at the clock again.
  void Wake() { thread_.Wake(); }

 private:
  struct Remote;

  void ApplyOnThread(const std::vector<InterestChange>& changes,
                     const std::optional<Judgement>& judgement);
  // Runs `task` on main if the host still exists then. From the xds thread.
  void PostToMain(std::function<void()> task);

  const Dependencies dependencies_;
  ChannelHostEvents& events_;
  // Copies tell the tasks on main whether the host still exists. Written on main only.
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

  std::atomic<uint64_t> generations_{0};
  std::map<uint64_t, std::unique_ptr<Remote>> remotes_;  // xds thread only
  CompletionThread thread_;                              // last: it uses the others
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_CHANNEL_HOST_H_
