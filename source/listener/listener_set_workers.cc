// What the set of listeners has the workers do: publishing, updates, draining, the end.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/listener/listener_set.h"

namespace nuncio::listener {
namespace {

size_t ChainsOnlyIn(const FilterChainIndex& old, const FilterChainIndex& next) {
  const auto kept = [&next](const FilterChainRef& chain) {
    return chain == next.default_chain() ||
           std::find(next.chains().begin(), next.chains().end(), chain) != next.chains().end();
  };
  size_t gone = 0;
  for (const FilterChainRef& chain : old.chains()) gone += kept(chain) ? 0 : 1;
  if (old.default_chain() != nullptr && !kept(old.default_chain())) ++gone;
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
        if (old_id != 0) worker.Retire(old_id, drain, false, sockets_close);
        worker.Add(generation, sockets, accept);
        if (failed) worker.SetHealthFailed(generation->id, true);
      },
      // Only now is nobody left who accepts from the old sockets.
      [this, self = self_, old = predecessor != nullptr ? predecessor->sockets : SocketSet()] {
        if (*self != nullptr) Count(kListenerCreateSuccess, dependencies_.pool.size());
      });
  if (predecessor != nullptr) Drain(std::move(predecessor));
}

void ListenerSet::Drain(std::unique_ptr<Entry> entry) {
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

void ListenerSet::Retire(std::unique_ptr<Entry> entry, bool close_idle) {
  const uint64_t id = entry->generation->id;
  filter::DrainOptions drain = drain_;
  if (close_idle) drain.strategy = filter::DrainStrategy::kImmediate;
  OnWorkers([=](WorkerListeners& worker) { worker.Retire(id, drain, close_idle, true); },
            [sockets = entry->sockets] {});  // close now
  Drain(std::move(entry));
}

void ListenerSet::DrainOver(uint64_t id) {
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
  OnWorkers([generation = entry.generation,
             drain = drain_](WorkerListeners& worker) { worker.Update(generation, drain); },
            [this, self = self_] {
              if (*self != nullptr) Count(kListenerCreateSuccess, dependencies_.pool.size());
            });
  const size_t gone = ChainsOnlyIn(*old->chains, *entry.generation->chains);
  if (gone == 0) return;
  chains_draining_ += gone;
  timers_.push_back(
      std::make_unique<event::Timer>(dependencies_.main, [this, gone, id = entry.generation->id] {
        chains_draining_ -= gone;
        OnWorkers([id](WorkerListeners& worker) { worker.CloseOldChains(id); });
        UpdateGauges();
      }));
  timers_.back()->Start(drain_.time);
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
      worker.StartDrain(id, drain);
    });
  });
  if (!stop_after) return;
  timers_.push_back(
      std::make_unique<event::Timer>(dependencies_.main, [this, scope] { StopListening(scope); }));
  timers_.back()->Start(drain.time);
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
  timers_.clear();
  for (auto& [name, named] : std::exchange(listeners_, {})) {
    if (named.active != nullptr && started_) Retire(std::move(named.active), true);
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
