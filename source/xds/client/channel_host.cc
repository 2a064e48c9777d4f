#include "source/xds/client/channel_host.h"

#include <memory>
#include <set>
#include <utility>

#include "source/xds/client/file_channel.h"
#include "source/xds/client/grpc_transport.h"

namespace nuncio::xds::client {

// A channel on the xds thread, and the way of its words to main.
struct ChannelHost::Remote final : ChannelEvents {
  Remote(ChannelHost& host, uint64_t number) : host(host), number(number) {}

  void OnAnswer(std::shared_ptr<const Answer> answer) override {
    host.PostToMain([events = &host.events_, number = number, answer = std::move(answer)] {
      events->OnAnswer(number, *answer);
    });
  }
  void OnConnected() override {
    host.PostToMain([events = &host.events_, number = number] { events->OnConnected(number); });
  }
  void OnFailure(const absl::Status& status) override {
    host.PostToMain(
        [events = &host.events_, number = number, status] { events->OnFailure(number, status); });
  }

  ChannelHost& host;
  const uint64_t number;
  std::unique_ptr<GrpcTransport> transport;  // of a stream
  std::unique_ptr<Channel> channel;
  FileChannel* file = nullptr;  // `channel`, when it is a file
};

ChannelHost::ChannelHost(Dependencies dependencies, ChannelHostEvents& events)
    : dependencies_(std::move(dependencies)), events_(events), thread_(dependencies_.clock) {}

ChannelHost::~ChannelHost() {
  *alive_ = false;
  thread_.Post([this] { remotes_.clear(); });
  thread_.Stop();
}

void ChannelHost::AddStream(uint64_t channel, GrpcSource source, StreamChannelOptions options) {
  thread_.Post([this, channel, source = std::move(source), options = std::move(options)] {
    auto remote = std::make_unique<Remote>(*this, channel);
    remote->transport = std::make_unique<GrpcTransport>(source, thread_.queue());
    remote->channel = std::make_unique<StreamChannel>(
        StreamChannelDependencies{*remote->transport, thread_.timers(), dependencies_.clock,
                                  *dependencies_.random, dependencies_.log, generations_, *remote},
        options);
    remotes_[channel] = std::move(remote);
  });
}

void ChannelHost::AddFile(uint64_t channel, std::string path) {
  thread_.Post([this, channel, path = std::move(path)] {
    auto remote = std::make_unique<Remote>(*this, channel);
    auto file = std::make_unique<FileChannel>(
        FileChannelDependencies{dependencies_.clock, dependencies_.log,
                                dependencies_.unknown_fields, generations_, *remote},
        path);
    remote->file = file.get();
    remote->channel = std::move(file);
    remotes_[channel] = std::move(remote);
  });
}

void ChannelHost::ReloadFile(uint64_t channel) {
  thread_.Post([this, channel] {
    const auto remote = remotes_.find(channel);
    if (remote != remotes_.end() && remote->second->file != nullptr) remote->second->file->Reload();
  });
}

void ChannelHost::Remove(uint64_t channel) {
  thread_.Post([this, channel] { remotes_.erase(channel); });
}

void ChannelHost::Apply(std::vector<InterestChange> changes, std::optional<Judgement> judgement) {
  if (changes.empty() && !judgement) return;
  thread_.Post([this, changes = std::move(changes), judgement = std::move(judgement)] {
    ApplyOnThread(changes, judgement);
  });
}

void ChannelHost::ApplyOnThread(const std::vector<InterestChange>& changes,
                                const std::optional<Judgement>& judgement) {
  std::set<uint64_t> touched;
  for (const InterestChange& change : changes) {
    const auto remote = remotes_.find(change.channel);
    if (remote == remotes_.end()) continue;
    remote->second->channel->SetInterest(*change.type, change.interest);
    touched.insert(change.channel);
  }
  if (judgement) {
    const auto remote = remotes_.find(judgement->channel);
    if (remote != remotes_.end()) {
      remote->second->channel->Judge(judgement->verdict);
      touched.insert(judgement->channel);
    }
  }
  for (const uint64_t channel : touched) remotes_.find(channel)->second->channel->Flush();
}

void ChannelHost::PostToMain(std::function<void()> task) {
  dependencies_.loop.Post([alive = alive_, task = std::move(task)] {
    if (*alive) task();
  });
}

}  // namespace nuncio::xds::client
