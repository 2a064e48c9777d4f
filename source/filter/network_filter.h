#ifndef NUNCIO_SOURCE_FILTER_NETWORK_FILTER_H_
#define NUNCIO_SOURCE_FILTER_NETWORK_FILTER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/buffer/buffer.h"
#include "source/filter/drain_state.h"
#include "source/network/connection.h"
#include "source/record/connection_record.h"
#include "source/worker/worker_context.h"

// What serves a downstream connection: some filters that look at it, and a terminal one (the HTTP
// connection manager, the TCP proxy) that gets the connection itself. All of them see only open
// connections: the transport's handshake is over.

namespace nuncio::filter {

// Who owns a downstream connection: the listener.
class NetworkConnectionOwner {
 public:
  // The connection is closed and its terminal filter is through with it (log lines written): all of
  // it is destroyed at the end of the loop's iteration. May be called from any callback; later
  // calls change nothing.
  virtual void Finish() = 0;

 protected:
  ~NetworkConnectionOwner() = default;
};

// What a connection gives to everything that serves it. A value of references; all outlive the
// filters. The worker's thread only.
struct NetworkContext {
  worker::WorkerContext& worker;
  network::Connection& connection;
  record::ConnectionRecord& record;
  // Of the chain, and so of its listener and of the process.
  const DrainState& drain;
  NetworkConnectionOwner& owner;
  // "listener.<this>.": where the statistics of the listener stand.
  absl::string_view listener_stat_name;
  // The listener is one for traffic that leaves (an egress): for traces.
  bool outbound = false;
};

// Serves the connection: reads input(), writes output(), decides when it closes.
//
// Owner: the listener, together with the connection; destroyed with it, after Finish. Thread: its
// worker. From Start on it hears the connection, and never sets other events in its place: filters
// that are not done may hear it first.
class TerminalFilter : public network::ConnectionEvents {
 public:
  virtual ~TerminalFilter() = default;

  // The first call. Input may be there already; then OnData comes right after.
  virtual void Start() = 0;
  // The last call, from the connection: write the log and call owner.Finish(). A filter that itself
  // called Close(kNow) or Close(kReset) calls owner.Finish() then.
  void OnClosed(network::CloseCause cause) override = 0;

  // What the connection belongs to began to drain: NetworkContext::drain says so from now on.
  // `close_idle`: the process is to end, so that a connection without work should close at once.
  virtual void OnDrain(bool /*close_idle*/) {}
  // The drain time is over, or the process ends: end now, from this call or soon after, and
  // Finish().
  virtual void OnDrainDeadline() = 0;
};

// Makes the terminal filter of each connection: what configuration becomes. Immutable, shared by
// the chains that name it and by all workers.
class TerminalFilterFactory {
 public:
  virtual ~TerminalFilterFactory() = default;
  // One for each connection. The context outlives the filter. Any worker.
  virtual std::unique_ptr<TerminalFilter> Make(NetworkContext& context) const = 0;
};

// What becomes of the connection after a filter has been asked.
enum class NetworkStatus : uint8_t {
  kContinue,  // goes on to the next filter; this one is asked again for what comes later
  kDone,      // the same, and this filter need not be asked again
  kStop,      // later filters wait; this one is asked again when more bytes come (after
              // OnNewConnection: not before it has called Continue()), or calls Continue()
};

// What a network filter may ask of its connection. Owner: the connection's chain; valid as long as
// the filter. Thread: the worker. Each call may be made from inside the filter's own calls, but for
// Continue; none of them destroys the filter.
class NetworkFilterCallbacks {
 public:
  virtual NetworkContext& context() = 0;
  // Ends the wait of a filter that answered kStop: the next one is asked. Not from inside the
  // filter's own call.
  virtual void Continue() = 0;
  // Ends the connection from inside or outside of a filter's call; `details` become the record's
  // termination details. The terminal filter, if there is one yet, hears OnClosed(kFlushed).
  virtual void Close(network::CloseMode mode, absl::string_view details) = 0;

 protected:
  ~NetworkFilterCallbacks() = default;
};

// A filter that is not the last: it looks at the connection, and may refuse or delay it.
//
// Owner: the connection's chain. Thread: its worker. While one waits (kStop), later filters hear
// nothing; when the input has reached the connection's buffer limit, reads stop as well. A chain
// whose filters are all done costs nothing from then on: the terminal filter hears the connection
// itself.
class NetworkFilter {
 public:
  virtual ~NetworkFilter() = default;
  // Before anything else. The callbacks outlive the filter.
  virtual void set_callbacks(NetworkFilterCallbacks& callbacks) { callbacks_ = &callbacks; }
  virtual NetworkStatus OnNewConnection() { return NetworkStatus::kContinue; }
  // Everything that is in input(), also what a later filter left there before; may be changed.
  // By default the filter is asked no more.
  virtual NetworkStatus OnData(buffer::Buffer& /*input*/, bool /*fin*/) {
    return NetworkStatus::kDone;
  }

 protected:
  NetworkFilterCallbacks& callbacks() { return *callbacks_; }

 private:
  NetworkFilterCallbacks* callbacks_ = nullptr;
};

// Makes one filter for each connection. Immutable, shared by workers; part of a filter chain.
class NetworkFilterFactory {
 public:
  virtual ~NetworkFilterFactory() = default;
  virtual std::unique_ptr<NetworkFilter> Make() const = 0;
};

// The network filters of one filter chain, in order, by the names that configuration gives them.
// Immutable.
struct NetworkFilterEntry {
  std::string name;
  std::shared_ptr<const NetworkFilterFactory> factory;
};
struct NetworkFilterChainOptions {
  std::vector<NetworkFilterEntry> filters;
  // Null for a chain without filters: its connections are closed at once.
  std::shared_ptr<const TerminalFilterFactory> terminal;
};

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_NETWORK_FILTER_H_
