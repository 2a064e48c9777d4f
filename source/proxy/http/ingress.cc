#include "source/proxy/http/ingress.h"

#include <cstddef>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/proxy/http/client_certificate.h"
#include "source/proxy/http/client_detection.h"
#include "source/proxy/http/forwarded_for.h"
#include "source/proxy/http/referer.h"
#include "source/proxy/http/request_id.h"

namespace nuncio::proxy {
namespace {

using http::HeaderId;

// Headers by which an insider steers the router.
constexpr HeaderId kInternalHeaders[] = {
    HeaderId::kXEnvoyRetryOn,
    HeaderId::kXEnvoyRetryGrpcOn,
    HeaderId::kXEnvoyMaxRetries,
    HeaderId::kXEnvoyRetriableStatusCodes,
    HeaderId::kXEnvoyRetriableHeaderNames,
    HeaderId::kXEnvoyUpstreamAltStatName,
    HeaderId::kXEnvoyUpstreamRqTimeoutMs,
    HeaderId::kXEnvoyUpstreamRqPerTryTimeoutMs,
    HeaderId::kXEnvoyUpstreamRqTimeoutAltResponse,
    HeaderId::kXEnvoyExpectedRqTimeoutMs,
    HeaderId::kXEnvoyHedgeOnPerTryTimeout,
    HeaderId::kXEnvoyUpstreamStreamDurationMs,
    HeaderId::kXEnvoyForceTrace,
    HeaderId::kXEnvoyIpTags,
};
// Those that only a proxy before this one may have set.
constexpr HeaderId kEdgeHeaders[] = {
    HeaderId::kXEnvoyDecoratorOperation,    HeaderId::kXEnvoyDownstreamServiceCluster,
    HeaderId::kXEnvoyDownstreamServiceNode, HeaderId::kXEnvoyOriginalPath,
    HeaderId::kXEnvoyOriginalHost,
};

// Appends with a comma, or adds.
void AppendTo(http::HeaderList& headers, HeaderId id, absl::string_view separator,
              absl::string_view value) {
  const absl::string_view old = headers.Value(id);
  headers.Set(id, old.empty() ? value : headers.arena().Concat(old, separator, value));
}

bool IsSecure(const record::ConnectionRecord& connection) {
  return connection.transport != nullptr && connection.transport->secure;
}

void AppendPeer(const ManagerConfig& config, const network::Address& peer,
                http::HeaderList& headers) {
  const std::string ip = peer.IpText();
  const std::string& own = config.dependencies().local_ip;
  const bool loopback = ip == "127.0.0.1" || ip == "::1";
  AppendTo(headers, HeaderId::kXForwardedFor, ",",
           loopback && !own.empty() ? absl::string_view(own) : headers.arena().Copy(ip));
}

void SetSchemeFrom(absl::string_view forwarded_proto, http::RequestHead& head) {
  head.scheme = absl::EqualsIgnoreCase(forwarded_proto, "https") ? "https" : "http";
}

void SetForwardedProto(const ManagerConfig& config, const record::RequestRecord& record,
                       bool trusts_client, http::RequestHead& head) {
  const HttpConnectionManagerOptions& options = config.options();
  http::HeaderList& headers = head.headers;
  if (!options.scheme_to_overwrite.empty()) {
    headers.Set(HeaderId::kXForwardedProto, options.scheme_to_overwrite);
    head.scheme = options.scheme_to_overwrite;
    return;
  }
  if (!trusts_client || !headers.Has(HeaderId::kXForwardedProto)) {
    headers.Set(HeaderId::kXForwardedProto, IsSecure(record.connection) ? "https" : "http");
  }
  SetSchemeFrom(headers.Value(HeaderId::kXForwardedProto), head);
}

bool IsInternalAddress(const HttpConnectionManagerOptions& options,
                       const network::Address& address) {
  if (!address.is_ip()) return options.internal_unix_sockets;
  return options.internal_address_config && options.internal_address_config->Contains(address);
}

void SetRequestId(const HttpConnectionManagerOptions& options, bool edge, base::Random& random,
                  http::HeaderList& headers) {
  if (!options.generate_request_id) return;
  const bool replaces = edge && !options.preserve_external_request_id;
  if (!replaces && !headers.Value(HeaderId::kXRequestId).empty()) return;
  headers.Set(HeaderId::kXRequestId, MakeRequestId(random, headers.arena()));
}

void SetUserAgent(const HttpConnectionManagerOptions& options, http::HeaderList& headers) {
  if (!options.user_agent_cluster) return;
  headers.Set(HeaderId::kXEnvoyDownstreamServiceCluster, *options.user_agent_cluster);
  if (headers.Value(HeaderId::kUserAgent).empty()) {
    headers.Set(HeaderId::kUserAgent, *options.user_agent_cluster);
  }
  if (!options.user_agent_node.empty()) {
    headers.Set(HeaderId::kXEnvoyDownstreamServiceNode, options.user_agent_node);
  }
}

}  // namespace

Origin ApplyClientAddress(const ManagerConfig& config, record::RequestRecord& record,
                          http::RequestHead& head) {
  const HttpConnectionManagerOptions& options = config.options();
  http::HeaderList& headers = head.headers;
  const network::Address& peer = record.connection.remote;
  const uint32_t hops = options.xff_num_trusted_hops;
  record.remote = peer;

  Origin origin;
  bool single = false;
  bool trusts_client = true;
  if (options.use_remote_address) {
    single = !headers.Has(HeaderId::kXForwardedFor);
    trusts_client = hops > 0;
    if (hops > 0) {
      const ForwardedFor found = LastForwardedFor(headers.JoinedValue("x-forwarded-for"), hops - 1);
      if (found.address) record.remote = *found.address;
    }
    if (!options.skip_xff_append && peer.is_ip()) AppendPeer(config, peer, headers);
  } else if (!options.original_ip_detection_extensions.empty()) {
    const DetectedClient found =
        DetectClient(options.original_ip_detection_extensions, peer, headers);
    if (found.address) record.remote = *found.address;
    single = found.may_be_internal;
    origin.refused = found.refused;
    if (found.append_peer && !options.skip_xff_append && peer.is_ip()) {
      AppendPeer(config, peer, headers);
    }
  } else {
    const ForwardedFor found = LastForwardedFor(headers.JoinedValue("x-forwarded-for"), hops);
    if (found.address) record.remote = *found.address;
    single = found.single;
  }
  if (options.append_x_forwarded_port &&
      (!trusts_client || !headers.Has(HeaderId::kXForwardedPort))) {
    headers.Set(HeaderId::kXForwardedPort,
                headers.arena().Copy(absl::StrCat(record.connection.local.port())));
  }
  SetForwardedProto(config, record, trusts_client, head);

  origin.internal = single && IsInternalAddress(options, record.remote);
  origin.edge = !origin.internal && options.use_remote_address;
  if (origin.edge && record.remote.is_ip()) {
    headers.Set(HeaderId::kXEnvoyExternalAddress, headers.arena().Copy(record.remote.IpText()));
  }
  return origin;
}

void SanitizeRequest(const ManagerConfig& config, const routing::RouteConfiguration* routes,
                     Origin origin, worker::WorkerContext& worker, record::RequestRecord& record,
                     http::RequestHead& head) {
  const HttpConnectionManagerOptions& options = config.options();
  http::HeaderList& headers = head.headers;
  if (origin.internal) {
    headers.Set(HeaderId::kXEnvoyInternal, "true");
  } else {
    headers.Remove(HeaderId::kXEnvoyInternal);
    for (const HeaderId id : kInternalHeaders) headers.Remove(id);
    headers.Remove("x-envoy-original-url");
    if (routes != nullptr) {
      for (const std::string& name : routes->internal_only_headers) headers.Remove(name);
    }
  }
  if (origin.edge) {
    for (const HeaderId id : kEdgeHeaders) headers.Remove(id);
  }
  SetUserAgent(options, headers);
  ApplyClientCertificate(options, record.connection, headers);
  if (headers.Has(HeaderId::kReferer) && !IsReferer(headers.Value(HeaderId::kReferer))) {
    headers.Remove(HeaderId::kReferer);
  }
  SetRequestId(options, origin.edge, worker.random, headers);
  record.request_id = headers.Value(HeaderId::kXRequestId);
  if (!options.via.empty()) AppendTo(headers, HeaderId::kVia, ", ", options.via);
}

}  // namespace nuncio::proxy
