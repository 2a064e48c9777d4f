#include "source/http/http2/callbacks.h"

#include "absl/strings/string_view.h"
#include "source/base/life.h"
#include "source/http/http2/core.h"
#include "source/http/http2/errors.h"

namespace nuncio::http::http2 {
namespace {

constexpr int kStop = NGHTTP2_ERR_CALLBACK_FAILURE;
constexpr size_t kFrameHeader = 9;
constexpr int32_t kEveryStream = 0x7fffffff;

absl::string_view View(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

// From C to the core.
struct Callbacks {
  static Core* Of(void* user) { return static_cast<Core*>(user); }

  static int BeginFrame(nghttp2_session*, const nghttp2_frame_hd* header, void* user) {
    return user == nullptr ? kStop : Of(user)->OnBeginFrame(*header);
  }
  static int BeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    return user == nullptr ? kStop : Of(user)->OnBeginHeaders(*frame);
  }
  static int Header(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name,
                    size_t name_size, const uint8_t* value, size_t value_size, uint8_t,
                    void* user) {
    if (user == nullptr) return kStop;
    return Of(user)->OnHeader(*frame, View(name, name_size), View(value, value_size));
  }
  static int FrameReceived(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    return user == nullptr ? kStop : Of(user)->OnFrame(*frame);
  }
  static int DataChunk(nghttp2_session*, uint8_t, int32_t id, const uint8_t* bytes, size_t size,
                       void* user) {
    return user == nullptr ? kStop : Of(user)->OnDataChunk(id, View(bytes, size));
  }
  static int StreamClose(nghttp2_session*, int32_t id, uint32_t code, void* user) {
    return user == nullptr ? kStop : Of(user)->OnStreamClose(id, code);
  }
  static int InvalidFrame(nghttp2_session*, const nghttp2_frame* frame, int, void* user) {
    return user == nullptr ? kStop : Of(user)->OnInvalidFrame(*frame);
  }
  static int FrameSent(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    Of(user)->OnSent(*frame);
    return 0;
  }
  static int FrameNotSent(nghttp2_session*, const nghttp2_frame* frame, int, void* user) {
    Of(user)->OnNotSent(*frame);
    return 0;
  }
  static ssize_t Send(nghttp2_session*, const uint8_t* bytes, size_t size, int, void* user) {
    Core& core = *Of(user);
    core.output().Append(View(bytes, size));
    core.frame_bytes_ += size;
    return static_cast<ssize_t>(size);
  }
  static int SendData(nghttp2_session*, nghttp2_frame*, const uint8_t* header, size_t size,
                      nghttp2_data_source* source, void* user) {
    Core& core = *Of(user);
    static_cast<Stream*>(source->ptr)->WriteFrame(View(header, kFrameHeader), size, core.output());
    core.frame_bytes_ += kFrameHeader + size;
    return 0;
  }
};

nghttp2_session_callbacks* MakeCallbacks() {
  nghttp2_session_callbacks* made = nullptr;
  nghttp2_session_callbacks_new(&made);
  nghttp2_session_callbacks_set_on_begin_frame_callback(made, &Callbacks::BeginFrame);
  nghttp2_session_callbacks_set_on_begin_headers_callback(made, &Callbacks::BeginHeaders);
  nghttp2_session_callbacks_set_on_header_callback(made, &Callbacks::Header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(made, &Callbacks::FrameReceived);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, &Callbacks::DataChunk);
  nghttp2_session_callbacks_set_on_stream_close_callback(made, &Callbacks::StreamClose);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(made, &Callbacks::InvalidFrame);
  nghttp2_session_callbacks_set_on_frame_send_callback(made, &Callbacks::FrameSent);
  nghttp2_session_callbacks_set_on_frame_not_send_callback(made, &Callbacks::FrameNotSent);
  nghttp2_session_callbacks_set_send_callback(made, &Callbacks::Send);
  nghttp2_session_callbacks_set_send_data_callback(made, &Callbacks::SendData);
  return made;
}

ssize_t Core::ReadForFrame(nghttp2_session*, int32_t, uint8_t*, size_t length, uint32_t* flags,
                           nghttp2_data_source* source, void*) {
  return static_cast<Stream*>(source->ptr)->PrepareFrame(length, *flags);
}

// ---- what came

int Core::OnBeginFrame(const nghttp2_frame_hd& header) {
  const ProtocolError* const flood = guard_.OnFrame(header.type, header.flags, header.length);
  if (flood != nullptr) {
    Fail(*flood, NGHTTP2_ENHANCE_YOUR_CALM);
    return kStop;
  }
  if (server_ && header.type == NGHTTP2_HEADERS && !numbers_.OnHeaders(header.stream_id)) {
    Fail(kPassedOverStream, NGHTTP2_PROTOCOL_ERROR);
    return kStop;
  }
  return 0;
}

int Core::OnBeginHeaders(const nghttp2_frame& frame) {
  if (frame.hd.type != NGHTTP2_HEADERS) return 0;
  Stream* stream = Find(frame.hd.stream_id);
  if (stream == nullptr && server_) {
    guard_.OnStreamOpened();
    const base::LifeWatch life(life_);
    stream = OnRequest(frame.hd.stream_id);
    if (!life) return kStop;
    nghttp2_session_set_stream_user_data(library_, frame.hd.stream_id, stream);
  }
  if (stream == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  const ProtocolError* const error = stream->BeginBlock();
  return error == nullptr ? 0 : FailStream(*stream, *error);
}

int Core::OnHeader(const nghttp2_frame& frame, absl::string_view name, absl::string_view value) {
  Stream* const stream = Find(frame.hd.stream_id);
  if (stream == nullptr) return 0;
  const ProtocolError* const error = stream->Field(name, value);
  return error == nullptr ? 0 : FailStream(*stream, *error);
}

int Core::OnFrame(const nghttp2_frame& frame) {
  switch (frame.hd.type) {
    case NGHTTP2_HEADERS:
      return OnHeadersEnd(frame);
    case NGHTTP2_DATA: {
      if ((frame.hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
      Stream* const stream = Find(frame.hd.stream_id);
      if (stream == nullptr) return 0;
      const ProtocolError* const error = stream->EndData();
      if (error == nullptr) return 0;
      return FailStream(*stream, *error) == kStop ? kStop : 0;
    }
    case NGHTTP2_RST_STREAM:
      return OnResetFrame(frame);
    case NGHTTP2_PING:
      if ((frame.hd.flags & NGHTTP2_FLAG_ACK) != 0) OnPingAnswer(frame);
      return 0;
    default:
      return 0;
  }
}

int Core::OnHeadersEnd(const nghttp2_frame& frame) {
  Stream* const stream = Find(frame.hd.stream_id);
  if (stream == nullptr) return 0;
  const ProtocolError* const error =
      stream->EndBlock((frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0);
  if (error == nullptr) return 0;
  return FailStream(*stream, *error) == kStop ? kStop : 0;
}

int Core::OnResetFrame(const nghttp2_frame& frame) {
  counts_.Add(Count::kRxReset);
  if (frame.rst_stream.error_code == NGHTTP2_REFUSED_STREAM) {
    counts_.Add(Count::kStreamRefusedErrors);
  }
  if (Stream* const stream = Find(frame.hd.stream_id)) {
    stream->OnRemoteReset(frame.rst_stream.error_code);
  }
  const ProtocolError* const flood = server_ ? guard_.OnReset() : nullptr;
  if (flood == nullptr) return 0;
  Fail(*flood, NGHTTP2_ENHANCE_YOUR_CALM);
  return kStop;
}

int Core::OnDataChunk(int32_t id, absl::string_view bytes) {
  Stream* const stream = Find(id);
  if (stream == nullptr) {
    Consume(id, bytes.size());
    return 0;
  }
  const ProtocolError* const error = stream->TakeData(*feeding_, bytes);
  if (error == nullptr) return 0;
  Consume(id, bytes.size());
  return FailStream(*stream, *error) == kStop ? kStop : 0;
}

int Core::OnStreamClose(int32_t id, uint32_t code) {
  if (Stream* const stream = Find(id)) stream->OnClosed(code);
  return 0;
}

int Core::OnInvalidFrame(const nghttp2_frame&) {
  const ProtocolError* const flood = guard_.OnReset();
  if (flood == nullptr) return 0;
  Fail(*flood, NGHTTP2_ENHANCE_YOUR_CALM);
  return kStop;
}

// ---- what went

void Core::OnSent(const nghttp2_frame& frame) {
  const uint8_t type = frame.hd.type;
  const bool message = type == NGHTTP2_HEADERS || type == NGHTTP2_DATA;
  outbound_.Add(frame_bytes_, !message && type != NGHTTP2_WINDOW_UPDATE, output().size());
  frame_bytes_ = 0;
  if (type == NGHTTP2_DATA) guard_.OnDataSent();
  if (type == NGHTTP2_RST_STREAM) counts_.Add(Count::kTxReset);
  if (type == NGHTTP2_GOAWAY) {
    counts_.Add(Count::kGoawaySent);
    // The library saw frames that break the protocol, and says so by itself.
    if (frame.goaway.error_code != NGHTTP2_NO_ERROR && failure_ == nullptr) {
      failure_ = &kBrokenFrames;
    }
    if (frame.goaway.last_stream_id == kEveryStream) OnShutdownNoticeSent();
  }
  if (!server_ || !message || (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return;
  // An answer that is whole before the request is: the rest is not wanted (RFC 9113, 8.1).
  Stream* const stream = Find(frame.hd.stream_id);
  if (stream != nullptr && !stream->remote_ended()) {
    nghttp2_submit_rst_stream(library_, NGHTTP2_FLAG_NONE, frame.hd.stream_id, NGHTTP2_NO_ERROR);
  }
}

void Core::OnNotSent(const nghttp2_frame& frame) {
  if (frame.hd.type != NGHTTP2_HEADERS || frame.headers.cat != NGHTTP2_HCAT_REQUEST) return;
  // A request that was given up before it went: the library may never have opened its stream.
  streams_.ForEach([&](Stream& stream) {
    if (stream.id() == frame.hd.stream_id) stream.OnClosed(NGHTTP2_REFUSED_STREAM);
  });
}

}  // namespace nuncio::http::http2
