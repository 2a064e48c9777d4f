#ifndef NUNCIO_SOURCE_FILTER_LISTENER_FILTER_H_
#define NUNCIO_SOURCE_FILTER_LISTENER_FILTER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/base/file_descriptor.h"
#include "source/record/connection_record.h"
#include "source/worker/worker_context.h"

// What looks at an accepted socket before its filter chain is chosen: the SNI of a ClientHello, a
// PROXY header, the original destination.

namespace nuncio::filter {

// A socket between accept and the choice of its filter chain. Owned by the listener's worker part.
struct AcceptedSocket {
  base::FileDescriptor fd;
  // Filters may change its addresses, name, metadata and filter state.
  std::unique_ptr<record::ConnectionRecord> record;
  // "tls" or "raw_buffer"; empty (matched as raw_buffer) while no filter knows better.
  std::string transport_protocol;
  // What the client offers ("h2", "http/1.1"), in its order.
  std::vector<std::string> application_protocols;
  // The local address in the record was changed: with use_original_dst another listener may take
  // the connection over.
  bool local_restored = false;
};

// What a filter says to the bytes that have come so far.
struct SniffResult {
  enum class Status : uint8_t {
    kDone,      // knows what it wants; `consume` bytes are taken out of the stream
    kNeedMore,  // wait for more; nothing is consumed
    kReject,    // the connection is closed
  };
  Status status = Status::kDone;
  size_t consume = 0;
};

// One listener filter of one connection. Owner: the listener's worker part, until the chain is
// chosen. Thread: the worker.
class ListenerFilter {
 public:
  virtual ~ListenerFilter() = default;
  // At accept, before bytes are looked at. False refuses the connection.
  virtual bool OnAccept(AcceptedSocket& /*socket*/, worker::WorkerContext& /*worker*/) {
    return true;
  }
  // How many bytes it may want to see; 0: none, OnData is not called.
  virtual size_t MaxBytes() const { return 0; }
  // The bytes so far, from the first (they stay in the kernel), at most MaxBytes(); called again
  // with more until it is done. When the client closed (`end`) or MaxBytes() are there, kNeedMore
  // is taken as kDone for a socket that is still open, and the connection is dropped at `end`.
  virtual SniffResult OnData(AcceptedSocket& /*socket*/, absl::string_view /*bytes*/,
                             bool /*end*/) {
    return {};
  }
};

// Makes one filter for each connection. Immutable, shared by workers.
class ListenerFilterFactory {
 public:
  virtual ~ListenerFilterFactory() = default;
  // Null when the filter does not apply to this socket (listener filter matchers).
  virtual std::unique_ptr<ListenerFilter> Make(const AcceptedSocket& socket) const = 0;
};

struct ListenerFilterEntry {
  std::string name;
  std::shared_ptr<const ListenerFilterFactory> factory;
};

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_LISTENER_FILTER_H_
