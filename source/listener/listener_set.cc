#include "source/listener/listener_set.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"

namespace nuncio::listener {
namespace {

// The chains of `options`; those that `active` has already are its very objects.
struct Chains {
  std::vector<FilterChainRef> list;
  FilterChainRef otherwise;
};

Chains KeepChains(const ListenerOptions& options, const FilterChainIndex* active) {
  Chains chains{options.chains, options.default_chain};
  if (active == nullptr) return chains;
  absl::flat_hash_map<uint64_t, FilterChainRef> old;
  for (const FilterChainRef& chain : active->chains()) old[chain->hash] = chain;
  for (FilterChainRef& chain : chains.list) {
    const auto found = old.find(chain->hash);
    if (chain->hash != 0 && found != old.end() && found->second->name == chain->name) {
      chain = found->second;
    }
  }
  const FilterChainRef& otherwise = active->default_chain();
  if (otherwise != nullptr && chains.otherwise != nullptr && otherwise->hash != 0 &&
      otherwise->hash == chains.otherwise->hash) {
    chains.otherwise = otherwise;
  }
  return chains;
}

bool SameChains(const Chains& chains, const FilterChainIndex& active) {
  return chains.list == active.chains() && chains.otherwise == active.default_chain();
}

}  // namespace

ListenerSet::ListenerSet(Dependencies dependencies, const filter::DrainOptions& drain)
    : dependencies_(dependencies),
      drain_(drain),
      stats_(dependencies.stats.Instantiate(kManagerGroup)),
      global_limit_(std::make_shared<ConnectionLimit>()),
      self_(std::make_shared<ListenerSet*>(this)) {
  const auto on_empty = [this, self = self_](uint64_t id) {
    dependencies_.main.Post([self, id] {
      if (*self != nullptr) (*self)->OnWorkerEmpty(id);
    });
  };
  for (size_t i = 0; i < dependencies.pool.size(); ++i) {
    workers_.push_back(std::make_unique<WorkerListeners>(dependencies.pool, workers_, on_empty));
    dependencies.pool.Post(i, [table = workers_.back().get()](worker::WorkerContext& worker) {
      table->SetWorker(worker);
    });
  }
  UpdateGauges();
}

ListenerSet::~ListenerSet() { *self_ = nullptr; }

absl::Status ListenerSet::CheckAddresses(const ListenerOptions& options) const {
  if (!options.bind_to_port) return absl::OkStatus();
  const auto clash = [&options](const Entry* other) -> const network::Address* {
    if (other == nullptr || !other->options().bind_to_port) return nullptr;
    for (const ListenAddress& mine : options.addresses) {
      if (mine.address.is_ip() && mine.address.port() == 0) continue;
      for (const network::Address& theirs : other->generation->addresses) {
        if (mine.address == theirs) return &theirs;
      }
    }
    return nullptr;
  };
  for (const auto& [name, other] : listeners_) {
    if (name == options.name) continue;
    const network::Address* address = clash(other.active.get());
    if (address == nullptr) address = clash(other.warming.get());
    if (address != nullptr) {
      return absl::AlreadyExistsError(absl::StrCat("listener \"", options.name, "\": address ",
                                                   address->ToString(), " is that of listener \"",
                                                   name, "\""));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<SocketSet> ListenerSet::Bind(const ListenerOptions& options, const Named& named) {
  SocketSet sockets;
  if (!options.bind_to_port || options.internal) return sockets;
  // Prefers the sockets of whichever has some: a port 0 stays what it became.
  const SocketSet* const before = named.warming != nullptr  ? &named.warming->sockets
                                  : named.active != nullptr ? &named.active->sockets
                                                            : nullptr;
  for (size_t i = 0; i < options.addresses.size(); ++i) {
    const network::ListenSocketsRef predecessor =
        before != nullptr && i < before->size() ? (*before)[i] : nullptr;
    absl::StatusOr<network::ListenSocketsRef> acquired = dependencies_.sockets.Acquire(
        options.addresses[i].address, options.addresses[i].options, predecessor);
    if (!acquired.ok()) {
      return absl::Status(
          acquired.status().code(),
          absl::StrCat("listener \"", options.name, "\": ", acquired.status().message()));
    }
    sockets.push_back(*std::move(acquired));
  }
  return sockets;
}

absl::StatusOr<std::unique_ptr<ListenerSet::Entry>> ListenerSet::Make(ListenerOptionsRef options,
                                                                      const Named& named) {
  const Entry* const active = named.active.get();
  auto entry = std::make_unique<Entry>();
  entry->in_place =
      active != nullptr && options->hash != 0 && options->hash == active->options().hash;
  const Chains chains =
      KeepChains(*options, entry->in_place ? active->generation->chains.get() : nullptr);
  auto generation = std::make_shared<ListenerGeneration>();
  absl::StatusOr<std::shared_ptr<const FilterChainIndex>> index =
      FilterChainIndex::Create(chains.list, chains.otherwise, options->chooser);
  if (!index.ok()) {
    return absl::Status(index.status().code(), absl::StrCat("listener \"", options->name,
                                                            "\": ", index.status().message()));
  }
  generation->chains = *std::move(index);
  NUNCIO_ASSIGN_OR_RETURN(entry->sockets, Bind(*options, named));
  for (size_t i = 0; i < options->addresses.size(); ++i) {
    generation->addresses.push_back(entry->sockets.empty() ? options->addresses[i].address
                                                           : entry->sockets[i]->address());
  }
  const network::Address first =
      generation->addresses.empty() ? network::Address() : generation->addresses[0];
  generation->id = entry->in_place ? active->generation->id : next_id_++;
  generation->options = std::move(options);
  generation->global_limit = global_limit_;
  generation->limit =
      entry->in_place ? active->generation->limit : std::make_shared<ConnectionLimit>();
  generation->stats = std::make_shared<const ListenerStats>(
      dependencies_.stats, generation->options->StatName(first), dependencies_.pool.size());
  entry->generation = std::move(generation);
  entry->since = dependencies_.main.clock().WallNow();
  return entry;
}

absl::Status ListenerSet::Put(ListenerOptionsRef options, bool* changed) {
  if (changed != nullptr) *changed = true;
  if (ending_) {
    return absl::UnavailableError(
        absl::StrCat("listener \"", options->name, "\": the process is about to end"));
  }
  if (options->chains.empty() && options->default_chain == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("listener \"", options->name, "\": no filter chains"));
  }
  const std::string name = options->name;
  const auto found = listeners_.find(name);
  const Named none;
  const Named& before = found == listeners_.end() ? none : found->second;
  absl::Status checked = CheckAddresses(*options);
  absl::StatusOr<std::unique_ptr<Entry>> made =
      checked.ok() ? Make(options, before) : absl::StatusOr<std::unique_ptr<Entry>>(checked);
  if (!made.ok()) {
    Count(kListenerCreateFailure);
    return made.status();
  }
  Named& named = listeners_[name];
  const bool known = named.active != nullptr || named.warming != nullptr;
  if ((*made)->in_place && SameChains({(*made)->generation->chains->chains(),
                                       (*made)->generation->chains->default_chain()},
                                      *named.active->generation->chains)) {
    if (changed != nullptr) *changed = false;
    named.warming = nullptr;  // an update that was taken back before it was ready
    UpdateGauges();
    return absl::OkStatus();
  }
  Count(known ? kListenerModified : kListenerAdded);
  ApplyLimit(**made);
  named.warming = *std::move(made);
  UpdateGauges();
  return absl::OkStatus();
}

void ListenerSet::Activate(absl::string_view name) {
  const auto found = listeners_.find(name);
  if (found == listeners_.end() || found->second.warming == nullptr) return;
  Named& named = found->second;
  if (named.warming->in_place && named.active != nullptr) {
    UpdateInPlace(named);
  } else {
    std::unique_ptr<Entry> predecessor = std::exchange(named.active, std::move(named.warming));
    named.active->state = ListenerState::kActive;
    named.active->since = dependencies_.main.clock().WallNow();
    if (started_) Publish(*named.active, std::move(predecessor));
  }
  UpdateGauges();
}

bool ListenerSet::Remove(absl::string_view name) {
  const auto found = listeners_.find(name);
  if (found == listeners_.end()) return false;
  Named named = std::move(found->second);
  listeners_.erase(found);
  Count(kListenerRemoved);
  if (named.active != nullptr && started_) StopAndRetire(std::move(named.active), false);
  UpdateGauges();
  return true;
}

void ListenerSet::Start() {
  if (std::exchange(started_, true)) return;
  for (auto& [name, named] : listeners_) {
    if (named.active != nullptr) Publish(*named.active, nullptr);
  }
  dependencies_.stats.Set(stats_->gauge(kWorkersStarted), 1);
}

void ListenerSet::ForEach(const std::function<void(const ListenerView&)>& visit) const {
  const auto show = [&visit](const Entry& entry) {
    visit({entry.options(), entry.state, entry.generation->addresses, entry.since});
  };
  for (const auto& [name, named] : listeners_) {
    if (named.active != nullptr) show(*named.active);
    if (named.warming != nullptr) show(*named.warming);
  }
  for (const auto& [id, entry] : draining_) show(*entry);
}

ListenerOptionsRef ListenerSet::Find(absl::string_view name) const {
  const auto found = listeners_.find(name);
  if (found == listeners_.end() || found->second.active == nullptr) return nullptr;
  return found->second.active->generation->options;
}

size_t ListenerSet::active() const {
  return static_cast<size_t>(
      std::count_if(listeners_.begin(), listeners_.end(),
                    [](const auto& named) { return named.second.active != nullptr; }));
}

size_t ListenerSet::warming() const {
  return static_cast<size_t>(
      std::count_if(listeners_.begin(), listeners_.end(),
                    [](const auto& named) { return named.second.warming != nullptr; }));
}

uint64_t ListenerSet::open_connections() const { return global_limit_->active(); }

void ListenerSet::SetGlobalConnectionLimit(absl::optional<uint64_t> limit) {
  global_limit_->Set(limit.value_or(ConnectionLimit::kNone));
}

void ListenerSet::ApplyLimit(const Entry& entry) {
  const std::string key =
      absl::StrCat("envoy.resource_limits.listener.", entry.options().name, ".connection_limit");
  const uint64_t configured = entry.options().connection_limit.value_or(ConnectionLimit::kNone);
  entry.generation->limit->Set(runtime_.Integer(key, configured));
}

void ListenerSet::UpdateRuntime(const runtime::Values& values) {
  runtime_ = values;
  for (const auto& [name, named] : listeners_) {
    if (named.active != nullptr) ApplyLimit(*named.active);
    if (named.warming != nullptr) ApplyLimit(*named.warming);
  }
}

void ListenerSet::Count(ManagerMetric counter, uint64_t n) {
  dependencies_.stats.slots(0).Add(stats_->counter(counter), n);
}

void ListenerSet::UpdateGauges() {
  stats::Store& store = dependencies_.stats;
  store.Set(stats_->gauge(kTotalListenersActive), active());
  store.Set(stats_->gauge(kTotalListenersWarming), warming());
  store.Set(stats_->gauge(kTotalListenersDraining), draining_.size());
  store.Set(stats_->gauge(kTotalFilterChainsDraining), chains_draining_);
}

}  // namespace nuncio::listener
