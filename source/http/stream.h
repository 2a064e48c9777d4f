#ifndef NUNCIO_SOURCE_HTTP_STREAM_H_
#define NUNCIO_SOURCE_HTTP_STREAM_H_

#include "absl/strings/string_view.h"
#include "source/buffer/buffer.h"
#include "source/http/message.h"
#include "source/http/protocol_error.h"
#include "source/http/reset_reason.h"

// One request and its response, in any version of HTTP. Whoever serves a request holds a
// ResponseStream and hears RequestEvents; whoever makes one holds a RequestStream and hears
// ResponseEvents.
//
// A stream is over when its response has ended (the call or event that carried end = true) or when
// either side reset it. No event comes after that, and the stream must not be touched again: the
// session reuses the object. A request that was not all sent or read by then is given up by the
// session (HTTP/1 closes the connection, HTTP/2 resets the stream).
//
// Heads, trailers and buffers that events carry are the listener's: it moves from them what it
// wants to keep. What it leaves is dropped. Inside an event the listener may call anything on the
// stream, and may destroy itself and the session.
//
// Tunnels (RequestHead::kind kUpgrade or kConnect): the request's head never ends the stream; after
// a 101 (a 2xx for CONNECT) data goes both ways as it is; what came or was sent before is held
// until then. With any other answer the request's side is dropped. Over HTTP/1 a tunnel cannot end
// in one direction alone: its end from either side is its end (the client's stream hears OnReset).

namespace nuncio::http {

// Back-pressure, both ways, for both kinds of stream.
//
// Sending: after OnSendAboveWatermark no more data should be sent until OnSendBelowWatermark; data
// sent in spite of it is kept. Receiving: PauseReading stops OnData, and in time the peer; calls
// are counted and ended by as many ResumeReading. No event comes from inside ResumeReading.
class FlowControl {
 public:
  virtual void PauseReading() = 0;
  virtual void ResumeReading() = 0;

 protected:
  ~FlowControl() = default;
};

// The server's side of a stream. Owned by the session; see above for how long it may be used.
class ResponseStream : public FlowControl {
 public:
  // Sends a 1xx other than 101. Before SendHead only.
  virtual void SendInterim(const ResponseHead& head) = 0;
  // Sends status and headers. A `content-length` in the list announces the body's length, which
  // must then be right; head.content_length is not looked at. Else the session frames the body, and
  // it says whether the connection closes: `transfer-encoding` and (but for a 101) `connection` in
  // the list are left out. An answer that begins before the request's end closes the connection
  // (HTTP/1).
  virtual void SendHead(const ResponseHead& head, bool end) = 0;
  // Takes all of `data`. Empty data with end = false is nothing.
  virtual void SendData(buffer::Buffer& data, bool end) = 0;
  // Ends the response.
  virtual void SendTrailers(const Trailers& trailers) = 0;
  // Gives the stream up. HTTP/1 has no other way than to close the connection, after what was sent
  // is written.
  virtual void Reset(ResetReason reason) = 0;

 protected:
  ~ResponseStream() = default;
};

// What the server hears about a request. Owner: whoever serves it; must live until the stream is
// over. Thread: the connection's worker. Calls come in this order: OnHead once, OnData any number
// of times, OnTrailers at most once; OnProtocolError or OnReset may come instead of any of them and
// are the last.
class RequestEvents {
 public:
  virtual void OnHead(RequestHead& head, bool end) = 0;
  virtual void OnData(buffer::Buffer& data, bool end) = 0;
  // Ends the request.
  virtual void OnTrailers(Trailers& trailers) = 0;
  // The request broke the protocol and no more of it will come. If no response was begun, the
  // listener answers with error.status, and the session closes the connection behind it; else it
  // resets the stream.
  virtual void OnProtocolError(const ProtocolError& error) = 0;
  // The stream is over. `details` is for people.
  virtual void OnReset(ResetReason reason, absl::string_view details) = 0;
  virtual void OnSendAboveWatermark() = 0;
  virtual void OnSendBelowWatermark() = 0;

 protected:
  ~RequestEvents() = default;
};

// The client's side of a stream. Owned by the session.
class RequestStream : public FlowControl {
 public:
  // Sends the request line and headers; the session frames the body and writes `host` from the
  // authority.
  virtual void SendHead(const RequestHead& head, bool end) = 0;
  virtual void SendData(buffer::Buffer& data, bool end) = 0;
  virtual void SendTrailers(const Trailers& trailers) = 0;
  // Gives the stream up. No event follows.
  virtual void Reset(ResetReason reason) = 0;

 protected:
  ~RequestStream() = default;
};

// What the client hears about a response. Owner: whoever asked; must live until the stream is over.
// Thread: the connection's worker. OnInterim any number of times, then OnHead once, OnData
// any number of times, OnTrailers at most once; OnReset may come instead of any of them and is the
// last.
class ResponseEvents {
 public:
  // A 1xx other than 101.
  virtual void OnInterim(ResponseHead& head) = 0;
  virtual void OnHead(ResponseHead& head, bool end) = 0;
  virtual void OnData(buffer::Buffer& data, bool end) = 0;
  // Ends the response.
  virtual void OnTrailers(Trailers& trailers) = 0;
  // The stream is over. `details` is for people: the cause of a protocol error by its name.
  virtual void OnReset(ResetReason reason, absl::string_view details) = 0;
  virtual void OnSendAboveWatermark() = 0;
  virtual void OnSendBelowWatermark() = 0;

 protected:
  ~ResponseEvents() = default;
};

}  // namespace nuncio::http

#endif  // NUNCIO_SOURCE_HTTP_STREAM_H_
