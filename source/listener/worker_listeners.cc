#include "source/listener/worker_listeners.h"

#include <algorithm>
#include <utility>

namespace nuncio::listener {

WorkerListeners::WorkerListeners(worker::WorkerPool& pool, const Peers& peers,
                                 std::function<void(uint64_t id)> on_empty)
    : pool_(pool), peers_(peers), on_empty_(std::move(on_empty)) {}

void WorkerListeners::Add(GenerationRef generation, SocketSet sockets, bool accept) {
  const uint64_t id = generation->id;
  auto listener =
      std::make_unique<WorkerListener>(*worker_, std::move(generation), std::move(sockets),
                                       static_cast<WorkerListenerOwner&>(*this));
  if (accept) listener->StartAccepting();
  listeners_[id] = std::move(listener);
}

void WorkerListeners::Update(const ChainUpdate& update) {
  const auto found = listeners_.find(update.generation->id);
  if (found != listeners_.end()) found->second->Update(update);
}

void WorkerListeners::CloseOldChains(uint64_t id, uint64_t update) {
  if (WorkerListener* const listener = Find(id)) listener->CloseOldChains(update);
}

void WorkerListeners::Retire(uint64_t id, const filter::DrainOptions& drain, bool close_idle) {
  const auto found = listeners_.find(id);
  if (found == listeners_.end()) return;
  std::unique_ptr<WorkerListener> listener = std::move(found->second);
  listeners_.erase(found);
  WorkerListener& retiring = *listener;
  retired_[id] = std::move(listener);
  retiring.StartDrain(drain, close_idle);
  retiring.Retire();
}

void WorkerListeners::DrainDeadline(uint64_t id) {
  const auto found = retired_.find(id);
  if (found != retired_.end()) found->second->OnDrainDeadline();
}

void WorkerListeners::StartDrain(uint64_t id, const filter::DrainOptions& drain, bool close_idle) {
  if (WorkerListener* const listener = Find(id)) listener->StartDrain(drain, close_idle);
}

void WorkerListeners::SetHealthFailed(uint64_t id, bool failed) {
  if (WorkerListener* const listener = Find(id)) listener->SetHealthFailed(failed);
}

void WorkerListeners::StartAccepting(uint64_t id) {
  if (WorkerListener* const listener = Find(id)) listener->StartAccepting();
}

void WorkerListeners::StopAccepting(uint64_t id, bool sockets_close) {
  WorkerListener* const listener = Find(id);
  if (listener == nullptr) return;
  if (sockets_close) {
    listener->Sweep();
    listener->DropSockets();
  } else {
    listener->StopAccepting();
  }
}

WorkerListener* WorkerListeners::Find(uint64_t id) {
  if (const auto found = listeners_.find(id); found != listeners_.end()) {
    return found->second.get();
  }
  const auto found = retired_.find(id);
  return found == retired_.end() ? nullptr : found->second.get();
}

void WorkerListeners::OnEmpty(WorkerListener& listener) {
  const uint64_t id = listener.generation().id;
  const auto found = retired_.find(id);
  if (found == retired_.end()) return;
  worker_->loop.DeferDelete(std::move(found->second));
  retired_.erase(found);
  on_empty_(id);
}

size_t WorkerListeners::NextWorker(const ListenerGeneration&) {
  return next_worker_++ % worker_->workers;
}

void WorkerListeners::HandOver(size_t worker, const GenerationRef& generation, size_t address,
                               base::FileDescriptor fd, const network::Address& peer) {
  pool_.Post(worker, [&other = *peers_[worker], generation, address, peer,
                      fd = std::move(fd)](worker::WorkerContext&) mutable {
    other.ServeHandedOver(*generation, address, std::move(fd), peer);
  });
}

void WorkerListeners::ServeHandedOver(const ListenerGeneration& generation, size_t address,
                                      base::FileDescriptor fd, const network::Address& peer) {
  if (WorkerListener* const found = Find(generation.id)) {
    return found->Serve(std::move(fd), address, peer);
  }
  // It was replaced meanwhile and is over on this worker: its successor has the same sockets.
  const network::Address& bound = generation.addresses[address];
  for (const auto& [id, listener] : listeners_) {
    const std::vector<network::Address>& addresses = listener->generation().addresses;
    const auto same = std::find(addresses.begin(), addresses.end(), bound);
    if (same == addresses.end()) continue;
    return listener->Serve(std::move(fd), static_cast<size_t>(same - addresses.begin()), peer);
  }
}

WorkerListener* WorkerListeners::FindByAddress(const network::Address& address) {
  WorkerListener* any = nullptr;
  for (const auto& [id, listener] : listeners_) {
    for (const network::Address& bound : listener->generation().addresses) {
      if (bound == address) return listener.get();
      const bool same_family = bound.family() == address.family();
      if (same_family && bound.IsAnyAddress() && bound.port() == address.port()) {
        any = listener.get();
      }
    }
  }
  return any;
}

}  // namespace nuncio::listener
