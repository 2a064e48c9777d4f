#ifndef NUNCIO_SOURCE_NETWORK_TRANSPORT_H_
#define NUNCIO_SOURCE_NETWORK_TRANSPORT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "source/buffer/buffer.h"
#include "source/network/tls_facts.h"
#include "source/stats/slots.h"

namespace nuncio::network {

// What one round of reading or writing came to.
struct IoResult {
  enum class Status : uint8_t {
    kOk,          // moved some bytes; there may be more to do
    kWouldBlock,  // the kernel has nothing more (or takes nothing more) for now
    kEnd,         // reading: the peer's FIN
    kError,       // the connection is broken; `error` is an errno value, 0 for a protocol's error
  };
  Status status = Status::kOk;
  // The kernel gave or took less than it was asked for, so the next call would block. A transport
  // that cannot know leaves it false, and is called until it says kWouldBlock.
  bool exhausted = false;
  size_t bytes = 0;
  int error = 0;
};

// What a transport learnt of its peer; empty for plain connections. Read by logs, matchers,
// filters.
struct TransportFacts {
  std::string alpn;                   // the protocol agreed on
  std::string requested_server_name;  // SNI
  std::string failure;                // for people, why the handshake failed
  bool secure = false;
  // Of a TLS connection whose handshake is done; else null.
  std::shared_ptr<const TlsFacts> tls;
};

// The seam between bytes and encryption: moves bytes between the socket and the buffers. Plain TCP
// is RawTransport; TLS is another one. Owned by its connection; its worker's thread only.
class Transport {
 public:
  virtual ~Transport() = default;

  // Takes the handshake further: kOk when it is done (RawTransport: at once), kWouldBlock when it
  // waits for the socket.
  virtual IoResult Handshake(int fd) = 0;
  // Reads once, up to `limit` bytes (at least 1), to the end of `into`. One system call for plain
  // bytes.
  virtual IoResult Read(int fd, buffer::Buffer& into, size_t limit) = 0;
  // Writes what it can from the front of `from` and drains it; one system call for plain bytes.
  virtual IoResult Write(int fd, buffer::Buffer& from) = 0;
  // Says goodbye in the transport's own way (close_notify) before the socket's FIN.
  virtual void ShutdownWrite(int fd) = 0;
  virtual const TransportFacts& facts() const = 0;
};

std::unique_ptr<Transport> MakeRawTransport();

// For whom a transport is made. The worker's parts outlive the transport, the views are only looked
// at while it is made.
struct TransportRequest {
  buffer::SlicePool& slices;
  stats::Slots& stats;
  // As a client; each replaces what the configuration says, when it is there.
  absl::string_view server_name;                        // SNI
  absl::Span<const std::string> peer_names;             // of which the peer must show one
  absl::Span<const std::string> application_protocols;  // to offer
  absl::string_view host_name;                          // of the endpoint
};

// Makes the transport of each new connection of a listener or cluster. Immutable, shared by
// workers.
class TransportFactory {
 public:
  virtual ~TransportFactory() = default;
  virtual std::unique_ptr<Transport> Make(const TransportRequest& request) const = 0;
};

}  // namespace nuncio::network

#endif  // NUNCIO_SOURCE_NETWORK_TRANSPORT_H_
