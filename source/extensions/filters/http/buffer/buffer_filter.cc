#include "source/extensions/filters/http/buffer/buffer_filter.h"

#include "absl/strings/str_cat.h"

namespace nuncio::extensions::buffer_filter {
namespace {

using filter::DataStatus;
using filter::HeadStatus;
using filter::TrailersStatus;

class Factory final : public filter::HttpFilterFactory {
 public:
  explicit Factory(BufferOptions options) : options_(options) {}

  filter::HttpFilter* Make(const filter::HttpStreamContext& stream) const override {
    return stream.arena.New<BufferFilter>(options_);
  }

 private:
  const BufferOptions options_;
};

}  // namespace

HeadStatus BufferFilter::DecodeHead(http::RequestHead& head, bool end) {
  const auto* const route = callbacks().RouteConfig<BufferRouteOptions>();
  if (end || head.kind != http::RequestKind::kOrdinary) return HeadStatus::kContinue;
  if (route != nullptr && route->disabled) return HeadStatus::kContinue;
  callbacks().SetBufferLimit(route == nullptr ? options_.max_request_bytes
                                              : route->buffer.max_request_bytes);
  buffers_ = true;
  return HeadStatus::kStop;
}

DataStatus BufferFilter::DecodeData(buffer::Buffer& data, bool end) {
  if (!buffers_) return DataStatus::kContinue;
  bytes_ += data.size();
  if (!end) return DataStatus::kStopAndBuffer;
  SetLength();
  return DataStatus::kContinue;
}

TrailersStatus BufferFilter::DecodeTrailers(http::Trailers&) {
  if (buffers_) SetLength();
  return TrailersStatus::kContinue;
}

void BufferFilter::SetLength() {
  http::RequestHead& head = *callbacks().request();
  if (head.content_length) return;
  head.content_length = bytes_;
  head.headers.Set(http::HeaderId::kContentLength,
                   callbacks().stream().arena.Copy(absl::StrCat(bytes_)));
}

std::shared_ptr<const filter::HttpFilterFactory> MakeBufferFactory(BufferOptions options) {
  return std::make_shared<Factory>(options);
}

}  // namespace nuncio::extensions::buffer_filter
