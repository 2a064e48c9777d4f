#ifndef NUNCIO_SOURCE_EXTENSIONS_FILTERS_HTTP_BUFFER_CONFIG_H_
#define NUNCIO_SOURCE_EXTENSIONS_FILTERS_HTTP_BUFFER_CONFIG_H_

#include "envoy/extensions/filters/http/buffer/v3/buffer.pb.h"
#include "source/extensions/filters/http/buffer/buffer_filter.h"

// From messages that the validator passed to the filter's options. Pure. MakeBufferFactory is the
// second step.

namespace nuncio::extensions::buffer_filter {

BufferOptions ParseBuffer(const envoy::extensions::filters::http::buffer::v3::Buffer& message);
BufferRouteOptions ParseBufferPerRoute(
    const envoy::extensions::filters::http::buffer::v3::BufferPerRoute& message);

}  // namespace nuncio::extensions::buffer_filter

#endif  // NUNCIO_SOURCE_EXTENSIONS_FILTERS_HTTP_BUFFER_CONFIG_H_
