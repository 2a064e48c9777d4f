#ifndef NUNCIO_TEST_HTTP_HTTP2_WIRE_H_
#define NUNCIO_TEST_HTTP_HTTP2_WIRE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Frames of HTTP/2 as bytes, made by hand and read back, so that tests can say what no library
// would let them say.

struct nghttp2_hd_inflater;

namespace nuncio::http::http2 {

using Fields = std::vector<std::pair<std::string, std::string>>;

inline constexpr uint8_t kEndStream = 1;
inline constexpr uint8_t kAck = 1;
inline constexpr uint8_t kEndHeaders = 4;
inline constexpr uint8_t kPadded = 8;
inline constexpr uint8_t kPriority = 0x20;

std::string Preface();
std::string Frame(uint8_t type, uint8_t flags, uint32_t id, const std::string& payload);
// Literal fields without a table or Huffman coding.
std::string Block(const Fields& fields);
std::string Headers(uint32_t id, const Fields& fields, bool end);
std::string Data(uint32_t id, const std::string& bytes, bool end);
std::string Settings(const std::vector<std::pair<uint16_t, uint32_t>>& entries = {});
std::string SettingsAck();
std::string Ping(char fill = 'p', bool ack = false);
std::string WindowUpdate(uint32_t id, uint32_t increment);
std::string Reset(uint32_t id, uint32_t code);
std::string GoAway(uint32_t last, uint32_t code);
std::string Priority(uint32_t id, uint32_t parent);
std::string Number(uint32_t value);

// ":method", … of an ordinary request, and more behind them.
Fields Get(const Fields& more = {}, const std::string& path = "/");
Fields Post(const Fields& more = {});

// Reads frames; each is one line: "HEADERS 1 end :status=200 …", "DATA 1 end abc", "GOAWAY 1
// PROTOCOL_ERROR", …
class FrameReader {
 public:
  FrameReader();
  ~FrameReader();
  FrameReader(const FrameReader&) = delete;
  FrameReader& operator=(const FrameReader&) = delete;

  // The frames that are whole now.
  std::vector<std::string> Read(const std::string& bytes);
  bool preface = false;  // the bytes begin with a client's preface

 private:
  std::string Show(uint8_t type, uint8_t flags, uint32_t id, const std::string& payload);
  std::string ShowBlock(const std::string& block);

  nghttp2_hd_inflater* inflater_ = nullptr;
  std::string rest_;
};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_TEST_HTTP_HTTP2_WIRE_H_
