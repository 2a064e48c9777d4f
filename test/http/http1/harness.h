#ifndef NUNCIO_TEST_HTTP_HTTP1_HARNESS_H_
#define NUNCIO_TEST_HTTP_HTTP1_HARNESS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "source/base/arena.h"
#include "source/buffer/buffer.h"
#include "source/http/http1/client_codec.h"
#include "source/http/http1/server_codec.h"

// Hosts and listeners that write down what they hear, for tests of HTTP/1 codecs from outside:
// bytes in, events and bytes out.

namespace nuncio::http::http1 {

// How input is cut: what a codec says must not depend on it.
enum class Cut : uint8_t {
  kWhole,       // one call, one slice
  kBytes,       // a call for each byte, which go into one slice
  kSlices,      // one call, a slice for each byte
  kByteSlices,  // a call and a slice for each byte
  kRandom,      // random pieces, some in slices of their own
};
inline constexpr Cut kAllCuts[] = {Cut::kWhole, Cut::kBytes, Cut::kSlices, Cut::kByteSlices,
                                   Cut::kRandom};

// Calls take(piece, fresh_slice, last) for each piece.
void CutUp(absl::string_view bytes, Cut cut, uint32_t seed,
           const std::function<void(absl::string_view, bool, bool)>& take);
// Puts bytes at the end of a buffer, in a slice of their own if asked.
void AppendBytes(buffer::Buffer& to, absl::string_view bytes, bool fresh_slice);
std::string Text(const buffer::Buffer& buffer);

std::string Show(const RequestHead& head);
std::string Show(const ResponseHead& head);
std::string Show(const HeaderList& fields);

// What happened, in order; neighbouring data is one entry.
class Log {
 public:
  void Add(std::string entry);
  void AddData(buffer::Buffer& data, bool end);
  const std::vector<std::string>& entries() const { return entries_; }
  std::string text() const;
  void Clear() { entries_.clear(); }

 private:
  std::vector<std::string> entries_;
};

// One connection's server side. By default every whole request is answered with 200 and no body,
// every refused one with its status.
class ServerHarness final : public ServerSessionHost, public RequestEvents {
 public:
  explicit ServerHarness(ServerOptions options = {});
  ~ServerHarness();

  // As a connection does: feeds unless paused, and again after a resume, until nothing changes.
  void Receive(absl::string_view bytes, bool fin = false, bool fresh_slice = false);
  void Receive(absl::string_view bytes, Cut cut, uint32_t seed = 1);
  void ReceiveFin() { Receive("", true); }
  // Takes what was written.
  std::string Written();

  // Inside a callback too.
  void Destroy();

  void Respond(int status, absl::string_view body = "", bool end = true);
  void SendData(absl::string_view bytes, bool end);

  // Hooks: called after the event was written down; null takes the default.
  std::function<void()> on_head;
  std::function<void()> on_data;
  std::function<void()> on_end;
  std::function<void(const ProtocolError&)> on_error;
  // Called in every callback of the session, after all else.
  std::function<void(const char* name)> on_any;

  buffer::SlicePool pool;
  buffer::Buffer input{pool};
  buffer::Buffer out{pool};
  Log log;
  bool paused = false;
  bool closed = false;
  bool log_flow = false;  // pauses, resumes and watermarks
  int streams = 0;
  absl::optional<RequestHead> head;  // of the current request
  ResponseStream* stream = nullptr;
  std::unique_ptr<ServerCodec> session;

  buffer::Buffer& output() override { return out; }
  void FlushSoon() override { Any("FlushSoon"); }
  void PauseInput() override;
  void ResumeInput() override;
  void Close(SessionClose how) override;
  OpenedStream OnNewStream(ResponseStream& new_stream) override;
  void OnHead(RequestHead& new_head, bool end) override;
  void OnData(buffer::Buffer& data, bool end) override;
  void OnTrailers(Trailers& trailers) override;
  void OnProtocolError(const ProtocolError& error) override;
  void OnReset(ResetReason reason, absl::string_view details) override;
  void OnSendAboveWatermark() override;
  void OnSendBelowWatermark() override;

 private:
  void Any(const char* name);
  void End();
  void Pump(bool fin);

  ServerOptions options_;
  base::Arena arena_;
  bool resumed_ = false;
};

// One connection's client side.
class ClientHarness final : public ClientSessionHost, public ResponseEvents {
 public:
  explicit ClientHarness(ClientOptions options = {});
  ~ClientHarness();

  // Opens a stream and sends a head without a body.
  void Request(absl::string_view method = "GET", absl::string_view path = "/", bool end = true,
               RequestKind kind = RequestKind::kOrdinary);
  void SendData(absl::string_view bytes, bool end);
  void Destroy();
  void Receive(absl::string_view bytes, bool fin = false, bool fresh_slice = false);
  void Receive(absl::string_view bytes, Cut cut, bool fin, uint32_t seed = 1);
  void ReceiveFin() { Receive("", true); }
  // Takes what was written.
  std::string Written();
  // What is in the output leaves before anything is received, but for the time of this flag.
  bool holds_output = false;

  std::vector<std::pair<std::string, std::string>> fields;  // of the next request
  std::function<void()> on_head;
  std::function<void(const char* name)> on_any;

  buffer::SlicePool pool;
  buffer::Buffer input{pool};
  buffer::Buffer out{pool};
  base::Arena arena;
  Log log;
  bool paused = false;
  bool closed = false;
  bool log_flow = false;
  RequestStream* stream = nullptr;
  std::unique_ptr<ClientCodec> session;

  buffer::Buffer& output() override { return out; }
  uint64_t bytes_written() const override { return written_; }
  void FlushSoon() override { Any("FlushSoon"); }
  void PauseInput() override;
  void ResumeInput() override;
  void Close(SessionClose how) override;
  void OnStreamOver(bool reusable) override;
  void OnProtocolError(const ProtocolError& error) override;
  void OnInterim(ResponseHead& head) override;
  void OnHead(ResponseHead& head, bool end) override;
  void OnData(buffer::Buffer& data, bool end) override;
  void OnTrailers(Trailers& trailers) override;
  void OnReset(ResetReason reason, absl::string_view details) override;
  void OnSendAboveWatermark() override;
  void OnSendBelowWatermark() override;

 private:
  void Any(const char* name);
  void Flush();
  void Pump(bool fin);

  ClientOptions options_;
  bool resumed_ = false;
  std::string left_;  // the output that has left and was not taken
  uint64_t written_ = 0;
};

}  // namespace nuncio::http::http1

#endif  // NUNCIO_TEST_HTTP_HTTP1_HARNESS_H_
