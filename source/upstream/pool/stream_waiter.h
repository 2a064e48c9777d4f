#ifndef NUNCIO_SOURCE_UPSTREAM_POOL_STREAM_WAITER_H_
#define NUNCIO_SOURCE_UPSTREAM_POOL_STREAM_WAITER_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "source/base/arena.h"
#include "source/base/clock.h"
#include "source/base/intrusive_list.h"
#include "source/http/message.h"
#include "source/http/reset_reason.h"
#include "source/http/stream.h"
#include "source/network/address.h"
#include "source/network/connection.h"
#include "source/upstream/cluster_options.h"

// The contract of the pools: how a request gets a stream to a host.

namespace nuncio::upstream {

class PoolQueue;

// The connection below a stream, for logs and for the judgement whether a retry is safe. Valid
// until the stream is over. Thread: the worker.
struct ConnectionFacts {
  uint64_t id = 0;  // unique in the process
  network::Address local;
  network::Address remote;
  http::Protocol protocol = http::Protocol::kHttp11;
  base::Instant connect_started;
  base::Instant connected;  // handshake included
  // Of the whole connection; a stream's own share is the difference to when it began.
  const network::ConnectionCounts* counts = nullptr;
  const network::TransportFacts* transport = nullptr;
  // Streams so far, this one included: above 1 the connection was used before, and its server may
  // have closed it before it saw the request.
  uint64_t streams = 0;
  // Whether any byte came since the (newest) stream began. A stream that ends with
  // kConnectionTermination while this is false got no answer at all.
  bool received_byte = false;
};

// What a request gives to get a stream. Both live until the stream is over (or the waiting is).
struct StreamRequest {
  http::ResponseEvents& events;
  base::Arena& arena;  // the response's heads are made here
  ResourcePriority priority = ResourcePriority::kDefault;
};

// Someone who waits for a stream.
//
// Owner: the waiter itself (a member or base of an upstream attempt); the pool keeps only a link to
// it. Exactly one of the two calls comes, possibly from inside Acquire, unless Cancel or the
// destructor comes first. In the call the waiter may do anything, destroying itself and letting go
// of the cluster included. Thread: the worker.
class StreamWaiter : public base::ListNode<StreamWaiter> {
 public:
  // The stream is open and nothing was sent on it: SendHead is next, from inside this call or
  // later.
  virtual void OnStreamReady(http::RequestStream& stream, const ConnectionFacts& connection) = 0;
  // kOverflow, kLocalConnectionFailure, kRemoteConnectionFailure or kConnectionTimeout. `details`
  // is for people, may be empty, and lives as long as the call.
  virtual void OnPoolFailure(http::ResetReason reason, absl::string_view details) = 0;

  // Gives the wait up; no call follows. Does nothing when not waiting.
  void Cancel();
  bool waiting() const { return queue_ != nullptr; }

 protected:
  StreamWaiter() = default;
  virtual ~StreamWaiter() { Cancel(); }

 private:
  friend class PoolQueue;

  PoolQueue* queue_ = nullptr;  // while waiting
  std::optional<StreamRequest> request_;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_POOL_STREAM_WAITER_H_
