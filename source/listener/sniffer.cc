#include "source/listener/sniffer.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace nuncio::listener {

Sniffer::Sniffer(worker::WorkerContext& worker, filter::AcceptedSocket socket,
                 ConnectionTickets tickets, const std::vector<filter::ListenerFilterEntry>& filters,
                 SnifferEvents& events)
    : worker_(worker),
      socket_(std::move(socket)),
      tickets_(std::move(tickets)),
      events_(events),
      timer_(worker.loop, [this] { OnTimeout(); }) {
  for (const filter::ListenerFilterEntry& entry : filters) {
    std::unique_ptr<filter::ListenerFilter> filter = entry.factory->Make(socket_);
    if (filter != nullptr) filters_.push_back(std::move(filter));
  }
}

void Sniffer::Start(base::Duration timeout) {
  if (timeout > base::Duration::zero()) timer_.Start(timeout);
  Run();
}

void Sniffer::Run() {
  while (next_ < filters_.size()) {
    filter::ListenerFilter& filter = *filters_[next_];
    if (!accepted_) {
      if (!filter.OnAccept(socket_, worker_)) return End(SniffOutcome::kRejected);
      accepted_ = true;
    }
    if (filter.MaxBytes() > 0 && !Look()) return;
    ++next_;
    accepted_ = false;
  }
  End(SniffOutcome::kDone);
}

bool Sniffer::IsBroken() const {
  int error = 0;
  socklen_t length = sizeof(error);
  return ::getsockopt(socket_.fd.get(), SOL_SOCKET, SO_ERROR, &error, &length) != 0 || error != 0;
}

bool Sniffer::Look() {
  const size_t most = filters_[next_]->MaxBytes();
  bytes_.resize(most);
  ssize_t got;
  do {
    got = ::recv(socket_.fd.get(), bytes_.data(), most, MSG_PEEK);
  } while (got < 0 && errno == EINTR);
  if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
    End(SniffOutcome::kPeerClosed);
    return false;
  }
  if (got == 0) peer_closed_ = true;
  const size_t size = got > 0 ? static_cast<size_t>(got) : 0;
  if (size > 0 || peer_closed_) {
    const filter::SniffResult result =
        filters_[next_]->OnData(socket_, absl::string_view(bytes_).substr(0, size), peer_closed_);
    switch (result.status) {
      case filter::SniffResult::Status::kReject:
        End(SniffOutcome::kRejected);
        return false;
      case filter::SniffResult::Status::kDone:
        return Take(std::min(result.consume, size));
      case filter::SniffResult::Status::kNeedMore:
        if (size == most) return true;  // it has seen all that it ever will
        // A reset does not take away the bytes before it, and its event looks like theirs.
        if (IsBroken()) peer_closed_ = true;
        break;
    }
    if (peer_closed_) {
      End(SniffOutcome::kPeerClosed);
      return false;
    }
  }
  // What comes from here on makes an edge; what came since the look is seen at once.
  if (!watch_) {
    watch_.emplace(worker_.loop, socket_.fd.get(), event::Trigger::kEdge,
                   static_cast<event::FileWatchEvents&>(*this));
  }
  return false;
}

bool Sniffer::Take(size_t count) {
  while (count > 0) {
    const ssize_t got = ::recv(socket_.fd.get(), bytes_.data(), count, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      End(SniffOutcome::kPeerClosed);
      return false;
    }
    count -= static_cast<size_t>(got);
  }
  return true;
}

void Sniffer::OnReady(event::ReadySet ready) {
  if (over_) return;
  if (ready.Has(event::Ready::kClosed)) peer_closed_ = true;
  Run();
}

void Sniffer::OnTimeout() { End(drains_ ? SniffOutcome::kDrained : SniffOutcome::kTimedOut); }

void Sniffer::GiveUpAfter(base::Duration wait) {
  if (over_) return;
  drains_ = true;
  if (!timer_.armed() || timer_.deadline() > worker_.loop.Now() + wait) timer_.Start(wait);
}

void Sniffer::End(SniffOutcome outcome) {
  if (std::exchange(over_, true)) return;
  timer_.Stop();
  watch_.reset();
  events_.OnSniffed(*this, outcome);
}

}  // namespace nuncio::listener
