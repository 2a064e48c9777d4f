#ifndef NUNCIO_SOURCE_HTTP_HTTP2_OPTIONS_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_OPTIONS_H_

#include <cstdint>

// What configuration may change about HTTP/2. Values; shared by all sessions of a listener or
// cluster, so a session keeps a reference and the options must outlive it.

namespace nuncio::http::http2 {

enum class UnderscoreAction : uint8_t { kAllow, kReject, kDrop };

// The limits of one head or one block of trailers, after decompression.
struct FieldLimits {
  uint32_t max_bytes = 60 * 1024;  // of all names and values, pseudo headers included
  uint32_t max_fields = 100;       // each cookie crumb counts
};

// How much a peer may do that costs this side more than it costs the peer. Each limit ends the
// connection when passed, and has a counter.
struct FloodLimits {
  // Frames that wait to be written, and those of them that are PING, SETTINGS or RST_STREAM.
  uint32_t max_outbound_frames = 10000;
  uint32_t max_outbound_control_frames = 1000;
  // In a row, without END_STREAM (DATA) or END_HEADERS (HEADERS, CONTINUATION).
  uint32_t max_consecutive_empty_frames = 1;
  // For each stream that was opened, and one.
  uint32_t max_priority_frames_per_stream = 100;
  // For each DATA frame that was sent; a few are free.
  uint32_t max_window_updates_per_data_frame = 10;
  // Of one header block.
  uint32_t max_continuations = 128;
  // Compressed bytes of one header block beyond FieldLimits::max_bytes.
  uint32_t header_block_slack = 16 * 1024;
  // Streams that the peer resets, or makes this side reset: so many at once, so many a second.
  uint64_t reset_burst = 1000;
  uint64_t reset_rate = 33;
  // PING and SETTINGS, their answers too. (Frames of unknown types are passed over at no cost.)
  uint64_t control_burst = 1000;
  uint64_t control_rate = 100;
};

// What both ends have in common. The defaults are those of the reference.
struct Options {
  FieldLimits limits;
  FloodLimits floods;
  uint32_t hpack_table_size = 4096;
  // Streams that the peer may have open; for a client also the most that it opens itself.
  uint32_t max_concurrent_streams = 1024;
  uint32_t initial_stream_window = 16 * 1024 * 1024;
  uint32_t initial_connection_window = 24 * 1024 * 1024;
  // Bytes of one stream that wait for the peer's window before its sender is told to stop.
  uint32_t stream_send_buffer = 256 * 1024;
  // The same for all streams together: above it each stream may keep little.
  uint32_t connection_send_buffer = 1024 * 1024;
  // Extended CONNECT (RFC 8441): a server offers it, a client uses it.
  bool allow_connect = false;
  // An invalid message ends its stream only, not the connection.
  bool stream_error_on_invalid_message = false;
};

struct ServerOptions : Options {
  UnderscoreAction underscores = UnderscoreAction::kAllow;
};

struct ClientOptions : Options {};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_OPTIONS_H_
