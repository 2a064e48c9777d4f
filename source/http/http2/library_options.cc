#include "source/http/http2/library_options.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "source/http/http2/callbacks.h"

namespace nuncio::http::http2 {
namespace {

// Messages are checked by our own readers, which name each cause; credit is given for what was
// taken, not for what came; and the library's limits stand behind ours.
nghttp2_option* MakeOptions(const Options& options) {
  nghttp2_option* made = nullptr;
  nghttp2_option_new(&made);
  nghttp2_option_set_no_auto_window_update(made, 1);
  nghttp2_option_set_no_http_messaging(made, 1);
  nghttp2_option_set_peer_max_concurrent_streams(made, options.max_concurrent_streams);
  nghttp2_option_set_max_deflate_dynamic_table_size(made, options.hpack_table_size);
  nghttp2_option_set_max_outbound_ack(made, options.floods.max_outbound_control_frames);
  nghttp2_option_set_max_continuations(made, size_t{options.floods.max_continuations} + 1);
  nghttp2_option_set_max_send_header_block_length(made, 1024 * 1024);
  nghttp2_option_set_stream_reset_rate_limit(made, std::numeric_limits<uint32_t>::max(),
                                             std::numeric_limits<uint32_t>::max());
  return made;
}

}  // namespace

nghttp2_session* MakeLibrarySession(const Options& options, bool server, Core* core) {
  nghttp2_session_callbacks* const callbacks = MakeCallbacks();
  nghttp2_option* const made = MakeOptions(options);
  nghttp2_session* session = nullptr;
  server ? nghttp2_session_server_new2(&session, callbacks, core, made)
         : nghttp2_session_client_new2(&session, callbacks, core, made);
  nghttp2_option_del(made);
  nghttp2_session_callbacks_del(callbacks);
  return session;
}

void SubmitSettings(nghttp2_session& library, const Options& options, bool server) {
  std::array<nghttp2_settings_entry, 5> entries;
  size_t count = 0;
  const auto add = [&](int32_t id, uint32_t value) { entries[count++] = {id, value}; };
  add(NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, options.hpack_table_size);
  if (!server) add(NGHTTP2_SETTINGS_ENABLE_PUSH, 0);
  add(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, options.max_concurrent_streams);
  add(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, options.initial_stream_window);
  add(NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, server && options.allow_connect ? 1 : 0);
  nghttp2_submit_settings(&library, NGHTTP2_FLAG_NONE, entries.data(), count);
  nghttp2_session_set_local_window_size(&library, NGHTTP2_FLAG_NONE, 0,
                                        static_cast<int32_t>(options.initial_connection_window));
}

}  // namespace nuncio::http::http2
