#ifndef NUNCIO_SOURCE_PROXY_HTTP_OPTIONS_H_
#define NUNCIO_SOURCE_PROXY_HTTP_OPTIONS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/variant.h"
#include "source/access_log/access_log.h"
#include "source/base/clock.h"
#include "source/filter/http_filter_factory.h"
#include "source/format/formatter.h"
#include "source/http/http1/options.h"
#include "source/matching/address_ranges.h"
#include "source/policy/header_mutations.h"
#include "source/policy/header_rules.h"
#include "source/routing/route_table.h"
#include "source/worker/published.h"

// What configuration says about a connection manager: plain values with the names of
// HttpConnectionManager's fields, filled by config and immutable from then on. The namespace is
// nuncio::proxy, because one named `http` in it would hide nuncio::http.

namespace nuncio::proxy {

enum class CodecType : uint8_t { kAuto, kHttp1 };

enum class ServerHeaderTransformation : uint8_t { kOverwrite, kAppendIfAbsent, kPassThrough };

enum class PathWithEscapedSlashesAction : uint8_t {
  kKeepUnchanged,
  kRejectRequest,
  kUnescapeAndRedirect,
  kUnescapeAndForward,
};

enum class ForwardClientCertDetails : uint8_t {
  kSanitize,
  kForwardOnly,
  kAppendForward,
  kSanitizeSet,
  kAlwaysForwardOnly,
};

// set_current_client_cert_details; the hash is always there.
struct SetCurrentClientCertDetails {
  bool subject = false;
  bool cert = false;
  bool dns = false;
  bool uri = false;
};

// original_ip_detection_extensions: who the client is, where use_remote_address does not say it.
struct XffDetection {
  uint32_t xff_num_trusted_hops = 0;
  // Instead of a number: the proxies that are believed.
  std::optional<matching::AddressRanges> xff_trusted_cidrs;
  bool skip_xff_append = true;
};
struct CustomHeaderDetection {
  std::string header_name;  // lower case
  bool allow_extension_to_set_address_as_trusted = false;
  // The status for a request without an address there; none: the peer is the client.
  std::optional<int> reject_with_status;
};
using OriginalIpDetection = absl::variant<XffDetection, CustomHeaderDetection>;

// local_reply_config.mappers: the first whose filter passes is used.
struct LocalReplyMapper {
  std::shared_ptr<const access_log::Filter> filter;
  std::optional<int> status_code;
  std::optional<format::Formatter> body;  // body: what %LOCAL_REPLY_BODY% becomes
  std::optional<format::BodyFormat> body_format_override;
  policy::HeaderRules headers_to_add;
};

struct LocalReplyConfig {
  std::vector<LocalReplyMapper> mappers;
  std::optional<format::BodyFormat> body_format;
};

// upgrade_configs: an upgrade that is not named is answered 403.
struct UpgradeOption {
  std::string upgrade_type;  // compared without regard to case; "CONNECT" too
  bool enabled = true;
  // The upgrade's own chain; empty: that of the connection manager.
  filter::HttpFilterEntries filters;
};

struct AccessLogOptions {
  bool flush_access_log_on_new_request = false;
  bool flush_log_on_tunnel_successfully_established = false;
};

// proxy_status_config: what the Proxy-Status header (RFC 9209) says of answers that went wrong.
struct ProxyStatusConfig {
  std::string proxy_name;
  bool remove_details = false;
  bool remove_connection_termination_details = false;
  bool remove_response_flags = false;
  bool set_recommended_response_code = false;
};

struct HttpConnectionManagerOptions {
  std::string stat_prefix;
  CodecType codec_type = CodecType::kAuto;

  // Where routes come from, also when they change. While the table is null every request is 404.
  std::shared_ptr<worker::Published<routing::RouteTable>> route_config;
  // The terminal filter last.
  filter::HttpFilterEntries http_filters;
  access_log::AccessLogs access_log;
  AccessLogOptions access_log_options;

  // Who is the client.
  bool use_remote_address = false;
  uint32_t xff_num_trusted_hops = 0;
  bool skip_xff_append = false;
  bool append_x_forwarded_port = false;
  // The first that finds an address, or refuses the request, decides.
  std::vector<OriginalIpDetection> original_ip_detection_extensions;
  // internal_address_config; none: no address is internal; empty: those of private networks.
  std::optional<matching::AddressRanges> internal_address_config;
  bool internal_unix_sockets = false;

  // Done before anything is read of a request but its target.
  std::vector<policy::HeaderMutations> early_header_mutation_extensions;

  // What is written into requests and responses.
  std::string via;
  std::string server_name = "envoy";
  ServerHeaderTransformation server_header_transformation = ServerHeaderTransformation::kOverwrite;
  bool generate_request_id = true;
  bool preserve_external_request_id = false;
  bool always_set_request_id_in_response = false;
  // add_user_agent: who this proxy is for the servers behind it; none: not said.
  std::optional<std::string> user_agent_cluster;
  std::string user_agent_node;
  // scheme_header_transformation.scheme_to_overwrite; empty: not.
  std::string scheme_to_overwrite;
  ForwardClientCertDetails forward_client_cert_details = ForwardClientCertDetails::kSanitize;
  SetCurrentClientCertDetails set_current_client_cert_details;
  bool proxy_100_continue = false;
  std::optional<ProxyStatusConfig> proxy_status_config;

  // Paths and hosts.
  bool normalize_path = false;
  bool merge_slashes = false;
  PathWithEscapedSlashesAction path_with_escaped_slashes_action =
      PathWithEscapedSlashesAction::kKeepUnchanged;
  bool strip_matching_host_port = false;
  bool strip_any_host_port = false;
  bool strip_trailing_host_dot = false;

  // Time-outs; zero switches one off.
  std::optional<base::Duration> idle_timeout = std::chrono::hours(1);
  std::optional<base::Duration> max_connection_duration;
  std::optional<base::Duration> max_stream_duration;
  base::Duration stream_idle_timeout = std::chrono::minutes(5);
  base::Duration request_timeout{0};
  base::Duration request_headers_timeout{0};
  base::Duration drain_timeout = std::chrono::seconds(5);
  // How long a peer may read an answer behind which the connection ends.
  base::Duration delayed_close_timeout = std::chrono::seconds(1);
  uint32_t max_requests_per_connection = 0;  // 0: no limit

  http::http1::ServerOptions http_protocol_options;
  // Whether a request that breaks a rule of the connection manager (not of the protocol) leaves the
  // connection open.
  bool stream_error_on_invalid_http_message = false;

  LocalReplyConfig local_reply_config;
  std::vector<UpgradeOption> upgrade_configs;
};

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_OPTIONS_H_
