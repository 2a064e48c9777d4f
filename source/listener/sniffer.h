#ifndef NUNCIO_SOURCE_LISTENER_SNIFFER_H_
#define NUNCIO_SOURCE_LISTENER_SNIFFER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "source/base/intrusive_list.h"
#include "source/event/file_watch.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/filter/listener_filter.h"
#include "source/listener/connection_limit.h"
#include "source/worker/worker_context.h"

namespace nuncio::listener {

class Sniffer;

enum class SniffOutcome : uint8_t {
  kDone,
  kRejected,    // by a filter
  kPeerClosed,  // before the filters had seen enough
  kTimedOut,
  kDrained,  // the listener goes away
};

// Who hears of a sniffer: the worker's part of its listener. On the worker, also from inside Start.
class SnifferEvents {
 public:
  // The last word of the sniffer; its socket may be taken. It is destroyed at the end of the
  // iteration.
  virtual void OnSniffed(Sniffer& sniffer, SniffOutcome outcome) = 0;

 protected:
  ~SnifferEvents() = default;
};

// Leads one accepted socket through the listener filters, with its places under the limits. Bytes
// are only looked at: they stay in the kernel for whoever serves the connection.
//
// Owner: the listener's worker part, which gives it to Loop::DeferDelete when it is through.
// Thread: the worker.
class Sniffer final : public base::ListNode<Sniffer>,
                      public event::Deferred,
                      private event::FileWatchEvents {
 public:
  // `filters` outlives it (it is in the generation).
  Sniffer(worker::WorkerContext& worker, filter::AcceptedSocket socket, ConnectionTickets tickets,
          const std::vector<filter::ListenerFilterEntry>& filters, SnifferEvents& events);

  // May be through before it returns. A timeout of zero: none.
  void Start(base::Duration timeout);
  // Ends it now, and after that time at the latest: as drained.
  void GiveUp() { End(SniffOutcome::kDrained); }
  void GiveUpAfter(base::Duration wait);

  filter::AcceptedSocket& socket() { return socket_; }
  ConnectionTickets& tickets() { return tickets_; }

 private:
  void OnReady(event::ReadySet ready) override;
  void OnTimeout();
  // Asks filters until one waits.
  void Run();
  // One look for the filter whose turn it is; false when it waits or everything is over.
  bool Look();
  bool Take(size_t count);
  bool IsBroken() const;
  void End(SniffOutcome outcome);

  worker::WorkerContext& worker_;
  filter::AcceptedSocket socket_;
  ConnectionTickets tickets_;
  SnifferEvents& events_;
  std::vector<std::unique_ptr<filter::ListenerFilter>> filters_;
  size_t next_ = 0;        // the filter whose turn it is
  bool accepted_ = false;  // it was asked OnAccept
  bool over_ = false;
  bool drains_ = false;  // what the timer says then
  bool peer_closed_ = false;
  std::string bytes_;
  std::optional<event::FileWatch> watch_;
  event::Timer timer_;
};

}  // namespace nuncio::listener

#endif  // NUNCIO_SOURCE_LISTENER_SNIFFER_H_
