#include "source/upstream/pool/http_pool.h"

#include <memory>
#include <utility>

namespace nuncio::upstream {

HttpPool::HttpPool(PoolContext context) : context_(std::move(context)), queue_(context_) {}

HttpPool::~HttpPool() { Shutdown(); }

void HttpPool::Acquire(StreamWaiter& waiter, const StreamRequest& request) {
  if (!idle_.empty()) {
    Attach(idle_.front(), waiter, request);
  } else if (queue_.Enqueue(waiter, request)) {
    ConnectForWaiters(request.priority);
  } else {
    waiter.OnPoolFailure(http::ResetReason::kOverflow, "");
  }
}

void HttpPool::Attach(HttpConnection& connection, StreamWaiter& waiter,
                      const StreamRequest& request) {
  Ticket ticket = Ticket::Try(context_.breaker(request.priority).requests, context_.slots());
  if (!ticket) {
    context_.Add(kRqActiveOverflow);
    waiter.OnPoolFailure(http::ResetReason::kOverflow, "");
    return;
  }
  connection.Unlink();
  busy_.PushBack(connection);
  connection.Open(waiter, request, std::move(ticket));
}

void HttpPool::Serve() {
  while (!queue_.empty() && !idle_.empty()) {
    StreamWaiter& waiter = queue_.TakeFront();
    // A copy: the waiter may go away in its call.
    const StreamRequest request = PoolQueue::RequestOf(waiter);
    Attach(idle_.front(), waiter, request);
  }
}

void HttpPool::ConnectForWaiters(ResourcePriority priority) {
  while (queue_.size() > connecting_count_) {
    TicketPool& tickets = context_.breaker(priority).connections;
    Ticket ticket = Ticket::Try(tickets, context_.slots());
    if (!ticket) {
      context_.Add(kCxOverflow);
      if (has_connections()) return;
      ticket = Ticket::Force(tickets, context_.slots());
    }
    auto connection = std::make_unique<HttpConnection>(*this, context_, std::move(ticket));
    connecting_.PushBack(*connection.release());
    ++connecting_count_;
  }
}

void HttpPool::OnConnectionReady(HttpConnection& connection) {
  if (!connection.was_ready()) --connecting_count_;
  connection.Unlink();
  idle_.PushFront(connection);
  connection.Rest();
  Serve();
  if (draining_) Drain();
}

void HttpPool::OnConnectionLeaving(HttpConnection& connection) {
  connection.Unlink();
  leaving_.PushBack(connection);
}

void HttpPool::OnConnectionOver(HttpConnection& connection,
                                std::optional<http::ResetReason> connect_failure,
                                absl::string_view details) {
  if (!connection.was_ready()) --connecting_count_;
  connection.Unlink();
  context_.worker.loop.DeferDelete(std::unique_ptr<event::Deferred>(&connection));
  if (connect_failure.has_value()) {
    // A server that cannot be reached fails everyone who waits for it: they may choose another.
    queue_.FailAll(*connect_failure, details);
  } else if (!queue_.empty()) {
    ConnectForWaiters(queue_.front_priority());
  }
}

void HttpPool::Drain() {
  draining_ = true;
  while (!idle_.empty()) idle_.front().CloseNow();
  busy_.ForEach([](HttpConnection& connection) { connection.CloseAfterStream(); });
}

void HttpPool::Shutdown() {
  draining_ = true;
  // Nobody is left who could wait: whoever does holds the host.
  while (!queue_.empty()) queue_.TakeFront();
  for (auto* list : {&connecting_, &idle_, &busy_, &leaving_}) {
    while (!list->empty()) list->front().CloseNow();
  }
}

}  // namespace nuncio::upstream
