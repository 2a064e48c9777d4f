#include "source/upstream/pool/tcp_pool.h"

#include <utility>

#include "source/upstream/pool/tcp_upstream.h"

namespace nuncio::upstream {
namespace {

TcpUpstream& TakeFront(base::IntrusiveList<TcpUpstream>& list) {
  TcpUpstream& front = list.front();
  front.base::ListNode<TcpUpstream>::Unlink();
  return front;
}

}  // namespace

TcpPool::TcpPool(const PoolContext& context) : context_(context) {}

TcpPool::~TcpPool() = default;

Ticket TcpPool::Admit(TcpUpstream& upstream, ResourcePriority priority) {
  Ticket ticket = TryTicket(priority);
  if (!ticket) waiting_.PushBack(upstream);
  return ticket;
}

Ticket TcpPool::TryTicket(ResourcePriority priority) {
  TicketPool& tickets = context_.breaker(priority).connections;
  Ticket ticket = Ticket::Try(tickets, context_.slots());
  if (!ticket) {
    context_.Add(kCxOverflow);
    if (connections_ == 0) ticket = Ticket::Force(tickets, context_.slots());
  }
  if (ticket) ++connections_;
  return ticket;
}

void TcpPool::Left() {
  --connections_;
  while (!waiting_.empty()) {
    Ticket ticket = TryTicket(waiting_.front().priority());
    if (!ticket) return;
    TakeFront(waiting_).Connect(std::move(ticket));
  }
}

void TcpPool::FailWaiting(http::ResetReason reason, absl::string_view details) {
  base::IntrusiveList<TcpUpstream> failed;  // not those who come in the calls
  while (!waiting_.empty()) failed.PushBack(TakeFront(waiting_));
  while (!failed.empty()) TakeFront(failed).Fail(reason, details);
}

void TcpPool::Keep(std::unique_ptr<TcpUpstream> leaving) { leaving_.PushBack(*leaving.release()); }

void TcpPool::Forget(TcpUpstream& leaving) {
  leaving.base::ListNode<TcpUpstream>::Unlink();
  context_.worker.loop.DeferDelete(std::unique_ptr<event::Deferred>(&leaving));
}

void TcpPool::Shutdown() {
  while (!leaving_.empty()) std::unique_ptr<TcpUpstream>(&TakeFront(leaving_)).reset();
}

}  // namespace nuncio::upstream
