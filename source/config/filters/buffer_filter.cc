#include "source/config/filters/buffer_filter.h"

#include <memory>

#include "envoy/extensions/filters/http/buffer/v3/buffer.pb.h"
#include "source/config/shared/making.h"
#include "source/extensions/filters/http/buffer/buffer_filter.h"
#include "source/extensions/filters/http/buffer/config.h"

namespace nuncio::config {
namespace {

namespace buffer_filter = ::nuncio::extensions::buffer_filter;
using Message = ::envoy::extensions::filters::http::buffer::v3::Buffer;
using RouteMessage = ::envoy::extensions::filters::http::buffer::v3::BufferPerRoute;
using Factory = std::shared_ptr<const filter::HttpFilterFactory>;

HttpFilterMaker Parse(const google::protobuf::Any& any, Scope& scope) {
  Message message;
  if (!UnpackInto(any, message, scope)) return nullptr;
  return [options = buffer_filter::ParseBuffer(message)](
             Making&, absl::string_view) -> absl::StatusOr<Factory> {
    return buffer_filter::MakeBufferFactory(options);
  };
}

std::shared_ptr<const void> ParseRoute(const google::protobuf::Any& any, Scope& scope) {
  RouteMessage message;
  if (!UnpackInto(any, message, scope)) return nullptr;
  if (message.override_case() == RouteMessage::kDisabled && !message.disabled()) {
    scope.FailAt("disabled", "must be true where it is given");
  }
  return std::make_shared<buffer_filter::BufferRouteOptions>(
      buffer_filter::ParseBufferPerRoute(message));
}

}  // namespace

HttpFilterExtension BufferExtension() {
  HttpFilterExtension extension;
  extension.name = "envoy.filters.http.buffer";
  extension.type = Message::descriptor()->full_name();
  extension.route_type = RouteMessage::descriptor()->full_name();
  extension.parse = Parse;
  extension.parse_route = ParseRoute;
  return extension;
}

}  // namespace nuncio::config
