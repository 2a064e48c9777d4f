#ifndef NUNCIO_SOURCE_XDS_CLIENT_TRANSPORT_H_
#define NUNCIO_SOURCE_XDS_CLIENT_TRANSPORT_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// The discovery stream as something outside the process: gRPC in production, memory in tests.
namespace nuncio::xds::client {

// How the user of a stream hears of it. All calls come on the xds thread, never from inside a call
// into the stream. The user may drop the stream in any of them.
class TransportEvents {
 public:
  virtual ~TransportEvents() = default;

  // The peer is there and requests are on their way.
  virtual void OnOpen() = 0;
  // After ReadNext; once for each.
  virtual void OnMessage(absl::string_view bytes) = 0;
  // The stream is over; nothing follows. Also when it could not be opened.
  virtual void OnEnd(const absl::Status& status) = 0;
};

// One two-way stream. Owned by its user; dropping it cancels it, and nothing is heard of it then.
class TransportStream {
 public:
  virtual ~TransportStream() = default;

  // Messages go out in order. May be called before OnOpen.
  virtual void Send(std::string bytes) = 0;
  // Asks for one message: this is the back-pressure. Called when none is asked for.
  virtual void ReadNext() = 0;
};

// Opens streams to one control plane: gRPC, or a test's own. Owned by whoever owns the channel,
// which it outlives; used on the xds thread.
class Transport {
 public:
  virtual ~Transport() = default;

  // Dials anew; nothing of an earlier attempt is kept. `events` outlives the stream.
  virtual std::unique_ptr<TransportStream> Open(absl::string_view method,
                                                TransportEvents& events) = 0;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_TRANSPORT_H_
