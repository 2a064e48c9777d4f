#ifndef NUNCIO_SOURCE_HTTP_HTTP2_STREAM_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_STREAM_H_

#include <nghttp2/nghttp2.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/base/intrusive_list.h"
#include "source/buffer/buffer.h"
#include "source/http/message.h"
#include "source/http/protocol_error.h"
#include "source/http/reset_reason.h"

namespace nuncio::http::http2 {

class Core;

// A place in the list of streams that have something to tell.
class ReadyLink : public base::ListNode<ReadyLink> {};

// What the two ends of a stream have in common: what came and was not told yet, what is to go and
// waits for the peer's window.
//
// Owner: the core of its session, until both the library and the listener are done with it. Nothing
// is told to a listener from inside the library: what happens there is written down here, and
// Deliver tells it afterwards.
class Stream : public base::ListNode<Stream>, public ReadyLink {
 public:
  virtual ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  int32_t id() const { return id_; }
  bool listening() const { return listening_; }
  bool local_ended() const { return local_ended_; }
  bool remote_ended() const { return remote_ended_; }
  // Nobody needs it any more.
  bool finished() const { return !listening_ && closed_; }

  // ---- what came; called by the library's callbacks. An error ends the stream.
  virtual const ProtocolError* BeginBlock() = 0;
  virtual const ProtocolError* Field(absl::string_view name, absl::string_view value) = 0;
  virtual const ProtocolError* EndBlock(bool end) = 0;
  // Bytes that lie in `slice`.
  const ProtocolError* TakeData(const buffer::SliceRef& slice, absl::string_view bytes);
  const ProtocolError* EndData();
  void OnRemoteReset(uint32_t code) { remote_code_ = code; }
  void OnClosed(uint32_t code);
  // The stream ends for this reason, unless it has one already. Told by Deliver.
  void Fail(ResetReason reason, absl::string_view details);

  // ---- what goes
  // How much goes into the next DATA frame (at most `most`), or NGHTTP2_ERR_DEFERRED.
  ssize_t PrepareFrame(size_t most, uint32_t& flags);
  // Moves that much to the output, behind the frame's header.
  void WriteFrame(absl::string_view frame_header, size_t length, buffer::Buffer& output);

  // ---- the listener
  // Tells what is new. The session may be gone afterwards.
  void Deliver();
  // Everything, in spite of pauses: the connection is at its end.
  void StopPauses() { pauses_ = 0; }

 protected:
  explicit Stream(Core& core);

  // What the listener hears. At its end BeforeEndIsTold comes first.
  virtual void TellInterims() {}
  virtual void TellHead(bool end) = 0;
  virtual void TellData(buffer::Buffer& data, bool end) = 0;
  virtual void TellTrailers(Trailers& trailers) = 0;
  virtual void TellReset(ResetReason reason, absl::string_view details) = 0;
  virtual void TellAbove(bool above) = 0;
  virtual void BeforeEndIsTold() = 0;

  void Pause() { ++pauses_; }
  void Resume();
  // A whole head was read, of a message with a body of `length` bytes (or unknown).
  void OnHeadRead(bool end, const absl::optional<uint64_t>& length);
  const ProtocolError* OnTrailersRead(Trailers& trailers, bool end);
  const ProtocolError* CheckEnd() const;

  // Whether the message is with the library, but for its last frame.
  bool AllSent() const { return local_ended_ && sending_.empty(); }
  void Queue(buffer::Buffer& data, bool end);
  void QueueTrailers(const Trailers& trailers);
  void DropSending();
  // Asks the library for frames. Nothing may be touched afterwards.
  void SendSoon();
  // The listener is done with the stream; what came and is not told is dropped.
  void StopListening();
  void ResetNow(uint32_t code);
  nghttp2_data_provider Provider();

  Core& core_;
  int32_t id_ = 0;  // 0 for a client's stream without a head
  bool listening_ = false;

  bool head_read_ = false;
  bool remote_ended_ = false;
  bool hold_received_ = false;  // a tunnel that is not open
  bool body_counts_ = true;     // against the announced length
  bool local_ended_ = false;
  bool hold_sending_ = false;
  bool drop_sending_ = false;  // the message has no body, whatever is sent

 private:
  // A copy of trailers that wait for the data before them.
  using Texts = std::vector<std::pair<std::string, std::string>>;

  bool CanTellData() const { return pauses_ == 0 && !hold_received_; }
  void DropReceived();
  void SubmitTrailers();
  void UpdateAbove();
  bool TellReceived();

  bool closed_ = false;  // by the library
  bool head_new_ = false;
  bool end_told_ = false;
  bool above_ = false;  // as the listener was told
  uint32_t pauses_ = 0;
  buffer::Buffer received_;
  Trailers* trailers_ = nullptr;
  absl::optional<uint64_t> expected_;
  uint64_t body_bytes_ = 0;

  buffer::Buffer sending_;
  std::unique_ptr<Texts> sending_trailers_;

  absl::optional<uint32_t> remote_code_;
  absl::optional<ResetReason> reset_;
  absl::string_view reset_details_;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_STREAM_H_
