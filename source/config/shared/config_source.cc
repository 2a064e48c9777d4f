#include "source/config/shared/config_source.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/config/shared/core_values.h"
#include "source/schema/header_syntax.h"

namespace nuncio::config {
namespace {

namespace core = ::envoy::config::core::v3;
using xds::client::FileSource;
using xds::client::GrpcSource;

// "ipv4:127.0.0.1:18000"; empty for what gRPC cannot dial as it is.
std::string TargetOf(const core::Address& address) {
  if (address.has_pipe()) {
    const std::string& path = address.pipe().path();
    return absl::StartsWith(path, "@") ? absl::StrCat("unix-abstract:", path.substr(1))
                                       : absl::StrCat("unix:", path);
  }
  if (!address.has_socket_address()) return "";
  const std::string& host = address.socket_address().address();
  const uint32_t port = address.socket_address().port_value();
  if (absl::StrContains(host, ':')) return absl::StrCat("ipv6:[", host, "]:", port);
  const bool numeric = host.find_first_not_of("0123456789.") == std::string::npos;
  return numeric ? absl::StrCat("ipv4:", host, ":", port)
                 : absl::StrCat("dns:///", host, ":", port);
}

bool AddTargets(const core::GrpcService& service, Scope& scope, GrpcSource& out) {
  if (service.has_google_grpc()) {
    out.targets.push_back(service.google_grpc().target_uri());
    return true;
  }
  const auto grpc = scope.Field("envoy_grpc");
  const auto step = scope.Field("cluster_name");
  const std::string& name = service.envoy_grpc().cluster_name();
  const auto& known = scope.environment().grpc_targets;
  const auto found = known.find(name);
  if (found == known.end() || found->second.empty()) {
    scope.Fail("must be a static cluster of the bootstrap with endpoints", name);
    return false;
  }
  out.targets = found->second;
  out.authority =
      service.envoy_grpc().authority().empty() ? name : service.envoy_grpc().authority();
  return true;
}

// gRPC ends the process over metadata that it does not send.
void AddMetadata(const core::HeaderValue& header, Scope& scope, GrpcSource& out) {
  std::string key = absl::AsciiStrToLower(header.key());
  if (!schema::IsGrpcMetadataKey(key)) {
    scope.FailAt("key", "must consist of letters, digits, '-', '_' and '.'", key);
  } else if (!absl::EndsWith(key, "-bin") && !schema::IsPrintableAscii(header.value())) {
    scope.FailAt("value", "must consist of printable ASCII characters, or the key end in -bin");
  } else {
    out.initial_metadata.emplace_back(std::move(key), header.value());
  }
}

void ApplyBackOff(const core::BackoffStrategy& back_off, Scope& scope, GrpcSource& out) {
  if (!back_off.has_base_interval()) return;
  out.back_off_base = ToDuration(back_off.base_interval());
  out.back_off_max =
      back_off.has_max_interval() ? ToDuration(back_off.max_interval()) : 10 * out.back_off_base;
  if (out.back_off_max < out.back_off_base) {
    scope.Fail("must have a max_interval of at least the base_interval");
  }
}

void ApplyService(const core::GrpcService& service, Scope& scope, GrpcSource& out) {
  for (int i = 0; i < service.initial_metadata_size(); ++i) {
    const auto list = scope.Field("initial_metadata");
    const auto step = scope.Index(i);
    AddMetadata(service.initial_metadata(i), scope, out);
  }
  const bool by_cluster = service.envoy_grpc().has_retry_policy();
  ApplyBackOff(
      (by_cluster ? service.envoy_grpc().retry_policy() : service.retry_policy()).retry_back_off(),
      scope, out);
  if (service.envoy_grpc().has_max_receive_message_length()) {
    out.max_message_bytes =
        static_cast<int>(service.envoy_grpc().max_receive_message_length().value());
  }
}

void CheckVersion(core::ApiVersion version, absl::string_view field, Scope& scope) {
  if (version == core::V2) scope.FailAt(field, "must be V3", "V2");
}

void CheckIsThere(const std::string& path, absl::string_view rule, Scope& scope) {
  if (!scope.environment().check_files || access(path.c_str(), F_OK) == 0) return;
  scope.FailAt("path", rule, path);
}

void CheckFile(const std::string& path, Scope& scope) {
  CheckIsThere(path, "must name a file that exists", scope);
}

FileSource ParsePathSource(const core::PathConfigSource& source, Scope& scope) {
  const auto step = scope.Field("path_config_source");
  CheckFile(source.path(), scope);
  const std::string& directory = source.watched_directory().path();
  if (source.has_watched_directory()) {
    const auto watched = scope.Field("watched_directory");
    CheckIsThere(directory, "must name a directory that exists", scope);
  }
  return {source.path(), directory};
}

bool CheckApiType(const core::ApiConfigSource& source, Scope& scope) {
  switch (source.api_type()) {
    case core::ApiConfigSource::GRPC:
      return true;
    case core::ApiConfigSource::REST:
      scope.FailAt("api_type", "must be GRPC: REST is not supported", "REST");
      return false;
    case core::ApiConfigSource::DELTA_GRPC:
      scope.FailAt("api_type", "must be GRPC: the incremental protocol is not supported",
                   "DELTA_GRPC");
      return false;
    default:
      scope.FailAt("api_type", "must be GRPC",
                   core::ApiConfigSource::ApiType_Name(source.api_type()));
      return false;
  }
}

}  // namespace

std::map<std::string, std::vector<std::string>, std::less<>> FindGrpcTargets(
    const envoy::config::bootstrap::v3::Bootstrap& bootstrap) {
  std::map<std::string, std::vector<std::string>, std::less<>> out;
  for (const auto& cluster : bootstrap.static_resources().clusters()) {
    for (const auto& locality : cluster.load_assignment().endpoints()) {
      for (const auto& host : locality.lb_endpoints()) {
        std::string target = TargetOf(host.endpoint().address());
        if (!target.empty()) out[cluster.name()].push_back(std::move(target));
      }
    }
  }
  return out;
}

std::optional<GrpcSource> ParseApiConfigSource(const core::ApiConfigSource& source, Scope& scope) {
  CheckVersion(source.transport_api_version(), "transport_api_version", scope);
  if (!CheckApiType(source, scope)) return std::nullopt;
  GrpcSource out;
  if (source.cluster_names_size() > 0) {
    scope.FailAt("cluster_names", "is for REST only", source.cluster_names(0));
  }
  out.node_on_first_message_only = source.set_node_on_first_message_only();
  const auto list = scope.Field("grpc_services");
  if (source.grpc_services().empty()) {
    scope.Fail("must have at least one service");
    return std::nullopt;
  }
  // Each could have credentials of its own, which the others must not see.
  if (source.grpc_services_size() > 1) {
    scope.Fail("must have one service: several are not supported", "",
               "give the cluster several endpoints to try them in turn");
    return std::nullopt;
  }
  const auto step = scope.Index(0);
  if (!AddTargets(source.grpc_services(0), scope, out)) return std::nullopt;
  ApplyService(source.grpc_services(0), scope, out);
  return out;
}

std::optional<ResourceSource> ParseConfigSource(const core::ConfigSource& source, Scope& scope) {
  CheckVersion(source.resource_api_version(), "resource_api_version", scope);
  ResourceSource out;
  if (source.has_initial_fetch_timeout()) {
    CheckNotNegative(source.initial_fetch_timeout(), "initial_fetch_timeout", scope);
    out.initial_fetch_timeout = ToDuration(source.initial_fetch_timeout());
  }
  switch (source.config_source_specifier_case()) {
    case core::ConfigSource::kPath:
      CheckFile(source.path(), scope);
      out.source = FileSource{source.path(), ""};
      return out;
    case core::ConfigSource::kPathConfigSource:
      out.source = ParsePathSource(source.path_config_source(), scope);
      return out;
    case core::ConfigSource::kSelf:
      scope.FailAt("self", "is not supported", "", "name the source, as ads or api_config_source");
      return std::nullopt;
    case core::ConfigSource::kAds:
      if (!scope.environment().has_ads) {
        scope.FailAt("ads", "needs an ads_config in the bootstrap's dynamic_resources");
        return std::nullopt;
      }
      out.source = xds::client::AdsSource{};
      return out;
    case core::ConfigSource::kApiConfigSource: {
      const auto step = scope.Field("api_config_source");
      auto grpc = ParseApiConfigSource(source.api_config_source(), scope);
      if (!grpc.has_value()) return std::nullopt;
      out.source = *std::move(grpc);
      return out;
    }
    case core::ConfigSource::CONFIG_SOURCE_SPECIFIER_NOT_SET:
      scope.Fail("must name a source");
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace nuncio::config
