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
    owner_.HandOver(target, generation_, address, std::move(socket), from);
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
  auto* const sniffer =
      new Sniffer(worker_, std::move(socket), std::move(tickets), options.listener_filters, *this);
  sniffers_.PushBack(*sniffer);  // owns itself until OnSniffed
  worker_.stats.Add(generation_->stats->listener->gauge(kPreCxActive));
  sniffer->Start(options.listener_filters_timeout);
  if (closes_idle_) sniffer->GiveUpAfter(ServedConnection::kFirstRequestWait);
}

void WorkerListener::OnSniffed(Sniffer& sniffer, SniffOutcome outcome) {
  sniffer.Unlink();
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
    Log(*sniffer.socket().record, {});
    sniffer.socket().fd.Reset();
  } else if (!HandToRedirected(sniffer.socket())) {
    Choose(std::move(sniffer.socket()), std::move(sniffer.tickets()));
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
    Log(*socket.record, {}, record::details::kFilterChainNotFound);
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

void WorkerListener::ConnectionEnded(const ServedChain& chain) {
  --connections_;
  if (chain.removed_by != 0 && chain.connections.empty()) {
    std::erase_if(old_chains_, [&chain](const auto& each) { return each.get() == &chain; });
  }
  LookWhetherEmpty();
}

void WorkerListener::LookWhetherEmpty() {
  if (!retired_ || told_empty_ || connections_ > 0 || !sniffers_.empty()) return;
  told_empty_ = true;
  owner_.OnEmpty(*this);
}

void WorkerListener::Add(ListenerMetric counter) {
  worker_.stats.Add(generation_->stats->listener->counter(counter));
}

void WorkerListener::Log(const record::ConnectionRecord& record,
                         const network::ConnectionCounts& counts, absl::string_view failure) {
  const ListenerOptions& options = *generation_->options;
  if (options.access_logs.empty()) return;
  const base::ArenaPtr arena = worker_.arenas.Get();
  record::RequestRecord request(*arena, record);
  request.start = record.start;
  request.start_wall = record.start_wall;
  request.end = worker_.loop.Now();
  request.remote = record.remote;
  request.bytes_received = request.wire_bytes_received = counts.bytes_read;
  request.bytes_sent = request.wire_bytes_sent = counts.bytes_written;
  if (!failure.empty()) request.Fail(record::ResponseFlag::kNoRouteFound, failure);
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

void WorkerListener::Update(const ChainUpdate& update) {
  generation_ = update.generation;
  absl::flat_hash_map<const FilterChain*, base::LocalRef<ServedChain>> gone;
  gone.swap(chains_);
  const auto keep = [&](const FilterChainRef& chain) {
    const auto found = gone.find(chain.get());
    if (found == gone.end()) return;
    chains_[chain.get()] = std::move(found->second);
    gone.erase(found);
  };
  for (const FilterChainRef& chain : generation_->chains->chains()) keep(chain);
  if (generation_->chains->default_chain() != nullptr) keep(generation_->chains->default_chain());
  for (auto& [chain, served] : gone) {
    if (served->connections.empty()) continue;
    served->removed_by = update.number;
    if (const auto found = update.removed.find(chain); found != update.removed.end()) {
      served->whole = found->second;
    }
    old_chains_.push_back(served);
    served->drain.Start(worker_.loop.Now(), update.drain);
    served->connections.ForEach([](ServedConnection& each) { each.OnDrain(false); });
  }
}

void WorkerListener::CloseOldChains(uint64_t update) {
  // Each leaves the list with its last connection.
  for (const base::LocalRef<ServedChain>& served : std::vector(old_chains_)) {
    if (served->removed_by > update) continue;
    served->connections.ForEach([](ServedConnection& each) { each.OnDrainDeadline(); });
  }
}

void WorkerListener::StartDrain(const filter::DrainOptions& drain, bool close_idle) {
  drain_.Start(worker_.loop.Now(), drain);
  if (close_idle) {
    closes_idle_ = true;
    sniffers_.ForEach(
        [](Sniffer& sniffer) { sniffer.GiveUpAfter(ServedConnection::kFirstRequestWait); });
  }
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
  while (!sniffers_.empty()) sniffers_.front().GiveUp();
  EachConnection([](ServedConnection& each) { each.OnDrainDeadline(); });
}

}  // namespace nuncio::listener
