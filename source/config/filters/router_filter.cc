#include "source/config/filters/router_filter.h"

#include <memory>

#include "source/config/shared/making.h"
#include "source/proxy/router/router_factory.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::extensions::filters::http::router::v3::Router;
using Factory = std::shared_ptr<const filter::HttpFilterFactory>;

HttpFilterMaker Parse(const google::protobuf::Any& any, Scope& scope) {
  Message message;
  if (!UnpackInto(any, message, scope)) return nullptr;
  return [options = ParseRouterOptions(message, scope)](
             Making& making, absl::string_view stat_prefix) -> absl::StatusOr<Factory> {
    return proxy::router::MakeRouterFactory(
        options, stat_prefix,
        {[&clusters = making.parts.clusters](const worker::WorkerContext& worker)
             -> upstream::WorkerClusters& { return clusters.ForWorker(worker); },
         making.parts.stats, making.parts.local_ip});
  };
}

}  // namespace

proxy::router::RouterOptions ParseRouterOptions(const Message& message, Scope& scope) {
  if (message.upstream_http_filters_size() > 0) {
    scope.FailAt("upstream_http_filters", "is not supported");
  }
  proxy::router::RouterOptions options;
  options.suppress_envoy_headers = message.suppress_envoy_headers();
  options.respect_expected_rq_timeout = message.respect_expected_rq_timeout();
  options.strict_check_headers.assign(message.strict_check_headers().begin(),
                                      message.strict_check_headers().end());
  return options;
}

HttpFilterExtension RouterExtension() {
  HttpFilterExtension extension;
  extension.name = "envoy.filters.http.router";
  extension.type = Message::descriptor()->full_name();
  extension.terminal = true;
  extension.parse = Parse;
  return extension;
}

}  // namespace nuncio::config
