#ifndef NUNCIO_TEST_HTTP_HTTP2_HARNESS_H_
#define NUNCIO_TEST_HTTP_HTTP2_HARNESS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "source/base/arena.h"
#include "source/buffer/buffer.h"
#include "source/http/http2/client_codec.h"
#include "source/http/http2/server_codec.h"
#include "test/http/http2/wire.h"
#include "test/support/manual_clock.h"

// Hosts and listeners that write down what they hear, for tests of HTTP/2 codecs from outside:
// bytes in, events and frames out. Each line of the log begins with the number of its stream in
// order of appearance.

namespace nuncio::http::http2 {

std::string Text(const buffer::Buffer& buffer);
std::string Show(const HeaderList& fields);
std::string Show(const RequestHead& head);
std::string Show(const ResponseHead& head);

using Lines = std::vector<std::string>;

// What the harnesses of both ends share.
template <typename Host>
class HarnessBase : public Host {
 public:
  buffer::Buffer& output() override { return out; }
  void FlushSoon() override { Any("FlushSoon"); }
  void PauseInput() override {
    if (paused) log.push_back("BROKEN: paused twice");
    paused = true;
    Any("PauseInput");
  }
  void ResumeInput() override {
    if (!paused) log.push_back("BROKEN: resumed twice");
    paused = false;
    resumed = true;
    Any("ResumeInput");
  }
  void Close(SessionClose how) override {
    if (closed) log.push_back("BROKEN: closed twice");
    closed = true;
    const char* const names[] = {"close flush", "close linger", "close now"};
    log.push_back(names[static_cast<int>(how)]);
    Any("Close");
  }

  // What happened since the last call.
  Lines Log() { return std::exchange(log, {}); }
  // The frames that were written since the last call.
  Lines Frames() {
    const std::string bytes = Text(out);
    out.Clear();
    return reader.Read(bytes);
  }
  void Any(const char* name) {
    if (on_any) on_any(name);
  }

  test::ManualClock clock;
  buffer::SlicePool pool;
  buffer::Buffer input{pool};
  buffer::Buffer out{pool};
  FrameReader reader;
  Lines log;
  bool paused = false;
  bool resumed = false;
  bool closed = false;
  // Called in every callback of the session, after all else.
  std::function<void(const char* name)> on_any;

 protected:
  ~HarnessBase() = default;
};

class ServerHarness;

// One request at the server. By default answered with 200 when it is whole.
struct ServedRequest final : public RequestEvents {
  ServedRequest(ServerHarness& owner, int n, ResponseStream& opened)
      : harness(owner), number(n), stream(&opened) {}

  void OnHead(RequestHead& head, bool end) override;
  void OnData(buffer::Buffer& data, bool end) override;
  void OnTrailers(Trailers& trailers) override;
  void OnProtocolError(const ProtocolError& error) override;
  void OnReset(ResetReason reason, absl::string_view details) override;
  void OnSendAboveWatermark() override;
  void OnSendBelowWatermark() override;

  void Note(const std::string& line);
  void End();
  void Respond(int status, const Fields& fields = {}, bool end = true);
  void Send(const std::string& bytes, bool end);
  void SendTrailers(const Fields& fields);

  ServerHarness& harness;
  const int number;
  ResponseStream* stream;
  base::Arena arena;
};

class ServerHarness final : public HarnessBase<ServerSessionHost> {
 public:
  // Begins with a client's preface, whose answers are not in Frames().
  explicit ServerHarness(ServerOptions options = {}, bool preface = true);
  ~ServerHarness();

  void Receive(const std::string& bytes, bool fin = false);
  // In pieces of random size, some in slices of their own.
  void ReceiveInPieces(const std::string& bytes, uint32_t seed);
  OpenedStream OnNewStream(ResponseStream& stream) override;
  // By number, from 1 on.
  ServedRequest& operator[](size_t number) { return *requests[number - 1]; }

  // Called at a request's head and end; null takes the default.
  std::function<void(ServedRequest&)> on_head;
  std::function<void(ServedRequest&)> on_end;
  ServerOptions options;
  std::vector<std::unique_ptr<ServedRequest>> requests;
  std::unique_ptr<ServerCodec> session;

 private:
  void Pump(bool fin);
};

class ClientHarness;

struct MadeRequest final : public ResponseEvents {
  MadeRequest(ClientHarness& owner, int n) : harness(owner), number(n) {}

  void OnInterim(ResponseHead& head) override;
  void OnHead(ResponseHead& head, bool end) override;
  void OnData(buffer::Buffer& data, bool end) override;
  void OnTrailers(Trailers& trailers) override;
  void OnReset(ResetReason reason, absl::string_view details) override;
  void OnSendAboveWatermark() override;
  void OnSendBelowWatermark() override;

  void Note(const std::string& line);
  void Send(const std::string& bytes, bool end);

  ClientHarness& harness;
  const int number;
  RequestStream* stream = nullptr;
  base::Arena arena;
};

class ClientHarness final : public HarnessBase<ClientSessionHost> {
 public:
  // Begins with a server's SETTINGS; what the codec says to that is not in Frames().
  explicit ClientHarness(ClientOptions options = {}, bool settings = true);
  ~ClientHarness();

  MadeRequest& Request(const std::string& method = "GET", bool end = true,
                       const Fields& fields = {}, RequestKind kind = RequestKind::kOrdinary);
  void Receive(const std::string& bytes, bool fin = false);
  uint64_t bytes_written() const override { return 0; }  // of no use to HTTP/2
  void OnStreamOver(bool reusable) override;
  void OnProtocolError(const ProtocolError& error) override;
  MadeRequest& operator[](size_t number) { return *requests[number - 1]; }

  ClientOptions options;
  std::vector<std::unique_ptr<MadeRequest>> requests;
  std::unique_ptr<ClientCodec> session;

 private:
  void Pump(bool fin);
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_TEST_HTTP_HTTP2_HARNESS_H_
