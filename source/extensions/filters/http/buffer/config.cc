#include "source/extensions/filters/http/buffer/config.h"

namespace nuncio::extensions::buffer_filter {

BufferOptions ParseBuffer(const envoy::extensions::filters::http::buffer::v3::Buffer& message) {
  return {message.max_request_bytes().value()};
}

BufferRouteOptions ParseBufferPerRoute(
    const envoy::extensions::filters::http::buffer::v3::BufferPerRoute& message) {
  return {message.disabled(), ParseBuffer(message.buffer())};
}

}  // namespace nuncio::extensions::buffer_filter
