#ifndef NUNCIO_SOURCE_CONFIG_SHARED_HTTP1_OPTIONS_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_HTTP1_OPTIONS_H_

#include "envoy/config/core/v3/protocol.pb.h"
#include "source/config/shared/scope.h"
#include "source/http/http1/options.h"

namespace nuncio::config {

// Both leave what the message does not speak of (the limits) as it is.
void ParseHttp1Options(const envoy::config::core::v3::Http1ProtocolOptions& message, Scope& scope,
                       http::http1::ServerOptions& out);
void ParseHttp1Options(const envoy::config::core::v3::Http1ProtocolOptions& message, Scope& scope,
                       http::http1::ClientOptions& out);

http::http1::UnderscoreAction ToUnderscoreAction(
    envoy::config::core::v3::HttpProtocolOptions::HeadersWithUnderscoresAction action);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_HTTP1_OPTIONS_H_
