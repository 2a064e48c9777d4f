#include "test/http/http2/wire.h"

#include <nghttp2/nghttp2.h>

#include <cstring>

namespace nuncio::http::http2 {
namespace {

uint32_t ReadNumber(const std::string& bytes, size_t at, size_t size) {
  uint32_t value = 0;
  for (size_t i = 0; i < size; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

std::string LiteralText(const std::string& text) {
  std::string bytes;
  if (text.size() < 127) {
    bytes.push_back(static_cast<char>(text.size()));
  } else {
    bytes.push_back(127);
    size_t rest = text.size() - 127;
    for (; rest >= 128; rest /= 128) bytes.push_back(static_cast<char>(128 + rest % 128));
    bytes.push_back(static_cast<char>(rest));
  }
  return bytes + text;
}

const char* const kTypes[] = {"DATA",          "HEADERS",      "PRIORITY", "RST_STREAM",
                              "SETTINGS",      "PUSH_PROMISE", "PING",     "GOAWAY",
                              "WINDOW_UPDATE", "CONTINUATION"};
constexpr size_t kPrefaceSize = 24;

}  // namespace

std::string Preface() {
  return std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") + Settings() + SettingsAck();
}

std::string Number(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

std::string Frame(uint8_t type, uint8_t flags, uint32_t id, const std::string& payload) {
  std::string bytes = Number(static_cast<uint32_t>(payload.size())).substr(1);
  bytes.push_back(static_cast<char>(type));
  bytes.push_back(static_cast<char>(flags));
  return bytes + Number(id) + payload;
}

std::string Block(const Fields& fields) {
  std::string bytes;
  for (const auto& [name, value] : fields) {
    bytes.push_back(0);
    bytes += LiteralText(name) + LiteralText(value);
  }
  return bytes;
}

std::string Headers(uint32_t id, const Fields& fields, bool end) {
  return Frame(NGHTTP2_HEADERS, static_cast<uint8_t>(kEndHeaders | (end ? kEndStream : 0)), id,
               Block(fields));
}

std::string Data(uint32_t id, const std::string& bytes, bool end) {
  return Frame(NGHTTP2_DATA, end ? kEndStream : 0, id, bytes);
}

std::string Settings(const std::vector<std::pair<uint16_t, uint32_t>>& entries) {
  std::string payload;
  for (const auto& [id, value] : entries) payload += Number(id).substr(2) + Number(value);
  return Frame(NGHTTP2_SETTINGS, 0, 0, payload);
}

std::string SettingsAck() { return Frame(NGHTTP2_SETTINGS, kAck, 0, ""); }

std::string Ping(char fill, bool ack) {
  return Frame(NGHTTP2_PING, ack ? kAck : 0, 0, std::string(8, fill));
}

std::string WindowUpdate(uint32_t id, uint32_t increment) {
  return Frame(NGHTTP2_WINDOW_UPDATE, 0, id, Number(increment));
}

std::string Reset(uint32_t id, uint32_t code) {
  return Frame(NGHTTP2_RST_STREAM, 0, id, Number(code));
}

std::string GoAway(uint32_t last, uint32_t code) {
  return Frame(NGHTTP2_GOAWAY, 0, 0, Number(last) + Number(code));
}

std::string Priority(uint32_t id, uint32_t parent) {
  return Frame(NGHTTP2_PRIORITY, 0, id, Number(parent) + "\x10");
}

Fields Get(const Fields& more, const std::string& path) {
  Fields fields = {{":method", "GET"}, {":scheme", "http"}, {":authority", "h"}, {":path", path}};
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

Fields Post(const Fields& more) {
  Fields fields = Get(more);
  fields[0].second = "POST";
  return fields;
}

FrameReader::FrameReader() { nghttp2_hd_inflate_new(&inflater_); }
FrameReader::~FrameReader() { nghttp2_hd_inflate_del(inflater_); }

std::vector<std::string> FrameReader::Read(const std::string& bytes) {
  rest_ += bytes;
  std::vector<std::string> lines;
  if (preface && rest_.size() >= kPrefaceSize) {
    preface = false;
    rest_.erase(0, kPrefaceSize);
  }
  while (rest_.size() >= 9) {
    const size_t size = ReadNumber(rest_, 0, 3);
    if (rest_.size() < 9 + size) break;
    lines.push_back(Show(static_cast<uint8_t>(rest_[3]), static_cast<uint8_t>(rest_[4]),
                         ReadNumber(rest_, 5, 4), rest_.substr(9, size)));
    rest_.erase(0, 9 + size);
  }
  return lines;
}

std::string FrameReader::Show(uint8_t type, uint8_t flags, uint32_t id,
                              const std::string& payload) {
  std::string line = type < 10 ? kTypes[type] : "UNKNOWN";
  switch (type) {
    case NGHTTP2_DATA:
      return line + " " + std::to_string(id) + ((flags & kEndStream) != 0 ? " end " : " ") +
             payload;
    case NGHTTP2_HEADERS:
      return line + " " + std::to_string(id) + ((flags & kEndStream) != 0 ? " end" : "") +
             ShowBlock(payload);
    case NGHTTP2_RST_STREAM:
      return line + " " + std::to_string(id) + " " +
             nghttp2_http2_strerror(ReadNumber(payload, 0, 4));
    case NGHTTP2_GOAWAY:
      return line + " " + std::to_string(ReadNumber(payload, 0, 4)) + " " +
             nghttp2_http2_strerror(ReadNumber(payload, 4, 4));
    case NGHTTP2_WINDOW_UPDATE:
      return line + " " + std::to_string(id) + " " + std::to_string(ReadNumber(payload, 0, 4));
    case NGHTTP2_SETTINGS:
      if ((flags & kAck) != 0) return line + " ack";
      for (size_t at = 0; at + 6 <= payload.size(); at += 6) {
        line += " " + std::to_string(ReadNumber(payload, at, 2)) + "=" +
                std::to_string(ReadNumber(payload, at + 2, 4));
      }
      return line;
    case NGHTTP2_PING:
      return line + ((flags & kAck) != 0 ? " ack" : "");
    default:
      return line;
  }
}

std::string FrameReader::ShowBlock(const std::string& block) {
  std::string line;
  const auto* in = reinterpret_cast<const uint8_t*>(block.data());
  size_t size = block.size();
  for (;;) {
    nghttp2_nv field;
    int flags = 0;
    const ssize_t taken = nghttp2_hd_inflate_hd2(inflater_, &field, &flags, in, size, 1);
    if (taken < 0) return line + " BROKEN";
    in += taken;
    size -= static_cast<size_t>(taken);
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
      line += " " + std::string(field.name, field.name + field.namelen) + "=" +
              std::string(field.value, field.value + field.valuelen);
    }
    if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) {
      nghttp2_hd_inflate_end_headers(inflater_);
      return line;
    }
  }
}

}  // namespace nuncio::http::http2
