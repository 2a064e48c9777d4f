#ifndef NUNCIO_SOURCE_HTTP_SESSION_H_
#define NUNCIO_SOURCE_HTTP_SESSION_H_

#include <cstddef>
#include <cstdint>

#include "source/base/arena.h"
#include "source/buffer/buffer.h"
#include "source/http/stream.h"

// A session turns the bytes of one connection into streams and back. It never sees a socket, a
// timer or a clock: its owner (the host) feeds it what was read and writes out what it leaves in
// the output buffer.

namespace nuncio::http {

// How the host should end the connection.
enum class SessionClose : uint8_t {
  kFlush,            // all is said: write what is in the output, then close
  kFlushThenLinger,  // the same, but the peer may still be sending: let it read the answer first
                     // (delayed close)
  kNow,              // nothing in the output is worth writing: a broken tunnel or peer
};

// What a session asks of its owner. One connection, one session, one host; all on one worker.
class SessionHost {
 public:
  // Where the session writes; the same buffer for the whole life.
  virtual buffer::Buffer& output() = 0;
  // There is something in the output. Must not write from inside this call: the end of the callback
  // or of the loop's iteration is the time, so that a head and its body leave in one system call.
  virtual void FlushSoon() = 0;
  // Stop and start reading from the peer; strictly alternating, starting with a pause. After
  // ResumeInput the host calls Feed again soon (never from inside this call), even if nothing new
  // was read, because unread bytes may remain.
  virtual void PauseInput() = 0;
  virtual void ResumeInput() = 0;
  // The session is at its end: no Feed is needed any more and none has an effect. Called once. The
  // host may destroy the session from inside this call.
  virtual void Close(SessionClose how) = 0;

 protected:
  ~SessionHost() = default;
};

// What a host gives for a new stream: who listens, and the arena that the stream's heads are made
// in, which lives until the stream is over and the listener is done with the heads.
struct OpenedStream {
  RequestEvents& events;
  base::Arena& arena;
};

// The host of a server's session: it opens streams for the requests that come.
class ServerSessionHost : public SessionHost {
 public:
  // The first byte of a request is there. `stream` is valid until the stream is over.
  virtual OpenedStream OnNewStream(ResponseStream& stream) = 0;

 protected:
  ~ServerSessionHost() = default;
};

// The host of a client's session: it hears what becomes of the streams that it opened.
class ClientSessionHost : public SessionHost {
 public:
  // How many bytes of the output have left since the connection began.
  virtual uint64_t bytes_written() const = 0;
  // A stream is over (called after its last event, or inside Reset). With reusable = true NewStream
  // may be called, also from inside this call; else Close follows.
  virtual void OnStreamOver(bool reusable) = 0;
  // The peer broke the protocol: for counting. The stream, if any, hears OnReset, and Close
  // follows.
  virtual void OnProtocolError(const ProtocolError& error) = 0;

 protected:
  ~ClientSessionHost() = default;
};

// The server's end of one connection.
//
// Owner: the host, which must outlive it. Thread: the worker of the connection. The host may
// destroy the session inside any call that the session or its streams make: each returns at once
// without touching anything. Streams end without an event when the session is destroyed.
class ServerSession {
 public:
  virtual ~ServerSession() = default;

  // Takes from `in` what it can use now and leaves the rest (part of a head; bytes behind a pause),
  // which must stand at the front of `in` at the next call. With fin = true the peer will send
  // nothing more: an active stream is reset (HTTP has no half-close) after the bytes before it were
  // heard.
  virtual void Feed(buffer::Buffer& in, bool fin) = 0;
  // The connection should end: the next response says so, and an idle session closes at once.
  virtual void Drain() = 0;
  // The output passed its high watermark, or fell below its low one.
  virtual void OnOutputAboveWatermark() = 0;
  virtual void OnOutputBelowWatermark() = 0;
  // Streams that are not over: 0 or 1 for HTTP/1.
  virtual size_t active_streams() const = 0;
  virtual Protocol protocol() const = 0;
};

// The client's end of one connection; the same rules.
class ClientSession {
 public:
  virtual ~ClientSession() = default;

  // Begins a stream; CanOpenStream must be true. The arena holds the response's heads; it and
  // `events` must live until the stream is over.
  virtual RequestStream& NewStream(ResponseEvents& events, base::Arena& arena) = 0;
  virtual bool CanOpenStream() const = 0;
  virtual void Feed(buffer::Buffer& in, bool fin) = 0;
  // No new streams; closes after the last one, an idle session at once.
  virtual void Drain() = 0;
  virtual void OnOutputAboveWatermark() = 0;
  virtual void OnOutputBelowWatermark() = 0;
  virtual size_t active_streams() const = 0;
  virtual Protocol protocol() const = 0;
};

}  // namespace nuncio::http

#endif  // NUNCIO_SOURCE_HTTP_SESSION_H_
