#ifndef NUNCIO_SOURCE_EXTENSIONS_FILTERS_HTTP_BUFFER_BUFFER_FILTER_H_
#define NUNCIO_SOURCE_EXTENSIONS_FILTERS_HTTP_BUFFER_BUFFER_FILTER_H_

#include <cstdint>
#include <memory>

#include "source/filter/http_filter.h"
#include "source/filter/http_filter_callbacks.h"
#include "source/filter/http_filter_factory.h"

// The namespaces `buffer` and `http` are taken by what the filter itself uses.
namespace nuncio::extensions::buffer_filter {

struct BufferOptions {
  uint32_t max_request_bytes = 0;
};

// What a route changes.
struct BufferRouteOptions {
  bool disabled = false;
  BufferOptions buffer;
};

// Holds a request until all of it is there, so that the servers behind never wait for a slow
// client. A body over the limit is answered with 413; one without a length gets it.
//
// Owner: the stream's arena. Thread: its worker.
class BufferFilter final : public filter::HttpFilter {
 public:
  explicit BufferFilter(const BufferOptions& options) : options_(options) {}

  filter::HeadStatus DecodeHead(http::RequestHead& head, bool end) override;
  filter::DataStatus DecodeData(buffer::Buffer& data, bool end) override;
  filter::TrailersStatus DecodeTrailers(http::Trailers& trailers) override;

 private:
  void SetLength();

  const BufferOptions& options_;
  uint64_t bytes_ = 0;
  bool buffers_ = false;
};

std::shared_ptr<const filter::HttpFilterFactory> MakeBufferFactory(BufferOptions options);

}  // namespace nuncio::extensions::buffer_filter

#endif  // NUNCIO_SOURCE_EXTENSIONS_FILTERS_HTTP_BUFFER_BUFFER_FILTER_H_
