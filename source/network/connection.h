#ifndef NUNCIO_SOURCE_NETWORK_CONNECTION_H_
#define NUNCIO_SOURCE_NETWORK_CONNECTION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/base/file_descriptor.h"
#include "source/buffer/buffer.h"
#include "source/buffer/watermark.h"
#include "source/event/file_watch.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/network/address.h"
#include "source/network/transport.h"

namespace nuncio::network {

// Why a connection is over, for OnClosed.
enum class CloseCause : uint8_t {
  kPeerClosed,     // FIN, after everything before it was heard
  kPeerReset,      // RST, or a read or write error
  kFlushed,        // Close(kFlush…) is done
  kConnectFailed,  // never connected: refused, unreachable, handshake failed
  kLingerTimeout,  // kFlushThenLinger: the peer did not close in time
};

enum class CloseMode : uint8_t {
  kNow,    // what is not written is lost; the kernel sends FIN, or RST when unread bytes are there
  kReset,  // RST
  kFlush,  // write what is in the output, then close
  kFlushThenLinger,  // write, send FIN, then drop what the peer still sends until it closes or
                     // linger_timeout passes: so that it reads the answer before a reset
};

struct ConnectionOptions {
  // Above this many bytes of output OnOutputAbove is told, and one read round stops at this many
  // bytes of input. 0: no limit.
  uint32_t buffer_limit = 1024 * 1024;
  // A FIN of the peer is told with OnData(fin) and the connection stays open for writing; else it
  // is told and then the connection closes by itself.
  bool half_close = false;
  base::Duration linger_timeout = std::chrono::seconds(1);
};

// Bytes so far, and the last moments that somebody may ask for. Plain numbers of the worker.
struct ConnectionCounts {
  uint64_t bytes_read = 0;
  uint64_t bytes_written = 0;
};

// Who listens to a connection. All calls come from the loop, never from inside a call into the
// connection. In each of them the listener may call anything, and may destroy the connection.
class ConnectionEvents {
 public:
  // A client's connection (or a handshake) is made. Accepted plain connections do not hear it.
  virtual void OnConnected() {}
  // New bytes are in input(), or the peer's FIN was seen (fin, told once more with each later
  // call). The listener drains what it uses; the rest stays in front of what comes next.
  virtual void OnData(bool fin) = 0;
  // Output went above its limit; and is back at half of it or below.
  virtual void OnOutputAbove() {}
  virtual void OnOutputBelow() {}
  // Everything that was in the output is with the kernel (told only while somebody asked by
  // NotifyFlushed).
  virtual void OnFlushed() {}
  // The connection is over: the last call. Not told after Close(kNow) or Close(kReset).
  virtual void OnClosed(CloseCause cause) = 0;

 protected:
  ~ConnectionEvents() = default;
};

// One TCP or Unix stream connection with its two buffers.
//
// Owner: whoever accepted or dialled it (unique_ptr); destroying it closes the socket at once.
// Destruction inside a callback is allowed. Thread: one worker. Back-pressure: PauseRead stops the
// reads, and so the peer; output above buffer_limit is told. Writes are gathered: FlushSoon writes
// everything once at the end of the loop's iteration, with one system call when the kernel takes
// it. An idle connection holds no buffer.
class Connection final : private event::FileWatchEvents, private event::EndOfIteration {
 public:
  // What a connection needs of its worker; all outlive it.
  struct Dependencies {
    event::Loop& loop;
    buffer::SlicePool& slices;
  };

  // An accepted socket (non-blocking). `events` may be replaced before the first event by
  // set_events, and hears nothing before Start().
  static std::unique_ptr<Connection> Accepted(Dependencies dependencies, base::FileDescriptor fd,
                                              Address local, Address peer,
                                              std::unique_ptr<Transport> transport,
                                              const ConnectionOptions& options);
  // Starts to connect; the outcome is told by OnConnected or OnClosed(kConnectFailed), never from
  // inside this call. `source` may be empty (kNone).
  static std::unique_ptr<Connection> Connect(Dependencies dependencies, const Address& peer,
                                             const Address& source,
                                             std::unique_ptr<Transport> transport,
                                             const ConnectionOptions& options);
  ~Connection();

  // Before Start, or later to hand the connection over. Outlives the connection or is replaced.
  void set_events(ConnectionEvents& events) { events_ = &events; }
  // Begins to watch the socket.
  void Start();

  buffer::Buffer& input() { return input_; }
  buffer::Buffer& output() { return output_; }

  // Has output() written at the end of this iteration, and looks at the watermarks then.
  void FlushSoon();
  // One OnFlushed when the output is empty (from the loop, also when it is empty now).
  void NotifyFlushed();
  // Counted: as many ResumeRead as PauseRead let reading go on. After the last one OnData comes
  // again from the loop when unread input is there.
  void PauseRead();
  void ResumeRead();
  // FIN after what is in the output; reading goes on. Only with options.half_close.
  void CloseWrite();
  void Close(CloseMode mode);

  bool connected() const { return state_ == State::kOpen; }
  const Address& local() const { return local_; }
  const Address& peer() const { return peer_; }
  const ConnectionCounts& counts() const { return counts_; }
  Transport& transport() { return *transport_; }
  // What went wrong, for people: "connection refused"; empty while nothing did.
  absl::string_view failure() const { return failure_; }
  uint64_t id() const { return id_; }
  void set_id(uint64_t id) { id_ = id; }
  int fd() const { return fd_.get(); }
  void SetBufferLimit(uint32_t bytes);
  void SetNoDelay(bool on);

 private:
  enum class State : uint8_t { kConnecting, kHandshaking, kOpen, kLingering, kClosed };

  Connection(Dependencies dependencies, base::FileDescriptor fd, Address local, Address peer,
             std::unique_ptr<Transport> transport, const ConnectionOptions& options, State state);
  void OnReady(event::ReadySet ready) override;
  void OnEndOfIteration() override;

  event::Loop& loop_;
  base::FileDescriptor fd_;
  Address local_;
  Address peer_;
  std::unique_ptr<Transport> transport_;
  ConnectionOptions options_;
  ConnectionEvents* events_ = nullptr;
  State state_;
  uint64_t id_ = 0;
  ConnectionCounts counts_;
  std::string failure_;
  buffer::Buffer input_;
  buffer::Buffer output_;
  buffer::WatermarkGauge output_gauge_;
  std::unique_ptr<event::FileWatch> watch_;
};

}  // namespace nuncio::network

#endif  // NUNCIO_SOURCE_NETWORK_CONNECTION_H_
