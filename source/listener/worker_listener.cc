#include "source/listener/worker_listener.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>
#include <utility>

#include "source/event/timer.h"
#include "source/format/input.h"
#include "source/network/socket.h"
#include "source/record/details.h"
#include "source/record/request_record.h"

namespace nuncio::listener {

// One listening socket of this worker.
class WorkerListener::Acceptor final : private event::FileWatchEvents {
 public:
  Acceptor(WorkerListener& listener, size_t address, int fd)
      : listener_(listener),
        address_(address),
        fd_(fd),
        pause_(listener.worker_.loop, [this] { Watch(); }) {
    Watch();
  }

 private:
  // How long it rests when the process has no descriptor left for a connection.
  static constexpr base::Duration kRest = std::chrono::milliseconds(100);

  void Watch() {
    watch_.emplace(listener_.worker_.loop, fd_, event::Trigger::kLevelRead,
                   static_cast<event::FileWatchEvents&>(*this));
  }

  void OnReady(event::ReadySet) override {
    const ListenerGeneration& generation = *listener_.generation_;
    const stats::GroupRef stats = generation.stats->listener;
    const uint32_t most = std::max<uint32_t>(generation.options->max_connections_per_event, 1);
    uint32_t accepted = 0;
    int error = 0;
    while (accepted < most && listener_.AcceptOne(address_, fd_, error)) ++accepted;
    listener_.worker_.stats.Record(stats->histogram(kConnectionsAcceptedPerSocketEvent), accepted);
    if (error == 0 || error == EAGAIN || error == EWOULDBLOCK) return;
    // The socket stays readable: looking at it all the time would help nobody.
    watch_.reset();
    pause_.Start(kRest);
  }

  WorkerListener& listener_;
  const size_t address_;
  const int fd_;
  std::optional<event::FileWatch> watch_;
  event::Timer pause_;
};

WorkerListener::WorkerListener(worker::WorkerContext& worker, GenerationRef generation,
                               SocketSet sockets, WorkerListenerOwner& owner)
    : worker_(worker),
      generation_(std::move(generation)),
      sockets_(std::move(sockets)),
      owner_(owner) {}

WorkerListener::~WorkerListener() = default;

bool WorkerListener::Accepts(const network::ListenSockets& sockets) const {
  return sockets.per_worker() || generation_->id % worker_.workers == worker_.index;
}

void WorkerListener::StartAccepting() {
  if (!acceptors_.empty() || retired_) return;
  for (size_t i = 0; i < sockets_.size(); ++i) {
    if (!Accepts(*sockets_[i])) continue;
    acceptors_.push_back(std::make_unique<Acceptor>(*this, i, sockets_[i]->fd(worker_.index)));
  }
}

void WorkerListener::StopAccepting() { acceptors_.clear(); }

void WorkerListener::Sweep() {
  sweeping_ = true;
  int error = 0;
  for (size_t i = 0; i < sockets_.size(); ++i) {
    if (!Accepts(*sockets_[i])) continue;
    while (AcceptOne(i, sockets_[i]->fd(worker_.index), error)) {
    }
  }
  sweeping_ = false;
}

void WorkerListener::DropSockets() {
  StopAccepting();
  sockets_.clear();
}

bool WorkerListener::AcceptOne(size_t address, int listening, int& error) {
  sockaddr_storage storage;
  socklen_t length = sizeof(storage);
  auto* const peer = reinterpret_cast<sockaddr*>(&storage);
  int fd;
  do {
    fd = ::accept4(listening, peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    // One that went away while it waited is no reason to stop.
  } while (fd < 0 && (errno == EINTR || errno == ECONNABORTED || errno == EPROTO));
  if (fd < 0) {
    error = errno;
    return false;
  }
  base::FileDescriptor socket(fd);
  const network::Address from = network::Address::FromSockaddr(peer, length).Unmapped();
  const bool stays = sweeping_ || sockets_[address]->per_worker();
  const size_t target = stays ? worker_.index : owner_.NextWorker(*generation_);
  if (target == worker_.index) {
    Serve(std::move(socket), address, from);
  } else {
    owner_.HandOver(target, generation_->id, address, std::move(socket), from);
  }
  return true;
}

void WorkerListener::Serve(base::FileDescriptor fd, size_t address, const network::Address& peer) {
  ConnectionTickets tickets;
  if (!TakeTickets(tickets)) return;
  filter::AcceptedSocket socket;
  socket.record = std::make_unique<record::ConnectionRecord>();
  record::ConnectionRecord& record = *socket.record;
  record.id = worker_.NewConnectionId();
  record.start = worker_.loop.Now();
  record.start_wall = worker_.loop.WallNow();
  record.remote = record.direct_remote = peer;
  const network::Address& bound = generation_->addresses[address];
  const bool any =
      bound.IsAnyAddress() || generation_->options->addresses[address].options.transparent;
  record.local = record.direct_local = any ? network::LocalAddress(fd.get()) : bound;
  socket.fd = std::move(fd);
  Begin(std::move(socket), std::move(tickets));
}

bool WorkerListener::TakeTickets(ConnectionTickets& tickets) {
  tickets.global = ConnectionTicket::Take(generation_->global_limit,
                                          generation_->options->ignore_global_connection_limit);
  if (!tickets.global) {
    Add(kGlobalCxOverflow);
    return false;
  }
  tickets.listener = ConnectionTicket::Take(generation_->limit, false);
  if (tickets.listener) return true;
  Add(kCxOverflow);
  return false;
}

void WorkerListener::Begin(filter::AcceptedSocket socket, ConnectionTickets tickets) {
  const ListenerOptions& options = *generation_->options;
  if (options.listener_filters.empty()) {
    return Choose(std::move(socket), std::move(tickets));
  }
  auto* const sniffer = new Sniffer(worker_, std::move(socket), options.listener_filters, *this);
  sniffers_.PushBack(*sniffer);  // owns itself until OnSniffed
  sniffing_[sniffer] = std::move(tickets);
  worker_.stats.Add(generation_->stats->listener->gauge(kPreCxActive));
  sniffer->Start(options.listener_filters_timeout);
}

void WorkerListener::OnSniffed(Sniffer& sniffer, SniffOutcome outcome) {
  sniffer.Unlink();
  const auto entry = sniffing_.find(&sniffer);
  ConnectionTickets tickets = std::move(entry->second);
  sniffing_.erase(entry);
  worker_.stats.Sub(generation_->stats->listener->gauge(kPreCxActive));
  worker_.loop.DeferDelete(std::unique_ptr<event::Deferred>(&sniffer));
  bool serve = outcome == SniffOutcome::kDone;
  if (outcome == SniffOutcome::kRejected) Add(kListenerFilterError);
  if (outcome == SniffOutcome::kPeerClosed) Add(kListenerFilterRemoteClose);
  if (outcome == SniffOutcome::kTimedOut) {
    Add(kPreCxTimeout);
    serve = generation_->options->continue_on_listener_filters_timeout;
  }
  if (!serve) {
    Log(*sniffer.socket().record, "");
    sniffer.socket().fd.Reset();
  } else if (!HandToRedirected(sniffer.socket())) {
    Choose(std::move(sniffer.socket()), std::move(tickets));
  }
  LookWhetherEmpty();
}

// A connection that was meant for another address goes to the listener of that address.
bool WorkerListener::HandToRedirected(filter::AcceptedSocket& socket) {
  if (!generation_->options->use_original_dst || !socket.local_restored) return false;
  WorkerListener* const other = owner_.FindByAddress(socket.record->local);
  if (other == nullptr || other == this) return false;
  ConnectionTickets tickets;
  socket.local_restored = false;
  if (other->TakeTickets(tickets)) {
    other->Begin(std::move(socket), std::move(tickets));
  } else {
    socket.fd.Reset();
  }
  return true;
}

void WorkerListener::Choose(filter::AcceptedSocket socket, ConnectionTickets tickets) {
  const FilterChainRef& chain = generation_->chains->Find(socket);
  if (chain == nullptr) {
    Add(kNoFilterChainMatch);
    Log(*socket.record, record::details::kFilterChainNotFound.data());
    return;
  }
  ++connections_;
  ServedConnection::Begin(*this, ChainFor(chain), std::move(socket), std::move(tickets));
}

base::LocalRef<ServedChain> WorkerListener::ChainFor(const FilterChainRef& chain) {
  base::LocalRef<ServedChain>& served = chains_[chain.get()];
  if (!served) served = base::MakeLocal<ServedChain>(chain, generation_, drain_);
  return served;
}

void WorkerListener::ConnectionEnded() {
  --connections_;
  LookWhetherEmpty();
}

void WorkerListener::LookWhetherEmpty() {
  if (!retired_ || told_empty_ || connections_ > 0 || !sniffing_.empty()) return;
  told_empty_ = true;
  owner_.OnEmpty(*this);
}

void WorkerListener::Add(ListenerMetric counter) {
  worker_.stats.Add(generation_->stats->listener->counter(counter));
}

void WorkerListener::Log(const record::ConnectionRecord& record, const char* details) {
  const ListenerOptions& options = *generation_->options;
  if (options.access_logs.empty()) return;
  const base::ArenaPtr arena = worker_.arenas.Get();
  record::RequestRecord request(*arena, record);
  request.start = record.start;
  request.start_wall = record.start_wall;
  request.end = worker_.loop.Now();
  request.remote = record.remote;
  if (details != nullptr && *details != '\0') {
    request.Fail(record::ResponseFlag::kNoRouteFound, details);
  }
  format::Input input(request);
  input.now = worker_.loop.WallNow();
  input.random = &worker_.random;
  access_log::WriteAll(options.access_logs, {input, worker_.random.Next()});
}

template <typename Visit>
void WorkerListener::EachConnection(Visit visit) {
  // A visited connection may leave its list, and may end the last use of its chain.
  std::vector<base::LocalRef<ServedChain>> chains = old_chains_;
  for (const auto& [chain, served] : chains_) chains.push_back(served);
  for (const base::LocalRef<ServedChain>& served : chains) served->connections.ForEach(visit);
}

void WorkerListener::Update(GenerationRef generation, const filter::DrainOptions& drain) {
  generation_ = std::move(generation);
  absl::flat_hash_map<const FilterChain*, base::LocalRef<ServedChain>> kept;
  const auto keep = [&](const FilterChainRef& chain) {
    const auto found = chains_.find(chain.get());
    if (found == chains_.end()) return;
    kept[chain.get()] = std::move(found->second);
    chains_.erase(found);
  };
  for (const FilterChainRef& chain : generation_->chains->chains()) keep(chain);
  if (generation_->chains->default_chain() != nullptr) keep(generation_->chains->default_chain());
  chains_.swap(kept);
  for (auto& [chain, served] : kept) {
    served->drain.Start(worker_.loop.Now(), drain);
    served->connections.ForEach([](ServedConnection& each) { each.OnDrain(false); });
    old_chains_.push_back(std::move(served));
  }
}

void WorkerListener::CloseOldChains() {
  const base::Instant now = worker_.loop.Now();
  std::vector<base::LocalRef<ServedChain>> rest;
  for (const base::LocalRef<ServedChain>& served : std::exchange(old_chains_, {})) {
    if (!served->drain.Over(now)) {
      rest.push_back(served);
      continue;
    }
    served->connections.ForEach([](ServedConnection& each) { each.OnDrainDeadline(); });
    // One that ends soon after its deadline is still to be found.
    if (!served->connections.empty()) rest.push_back(served);
  }
  for (base::LocalRef<ServedChain>& served : rest) old_chains_.push_back(std::move(served));
}

void WorkerListener::StartDrain(const filter::DrainOptions& drain, bool close_idle) {
  drain_.Start(worker_.loop.Now(), drain);
  EachConnection([close_idle](ServedConnection& each) { each.OnDrain(close_idle); });
}

void WorkerListener::SetHealthFailed(bool failed) {
  if (!failed) return health_.Stop();
  if (generation_->options->drain_type == DrainType::kModifyOnly) return;
  health_.Start(worker_.loop.Now(), {base::Duration::zero(), filter::DrainStrategy::kImmediate});
}

void WorkerListener::Retire() {
  DropSockets();
  retired_ = true;
  LookWhetherEmpty();
}

void WorkerListener::OnDrainDeadline() {
  while (!sniffers_.empty()) {
    Sniffer& sniffer = sniffers_.front();
    OnSniffed(sniffer, SniffOutcome::kPeerClosed);
  }
  EachConnection([](ServedConnection& each) { each.OnDrainDeadline(); });
}

}  // namespace nuncio::listener
