#include "source/config/clusters/upstream_http_options.h"

#include "envoy/extensions/upstreams/http/v3/http_protocol_options.pb.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/http1_options.h"
#include "source/schema/type_registry.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::cluster::v3::Cluster;
using Options = ::envoy::extensions::upstreams::http::v3::HttpProtocolOptions;

constexpr absl::string_view kOptionsName = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

std::optional<base::Duration> Limit(const google::protobuf::Duration& duration) {
  const base::Duration limit = ToDuration(duration);
  if (limit == base::Duration(0)) return std::nullopt;
  return limit;
}

void ParseCommon(const envoy::config::core::v3::HttpProtocolOptions& message,
                 upstream::HttpOptions& out) {
  if (message.has_idle_timeout()) out.idle_timeout = Limit(message.idle_timeout());
  if (message.has_max_connection_duration()) {
    out.max_connection_duration = Limit(message.max_connection_duration());
  }
  if (message.has_max_stream_duration()) {
    out.max_stream_duration = Limit(message.max_stream_duration());
  }
  if (message.has_max_requests_per_connection()) {
    out.max_requests_per_connection = message.max_requests_per_connection().value();
  }
  if (message.has_max_headers_count()) {
    out.http1.limits.max_fields = message.max_headers_count().value();
  }
  if (message.has_max_response_headers_kb()) {
    out.http1.limits.max_bytes = message.max_response_headers_kb().value() * 1024;
  }
}

void ParseExplicit(const Options::ExplicitHttpConfig& config, Scope& scope,
                   upstream::HttpOptions& out) {
  const auto step = scope.Field("explicit_http_config");
  if (config.has_http_protocol_options()) {
    const auto field = scope.Field("http_protocol_options");
    ParseHttp1Options(config.http_protocol_options(), scope, out.http1);
  } else if (config.has_http3_protocol_options()) {
    scope.FailAt("http3_protocol_options", "is not supported");
  }
}

void ParseOptions(const Options& options, Scope& scope, upstream::HttpOptions& out) {
  ParseCommon(options.common_http_protocol_options(), out);
  switch (options.upstream_protocol_options_case()) {
    case Options::kExplicitHttpConfig:
      ParseExplicit(options.explicit_http_config(), scope, out);
      return;
    case Options::kUseDownstreamProtocolConfig: {
      const auto step = scope.Field("use_downstream_protocol_config");
      const auto field = scope.Field("http_protocol_options");
      ParseHttp1Options(options.use_downstream_protocol_config().http_protocol_options(), scope,
                        out.http1);
      return;
    }
    case Options::kAutoConfig:
      scope.FailAt("auto_config", "needs a transport socket with ALPN, which is not supported");
      return;
    case Options::UPSTREAM_PROTOCOL_OPTIONS_NOT_SET:
      return;
  }
}

}  // namespace

upstream::HttpOptions ParseUpstreamHttpOptions(const Message& message, Scope& scope) {
  upstream::HttpOptions out;
  ParseCommon(message.common_http_protocol_options(), out);
  if (message.has_max_requests_per_connection()) {
    out.max_requests_per_connection = message.max_requests_per_connection().value();
  }
  if (message.has_http_protocol_options()) {
    const auto step = scope.Field("http_protocol_options");
    ParseHttp1Options(message.http_protocol_options(), scope, out.http1);
  }
  const auto field = scope.Field("typed_extension_protocol_options");
  for (const auto& [name, config] : message.typed_extension_protocol_options()) {
    const auto step = scope.Key(name);
    Options options;
    if (name != kOptionsName) {
      scope.Fail("must be named as a known extension with such options", name);
    } else if (schema::TypeNameOfUrl(config.type_url()) != kOptionsName ||
               !config.UnpackTo(&options)) {
      scope.Fail("must be of the type of its name", config.type_url());
    } else {
      const auto type = scope.Type(kOptionsName);
      ParseOptions(options, scope, out);
    }
  }
  return out;
}

}  // namespace nuncio::config
