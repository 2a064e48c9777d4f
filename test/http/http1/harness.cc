#include "test/http/http1/harness.h"

#include <algorithm>
#include <utility>

namespace nuncio::http::http1 {
namespace {

// A small generator of its own: the same cuts on every machine.
uint32_t Next(uint32_t& state) {
  state = state * 1664525u + 1013904223u;
  return state >> 8;
}

const char* Name(SessionClose how) {
  switch (how) {
    case SessionClose::kFlush:
      return "close flush";
    case SessionClose::kFlushThenLinger:
      return "close linger";
    case SessionClose::kNow:
      return "close now";
  }
  return "";
}

}  // namespace

void CutUp(absl::string_view bytes, Cut cut, uint32_t seed,
           const std::function<void(absl::string_view, bool, bool)>& take) {
  uint32_t state = seed;
  size_t at = 0;
  do {
    size_t size = bytes.size();
    bool fresh = false;
    if (cut == Cut::kBytes || cut == Cut::kByteSlices) size = 1;
    if (cut == Cut::kByteSlices) fresh = true;
    if (cut == Cut::kRandom) {
      size = 1 + Next(state) % 40;
      fresh = Next(state) % 3 == 0;
    }
    const absl::string_view piece = bytes.substr(at, size);
    at += piece.size();
    take(piece, fresh, at == bytes.size());
  } while (at < bytes.size());
}

void AppendBytes(buffer::Buffer& to, absl::string_view bytes, bool fresh_slice) {
  if (!fresh_slice) return to.Append(bytes);
  buffer::Buffer piece(to.pool());
  piece.Append(bytes);
  to.Move(piece);
}

std::string Text(const buffer::Buffer& buffer) {
  std::string text;
  buffer.ForEachPiece([&](absl::string_view piece) { text.append(piece.data(), piece.size()); });
  return text;
}

std::string Show(const HeaderList& fields) {
  std::string text;
  for (const HeaderField& field : fields) {
    text += " " + std::string(field.name) + "=" + std::string(field.value);
  }
  return text;
}

std::string Show(const RequestHead& head) {
  std::string text = std::string(head.method) + " " + std::string(head.path) + " " +
                     std::string(ToString(head.protocol));
  if (!head.scheme.empty()) text += " scheme:" + std::string(head.scheme);
  if (head.has_authority) text += " host:" + std::string(head.authority);
  if (head.kind == RequestKind::kUpgrade) text += " upgrade";
  if (head.kind == RequestKind::kConnect) text += " connect";
  if (head.content_length) text += " length:" + std::to_string(*head.content_length);
  if (head.dropped_headers > 0) text += " dropped:" + std::to_string(head.dropped_headers);
  return text + Show(head.headers);
}

std::string Show(const ResponseHead& head) {
  std::string text = std::to_string(head.status) + " " + std::string(ToString(head.protocol));
  if (head.content_length) text += " length:" + std::to_string(*head.content_length);
  return text + Show(head.headers);
}

void Log::Add(std::string entry) { entries_.push_back(std::move(entry)); }

void Log::AddData(buffer::Buffer& data, bool end) {
  if (!data.empty()) {
    if (entries_.empty() || entries_.back().substr(0, 5) != "data ") entries_.push_back("data ");
    entries_.back() += Text(data);
  }
  if (end) entries_.push_back("end");
}

std::string Log::text() const {
  std::string text;
  for (const std::string& entry : entries_) text += entry + "\n";
  return text;
}

ServerHarness::ServerHarness(ServerOptions options)
    : session(std::make_unique<ServerCodec>(*this, options_)), options_(std::move(options)) {}

ServerHarness::~ServerHarness() {
  session.reset();
  head.reset();
}

void ServerHarness::Receive(absl::string_view bytes, bool fin, bool fresh_slice) {
  AppendBytes(input, bytes, fresh_slice);
  Pump(fin);
}

void ServerHarness::Pump(bool fin) {
  if (session == nullptr) return;
  if (!paused) session->Feed(input, fin);
  while (std::exchange(resumed_, false) && session != nullptr && !paused) {
    session->Feed(input, false);
  }
}

void ServerHarness::Receive(absl::string_view bytes, Cut cut, uint32_t seed) {
  if (cut == Cut::kSlices) {
    for (size_t i = 0; i < bytes.size(); ++i) AppendBytes(input, bytes.substr(i, 1), true);
    return Pump(false);
  }
  CutUp(bytes, cut, seed,
        [this](absl::string_view piece, bool fresh, bool) { Receive(piece, false, fresh); });
}

std::string ServerHarness::Written() {
  std::string text = Text(out);
  out.Clear();
  return text;
}

void ServerHarness::Respond(int status, absl::string_view body, bool end) {
  if (stream == nullptr) return;
  ResponseHead response(arena_);
  response.status = status;
  response.headers.AddCopy("content-length", std::to_string(body.size()));
  if (body.empty() && end) {
    response.headers.Clear();
    return stream->SendHead(response, true);
  }
  stream->SendHead(response, false);
  if (stream != nullptr) SendData(body, end);
}

void ServerHarness::SendData(absl::string_view bytes, bool end) {
  buffer::Buffer data(pool);
  data.Append(bytes);
  stream->SendData(data, end);
}

void ServerHarness::Any(const char* name) {
  if (on_any) on_any(name);
}

void ServerHarness::PauseInput() {
  if (paused) log.Add("BROKEN: paused twice");
  paused = true;
  if (log_flow) log.Add("pause");
  Any("PauseInput");
}

void ServerHarness::ResumeInput() {
  if (!paused) log.Add("BROKEN: resumed twice");
  paused = false;
  resumed_ = true;
  if (log_flow) log.Add("resume");
  Any("ResumeInput");
}

void ServerHarness::Close(SessionClose how) {
  if (closed) log.Add("BROKEN: closed twice");
  closed = true;
  stream = nullptr;
  log.Add(Name(how));
  Any("Close");
}

OpenedStream ServerHarness::OnNewStream(ResponseStream& new_stream) {
  head.reset();
  arena_.Reset();
  stream = &new_stream;
  ++streams;
  Any("OnNewStream");
  return {*this, arena_};
}

void ServerHarness::OnHead(RequestHead& new_head, bool end) {
  log.Add("head " + Show(new_head));
  head.emplace(std::move(new_head));
  if (on_head) on_head();
  if (end && stream != nullptr) End();
  Any("OnHead");
}

void ServerHarness::End() {
  log.Add("end");
  on_end ? on_end() : Respond(200);
}

void ServerHarness::Destroy() {
  session.reset();
  stream = nullptr;
}

void ServerHarness::OnData(buffer::Buffer& data, bool end) {
  log.AddData(data, false);
  if (on_data) on_data();
  if (end && stream != nullptr) End();
  Any("OnData");
}

void ServerHarness::OnTrailers(Trailers& trailers) {
  log.Add("trailers" + Show(trailers));
  End();
  Any("OnTrailers");
}

void ServerHarness::OnProtocolError(const ProtocolError& error) {
  log.Add("error " + std::string(error.cause) + " " + std::to_string(error.status));
  on_error ? on_error(error) : Respond(error.status);
  Any("OnProtocolError");
}

void ServerHarness::OnReset(ResetReason reason, absl::string_view details) {
  log.Add("reset " + std::string(DetailName(reason)) + " " + std::string(details));
  stream = nullptr;
  Any("OnReset");
}

void ServerHarness::OnSendAboveWatermark() {
  if (log_flow) log.Add("above");
  Any("OnSendAboveWatermark");
}

void ServerHarness::OnSendBelowWatermark() {
  if (log_flow) log.Add("below");
  Any("OnSendBelowWatermark");
}

ClientHarness::ClientHarness(ClientOptions options)
    : session(std::make_unique<ClientCodec>(*this, options_)), options_(std::move(options)) {}

ClientHarness::~ClientHarness() { session.reset(); }

void ClientHarness::Destroy() {
  session.reset();
  stream = nullptr;
}

void ClientHarness::Request(absl::string_view method, absl::string_view path, bool end,
                            RequestKind kind) {
  RequestHead head(arena);
  head.method = method;
  head.path = path;
  head.kind = kind;
  head.authority = "h";
  head.has_authority = true;
  if (kind == RequestKind::kUpgrade) head.headers.Add("upgrade", "websocket");
  stream = &session->NewStream(*this, arena);
  for (const auto& [name, value] : fields) head.headers.AddCopy(name, value);
  stream->SendHead(head, end);
}

void ClientHarness::SendData(absl::string_view bytes, bool end) {
  if (stream == nullptr) return;
  buffer::Buffer data(pool);
  data.Append(bytes);
  stream->SendData(data, end);
}

void ClientHarness::Receive(absl::string_view bytes, bool fin, bool fresh_slice) {
  AppendBytes(input, bytes, fresh_slice);
  Pump(fin);
}

void ClientHarness::Flush() {
  if (holds_output) return;
  left_ += Text(out);
  written_ += out.size();
  out.Clear();
}

void ClientHarness::Pump(bool fin) {
  if (session == nullptr) return;
  Flush();
  if (!paused) session->Feed(input, fin);
  while (std::exchange(resumed_, false) && session != nullptr && !paused) {
    session->Feed(input, false);
  }
}

void ClientHarness::Receive(absl::string_view bytes, Cut cut, bool fin, uint32_t seed) {
  if (cut == Cut::kSlices) {
    for (size_t i = 0; i < bytes.size(); ++i) AppendBytes(input, bytes.substr(i, 1), true);
    return Pump(fin);
  }
  CutUp(bytes, cut, seed, [this, fin](absl::string_view piece, bool fresh, bool last) {
    Receive(piece, last && fin, fresh);
  });
}

std::string ClientHarness::Written() {
  Flush();
  return std::exchange(left_, {});
}

void ClientHarness::Any(const char* name) {
  if (on_any) on_any(name);
}

void ClientHarness::PauseInput() {
  if (paused) log.Add("BROKEN: paused twice");
  paused = true;
  if (log_flow) log.Add("pause");
  Any("PauseInput");
}

void ClientHarness::ResumeInput() {
  if (!paused) log.Add("BROKEN: resumed twice");
  paused = false;
  resumed_ = true;
  if (log_flow) log.Add("resume");
  Any("ResumeInput");
}

void ClientHarness::Close(SessionClose how) {
  if (closed) log.Add("BROKEN: closed twice");
  closed = true;
  log.Add(Name(how));
  Any("Close");
}

void ClientHarness::OnStreamOver(bool reusable) {
  log.Add(reusable ? "over, reusable" : "over");
  Any("OnStreamOver");
}

void ClientHarness::OnProtocolError(const ProtocolError& error) {
  log.Add("error " + std::string(error.cause));
  Any("OnProtocolError");
}

void ClientHarness::OnInterim(ResponseHead& head) {
  log.Add("interim " + Show(head));
  Any("OnInterim");
}

void ClientHarness::OnHead(ResponseHead& head, bool end) {
  log.Add("head " + Show(head));
  if (end) log.Add("end");
  if (on_head) on_head();
  Any("OnHead");
}

void ClientHarness::OnData(buffer::Buffer& data, bool end) {
  log.AddData(data, end);
  Any("OnData");
}

void ClientHarness::OnTrailers(Trailers& trailers) {
  log.Add("trailers" + Show(trailers));
  Any("OnTrailers");
}

void ClientHarness::OnReset(ResetReason reason, absl::string_view details) {
  log.Add("reset " + std::string(DetailName(reason)) + " " + std::string(details));
  Any("OnReset");
}

void ClientHarness::OnSendAboveWatermark() {
  if (log_flow) log.Add("above");
  Any("OnSendAboveWatermark");
}

void ClientHarness::OnSendBelowWatermark() {
  if (log_flow) log.Add("below");
  Any("OnSendBelowWatermark");
}

}  // namespace nuncio::http::http1
