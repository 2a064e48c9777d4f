#ifndef NUNCIO_SOURCE_HTTP_HEADER_ID_H_
#define NUNCIO_SOURCE_HTTP_HEADER_ID_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

// The header names that the proxy itself knows, as small numbers. A parser looks each name up once;
// everything behind it compares numbers. A name that is not listed here is HeaderId::kOther and is
// compared by its text.

namespace nuncio::http {

// One list gives the enum, the texts and the lookup table. Names are lower case and sorted.
#define NUNCIO_HTTP_WELL_KNOWN_HEADERS(X)                                            \
  X(kAccept, "accept")                                                               \
  X(kAcceptEncoding, "accept-encoding")                                              \
  X(kAcceptLanguage, "accept-language")                                              \
  X(kAccessControlAllowCredentials, "access-control-allow-credentials")              \
  X(kAccessControlAllowHeaders, "access-control-allow-headers")                      \
  X(kAccessControlAllowMethods, "access-control-allow-methods")                      \
  X(kAccessControlAllowOrigin, "access-control-allow-origin")                        \
  X(kAccessControlExposeHeaders, "access-control-expose-headers")                    \
  X(kAccessControlMaxAge, "access-control-max-age")                                  \
  X(kAccessControlRequestHeaders, "access-control-request-headers")                  \
  X(kAccessControlRequestMethod, "access-control-request-method")                    \
  X(kAge, "age")                                                                     \
  X(kAllow, "allow")                                                                 \
  X(kAuthorization, "authorization")                                                 \
  X(kCacheControl, "cache-control")                                                  \
  X(kConnection, "connection")                                                       \
  X(kContentDisposition, "content-disposition")                                      \
  X(kContentEncoding, "content-encoding")                                            \
  X(kContentLanguage, "content-language")                                            \
  X(kContentLength, "content-length")                                                \
  X(kContentRange, "content-range")                                                  \
  X(kContentType, "content-type")                                                    \
  X(kCookie, "cookie")                                                               \
  X(kDate, "date")                                                                   \
  X(kEtag, "etag")                                                                   \
  X(kExpect, "expect")                                                               \
  X(kExpires, "expires")                                                             \
  X(kGrpcMessage, "grpc-message")                                                    \
  X(kGrpcStatus, "grpc-status")                                                      \
  X(kGrpcTimeout, "grpc-timeout")                                                    \
  X(kHost, "host")                                                                   \
  X(kHttp2Settings, "http2-settings")                                                \
  X(kIfModifiedSince, "if-modified-since")                                           \
  X(kIfNoneMatch, "if-none-match")                                                   \
  X(kKeepAlive, "keep-alive")                                                        \
  X(kLastModified, "last-modified")                                                  \
  X(kLocation, "location")                                                           \
  X(kOrigin, "origin")                                                               \
  X(kPragma, "pragma")                                                               \
  X(kProxyAuthenticate, "proxy-authenticate")                                        \
  X(kProxyAuthorization, "proxy-authorization")                                      \
  X(kProxyConnection, "proxy-connection")                                            \
  X(kProxyStatus, "proxy-status")                                                    \
  X(kRange, "range")                                                                 \
  X(kReferer, "referer")                                                             \
  X(kRetryAfter, "retry-after")                                                      \
  X(kServer, "server")                                                               \
  X(kSetCookie, "set-cookie")                                                        \
  X(kTe, "te")                                                                       \
  X(kTraceparent, "traceparent")                                                     \
  X(kTracestate, "tracestate")                                                       \
  X(kTrailer, "trailer")                                                             \
  X(kTransferEncoding, "transfer-encoding")                                          \
  X(kUpgrade, "upgrade")                                                             \
  X(kUserAgent, "user-agent")                                                        \
  X(kVary, "vary")                                                                   \
  X(kVia, "via")                                                                     \
  X(kWwwAuthenticate, "www-authenticate")                                            \
  X(kXClientTraceId, "x-client-trace-id")                                            \
  X(kXEnvoyAttemptCount, "x-envoy-attempt-count")                                    \
  X(kXEnvoyCluster, "x-envoy-cluster")                                               \
  X(kXEnvoyDecoratorOperation, "x-envoy-decorator-operation")                        \
  X(kXEnvoyDegraded, "x-envoy-degraded")                                             \
  X(kXEnvoyDownstreamServiceCluster, "x-envoy-downstream-service-cluster")           \
  X(kXEnvoyDownstreamServiceNode, "x-envoy-downstream-service-node")                 \
  X(kXEnvoyExpectedRqTimeoutMs, "x-envoy-expected-rq-timeout-ms")                    \
  X(kXEnvoyExternalAddress, "x-envoy-external-address")                              \
  X(kXEnvoyForceTrace, "x-envoy-force-trace")                                        \
  X(kXEnvoyHedgeOnPerTryTimeout, "x-envoy-hedge-on-per-try-timeout")                 \
  X(kXEnvoyImmediateHealthCheckFail, "x-envoy-immediate-health-check-fail")          \
  X(kXEnvoyInternal, "x-envoy-internal")                                             \
  X(kXEnvoyIpTags, "x-envoy-ip-tags")                                                \
  X(kXEnvoyIsTimeoutRetry, "x-envoy-is-timeout-retry")                               \
  X(kXEnvoyLocalOverloaded, "x-envoy-local-overloaded")                              \
  X(kXEnvoyMaxRetries, "x-envoy-max-retries")                                        \
  X(kXEnvoyOriginalDstHost, "x-envoy-original-dst-host")                             \
  X(kXEnvoyOriginalHost, "x-envoy-original-host")                                    \
  X(kXEnvoyOriginalMethod, "x-envoy-original-method")                                \
  X(kXEnvoyOriginalPath, "x-envoy-original-path")                                    \
  X(kXEnvoyOverloaded, "x-envoy-overloaded")                                         \
  X(kXEnvoyPeerMetadata, "x-envoy-peer-metadata")                                    \
  X(kXEnvoyRatelimited, "x-envoy-ratelimited")                                       \
  X(kXEnvoyRetriableHeaderNames, "x-envoy-retriable-header-names")                   \
  X(kXEnvoyRetriableStatusCodes, "x-envoy-retriable-status-codes")                   \
  X(kXEnvoyRetryGrpcOn, "x-envoy-retry-grpc-on")                                     \
  X(kXEnvoyRetryOn, "x-envoy-retry-on")                                              \
  X(kXEnvoyUpstreamAltStatName, "x-envoy-upstream-alt-stat-name")                    \
  X(kXEnvoyUpstreamCanary, "x-envoy-upstream-canary")                                \
  X(kXEnvoyUpstreamRqPerTryTimeoutMs, "x-envoy-upstream-rq-per-try-timeout-ms")      \
  X(kXEnvoyUpstreamRqTimeoutAltResponse, "x-envoy-upstream-rq-timeout-alt-response") \
  X(kXEnvoyUpstreamRqTimeoutMs, "x-envoy-upstream-rq-timeout-ms")                    \
  X(kXEnvoyUpstreamServiceTime, "x-envoy-upstream-service-time")                     \
  X(kXEnvoyUpstreamStreamDurationMs, "x-envoy-upstream-stream-duration-ms")          \
  X(kXForwardedClientCert, "x-forwarded-client-cert")                                \
  X(kXForwardedFor, "x-forwarded-for")                                               \
  X(kXForwardedHost, "x-forwarded-host")                                             \
  X(kXForwardedPort, "x-forwarded-port")                                             \
  X(kXForwardedProto, "x-forwarded-proto")                                           \
  X(kXRequestId, "x-request-id")

enum class HeaderId : uint8_t {
  kOther = 0,
#define NUNCIO_HTTP_ID(id, text) id,
  NUNCIO_HTTP_WELL_KNOWN_HEADERS(NUNCIO_HTTP_ID)
#undef NUNCIO_HTTP_ID
};

// How many values HeaderId has, kOther included.
inline constexpr size_t kHeaderIds = 1
#define NUNCIO_HTTP_COUNT(id, text) +1
    NUNCIO_HTTP_WELL_KNOWN_HEADERS(NUNCIO_HTTP_COUNT)
#undef NUNCIO_HTTP_COUNT
    ;

// The lower-case text of a well-known name; empty for kOther. Valid for ever.
absl::string_view HeaderText(HeaderId id);

// The number of a name, which must be lower case already; kOther if it is not well known.
HeaderId FindHeaderId(absl::string_view lower_case_name);

// Whether a repeated header of this name becomes one value joined with ",". The others stay apart,
// as some hold commas of their own (cookies, challenges). `pragma` joins in requests only, which is
// the parsers' business.
bool JoinsWhenRepeated(HeaderId id);

}  // namespace nuncio::http

#endif  // NUNCIO_SOURCE_HTTP_HEADER_ID_H_
