#ifndef NUNCIO_SOURCE_NETWORK_CONNECTION_H_
#define NUNCIO_SOURCE_NETWORK_CONNECTION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
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
#include "source/network/socket.h"
#include "source/network/transport.h"

namespace nuncio::network {

// Why a connection is over, for OnClosed.
enum class CloseCause : uint8_t {
  kPeerClosed,     // FIN, after everything before it was heard; with half_close: both FINs
  kPeerReset,      // RST, or a read or write error
  kFlushed,        // Close(kFlush…) is done
  kConnectFailed,  // never connected: refused, unreachable, handshake failed
  kLingerTimeout,  // Close(kFlush…): the peer took nothing, or did not close, for linger_timeout
};

enum class CloseMode : uint8_t {
  kNow,    // what is not written is lost; the kernel sends FIN, or RST when unread bytes are there
  kReset,  // RST
  kFlush,  // write what is in the output, then close
  kFlushThenLinger,  // write, then drop what the peer still sends until it closes or linger_timeout
                     // passes, and send FIN only then: so that it reads the answer before an end
};

struct ConnectionOptions {
  // Above this many bytes of output OnOutputAbove is told, and one read round stops at this many
  // bytes of input. 0: no limit.
  uint32_t buffer_limit = 1024 * 1024;
  // A FIN of the peer is told with OnData(fin) and the connection stays open for writing; else it
  // is told, what is in the output is offered to the kernel once, and the connection closes by
  // itself.
  bool half_close = false;
  // While reads are paused, and without half_close: a FIN or reset of the peer closes the
  // connection at once, and what it sent before is lost. For servers, whose clients go away by
  // closing.
  bool detect_early_close = false;
  // For Close(kFlush…), anew with each progress: bytes that the kernel took, or that the peer
  // acknowledged. 0: waits as long as it takes, and does not linger.
  base::Duration linger_timeout = std::chrono::seconds(1);
};

// Bytes so far. Plain numbers of the worker.
struct ConnectionCounts {
  uint64_t bytes_read = 0;
  uint64_t bytes_written = 0;
};

// How far the peer has taken what was written, at one moment. A slow peer may take bytes for many
// seconds before the kernel has room for more: only both numbers together tell it from a dead one.
struct SendProgress {
  uint64_t written = 0;         // to the kernel
  uint64_t unacknowledged = 0;  // of these, not yet with the peer

  // The peer took something since then.
  bool IsPast(const SendProgress& then) const {
    return written != then.written || unacknowledged < then.unacknowledged;
  }
};

// Who listens to a connection. All calls come from the loop, never from inside a call into the
// connection. In each of them the listener may call anything, and may destroy the connection.
class ConnectionEvents {
 public:
  // A client's connection (or a handshake) is made. Accepted plain connections do not hear it.
  virtual void OnConnected() {}
  // New bytes are in input(), or the peer's FIN was seen (fin, told once more with each later
  // call). The listener drains what it uses; the rest stays in front of what comes next. When reads
  // are paused and input is left in the call that told the FIN, the connection stays until the
  // listener has resumed and was called again (but for detect_early_close).
  virtual void OnData(bool fin) = 0;
  // Output went above its limit; and is back at half of it or below.
  virtual void OnOutputAbove() {}
  virtual void OnOutputBelow() {}
  // Everything that was in the output is with the kernel (told only while somebody asked by
  // NotifyFlushed).
  virtual void OnFlushed() {}
  // The connection is over: the last call. Not told after Close(kNow) or Close(kReset). input() is
  // still there.
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
class Connection final : private event::FileWatchEvents,
                         private event::EndOfIteration,
                         private event::NextIteration {
 public:
  // What a connection needs of its worker; all outlive it.
  struct Dependencies {
    event::Loop& loop;
    buffer::SlicePool& slices;
  };

  // An accepted socket (non-blocking).
  static std::unique_ptr<Connection> Accepted(Dependencies dependencies, base::FileDescriptor fd,
                                              Address local, Address peer,
                                              std::unique_ptr<Transport> transport,
                                              const ConnectionOptions& options);
  // Starts to connect; the outcome is told by OnConnected or OnClosed(kConnectFailed), after
  // Start() and never from inside this call. `source` may be empty (kNone). `socket_options` are
  // set before connecting.
  static std::unique_ptr<Connection> Connect(Dependencies dependencies, const Address& peer,
                                             const Address& source,
                                             std::unique_ptr<Transport> transport,
                                             const ConnectionOptions& options,
                                             const SocketOptions& socket_options = {});
  ~Connection();

  // Before Start, or later to hand the connection over. Outlives the connection or is replaced.
  void set_events(ConnectionEvents& events) { events_ = &events; }
  // Begins to watch the socket; nothing is heard before.
  void Start();

  buffer::Buffer& input() { return input_; }
  buffer::Buffer& output() { return output_; }
  const buffer::Buffer& output() const { return output_; }

  // Has output() written at the end of this iteration, and looks at the watermarks then.
  void FlushSoon() {
    if (state_ != State::kClosed) loop_.AtEndOfIteration(*this);
  }
  // One OnFlushed when the output is empty (from the loop, also when it is empty now).
  void NotifyFlushed();
  // Counted: as many ResumeRead as PauseRead let reading go on. After the last one OnData comes
  // again from the loop when unread input is there.
  void PauseRead() { ++paused_; }
  void ResumeRead();
  bool read_paused() const { return paused_ > 0; }
  // FIN after what is in the output; reading goes on. Only with options.half_close.
  void CloseWrite();
  // The kFlush modes go on inside the connection and end with OnClosed; input is dropped from now
  // on. A connection that is not made yet closes at once in these modes, too.
  void Close(CloseMode mode);

  bool connected() const { return state_ == State::kOpen; }
  // Close was called or the connection is over.
  bool closing() const { return state_ >= State::kClosing; }
  const Address& local() const { return local_; }
  const Address& peer() const { return peer_; }
  const ConnectionCounts& counts() const { return counts_; }
  // Asks the kernel, with a system call: for time-outs that fire, not for each write.
  SendProgress send_progress() const;
  Transport& transport() { return *transport_; }
  const TransportFacts& facts() const { return transport_->facts(); }
  // What went wrong, for people: "delayed connect error: Connection refused", or what the transport
  // says; empty while nothing did.
  absl::string_view failure() const {
    return failure_.empty() ? transport_->facts().failure : failure_;
  }
  // For logs; given by the owner.
  uint64_t id() const { return id_; }
  void set_id(uint64_t id) { id_ = id; }
  int fd() const { return fd_.get(); }
  buffer::SlicePool& slices() { return input_.pool(); }
  event::Loop& loop() { return loop_; }
  uint32_t buffer_limit() const { return options_.buffer_limit; }
  void SetBufferLimit(uint32_t bytes);
  void SetHalfClose(bool on) { options_.half_close = on; }
  void SetDetectEarlyClose(bool on) { options_.detect_early_close = on; }
  void SetLingerTimeout(base::Duration timeout) { options_.linger_timeout = timeout; }
  void SetNoDelay(bool on);

 private:
  // In this order: what is past kOpen is closing or closed.
  enum class State : uint8_t { kConnecting, kHandshaking, kOpen, kClosing, kLingering, kClosed };

  Connection(Dependencies dependencies, base::FileDescriptor fd, Address local, Address peer,
             std::unique_ptr<Transport> transport, const ConnectionOptions& options, State state);
  void OnReady(event::ReadySet ready) override;
  void OnEndOfIteration() override;
  void OnNextIteration() override;

  // The steps that may call the listener return false when the connection was destroyed or is over
  // thereafter: the caller then returns at once.
  template <typename Call>
  bool Tell(Call call);
  bool Advance();
  bool FinishConnect();
  bool Handshake();
  bool ReadRound();
  bool EndOfInput();
  bool DropInput();
  // While reads are paused: ends a connection that was reset, where the options want to know.
  bool EndIfReset();
  bool Flush();
  bool LookAtWatermarks();
  bool AfterFlush();
  bool OnWriteError(const IoResult& result);
  bool End(CloseCause cause);

  void StartConnect(const Address& source, const SocketOptions& socket_options);
  // Keeps the first failure.
  void NoteFailure(std::string failure);
  void ReadAgainSoon() {
    read_again_ = true;
    loop_.InNextIteration(*this);
  }
  void StartLingerTimer();
  void OnLingerTimer();
  // Reads once more when the connection has been quiet for a while: a reset that came together with
  // the last bytes looks like nothing but these bytes, to the event loop and to the read.
  void LookAgainLater();
  void SendFin();
  size_t RoundLimit() const;
  bool LeftEarly() const;
  bool IsReset() const;
  void Shut();

  event::Loop& loop_;
  base::FileDescriptor fd_;
  Address local_;
  Address peer_;
  std::unique_ptr<Transport> transport_;
  ConnectionOptions options_;
  ConnectionEvents* events_ = nullptr;
  State state_;
  bool linger_ = false;        // of kClosing: FIN and wait, not close
  bool readable_ = false;      // the last edge is not used up
  bool writable_ = true;       // until the kernel says otherwise
  bool peer_closing_ = false;  // the kernel knows of the peer's FIN, we may not have read up to it
  bool peer_fin_ = false;      // we have
  bool fin_told_ = false;      // with all input before it taken, or the listener not paused
  bool broken_ = false;        // a write failed: what ends the input is no FIN
  bool close_write_ = false;   // CloseWrite was called
  bool fin_sent_ = false;
  bool notify_flushed_ = false;
  bool read_again_ = false;    // in the next iteration
  bool write_again_ = false;   // in the next iteration
  bool* destroyed_ = nullptr;  // set while the listener is being called
  uint32_t paused_ = 0;
  bool failed_ = false;  // before the first event; told at the end of the iteration
  uint64_t id_ = 0;
  ConnectionCounts counts_;
  std::string failure_;
  buffer::Buffer input_;
  buffer::Buffer output_;
  buffer::WatermarkGauge output_gauge_;
  std::optional<event::FileWatch> watch_;
  std::unique_ptr<event::Timer> linger_timer_;  // made on first use
  SendProgress linger_from_;                    // when the timer was started
  std::unique_ptr<event::Timer> second_look_;   // made on first use
};

}  // namespace nuncio::network

#endif  // NUNCIO_SOURCE_NETWORK_CONNECTION_H_
