#include "source/xds/client/discovery_client.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "source/event/directory_watch.h"
#include "source/event/timer.h"

namespace nuncio::xds::client {
namespace {

constexpr stats::GroupSpec kAdsGroup = {"control_plane", {}};

struct FilePlace {
  std::string directory;
  std::string name;
};

FilePlace Split(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

// A source in use: its channel on the xds thread, and who listens to it.
struct DiscoveryClient::Link {
  uint64_t number = 0;
  Source source;
  // Of the stream that carries this type alone; empty where the source carries all types.
  std::string only_type;
  std::vector<std::unique_ptr<SubscriptionTable>> tables;
  std::unique_ptr<event::DirectoryWatch> watch;  // of a file

  bool empty() const {
    return std::all_of(tables.begin(), tables.end(),
                       [](const auto& table) { return table->empty(); });
  }
  SubscriptionTable* Find(absl::string_view type_url) const {
    for (const std::unique_ptr<SubscriptionTable>& table : tables) {
      if (table->type().type_url == type_url) return table.get();
    }
    return nullptr;
  }
};

DiscoveryClient::DiscoveryClient(DiscoveryClientDependencies dependencies,
                                 DiscoveryClientOptions options)
    : loop_(dependencies.loop),
      clock_(dependencies.clock),
      log_(dependencies.log),
      stats_(dependencies.stats),
      options_(std::move(options)),
      ads_group_(options_.ads.has_value() ? stats_.Instantiate(kAdsGroup) : stats::GroupRef()),
      ads_stats_(ads_group_ != nullptr ? StreamStatsIn(*ads_group_) : SubscriptionStats()),
      host_({loop_, clock_, log_, std::move(dependencies.random), options_.unknown_fields}, *this) {
}

DiscoveryClient::~DiscoveryClient() { *alive_ = false; }

std::unique_ptr<Subscription> DiscoveryClient::Subscribe(SubscribeOptions options,
                                                         SubscriptionEvents& events) {
  auto state = std::make_shared<SubscriptionState>();
  state->options = std::move(options);
  state->events = &events;
  const ResourceType& type = *state->options.type;
  Link& link = FindOrAddLink(state->options.source, type);
  FindOrAddTable(link, type).Add(state);
  StartFetchTimer(state);
  newcomers_.push_back(state);
  return std::make_unique<Subscription>(std::move(state));
}

DiscoveryClient::Link& DiscoveryClient::FindOrAddLink(const Source& source,
                                                      const ResourceType& type) {
  const bool carries_all = std::holds_alternative<AdsSource>(source);
  for (const std::unique_ptr<Link>& link : links_) {
    if (link->source == source && (carries_all || link->only_type == type.type_url)) return *link;
  }
  auto link = std::make_unique<Link>();
  link->number = ++last_link_;
  link->source = source;
  if (!carries_all) link->only_type = type.type_url;
  links_.push_back(std::move(link));
  OpenChannel(*links_.back(), type);
  return *links_.back();
}

void DiscoveryClient::OpenChannel(Link& link, const ResourceType& type) {
  if (const auto* file = std::get_if<FileSource>(&link.source)) {
    host_.AddFile(link.number, file->path);
    return WatchFile(link, *file);
  }
  const auto* single = std::get_if<GrpcSource>(&link.source);
  const GrpcSource* source = single;
  if (source == nullptr && options_.ads) source = &*options_.ads;
  if (source == nullptr) {
    log_.Error("xds", "a resource is to come over ADS, but no ADS is configured");
    return;
  }
  const TypeFacts* facts = FindTypeFacts(type.type_url);
  StreamChannelOptions options;
  options.method =
      std::string(single != nullptr && facts != nullptr ? facts->method : kAggregatedMethod);
  options.peer = absl::StrCat(single != nullptr ? "" : "ADS ", ToString(*source));
  options.node = options_.node;
  options.node_on_first_message_only = source->node_on_first_message_only;
  options.back_off_base = source->back_off_base;
  options.back_off_max = source->back_off_max;
  host_.AddStream(link.number, *source, std::move(options));
}

void DiscoveryClient::WatchFile(Link& link, const FileSource& file) {
  const FilePlace place = Split(file.path);
  const bool whole_directory = !file.watched_directory.empty();
  const std::string directory = whole_directory ? file.watched_directory : place.directory;
  auto watch = event::DirectoryWatch::Create(
      loop_, directory,
      [this, number = link.number, name = place.name, whole_directory](
          event::DirectoryChange change, absl::string_view changed) {
        const bool moved =
            change == event::DirectoryChange::kMovedIn && (whole_directory || changed == name);
        const bool all = change == event::DirectoryChange::kReplaced ||
                         change == event::DirectoryChange::kOverflow;
        if (moved || all) host_.ReloadFile(number);
      });
  if (watch.ok()) {
    link.watch = *std::move(watch);
  } else {
    log_.Error("xds", file.path, ": changes will not be noticed: ", watch.status().ToString());
  }
}

DiscoveryClient::Link* DiscoveryClient::FindLink(uint64_t number) {
  for (const std::unique_ptr<Link>& link : links_) {
    if (link->number == number) return link.get();
  }
  return nullptr;
}

SubscriptionTable& DiscoveryClient::FindOrAddTable(Link& link, const ResourceType& type) {
  if (SubscriptionTable* table = link.Find(type.type_url)) return *table;
  link.tables.push_back(std::make_unique<SubscriptionTable>(type, ToString(link.source), stats_,
                                                            clock_, [this] { ScheduleFlush(); }));
  return *link.tables.back();
}

void DiscoveryClient::StartFetchTimer(const std::shared_ptr<SubscriptionState>& state) {
  if (state->options.initial_fetch_timeout <= base::Duration::zero()) return;
  state->fetch_timer =
      std::make_unique<event::Timer>(loop_, [weak = std::weak_ptr<SubscriptionState>(state)] {
        const std::shared_ptr<SubscriptionState> waiting = weak.lock();
        if (waiting != nullptr && waiting->table != nullptr) {
          waiting->table->OnFetchTimeout(*waiting);
        }
      });
  state->fetch_timer->Start(state->options.initial_fetch_timeout);
}

void DiscoveryClient::ScheduleFlush() {
  if (std::exchange(flush_scheduled_, true)) return;
  loop_.Post([this, alive = alive_] {
    if (!*alive) return;
    flush_scheduled_ = false;
    Flush(std::nullopt);
    DropIdleLinks();
    PrimeNewcomers();
  });
}

void DiscoveryClient::Flush(std::optional<Judgement> judgement) {
  std::vector<InterestChange> changes;
  for (const std::unique_ptr<Link>& link : links_) {
    for (const std::unique_ptr<SubscriptionTable>& table : link->tables) {
      std::optional<Interest> interest = table->TakeChangedInterest();
      if (interest) changes.push_back({link->number, &table->type(), *std::move(interest)});
    }
  }
  host_.Apply(std::move(changes), std::move(judgement));
}

void DiscoveryClient::DropIdleLinks() {
  std::erase_if(links_, [this](const std::unique_ptr<Link>& link) {
    // The stream for all types stays: the next subscription comes soon.
    if (!link->empty() || std::holds_alternative<AdsSource>(link->source)) return false;
    host_.Remove(link->number);
    return true;
  });
}

void DiscoveryClient::PrimeNewcomers() {
  // Those who are told may subscribe.
  while (!newcomers_.empty()) {
    std::vector<std::shared_ptr<SubscriptionState>> newcomers;
    newcomers.swap(newcomers_);
    for (const std::shared_ptr<SubscriptionState>& state : newcomers) {
      if (state->table != nullptr) state->table->Prime(*state);
    }
  }
}

std::vector<Wait> DiscoveryClient::Waits() const {
  std::vector<Wait> waits;
  for (const std::unique_ptr<Link>& link : links_) {
    for (const std::unique_ptr<SubscriptionTable>& table : link->tables) {
      for (Wait& wait : table->Waits()) waits.push_back(std::move(wait));
    }
  }
  return waits;
}

std::vector<TypeDump> DiscoveryClient::Dump() const {
  std::vector<TypeDump> dumps;
  for (const std::unique_ptr<Link>& link : links_) {
    for (const std::unique_ptr<SubscriptionTable>& table : link->tables) {
      dumps.push_back(table->Dump());
    }
  }
  return dumps;
}

void DiscoveryClient::OnAnswer(uint64_t channel, const Answer& answer) {
  Link* link = FindLink(channel);
  if (link == nullptr) return;
  if (link->only_type.empty()) ads_stats_.SetIdentifier(stats_, answer.control_plane);
  PrimeNewcomers();
  SubscriptionTable* table = link->Find(answer.type_url);
  Verdict verdict{answer.type_url, {}};
  if (table != nullptr) verdict = table->Dispatch(answer);
  Flush(Judgement{channel, std::move(verdict)});
}

void DiscoveryClient::OnConnected(uint64_t channel) {
  Link* link = FindLink(channel);
  if (link == nullptr) return;
  if (link->only_type.empty()) ads_stats_.SetConnected(stats_, true);
  for (const std::unique_ptr<SubscriptionTable>& table : link->tables) table->OnConnected();
}

void DiscoveryClient::OnFailure(uint64_t channel, const absl::Status& status) {
  Link* link = FindLink(channel);
  if (link == nullptr) return;
  if (link->only_type.empty()) ads_stats_.SetConnected(stats_, false);
  // Subscribers may add tables meanwhile.
  for (size_t i = 0; i < link->tables.size(); ++i) link->tables[i]->OnFailure(status);
}

}  // namespace nuncio::xds::client
