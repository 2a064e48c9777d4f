#include "test/http/http2/harness.h"

#include <algorithm>
#include <utility>

namespace nuncio::http::http2 {
namespace {

uint32_t Next(uint32_t& state) {
  state = state * 1664525u + 1013904223u;
  return state >> 8;
}

absl::string_view View(const std::string& text) { return {text.data(), text.size()}; }

void AddFields(HeaderList& list, const Fields& fields) {
  for (const auto& [name, value] : fields) list.AddCopy(View(name), View(value));
}

}  // namespace

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
  std::string text = std::string(head.method) + " " + std::string(head.path);
  if (!head.scheme.empty()) text += " scheme:" + std::string(head.scheme);
  if (head.has_authority) text += " host:" + std::string(head.authority);
  if (head.kind == RequestKind::kUpgrade) text += " upgrade";
  if (head.kind == RequestKind::kConnect) text += " connect";
  if (head.content_length) text += " length:" + std::to_string(*head.content_length);
  if (head.dropped_headers > 0) text += " dropped:" + std::to_string(head.dropped_headers);
  return text + Show(head.headers);
}

std::string Show(const ResponseHead& head) {
  std::string text = std::to_string(head.status);
  if (head.content_length) text += " length:" + std::to_string(*head.content_length);
  return text + Show(head.headers);
}

// ---- the server's end

void ServedRequest::Note(const std::string& line) {
  harness.log.push_back(std::to_string(number) + " " + line);
}

void ServedRequest::OnHead(RequestHead& head, bool end) {
  Note("head " + Show(head));
  if (harness.on_head) harness.on_head(*this);
  if (end && stream != nullptr) End();
  harness.Any("OnHead");
}

void ServedRequest::OnData(buffer::Buffer& data, bool end) {
  if (!data.empty()) Note("data " + Text(data));
  if (end && stream != nullptr) End();
  harness.Any("OnData");
}

void ServedRequest::OnTrailers(Trailers& trailers) {
  Note("trailers" + Show(trailers));
  if (stream != nullptr) End();
  harness.Any("OnTrailers");
}

void ServedRequest::OnProtocolError(const ProtocolError& error) {
  Note("BROKEN: error " + std::string(error.cause));
}

void ServedRequest::OnReset(ResetReason reason, absl::string_view details) {
  Note("reset " + std::string(DetailName(reason)) + " " + std::string(details));
  stream = nullptr;
  harness.Any("OnReset");
}

void ServedRequest::OnSendAboveWatermark() {
  Note("above");
  harness.Any("OnSendAboveWatermark");
}

void ServedRequest::OnSendBelowWatermark() {
  Note("below");
  harness.Any("OnSendBelowWatermark");
}

void ServedRequest::End() {
  Note("end");
  harness.on_end ? harness.on_end(*this) : Respond(200);
}

void ServedRequest::Respond(int status, const Fields& fields, bool end) {
  if (stream == nullptr) return;
  ResponseHead head(arena);
  head.status = status;
  AddFields(head.headers, fields);
  ResponseStream& to = *stream;
  if (end) stream = nullptr;
  to.SendHead(head, end);
}

void ServedRequest::Send(const std::string& bytes, bool end) {
  if (stream == nullptr) return;
  buffer::Buffer data(harness.pool);
  data.Append(View(bytes));
  ResponseStream& to = *stream;
  if (end) stream = nullptr;
  to.SendData(data, end);
}

void ServedRequest::SendTrailers(const Fields& fields) {
  Trailers list(arena);
  AddFields(list, fields);
  std::exchange(stream, nullptr)->SendTrailers(list);
}

ServerHarness::ServerHarness(ServerOptions with, bool preface) : options(with) {
  session = std::make_unique<ServerCodec>(*this, options, clock);
  if (!preface) return;
  Receive(Preface());
  Frames();
}

ServerHarness::~ServerHarness() { session.reset(); }

OpenedStream ServerHarness::OnNewStream(ResponseStream& stream) {
  requests.push_back(
      std::make_unique<ServedRequest>(*this, static_cast<int>(requests.size()) + 1, stream));
  Any("OnNewStream");
  return {*requests.back(), requests.back()->arena};
}

void ServerHarness::Receive(const std::string& bytes, bool fin) {
  input.Append(View(bytes));
  Pump(fin);
}

void ServerHarness::Pump(bool fin) {
  if (session == nullptr) return;
  session->Feed(input, fin);
  while (std::exchange(resumed, false) && session != nullptr) session->Feed(input, false);
}

void ServerHarness::ReceiveInPieces(const std::string& bytes, uint32_t seed) {
  for (size_t at = 0; at < bytes.size();) {
    const size_t size = Next(seed) % 3 == 0 ? 1 : 1 + Next(seed) % 40;
    const std::string piece = bytes.substr(at, size);
    at += piece.size();
    if (Next(seed) % 3 == 0) {
      buffer::Buffer fresh(pool);
      fresh.Append(View(piece));
      input.Move(fresh);
    } else {
      input.Append(View(piece));
    }
    Pump(false);
  }
}

// ---- the client's end

void MadeRequest::Note(const std::string& line) {
  harness.log.push_back(std::to_string(number) + " " + line);
}

void MadeRequest::OnInterim(ResponseHead& head) {
  Note("interim " + Show(head));
  harness.Any("OnInterim");
}

void MadeRequest::OnHead(ResponseHead& head, bool end) {
  Note("head " + Show(head) + (end ? " END" : ""));
  if (end) stream = nullptr;
  harness.Any("OnHead");
}

void MadeRequest::OnData(buffer::Buffer& data, bool end) {
  Note("data " + Text(data) + (end ? " END" : ""));
  if (end) stream = nullptr;
  harness.Any("OnData");
}

void MadeRequest::OnTrailers(Trailers& trailers) {
  Note("trailers" + Show(trailers));
  stream = nullptr;
  harness.Any("OnTrailers");
}

void MadeRequest::OnReset(ResetReason reason, absl::string_view details) {
  Note("reset " + std::string(DetailName(reason)) + " " + std::string(details));
  stream = nullptr;
  harness.Any("OnReset");
}

void MadeRequest::OnSendAboveWatermark() { Note("above"); }
void MadeRequest::OnSendBelowWatermark() { Note("below"); }

void MadeRequest::Send(const std::string& bytes, bool end) {
  if (stream == nullptr) return;
  buffer::Buffer data(harness.pool);
  data.Append(View(bytes));
  stream->SendData(data, end);
}

ClientHarness::ClientHarness(ClientOptions with, bool settings) : options(with) {
  reader.preface = true;
  session = std::make_unique<ClientCodec>(*this, options, clock);
  if (!settings) return;
  Receive(Settings() + SettingsAck());
  Frames();
}

ClientHarness::~ClientHarness() { session.reset(); }

MadeRequest& ClientHarness::Request(const std::string& method, bool end, const Fields& fields,
                                    RequestKind kind) {
  requests.push_back(std::make_unique<MadeRequest>(*this, static_cast<int>(requests.size()) + 1));
  MadeRequest& made = *requests.back();
  RequestHead head(made.arena);
  head.method = View(method);
  head.path = "/";
  head.authority = "h";
  head.has_authority = true;
  head.kind = kind;
  AddFields(head.headers, fields);
  made.stream = &session->NewStream(made, made.arena);
  made.stream->SendHead(head, end);
  return made;
}

void ClientHarness::Receive(const std::string& bytes, bool fin) {
  input.Append(View(bytes));
  Pump(fin);
}

void ClientHarness::Pump(bool fin) {
  if (session == nullptr) return;
  session->Feed(input, fin);
  while (std::exchange(resumed, false) && session != nullptr) session->Feed(input, false);
}

void ClientHarness::OnStreamOver(bool reusable) {
  log.push_back(reusable ? "over" : "over for good");
  Any("OnStreamOver");
}

void ClientHarness::OnProtocolError(const ProtocolError& error) {
  log.push_back("error " + std::string(error.cause));
  Any("OnProtocolError");
}

}  // namespace nuncio::http::http2
