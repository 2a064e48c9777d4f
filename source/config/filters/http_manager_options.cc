#include "source/config/filters/http_manager_options.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "envoy/extensions/http/early_header_mutation/header_mutation/v3/header_mutation.pb.h"
#include "source/config/filters/original_ip_detection.h"
#include "source/config/shared/access_log.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/extension_type.h"
#include "source/config/shared/header_rules.h"
#include "source/config/shared/http1_options.h"
#include "source/config/shared/matchers.h"
#include "source/config/shared/substitution_format.h"

namespace nuncio::config {
namespace {

namespace hcm = ::envoy::extensions::filters::network::http_connection_manager::v3;
using Message = hcm::HttpConnectionManager;
using Options = proxy::HttpConnectionManagerOptions;

std::optional<base::Duration> Limit(const google::protobuf::Duration& duration) {
  const base::Duration limit = ToDuration(duration);
  if (limit == base::Duration(0)) return std::nullopt;
  return limit;
}

void ParseCodec(const Message& message, Scope& scope, Options& out) {
  switch (message.codec_type()) {
    case Message::AUTO:
      out.codec_type = proxy::CodecType::kAuto;
      return;
    case Message::HTTP1:
      out.codec_type = proxy::CodecType::kHttp1;
      return;
    default:
      scope.FailAt("codec_type", "must be AUTO or HTTP1: others are not supported",
                   Message::CodecType_Name(message.codec_type()));
  }
}

void ParseOriginalIpDetection(const Message& message, Scope& scope, Options& out) {
  const auto& extensions = message.original_ip_detection_extensions();
  if (extensions.empty()) return;
  const auto list = scope.Field("original_ip_detection_extensions");
  if (out.use_remote_address) scope.Fail("excludes use_remote_address");
  if (out.xff_num_trusted_hops > 0) scope.Fail("excludes xff_num_trusted_hops");
  for (int i = 0; i < extensions.size(); ++i) {
    const auto step = scope.Index(i);
    auto detection = ParseOriginalIpDetection(extensions[i], scope);
    if (detection.has_value()) {
      out.original_ip_detection_extensions.push_back(*std::move(detection));
    }
  }
}

void ParseAddresses(const Message& message, Scope& scope, Options& out) {
  out.use_remote_address = message.use_remote_address().value();
  out.xff_num_trusted_hops = message.xff_num_trusted_hops();
  out.skip_xff_append = message.skip_xff_append();
  out.append_x_forwarded_port = message.append_x_forwarded_port();
  if (message.has_internal_address_config()) {
    const auto step = scope.Field("internal_address_config");
    const auto field = scope.Field("cidr_ranges");
    const auto& config = message.internal_address_config();
    out.internal_address_config =
        matching::AddressRanges(ParseCidrRanges(config.cidr_ranges(), scope));
    out.internal_unix_sockets = config.unix_sockets();
  }
  ParseOriginalIpDetection(message, scope, out);
}

void ParseServerHeader(const Message& message, Options& out) {
  if (!message.server_name().empty()) out.server_name = message.server_name();
  switch (message.server_header_transformation()) {
    case Message::APPEND_IF_ABSENT:
      out.server_header_transformation = proxy::ServerHeaderTransformation::kAppendIfAbsent;
      return;
    case Message::PASS_THROUGH:
      out.server_header_transformation = proxy::ServerHeaderTransformation::kPassThrough;
      return;
    default:
      out.server_header_transformation = proxy::ServerHeaderTransformation::kOverwrite;
  }
}

void ParseClientCertificate(const Message& message, Scope& scope, Options& out) {
  using Details = proxy::ForwardClientCertDetails;
  switch (message.forward_client_cert_details()) {
    case Message::FORWARD_ONLY:
      out.forward_client_cert_details = Details::kForwardOnly;
      break;
    case Message::APPEND_FORWARD:
      out.forward_client_cert_details = Details::kAppendForward;
      break;
    case Message::SANITIZE_SET:
      out.forward_client_cert_details = Details::kSanitizeSet;
      break;
    case Message::ALWAYS_FORWARD_ONLY:
      out.forward_client_cert_details = Details::kAlwaysForwardOnly;
      break;
    default:
      out.forward_client_cert_details = Details::kSanitize;
  }
  const auto& set = message.set_current_client_cert_details();
  out.set_current_client_cert_details = {set.subject().value(), set.cert(), set.dns(), set.uri()};
  if (message.has_forward_client_cert_matcher()) {
    scope.FailAt("forward_client_cert_matcher", "is not supported");
  }
}

void ParseEarlyMutations(const Message& message, Scope& scope, Options& out) {
  using Mutation =
      ::envoy::extensions::http::early_header_mutation::header_mutation::v3::HeaderMutation;
  const auto list = scope.Field("early_header_mutation_extensions");
  for (int i = 0; i < message.early_header_mutation_extensions_size(); ++i) {
    const auto index = scope.Index(i);
    const auto& extension = message.early_header_mutation_extensions(i);
    if (!HoldsA<Mutation>(extension.typed_config())) {
      scope.Fail("is not a known extension", extension.name());
      continue;
    }
    const auto field = scope.Field("typed_config");
    const auto type = scope.Type(Mutation::descriptor()->full_name());
    Mutation mutation;
    if (!UnpackTo(extension.typed_config(), mutation, scope)) continue;
    const auto step = scope.Field("mutations");
    out.early_header_mutation_extensions.push_back(
        ParseHeaderMutations(mutation.mutations(), scope));
  }
}

void ParseProxyStatus(const Message& message, Scope& scope, Options& out) {
  if (!message.has_proxy_status_config()) return;
  const auto& config = message.proxy_status_config();
  proxy::ProxyStatusConfig& status = out.proxy_status_config.emplace();
  status.remove_details = config.remove_details();
  status.remove_connection_termination_details = config.remove_connection_termination_details();
  status.remove_response_flags = config.remove_response_flags();
  status.set_recommended_response_code = config.set_recommended_response_code();
  status.proxy_name = config.use_node_id()                   ? scope.environment().node_id
                      : !config.literal_proxy_name().empty() ? config.literal_proxy_name()
                                                             : out.server_name;
}

void ParseIdentity(const Message& message, Scope& scope, Options& out) {
  out.via = message.via();
  ParseServerHeader(message, out);
  out.generate_request_id =
      ValueOr(message.has_generate_request_id(), message.generate_request_id(), true);
  out.preserve_external_request_id = message.preserve_external_request_id();
  out.always_set_request_id_in_response = message.always_set_request_id_in_response();
  if (message.add_user_agent().value()) {
    out.user_agent_cluster = scope.environment().node_cluster;
    out.user_agent_node = scope.environment().node_id;
  }
  out.scheme_to_overwrite = message.scheme_header_transformation().scheme_to_overwrite();
  ParseClientCertificate(message, scope, out);
  out.proxy_100_continue = message.proxy_100_continue();
  ParseEarlyMutations(message, scope, out);
  ParseProxyStatus(message, scope, out);
}

void ParsePaths(const Message& message, Scope& scope, Options& out) {
  using Action = proxy::PathWithEscapedSlashesAction;
  out.normalize_path = message.normalize_path().value();
  out.merge_slashes = message.merge_slashes();
  switch (message.path_with_escaped_slashes_action()) {
    case Message::REJECT_REQUEST:
      out.path_with_escaped_slashes_action = Action::kRejectRequest;
      break;
    case Message::UNESCAPE_AND_REDIRECT:
      out.path_with_escaped_slashes_action = Action::kUnescapeAndRedirect;
      break;
    case Message::UNESCAPE_AND_FORWARD:
      out.path_with_escaped_slashes_action = Action::kUnescapeAndForward;
      break;
    default:
      out.path_with_escaped_slashes_action = Action::kKeepUnchanged;
  }
  if (message.strip_matching_host_port() && message.strip_any_host_port()) {
    scope.FailAt("strip_matching_host_port", "excludes strip_any_host_port");
  }
  out.strip_matching_host_port = message.strip_matching_host_port();
  out.strip_any_host_port = message.strip_any_host_port();
  out.strip_trailing_host_dot = message.strip_trailing_host_dot();
  if (message.has_path_normalization_options()) {
    scope.FailAt("path_normalization_options", "is not supported");
  }
}

void ParseTimeouts(const Message& message, Scope& scope, Options& out) {
  const auto& common = message.common_http_protocol_options();
  CheckNotNegative(common.idle_timeout(), "common_http_protocol_options", scope);
  if (common.has_idle_timeout()) out.idle_timeout = Limit(common.idle_timeout());
  if (common.has_max_connection_duration()) {
    out.max_connection_duration = Limit(common.max_connection_duration());
  }
  if (common.has_max_stream_duration()) {
    out.max_stream_duration = Limit(common.max_stream_duration());
  }
  out.max_requests_per_connection = common.max_requests_per_connection().value();
  CheckNotNegative(message.stream_idle_timeout(), "stream_idle_timeout", scope);
  if (message.has_stream_idle_timeout()) {
    out.stream_idle_timeout = ToDuration(message.stream_idle_timeout());
  }
  out.request_timeout = ToDuration(message.request_timeout());
  out.request_headers_timeout = ToDuration(message.request_headers_timeout());
  if (message.has_drain_timeout()) out.drain_timeout = ToDuration(message.drain_timeout());
  if (message.has_delayed_close_timeout()) {
    out.delayed_close_timeout = ToDuration(message.delayed_close_timeout());
  }
}

void ParseHttp1(const Message& message, Scope& scope, Options& out) {
  const auto& common = message.common_http_protocol_options();
  {
    const auto step = scope.Field("http_protocol_options");
    ParseHttp1Options(message.http_protocol_options(), scope, out.http_protocol_options);
  }
  out.http_protocol_options.limits.max_bytes =
      ValueOr(message.has_max_request_headers_kb(), message.max_request_headers_kb(), 60) * 1024;
  out.http_protocol_options.limits.max_fields =
      ValueOr(common.has_max_headers_count(), common.max_headers_count(), 100);
  out.http_protocol_options.underscores =
      ToUnderscoreAction(common.headers_with_underscores_action());
  const auto& own = message.http_protocol_options();
  out.stream_error_on_invalid_http_message =
      ValueOr(own.has_override_stream_error_on_invalid_http_message(),
              own.override_stream_error_on_invalid_http_message(),
              message.stream_error_on_invalid_http_message().value());
}

std::optional<proxy::LocalReplyMapper> ParseMapper(const hcm::ResponseMapper& mapper,
                                                   Scope& scope) {
  proxy::LocalReplyMapper out;
  {
    const auto step = scope.Field("filter");
    out.filter = ParseAccessLogFilter(mapper.filter(), scope);
  }
  if (mapper.has_status_code()) out.status_code = static_cast<int>(mapper.status_code().value());
  if (mapper.has_body()) {
    const auto step = scope.Field("body");
    const auto text = ReadDataSource(mapper.body(), scope);
    if (text.has_value()) out.body = ParseFormatter(*text, scope);
  }
  if (mapper.has_body_format_override()) {
    const auto step = scope.Field("body_format_override");
    out.body_format_override = ParseSubstitutionFormat(mapper.body_format_override(), scope);
  }
  out.headers_to_add = ParseHeaderRules(mapper.headers_to_add(), {}, {"headers_to_add", ""}, scope);
  if (out.filter == nullptr) return std::nullopt;
  return out;
}

proxy::LocalReplyConfig ParseLocalReplies(const hcm::LocalReplyConfig& config, Scope& scope) {
  proxy::LocalReplyConfig out;
  {
    const auto list = scope.Field("mappers");
    for (int i = 0; i < config.mappers_size(); ++i) {
      const auto step = scope.Index(i);
      if (auto mapper = ParseMapper(config.mappers(i), scope)) {
        out.mappers.push_back(*std::move(mapper));
      }
    }
  }
  if (config.has_body_format()) {
    const auto step = scope.Field("body_format");
    out.body_format = ParseSubstitutionFormat(config.body_format(), scope);
  }
  return out;
}

void ParseUpgrades(const Message& message, Scope& scope, Options& out) {
  std::set<std::string> seen;
  const auto list = scope.Field("upgrade_configs");
  for (int i = 0; i < message.upgrade_configs_size(); ++i) {
    const auto step = scope.Index(i);
    const auto& upgrade = message.upgrade_configs(i);
    if (!seen.insert(absl::AsciiStrToLower(upgrade.upgrade_type())).second) {
      scope.FailAt("upgrade_type", "must not stand twice", upgrade.upgrade_type());
    }
    out.upgrade_configs.push_back(
        {upgrade.upgrade_type(), ValueOr(upgrade.has_enabled(), upgrade.enabled(), true), {}});
  }
}

}  // namespace

Options ParseManagerOptions(const Message& message, Scope& scope) {
  Options out;
  out.stat_prefix = message.stat_prefix();
  ParseCodec(message, scope, out);
  ParseAddresses(message, scope, out);
  ParseIdentity(message, scope, out);
  ParsePaths(message, scope, out);
  ParseTimeouts(message, scope, out);
  ParseHttp1(message, scope, out);
  {
    const auto step = scope.Field("local_reply_config");
    out.local_reply_config = ParseLocalReplies(message.local_reply_config(), scope);
  }
  ParseUpgrades(message, scope, out);
  out.access_log_options.flush_access_log_on_new_request =
      message.access_log_options().flush_access_log_on_new_request() ||
      message.flush_access_log_on_new_request();
  out.access_log_options.flush_log_on_tunnel_successfully_established =
      message.access_log_options().flush_log_on_tunnel_successfully_established();
  if (message.has_typed_header_validation_config()) {
    scope.FailAt("typed_header_validation_config", "is not a known extension",
                 message.typed_header_validation_config().name());
  }
  return out;
}

}  // namespace nuncio::config
