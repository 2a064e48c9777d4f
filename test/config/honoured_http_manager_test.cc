// What each honoured field of the HTTP connection manager becomes, a row for each.

#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "gtest/gtest.h"
#include "source/config/filters/http_connection_manager.h"
#include "source/config/filters/http_filter_chain.h"
#include "source/config/filters/http_manager_options.h"
#include "source/network/address.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

namespace hcm = ::envoy::extensions::filters::network::http_connection_manager::v3;
using Message = hcm::HttpConnectionManager;
using Options = proxy::HttpConnectionManagerOptions;

constexpr const char* kPrefix = "envoy.extensions.filters.network.http_connection_manager.v3.";

void DescribeAddresses(const Options& options, Lines& lines) {
  lines.Add("use_remote_address", options.use_remote_address);
  lines.Add("xff_num_trusted_hops", options.xff_num_trusted_hops);
  lines.Add("skip_xff_append", options.skip_xff_append);
  lines.Add("append_x_forwarded_port", options.append_x_forwarded_port);
  const network::Address ten = *network::Address::ParseIp("10.0.0.1", 1);
  lines.Add("10.0.0.1 is internal",
            options.internal_address_config && options.internal_address_config->Contains(ten));
  lines.Add("unix_sockets", options.internal_unix_sockets);
}

void DescribeDetection(const proxy::XffDetection& xff, Lines& lines) {
  lines.Add("detects by xff, hops", xff.xff_num_trusted_hops);
  const network::Address ten = *network::Address::ParseIp("10.0.0.1", 1);
  lines.Add("but for 10.0.0.1", xff.xff_trusted_cidrs && xff.xff_trusted_cidrs->Contains(ten));
  lines.Add("appends", !xff.skip_xff_append);
}

void DescribeDetection(const proxy::CustomHeaderDetection& custom, Lines& lines) {
  lines.Add("detects by header", custom.header_name);
  lines.Add("may be internal", custom.allow_extension_to_set_address_as_trusted);
  lines.Add("refuses with", custom.reject_with_status);
}

void DescribeIdentity(const Options& options, Lines& lines) {
  lines.Add("via", options.via);
  lines.Add("server_name", options.server_name);
  lines.Add("server_header_transformation", options.server_header_transformation);
  lines.Add("generate_request_id", options.generate_request_id);
  lines.Add("preserve_external_request_id", options.preserve_external_request_id);
  lines.Add("always_set_request_id_in_response", options.always_set_request_id_in_response);
  lines.Add("user agent", options.user_agent_cluster);
  lines.Add("its node", options.user_agent_node);
  lines.Add("scheme_to_overwrite", options.scheme_to_overwrite);
  lines.Add("forward_client_cert_details", options.forward_client_cert_details);
  const auto& set = options.set_current_client_cert_details;
  lines.Add("subject", set.subject);
  lines.Add("cert", set.cert);
  lines.Add("dns", set.dns);
  lines.Add("uri", set.uri);
  lines.Add("proxy_100_continue", options.proxy_100_continue);
  if (const auto& status = options.proxy_status_config) {
    lines.Add("proxy status of", status->proxy_name);
    lines.Add("without details", status->remove_details);
    lines.Add("without termination", status->remove_connection_termination_details);
    lines.Add("without flags", status->remove_response_flags);
    lines.Add("recommended code", status->set_recommended_response_code);
  }
}

void DescribePaths(const Options& options, Lines& lines) {
  lines.Add("normalize_path", options.normalize_path);
  lines.Add("merge_slashes", options.merge_slashes);
  lines.Add("escaped slashes", options.path_with_escaped_slashes_action);
  lines.Add("strip_matching_host_port", options.strip_matching_host_port);
  lines.Add("strip_any_host_port", options.strip_any_host_port);
  lines.Add("strip_trailing_host_dot", options.strip_trailing_host_dot);
}

void DescribeTimes(const Options& options, Lines& lines) {
  lines.Add("idle_timeout", options.idle_timeout);
  lines.Add("max_connection_duration", options.max_connection_duration);
  lines.Add("max_stream_duration", options.max_stream_duration);
  lines.Add("stream_idle_timeout", options.stream_idle_timeout);
  lines.Add("request_timeout", options.request_timeout);
  lines.Add("request_headers_timeout", options.request_headers_timeout);
  lines.Add("drain_timeout", options.drain_timeout);
  lines.Add("delayed_close_timeout", options.delayed_close_timeout);
  lines.Add("max_requests_per_connection", options.max_requests_per_connection);
}

void DescribeHttp1(const http::http1::ServerOptions& options, Lines& lines) {
  lines.Add("max_bytes", options.limits.max_bytes);
  lines.Add("max_fields", options.limits.max_fields);
  lines.Add("header_case", options.header_case);
  lines.Add("underscores", options.underscores);
  lines.Add("allow_absolute_url", options.allow_absolute_url);
  lines.Add("accept_http_10", options.accept_http_10);
  lines.Add("default_host_for_http_10", options.default_host_for_http_10);
  lines.Add("enable_trailers", options.enable_trailers);
  lines.Add("allow_chunked_length", options.allow_chunked_length);
  lines.Add("allow_custom_methods", options.allow_custom_methods);
  lines.Add("ignores h2c", options.ignores_upgrade && options.ignores_upgrade("h2c"));
}

void DescribeReplies(const proxy::LocalReplyConfig& config, Lines& lines) {
  for (const proxy::LocalReplyMapper& mapper : config.mappers) {
    lines.Add("mapper for", mapper.filter->filter_specifier.index());
    lines.Add("status_code", mapper.status_code);
    lines.Add("body", mapper.body);
    lines.Add("body_format_override", mapper.body_format_override);
    lines.Add("headers_to_add", mapper.headers_to_add);
  }
  lines.Add("body_format", config.body_format);
}

void DescribeOptions(const Message& message, Scope& scope, Lines& lines) {
  const Options options = ParseManagerOptions(message, scope);
  lines.Add("stat_prefix", options.stat_prefix);
  lines.Add("codec_type", options.codec_type);
  DescribeAddresses(options, lines);
  for (const proxy::OriginalIpDetection& detection : options.original_ip_detection_extensions) {
    absl::visit([&](const auto& one) { DescribeDetection(one, lines); }, detection);
  }
  for (const policy::HeaderMutations& early : options.early_header_mutation_extensions) {
    lines.Add("early", early);
  }
  DescribeIdentity(options, lines);
  DescribePaths(options, lines);
  DescribeTimes(options, lines);
  DescribeHttp1(options.http_protocol_options, lines);
  lines.Add("stream_error_on_invalid_http_message", options.stream_error_on_invalid_http_message);
  DescribeReplies(options.local_reply_config, lines);
  for (const proxy::UpgradeOption& upgrade : options.upgrade_configs) {
    lines.Add(absl::StrCat("upgrade ", upgrade.upgrade_type), upgrade.enabled);
  }
  lines.Add("logs requests at their start",
            options.access_log_options.flush_access_log_on_new_request);
  lines.Add("logs tunnels at their start",
            options.access_log_options.flush_log_on_tunnel_successfully_established);
}

FieldTable<Message> Table(const char* below = "HttpConnectionManager.") {
  return {absl::StrCat(kPrefix, below), "stat_prefix: s", DescribeOptions};
}

TEST(HonouredHttpManagerTest, ClientAndIdentity) {
  Table().Check({
      {"stat_prefix", "stat_prefix: t", "stat_prefix t"},
      {"codec_type", "codec_type: HTTP1", "codec_type 1"},
      {"use_remote_address", "use_remote_address: true", "use_remote_address yes"},
      {"xff_num_trusted_hops", "xff_num_trusted_hops: 2", "xff_num_trusted_hops 2"},
      {"skip_xff_append", "skip_xff_append: true", "skip_xff_append yes"},
      {"append_x_forwarded_port", "append_x_forwarded_port: true", "append_x_forwarded_port yes"},
      {"internal_address_config",
       "internal_address_config: {cidr_ranges: [{address_prefix: 10.0.0.0, prefix_len: 8}]}",
       "10.0.0.1 is internal yes"},
      {"InternalAddressConfig.cidr_ranges",
       "internal_address_config: {cidr_ranges: [{address_prefix: 10.0.0.0, prefix_len: 24}]}",
       "10.0.0.1 is internal yes"},
      {"InternalAddressConfig.unix_sockets", "internal_address_config: {unix_sockets: true}",
       "unix_sockets yes"},
      {"via", "via: v", "via v"},
      {"server_name", "server_name: nn", "server_name nn"},
      {"server_header_transformation", "server_header_transformation: APPEND_IF_ABSENT",
       "server_header_transformation 1"},
      {"server_header_transformation", "server_header_transformation: PASS_THROUGH",
       "server_header_transformation 2"},
      {"generate_request_id", "generate_request_id: false", "generate_request_id no"},
      {"preserve_external_request_id", "preserve_external_request_id: true",
       "preserve_external_request_id yes"},
      {"always_set_request_id_in_response", "always_set_request_id_in_response: true",
       "always_set_request_id_in_response yes"},
      {"add_user_agent", "add_user_agent: true", "user agent cluster-1; its node node-1"},
      {"proxy_100_continue", "proxy_100_continue: true", "proxy_100_continue yes"},
  });
  FieldTable<Message> scheme = Table();
  scheme.prefix = "envoy.";
  scheme.Check({
      {"extensions.filters.network.http_connection_manager.v3.HttpConnectionManager."
       "scheme_header_transformation",
       "scheme_header_transformation: {scheme_to_overwrite: https}", "scheme_to_overwrite https"},
      {"config.core.v3.SchemeHeaderTransformation.scheme_to_overwrite",
       "scheme_header_transformation: {scheme_to_overwrite: https}", "scheme_to_overwrite https"},
  });
}

std::string Detection(absl::string_view type, absl::string_view fields) {
  return absl::StrCat("original_ip_detection_extensions: [{name: o, typed_config: {'@type': ",
                      "type.googleapis.com/envoy.extensions.http.original_ip_detection.", type,
                      ", ", fields, "}}]");
}

TEST(HonouredHttpManagerTest, OriginalIpDetection) {
  constexpr char kXff[] = "xff.v3.XffConfig";
  constexpr char kCustom[] = "custom_header.v3.CustomHeaderConfig";
  Table().Check({
      {"original_ip_detection_extensions", Detection(kXff, "xff_num_trusted_hops: 3").c_str(),
       "detects by xff, hops 3; but for 10.0.0.1 no; appends no"},
      {"use_remote_address",
       absl::StrCat("use_remote_address: true\n", Detection(kXff, "")).c_str(),
       "refused original_ip_detection_extensions: excludes use_remote_address"},
      {"xff_num_trusted_hops",
       absl::StrCat("xff_num_trusted_hops: 1\n", Detection(kXff, "")).c_str(),
       "refused original_ip_detection_extensions: excludes xff_num_trusted_hops"},
  });
  FieldTable<Message> extensions = Table();
  extensions.prefix = "envoy.extensions.http.original_ip_detection.";
  constexpr char kTen[] = "xff_trusted_cidrs: {cidrs: [{address_prefix: 10.0.0.0, prefix_len: 8}]}";
  extensions.Check({
      {"xff.v3.XffConfig.xff_num_trusted_hops", Detection(kXff, "xff_num_trusted_hops: 2").c_str(),
       "detects by xff, hops 2; but for 10.0.0.1 no; appends no"},
      {"xff.v3.XffConfig.skip_xff_append", Detection(kXff, "skip_xff_append: false").c_str(),
       "detects by xff, hops 0; but for 10.0.0.1 no; appends yes"},
      {"xff.v3.XffConfig.xff_trusted_cidrs", Detection(kXff, kTen).c_str(),
       "detects by xff, hops 0; but for 10.0.0.1 yes; appends no"},
      {"xff.v3.XffTrustedCidrs.cidrs", Detection(kXff, kTen).c_str(),
       "detects by xff, hops 0; but for 10.0.0.1 yes; appends no"},
      {"custom_header.v3.CustomHeaderConfig.header_name",
       Detection(kCustom, "header_name: X-Real").c_str(),
       "detects by header x-real; may be internal no; refuses with none"},
      {"custom_header.v3.CustomHeaderConfig.allow_extension_to_set_address_as_trusted",
       Detection(kCustom, "header_name: r, allow_extension_to_set_address_as_trusted: true")
           .c_str(),
       "detects by header r; may be internal yes; refuses with none"},
      {"custom_header.v3.CustomHeaderConfig.reject_with_status",
       Detection(kCustom, "header_name: r, reject_with_status: {code: Unauthorized}").c_str(),
       "detects by header r; may be internal no; refuses with 401"},
      {"custom_header.v3.CustomHeaderConfig.reject_with_status",
       Detection(kCustom, "header_name: r, reject_with_status: {code: OK}").c_str(),
       "detects by header r; may be internal no; refuses with 403"},
  });
}

TEST(HonouredHttpManagerTest, ProxyStatus) {
  Table().Check({
      {"proxy_status_config", "{server_name: front, proxy_status_config: {}}",
       "server_name front; proxy status of front; without details no; without termination no; "
       "without flags no; recommended code no"},
  });
  FieldTable<Message> status = Table("HttpConnectionManager.ProxyStatusConfig.");
  status.message = "{stat_prefix: s, proxy_status_config: {}}";
  status.Check({
      {"remove_details", "proxy_status_config: {remove_details: true}", "without details yes"},
      {"remove_connection_termination_details",
       "proxy_status_config: {remove_connection_termination_details: true}",
       "without termination yes"},
      {"remove_response_flags", "proxy_status_config: {remove_response_flags: true}",
       "without flags yes"},
      {"set_recommended_response_code",
       "proxy_status_config: {set_recommended_response_code: true}", "recommended code yes"},
      {"use_node_id", "proxy_status_config: {use_node_id: true}", "proxy status of node-1"},
      {"literal_proxy_name", "proxy_status_config: {literal_proxy_name: edge}",
       "proxy status of edge"},
  });
}

TEST(HonouredHttpManagerTest, StatusesOfRefusals) {
  FieldTable<Message> table = Table();
  table.prefix = "envoy.type.v3.HttpStatus.";
  table.Check({
      {"code",
       Detection("custom_header.v3.CustomHeaderConfig",
                 "header_name: r, reject_with_status: {code: TooManyRequests}")
           .c_str(),
       "detects by header r; may be internal no; refuses with 429"},
  });
}

TEST(HonouredHttpManagerTest, EarlyHeaderMutations) {
  constexpr char kRemove[] =
      "early_header_mutation_extensions: [{name: e, typed_config: {'@type': "
      "type.googleapis.com/envoy.extensions.http.early_header_mutation.header_mutation.v3."
      "HeaderMutation, mutations: [{remove: x-drop}]}}]";
  FieldTable<Message> table = Table();
  table.prefix = "envoy.extensions.";
  table.Check({
      {"filters.network.http_connection_manager.v3.HttpConnectionManager."
       "early_header_mutation_extensions",
       kRemove, "early x-old=1"},
      {"http.early_header_mutation.header_mutation.v3.HeaderMutation.mutations", kRemove,
       "early x-old=1"},
  });
}

TEST(HonouredHttpManagerTest, ClientCertificates) {
  Table().Check({
      {"forward_client_cert_details", "forward_client_cert_details: FORWARD_ONLY",
       "forward_client_cert_details 1"},
      {"forward_client_cert_details", "forward_client_cert_details: APPEND_FORWARD",
       "forward_client_cert_details 2"},
      {"forward_client_cert_details", "forward_client_cert_details: SANITIZE_SET",
       "forward_client_cert_details 3"},
      {"forward_client_cert_details", "forward_client_cert_details: ALWAYS_FORWARD_ONLY",
       "forward_client_cert_details 4"},
      {"set_current_client_cert_details", "set_current_client_cert_details: {subject: true}",
       "subject yes"},
      {"SetCurrentClientCertDetails.subject", "set_current_client_cert_details: {subject: true}",
       "subject yes"},
      {"SetCurrentClientCertDetails.cert", "set_current_client_cert_details: {cert: true}",
       "cert yes"},
      {"SetCurrentClientCertDetails.dns", "set_current_client_cert_details: {dns: true}",
       "dns yes"},
      {"SetCurrentClientCertDetails.uri", "set_current_client_cert_details: {uri: true}",
       "uri yes"},
  });
}

TEST(HonouredHttpManagerTest, Paths) {
  Table().Check({
      {"normalize_path", "normalize_path: true", "normalize_path yes"},
      {"merge_slashes", "merge_slashes: true", "merge_slashes yes"},
      {"path_with_escaped_slashes_action", "path_with_escaped_slashes_action: REJECT_REQUEST",
       "escaped slashes 1"},
      {"path_with_escaped_slashes_action",
       "path_with_escaped_slashes_action: UNESCAPE_AND_REDIRECT", "escaped slashes 2"},
      {"path_with_escaped_slashes_action", "path_with_escaped_slashes_action: UNESCAPE_AND_FORWARD",
       "escaped slashes 3"},
      {"strip_matching_host_port", "strip_matching_host_port: true",
       "strip_matching_host_port yes"},
      {"strip_any_host_port", "strip_any_host_port: true", "strip_any_host_port yes"},
      {"strip_trailing_host_dot", "strip_trailing_host_dot: true", "strip_trailing_host_dot yes"},
  });
}

TEST(HonouredHttpManagerTest, Times) {
  Table().Check({
      {"common_http_protocol_options", "common_http_protocol_options: {idle_timeout: 3s}",
       "idle_timeout 3000ms"},
      {"stream_idle_timeout", "stream_idle_timeout: 4s", "stream_idle_timeout 4000ms"},
      {"request_timeout", "request_timeout: 5s", "request_timeout 5000ms"},
      {"request_headers_timeout", "request_headers_timeout: 6s", "request_headers_timeout 6000ms"},
      {"drain_timeout", "drain_timeout: 7s", "drain_timeout 7000ms"},
      {"delayed_close_timeout", "delayed_close_timeout: 8s", "delayed_close_timeout 8000ms"},
  });
  FieldTable<Message> core = Table();
  core.prefix = "envoy.config.core.v3.HttpProtocolOptions.";
  core.Check({
      {"idle_timeout", "common_http_protocol_options: {idle_timeout: 0s}", "idle_timeout none"},
      {"max_connection_duration", "common_http_protocol_options: {max_connection_duration: 9s}",
       "max_connection_duration 9000ms"},
      {"max_stream_duration", "common_http_protocol_options: {max_stream_duration: 10s}",
       "max_stream_duration 10000ms"},
      {"max_requests_per_connection",
       "common_http_protocol_options: {max_requests_per_connection: 11}",
       "max_requests_per_connection 11"},
  });
}

TEST(HonouredHttpManagerTest, Http1) {
  Table().Check({
      {"http_protocol_options", "http_protocol_options: {accept_http_10: true}",
       "accept_http_10 yes"},
      {"max_request_headers_kb", "max_request_headers_kb: 2", "max_bytes 2048"},
      {"stream_error_on_invalid_http_message", "stream_error_on_invalid_http_message: true",
       "stream_error_on_invalid_http_message yes"},
  });
  FieldTable<Message> core = Table();
  core.prefix = "envoy.config.core.v3.";
  core.Check({
      {"HttpProtocolOptions.max_headers_count",
       "common_http_protocol_options: {max_headers_count: 12}", "max_fields 12"},
      {"HttpProtocolOptions.headers_with_underscores_action",
       "common_http_protocol_options: {headers_with_underscores_action: REJECT_REQUEST}",
       "underscores 1"},
      {"HttpProtocolOptions.headers_with_underscores_action",
       "common_http_protocol_options: {headers_with_underscores_action: DROP_HEADER}",
       "underscores 2"},
      {"Http1ProtocolOptions.header_key_format",
       "http_protocol_options: {header_key_format: {proper_case_words: {}}}", "header_case 1"},
      {"Http1ProtocolOptions.HeaderKeyFormat.stateful_formatter",
       "http_protocol_options: {header_key_format: {stateful_formatter: {name: p, typed_config: "
       "{'@type': type.googleapis.com/envoy.extensions.http.header_formatters.preserve_case.v3."
       "PreserveCaseFormatterConfig}}}}",
       "header_case 2"},
      {"Http1ProtocolOptions.allow_absolute_url",
       "http_protocol_options: {allow_absolute_url: false}", "allow_absolute_url no"},
      {"Http1ProtocolOptions.accept_http_10", "http_protocol_options: {accept_http_10: true}",
       "accept_http_10 yes"},
      {"Http1ProtocolOptions.default_host_for_http_10",
       "http_protocol_options: {default_host_for_http_10: h}", "default_host_for_http_10 h"},
      {"Http1ProtocolOptions.enable_trailers", "http_protocol_options: {enable_trailers: true}",
       "enable_trailers yes"},
      {"Http1ProtocolOptions.allow_chunked_length",
       "http_protocol_options: {allow_chunked_length: true}", "allow_chunked_length yes"},
      {"Http1ProtocolOptions.allow_custom_methods",
       "http_protocol_options: {allow_custom_methods: true}", "allow_custom_methods yes"},
      {"Http1ProtocolOptions.ignore_http_11_upgrade",
       "http_protocol_options: {ignore_http_11_upgrade: [{prefix: h2}]}", "ignores h2c yes"},
      {"Http1ProtocolOptions.override_stream_error_on_invalid_http_message",
       "http_protocol_options: {override_stream_error_on_invalid_http_message: true}",
       "stream_error_on_invalid_http_message yes"},
  });
}

TEST(HonouredHttpManagerTest, LocalReplies) {
  Table("").Check({
      {"HttpConnectionManager.local_reply_config",
       "local_reply_config: {body_format: {text_format_source: {inline_string: x}}}",
       "body_format text/plain: x"},
      {"LocalReplyConfig.body_format",
       "local_reply_config: {body_format: {text_format_source: {inline_string: yy}}}",
       "body_format text/plain: yy"},
      {"LocalReplyConfig.mappers",
       "local_reply_config: {mappers: [{filter: {traceable_filter: {}}}]}",
       "mapper for 3; status_code none; body none; body_format_override none; headers_to_add "
       "x-old=1 x-drop=1"},
      {"ResponseMapper.filter",
       "local_reply_config: {mappers: [{filter: {not_health_check_filter: {}}}]}",
       "mapper for 2; status_code none; body none; body_format_override none; headers_to_add "
       "x-old=1 x-drop=1"},
  });
  FieldTable<Message> mapper = Table("ResponseMapper.");
  mapper.message =
      "{stat_prefix: s, local_reply_config: {mappers: [{filter: {not_health_check_filter: {}}}]}}";
  const auto with = [](absl::string_view fields) {
    return absl::StrCat("local_reply_config: {mappers: [{filter: {traceable_filter: {}}, ", fields,
                        "}]}");
  };
  // The mapper of the row comes second.
  mapper.Check({
      {"status_code", with("status_code: 404").c_str(), "mapper for 3; status_code 404"},
      {"body", with("body: {inline_string: '%REQ(x-a)%'}").c_str(), "mapper for 3; body 1"},
      {"body_format_override",
       with("body_format_override: {text_format_source: {inline_string: z}}").c_str(),
       "mapper for 3; body_format_override text/plain: z"},
      {"headers_to_add", with("headers_to_add: [{header: {key: x-new, value: '2'}}]").c_str(),
       "mapper for 3; headers_to_add x-old=1 x-drop=1 x-new=2"},
  });
}

TEST(HonouredHttpManagerTest, UpgradesAndLogs) {
  Table().Check({
      {"upgrade_configs", "upgrade_configs: [{upgrade_type: websocket}]", "upgrade websocket yes"},
      {"UpgradeConfig.upgrade_type", "upgrade_configs: [{upgrade_type: h}]", "upgrade h yes"},
      {"UpgradeConfig.enabled", "upgrade_configs: [{upgrade_type: h, enabled: false}]",
       "upgrade h no"},
      {"access_log_options", "access_log_options: {flush_access_log_on_new_request: true}",
       "logs requests at their start yes"},
      {"HcmAccessLogOptions.flush_access_log_on_new_request",
       "access_log_options: {flush_access_log_on_new_request: true}",
       "logs requests at their start yes"},
      {"HcmAccessLogOptions.flush_log_on_tunnel_successfully_established",
       "access_log_options: {flush_log_on_tunnel_successfully_established: true}",
       "logs tunnels at their start yes"},
      {"flush_access_log_on_new_request", "flush_access_log_on_new_request: true",
       "logs requests at their start yes"},
  });
}

TEST(HonouredHttpManagerTest, MistakesSayWhereTheyStand) {
  Table().Check({
      {"codec_type", "codec_type: HTTP2",
       "refused codec_type: must be AUTO or HTTP1: others are not supported, got \"HTTP2\""},
      {"strip_any_host_port", "{strip_any_host_port: true, strip_matching_host_port: true}",
       "refused strip_matching_host_port: excludes strip_any_host_port"},
      {"path_normalization_options", "path_normalization_options: {}",
       "refused path_normalization_options: is not supported"},
      {"stream_idle_timeout", "stream_idle_timeout: -1s",
       "refused stream_idle_timeout: must not be negative"},
      {"original_ip_detection_extensions", "original_ip_detection_extensions: [{name: o}]",
       "refused original_ip_detection_extensions[0].typed_config: is not a known extension, got "
       "\"o\""},
      {"early_header_mutation_extensions", "early_header_mutation_extensions: [{name: e}]",
       "refused early_header_mutation_extensions[0]: is not a known extension, got \"e\""},
      {"upgrade_configs", "upgrade_configs: [{upgrade_type: a}, {upgrade_type: A}]",
       "refused upgrade_configs[1].upgrade_type: must not stand twice, got \"A\""},
  });
}

// The whole extension: what it requires, and what its parts note.
void DescribeManager(const Message& message, Scope& scope, Lines& lines) {
  google::protobuf::Any any;
  any.PackFrom(message);
  lines.Add("made", HttpConnectionManagerExtension().parse(any, scope) != nullptr);
  for (const ClusterReference& reference : scope.TakeRequiredClusters()) {
    lines.Add(reference.field_path, reference.cluster);
  }
}

FieldTable<Message> ManagerTable() {
  return {absl::StrCat(kPrefix, "HttpConnectionManager."),
          "{stat_prefix: s, rds: {route_config_name: r, config_source: {ads: {}}}}",
          DescribeManager};
}

std::string Any(absl::string_view type, absl::string_view value) {
  return absl::StrCat("typed_config: {'@type': type.googleapis.com/google.protobuf.", type,
                      ", value: ", value, "}");
}

TEST(HonouredHttpManagerTest, Routes) {
  ManagerTable().Check({
      {"route_config",
       "route_config: {virtual_hosts: [{name: h, domains: ['*'], routes: [{match: {prefix: /}, "
       "route: {cluster: a}}]}]}",
       "route_config.virtual_hosts[0].routes[0].route.cluster a"},
      {"rds", "rds: {config_source: {path_config_source: {path: ''}, resource_api_version: V2}}",
       "refused rds.config_source.resource_api_version: must be V3, got \"V2\""},
  });
  FieldTable<Message> rds = {absl::StrCat(kPrefix, "Rds."),
                             "{stat_prefix: s, rds: {config_source: {ads: {}}}}", DescribeManager};
  rds.Check({
      {"route_config_name", "rds: {route_config_name: r}", "made yes"},
      {"config_source", "rds: {route_config_name: r, config_source: {resource_api_version: V2}}",
       "refused rds.config_source.resource_api_version: must be V3, got \"V2\""},
  });
}

TEST(HonouredHttpManagerTest, Parts) {
  const std::string end = Any("BytesValue", "YQ==");
  ManagerTable().Check({
      {"http_filters", absl::StrCat("http_filters: [{name: a, ", end, "}]").c_str(),
       "seen by last http filter a"},
      {"UpgradeConfig.filters",
       absl::StrCat("upgrade_configs: [{upgrade_type: h, filters: [{name: a, ", end, "}]}]")
           .c_str(),
       "seen by last http filter a"},
      {"access_log", "access_log: [{name: l}]",
       "refused access_log[0].typed_config: must be given: an access log is found by its type, got "
       "\"l\""},
  });
}

// The filter, and one behind it that ends the chain.
void DescribeFilters(const hcm::HttpFilter& message, Scope& scope, Lines& lines) {
  Repeated<hcm::HttpFilter> list;
  *list.Add() = message;
  ReadYaml(absl::StrCat("{name: end, ", Any("BytesValue", "YQ=="), "}"), *list.Add());
  for (const HttpFilterPlan& plan : ParseHttpFilters(list, scope)) {
    lines.Add(plan.name, plan.disabled ? "is off" : "is on");
  }
}

TEST(HonouredHttpManagerTest, Filters) {
  const std::string filter = absl::StrCat("{name: a, ", Any("StringValue", "x"), "}");
  const FieldTable<hcm::HttpFilter> table = {absl::StrCat(kPrefix, "HttpFilter."), filter.c_str(),
                                             DescribeFilters};
  table.Check({
      {"name", "name: b", "b is on"},
      {"typed_config", Any("StringValue", "w").c_str(), "seen by http filter w"},
      {"disabled", "disabled: true", "a is off"},
      {"typed_config", Any("BoolValue", "true").c_str(),
       "refused [0].typed_config: must be the type of a known HTTP filter, got "
       "\"google.protobuf.BoolValue\""},
  });
  const FieldTable<hcm::HttpFilter> bare = {table.prefix, "name: a", DescribeFilters};
  bare.Check({
      {"is_optional", "is_optional: true", "end is on; seen by last http filter a"},
      {"is_optional", absl::StrCat("is_optional: true\n", Any("BoolValue", "true")).c_str(),
       "end is on; seen by last http filter a"},
  });
}

}  // namespace
}  // namespace nuncio::config
