#ifndef NUNCIO_SOURCE_HTTP_HTTP2_CORE_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_CORE_H_

#include <nghttp2/nghttp2.h>

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/base/intrusive_list.h"
#include "source/base/life.h"
#include "source/buffer/buffer.h"
#include "source/http/http2/counts.h"
#include "source/http/http2/field_writer.h"
#include "source/http/http2/flood_guard.h"
#include "source/http/http2/options.h"
#include "source/http/http2/outbound_frames.h"
#include "source/http/http2/stream.h"
#include "source/http/http2/stream_numbers.h"
#include "source/http/session.h"

namespace nuncio::http::http2 {

// What the two ends of a connection have in common: the library's session below, the streams above.
//
// Owner: a ServerCodec or ClientCodec, as its base. Thread: the worker. The library forbids most
// calls from inside its callbacks, so nobody is called from there, but for the host that opens a
// stream: streams write down what happens, and Settle tells it when the library has returned. A
// session that is destroyed in that one call leaves the library's session to the frame that runs
// it.
class Core {
 public:
  // ---- for streams
  nghttp2_session* library() const { return library_; }
  base::Life& life() { return life_; }
  buffer::Buffer& output() { return host_.output(); }
  FieldWriter& writer() { return writer_; }
  Counts& counts() { return counts_; }
  const Counts& counts() const { return counts_; }
  bool output_above() const { return output_above_; }
  // What one stream may keep before its sender is told to stop.
  size_t SendLimit() const;
  void OnSendingGrown(size_t bytes) { sending_bytes_ += bytes; }
  void OnSendingShrunk(size_t bytes) { sending_bytes_ -= bytes; }
  void OnListenerGone() { --active_; }
  // It has something to tell, or nobody needs it any more.
  void MarkReady(Stream& stream);
  // The same from a listener's call: told soon, not from inside that call.
  void MarkReadyAndWake(Stream& stream);
  // Gives the peer credit for what was taken.
  void Consume(int32_t id, size_t bytes);
  // Something was submitted: it goes now, or at the end of what is running. A stream that is
  // finished is destroyed.
  void SendSoon();

  static ssize_t ReadForFrame(nghttp2_session* library, int32_t id, uint8_t* bytes, size_t length,
                              uint32_t* flags, nghttp2_data_source* source, void* core);

  // ---- for the host, beside http::Session
  // Asks the peer for a sign of life.
  void Ping();
  // The last Ping had no answer yet.
  bool ping_unanswered() const { return ping_unanswered_; }
  // What the peer did to end the connection; null: nothing yet.
  const ProtocolError* failure() const { return failure_; }
  // Ends, with a GOAWAY, when no stream is left. No new streams of our own.
  void CloseWhenIdle();

 protected:
  enum class End : uint8_t { kServer, kClient };
  Core(SessionHost& host, const Options& options, const base::Clock& clock, End end);
  virtual ~Core();

  // A request begins. Null: there are none at this end.
  virtual Stream* OnRequest(int32_t id) = 0;
  // The peer broke the protocol; its streams are reset next.
  virtual void OnBroken(const ProtocolError& error) = 0;
  // What streams hear when the connection ends below them.
  virtual absl::string_view DisconnectDetails() const = 0;

  void FeedBytes(buffer::Buffer& in, bool fin);
  void OutputAbove(bool above);
  // Says in two steps that no new streams are taken; ends with the last stream.
  void StartDrain();
  // Takes over a new stream that has a listener.
  void Adopt(Stream& stream);
  // Tells what there is to tell, writes what there is to write.
  void Settle();
  size_t active() const { return active_; }
  bool draining() const { return draining_; }
  bool closed() const { return closed_; }

 private:
  friend struct Callbacks;

  // Runs the library; false when the session is gone.
  template <typename Call>
  bool InLibrary(Call call);

  bool FeedPiece(buffer::Buffer& in);
  void EndOfInput();
  bool Tell();
  bool Pump();
  void Bury();
  void Wake();
  void CheckOutbound();
  void FinishIfOver();
  // The connection ends because of this; false so that callbacks can say so.
  void Fail(const ProtocolError& error, uint32_t code);
  // One stream ends because of this. What a callback returns.
  int FailStream(Stream& stream, const ProtocolError& error);
  void CountError(const ProtocolError& error);
  void ResetAll(ResetReason reason, absl::string_view details);
  void Close(SessionClose how);
  Stream* Find(int32_t id);

  // ---- from the callbacks
  int OnBeginFrame(const nghttp2_frame_hd& header);
  int OnBeginHeaders(const nghttp2_frame& frame);
  int OnHeader(const nghttp2_frame& frame, absl::string_view name, absl::string_view value);
  int OnFrame(const nghttp2_frame& frame);
  int OnHeadersEnd(const nghttp2_frame& frame);
  int OnResetFrame(const nghttp2_frame& frame);
  void OnPingAnswer(const nghttp2_frame& frame);
  int OnDataChunk(int32_t id, absl::string_view bytes);
  int OnStreamClose(int32_t id, uint32_t code);
  int OnInvalidFrame(const nghttp2_frame& frame);
  void OnSent(const nghttp2_frame& frame);
  void OnShutdownNoticeSent();
  void OnNotSent(const nghttp2_frame& frame);

  SessionHost& host_;
  const Options& options_;
  const bool server_;
  base::Life life_;
  nghttp2_session* library_ = nullptr;
  nghttp2_session** orphan_ = nullptr;  // inside the library: who deletes it if we are gone
  Counts counts_;
  FloodGuard guard_;
  OutboundFrames outbound_;
  StreamNumbers numbers_;
  FieldWriter writer_;
  base::IntrusiveList<Stream> streams_;
  base::IntrusiveList<ReadyLink> ready_;
  const buffer::SliceRef* feeding_ = nullptr;  // the slice that the library reads
  const ProtocolError* failure_ = nullptr;
  size_t active_ = 0;         // streams with a listener
  size_t sending_bytes_ = 0;  // of all streams
  size_t frame_bytes_ = 0;    // written of the frame that is not done
  uint32_t inside_ = 0;       // depth of Settle and Feed
  bool output_above_ = false;
  bool waking_ = false;
  bool draining_ = false;
  bool close_when_idle_ = false;
  bool closed_ = false;
  bool ping_unanswered_ = false;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_CORE_H_
