// What the set of listeners has the workers do: publishing, updates, draining, the end.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/listener/listener_set.h"

namespace nuncio::listener {
namespace {

std::vector<const FilterChain*> ChainsOnlyIn(const FilterChainIndex& old,
                                             const FilterChainIndex& next) {
  const auto kept = [&next](const FilterChainRef& chain) {
    return chain == next.default_chain() ||
           std::find(next.chains().begin(), next.chains().end(), chain) != next.chains().end();
  };
  std::vector<const FilterChain*> gone;
  for (const FilterChainRef& chain : old.chains()) {
    if (!kept(chain)) gone.push_back(chain.get());
  }
  const FilterChainRef& otherwise = old.default_chain();
  if (otherwise != nullptr && !kept(otherwise)) gone.push_back(otherwise.get());
  return gone;
}

}  // namespace

void ListenerSet::OnWorkers(std::function<void(WorkerListeners&)> task,
                            std::function<void()> done) {
  dependencies_.pool.RunOnAll([this, task = std::move(task)](
                                  worker::WorkerContext& worker) { task(*workers_[worker.index]); },
                              std::move(done));
}

bool ListenerSet::MayAccept(const Entry& entry) const {
  if (paused_) return false;
  if (!stopped_) return true;
  return *stopped_ == ListenerScope::kInbound &&
         entry.options().direction != TrafficDirection::kInbound;
}

absl::Status ListenerSet::Listen(Entry& entry) {
  for (const network::ListenSocketsRef& sockets : entry.sockets) {
    absl::Status listening = sockets->Listen();
    if (!listening.ok()) return listening;
  }
  return absl::OkStatus();
}

void ListenerSet::Publish(Entry& entry, std::unique_ptr<Entry> predecessor) {
  const absl::Status listening = MayAccept(entry) ? Listen(entry) : absl::OkStatus();
  if (!listening.ok()) {
    Count(kListenerCreateFailure);
    dependencies_.log.Error("listener", "listener \"", entry.options().name,
                            "\": ", listening.message());
  }
  const uint64_t old_id = predecessor != nullptr ? predecessor->generation->id : 0;
  const bool sockets_close = predecessor != nullptr && predecessor->sockets != entry.sockets;
  // One task, so that sockets that both have are never without an acceptor.
  OnWorkers(
      [=, drain = drain_, generation = entry.generation, sockets = entry.sockets,
       accept = MayAccept(entry), failed = health_failed_](WorkerListeners& worker) {
        if (sockets_close) worker.StopAccepting(old_id, true);
        if (old_id != 0 && !sockets_close) worker.Retire(old_id, drain, false);
        worker.Add(generation, sockets, accept);
        if (failed) worker.SetHealthFailed(generation->id, true);
      },
      // Only now is nobody left who accepts from the old sockets.
      [=, this, self = self_, old = predecessor != nullptr ? predecessor->sockets : SocketSet()] {
        if (*self == nullptr) return;
        Count(kListenerCreateSuccess, dependencies_.pool.size());
        if (sockets_close) RetireStopped(old_id);
      });
  if (predecessor == nullptr) return;
  predecessor->stopping = sockets_close;
  KeepUntilDrained(std::move(predecessor));
}

void ListenerSet::KeepUntilDrained(std::unique_ptr<Entry> entry) {
  const uint64_t id = entry->generation->id;
  entry->state = ListenerState::kDraining;
  entry->since = dependencies_.main.clock().WallNow();
  entry->workers_left = dependencies_.pool.size();
  entry->sockets.clear();
  entry->deadline =
      std::make_unique<event::Timer>(dependencies_.main, [this, id] { DrainOver(id); });
  entry->deadline->Start(drain_.time);
  draining_[id] = std::move(entry);
}

void ListenerSet::StopAndRetire(std::unique_ptr<Entry> entry, bool close_idle) {
  const uint64_t id = entry->generation->id;
  entry->stopping = true;
  entry->close_idle = close_idle;
  OnWorkers([id](WorkerListeners& worker) { worker.StopAccepting(id, true); },
            [this, id, self = self_, sockets = entry->sockets] {  // which close now
              if (*self != nullptr) RetireStopped(id);
            });
  KeepUntilDrained(std::move(entry));
}

void ListenerSet::RetireStopped(uint64_t id) {
  const auto found = draining_.find(id);
  if (found == draining_.end()) return;
  Entry& entry = *found->second;
  entry.stopping = false;
  filter::DrainOptions drain = drain_;
  if (entry.close_idle) drain.strategy = filter::DrainStrategy::kImmediate;
  OnWorkers([id, drain, close_idle = entry.close_idle](WorkerListeners& worker) {
    worker.Retire(id, drain, close_idle);
  });
  if (entry.time_over) DrainOver(id);
}

void ListenerSet::DrainOver(uint64_t id) {
  const auto found = draining_.find(id);
  if (found == draining_.end()) return;
  found->second->time_over = true;
  if (found->second->stopping) return;  // RetireStopped comes back here
  OnWorkers([id](WorkerListeners& worker) { worker.DrainDeadline(id); });
}

void ListenerSet::OnWorkerEmpty(uint64_t id) {
  const auto found = draining_.find(id);
  if (found == draining_.end() || --found->second->workers_left > 0) return;
  draining_.erase(found);
  UpdateGauges();
  LookWhetherDone();
}

void ListenerSet::UpdateInPlace(Named& named) {
  std::unique_ptr<Entry> next = std::move(named.warming);
  Entry& entry = *named.active;
  const GenerationRef old = std::exchange(entry.generation, next->generation);
  entry.since = dependencies_.main.clock().WallNow();
  Count(kListenerInPlaceUpdated);
  if (!started_) return;
  auto update = std::make_shared<ChainUpdate>();
  update->generation = entry.generation;
  update->number = ++last_update_;
  update->drain = drain_;
  for (const FilterChain* chain : ChainsOnlyIn(*old->chains, *entry.generation->chains)) {
    update->removed[chain] = WholeChain();
  }
  const bool some_go = !update->removed.empty();
  const uint64_t number = update->number;
  OnWorkers([update = std::shared_ptr<const ChainUpdate>(std::move(update))](
                WorkerListeners& worker) { worker.Update(*update); },
            [this, self = self_] {
              if (*self != nullptr) Count(kListenerCreateSuccess, dependencies_.pool.size());
            });
  if (!some_go) return;
  RunLater(drain_.time, [this, number, id = entry.generation->id] {
    OnWorkers([id, number](WorkerListeners& worker) { worker.CloseOldChains(id, number); });
  });
}

std::shared_ptr<const void> ListenerSet::WholeChain() {
  ++chains_draining_;
  return std::shared_ptr<const void>(
      this, [&main = dependencies_.main, self = self_](const void*) mutable {
        main.Post([self = std::move(self)] {
          if (*self != nullptr) (*self)->OnChainGone();
        });
      });
}

void ListenerSet::OnChainGone() {
  --chains_draining_;
  UpdateGauges();
}

void ListenerSet::RunLater(base::Duration delay, std::function<void()> task) {
  const uint64_t number = ++last_timer_;
  auto timer =
      std::make_unique<event::Timer>(dependencies_.main, [this, number, task = std::move(task)] {
        const auto fired = timers_.extract(number);  // with this very task, until it returns
        task();
      });
  timer->Start(delay);
  timers_[number] = std::move(timer);
}

void ListenerSet::EachActive(ListenerScope scope, const std::function<void(Entry&)>& visit) {
  for (auto& [name, named] : listeners_) {
    if (named.active == nullptr) continue;
    const bool inbound = named.active->options().direction == TrafficDirection::kInbound;
    if (scope == ListenerScope::kAll || inbound) visit(*named.active);
  }
}

void ListenerSet::StartDrain(ListenerScope scope, const filter::DrainOptions& drain,
                             bool stop_after) {
  EachActive(scope, [&](Entry& entry) {
    OnWorkers([drain, id = entry.generation->id](WorkerListeners& worker) {
      worker.StartDrain(id, drain, false);
    });
  });
  if (stop_after) RunLater(drain.time, [this, scope] { StopListening(scope); });
}

void ListenerSet::SetHealthFailed(bool failed) {
  if (std::exchange(health_failed_, failed) == failed) return;
  EachActive(ListenerScope::kAll, [&](Entry& entry) {
    OnWorkers([failed, id = entry.generation->id](WorkerListeners& worker) {
      worker.SetHealthFailed(id, failed);
    });
  });
}

void ListenerSet::StopListening(ListenerScope scope) {
  if (!stopped_ || *stopped_ != ListenerScope::kAll) stopped_ = scope;
  if (!started_) return;
  EachActive(scope, [&](Entry& entry) {
    if (entry.sockets.empty()) return;
    Count(kListenerStopped);
    OnWorkers(
        [id = entry.generation->id](WorkerListeners& worker) { worker.StopAccepting(id, true); },
        [sockets = std::exchange(entry.sockets, {})] {});  // close now
  });
}

void ListenerSet::PauseAccepting(bool pause) {
  if (std::exchange(paused_, pause) == pause || !started_) return;
  EachActive(ListenerScope::kAll, [&](Entry& entry) {
    if (!pause && !Listen(entry).ok()) return;
    OnWorkers([pause, id = entry.generation->id](WorkerListeners& worker) {
      if (pause) {
        worker.StopAccepting(id, false);
      } else {
        worker.StartAccepting(id);
      }
    });
  });
}

void ListenerSet::Shutdown(base::Duration wait, std::function<void()> done) {
  if (done) shutdown_done_ = std::move(done);
  ending_ = true;
  timers_.clear();
  for (const auto& [id, entry] : draining_) {
    entry->close_idle = true;
    OnWorkers([id = id, now = filter::DrainOptions{drain_.time, filter::DrainStrategy::kImmediate}](
                  WorkerListeners& worker) { worker.StartDrain(id, now, true); });
  }
  for (auto& [name, named] : std::exchange(listeners_, {})) {
    if (named.active != nullptr && started_) StopAndRetire(std::move(named.active), true);
  }
  UpdateGauges();
  const auto close_all = [this] {
    for (const auto& [id, entry] : draining_) DrainOver(id);
  };
  if (shutdown_timer_ != nullptr && shutdown_timer_->armed() &&
      shutdown_timer_->deadline() <= dependencies_.main.Now() + wait) {
    return;
  }
  shutdown_timer_ = std::make_unique<event::Timer>(dependencies_.main, close_all);
  shutdown_timer_->Start(wait);
  LookWhetherDone();
}

void ListenerSet::LookWhetherDone() {
  if (!shutdown_done_ || !draining_.empty()) return;
  shutdown_timer_ = nullptr;
  // Behind what workers were told before, so that nothing of this set is on its way any more.
  OnWorkers([](WorkerListeners&) {}, std::exchange(shutdown_done_, nullptr));
}

}  // namespace nuncio::listener
