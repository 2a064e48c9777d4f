#include "source/listener/served_connection.h"

#include <sys/ioctl.h>

#include <utility>

#include "source/listener/worker_listener.h"

namespace nuncio::listener {
namespace {

std::unique_ptr<network::Connection> MakeConnection(worker::WorkerContext& worker,
                                                    const ServedChain& chain,
                                                    base::FileDescriptor fd,
                                                    const record::ConnectionRecord& record) {
  const network::TransportFactory* const transport = chain.chain->transport.get();
  network::ConnectionOptions options;
  options.buffer_limit = chain.generation->options->per_connection_buffer_limit;
  return network::Connection::Accepted(
      {worker.loop, worker.slices}, std::move(fd), record.local, record.remote,
      transport != nullptr ? transport->Make({worker.slices, worker.stats})
                           : network::MakeRawTransport(),
      options);
}

}  // namespace

ServedConnection::ServedConnection(WorkerListener& listener, base::LocalRef<ServedChain> chain,
                                   filter::AcceptedSocket socket, ConnectionTickets tickets)
    : listener_(listener),
      worker_(listener.worker()),
      chain_(std::move(chain)),
      record_(std::move(socket.record)),
      tickets_(std::move(tickets)),
      connection_(MakeConnection(worker_, *chain_, std::move(socket.fd), *record_)),
      context_{worker_,
               *connection_,
               *record_,
               chain_->drain,
               *this,
               chain_->generation->stats->name,
               chain_->generation->options->direction == TrafficDirection::kOutbound} {
  const ListenerOptions& options = *chain_->generation->options;
  record_->transport = &connection_->facts();
  record_->filter_chain_name = chain_->chain->name;
  record_->filter_chain_metadata = chain_->chain->metadata.get();
  record_->listener_metadata = options.metadata.get();
  connection_->set_id(record_->id);
  connection_->set_events(*this);
}

ServedConnection::~ServedConnection() = default;

void ServedConnection::Begin(WorkerListener& listener, base::LocalRef<ServedChain> chain,
                             filter::AcceptedSocket socket, ConnectionTickets tickets) {
  auto* const connection = new ServedConnection(listener, std::move(chain), std::move(socket),
                                                std::move(tickets));  // owns itself until Finish
  connection->chain_->connections.PushBack(*connection);
  connection->Start();
}

void ServedConnection::Start() {
  const ListenerStats& stats = *chain_->generation->stats;
  const stats::GroupRef& mine = stats.workers[worker_.index];
  worker_.stats.Add(stats.listener->counter(kCxTotal));
  worker_.stats.Add(stats.listener->gauge(kCxActive));
  worker_.stats.Add(mine->counter(kWorkerCxTotal));
  worker_.stats.Add(mine->gauge(kWorkerCxActive));
  connection_->Start();
  if (connection_->connected()) return StartFilters();
  const base::Duration timeout = chain_->chain->transport_connect_timeout;
  if (timeout <= base::Duration::zero()) return;
  connect_timer_ = std::make_unique<event::Timer>(worker_.loop, [this] { OnConnectTimeout(); });
  connect_timer_->Start(timeout);
}

void ServedConnection::StartFilters() {
  if (connection_->facts().secure) record_->handshake_complete = worker_.loop.Now();
  record_->tls = connection_->facts().tls;
  filters_.emplace(context_, chain_->chain->filters);
  filters_->Start();
  if (listener_.closes_idle()) OnDrain(true);
}

void ServedConnection::OnConnected() {
  if (connect_timer_ != nullptr) connect_timer_->Stop();
  StartFilters();
}

void ServedConnection::OnConnectTimeout() {
  worker_.stats.Add(chain_->generation->stats->listener->counter(kCxTransportSocketConnectTimeout));
  record_->termination_details = "transport socket timeout was reached";
  connection_->Close(network::CloseMode::kNow);
  Finish();
}

void ServedConnection::OnClosed(network::CloseCause) { Finish(); }

// Nothing was read yet, or more is there to be read.
bool ServedConnection::MayBringARequest() const {
  int unread = 0;
  return connection_->counts().bytes_read == 0 ||
         (::ioctl(connection_->fd(), FIONREAD, &unread) == 0 && unread > 0);
}

void ServedConnection::OnDrain(bool close_idle) {
  if (!filters_ || finished_) return;
  if (!close_idle || !MayBringARequest()) return filters_->OnDrain(close_idle);
  filters_->OnDrain(false);
  close_idle_timer_ = std::make_unique<event::Timer>(worker_.loop, [this] {
    if (!finished_) filters_->OnDrain(true);
  });
  close_idle_timer_->Start(kFirstRequestWait);
}

void ServedConnection::OnDrainDeadline() {
  if (finished_) return;
  if (filters_) return filters_->OnDrainDeadline();
  connection_->Close(network::CloseMode::kNow);
  Finish();
}

void ServedConnection::Finish() {
  if (std::exchange(finished_, true)) return;
  connection_->Close(network::CloseMode::kNow);  // if it is not closed yet
  CountEnd();
  listener_.Log(*record_, connection_->counts());
  ListNode::Unlink();
  worker_.loop.DeferDelete(std::unique_ptr<event::Deferred>(this));
  listener_.ConnectionEnded(*chain_);  // behind it: the listener may go in the same iteration
}

void ServedConnection::CountEnd() {
  const ListenerStats& stats = *chain_->generation->stats;
  const stats::GroupRef& mine = stats.workers[worker_.index];
  worker_.stats.Add(stats.listener->counter(kCxDestroy));
  worker_.stats.Sub(stats.listener->gauge(kCxActive));
  worker_.stats.Sub(mine->gauge(kWorkerCxActive));
  const base::Duration length = worker_.loop.Now() - record_->start;
  worker_.stats.Record(
      stats.listener->histogram(kCxLengthMs),
      static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(length).count()));
}

}  // namespace nuncio::listener
