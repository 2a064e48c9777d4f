#include "source/config/bootstrap/bootstrap.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "envoy/extensions/access_loggers/file/v3/file.pb.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/matchers.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::bootstrap::v3::Bootstrap;

void ParseClusters(const Message& message, Scope& scope, BootstrapConfig& out) {
  std::set<std::string> names;
  const auto resources = scope.Field("static_resources");
  const auto list = scope.Field("clusters");
  for (int i = 0; i < message.static_resources().clusters_size(); ++i) {
    const auto step = scope.Index(i);
    const auto& cluster = message.static_resources().clusters(i);
    if (!names.insert(cluster.name()).second) {
      scope.FailAt("name", "must not be that of another cluster", cluster.name());
    }
    auto parsed = ParseCluster(cluster, false, scope);
    if (parsed == nullptr) continue;
    out.clusters.push_back(std::move(parsed));
    out.cluster_bytes.push_back(cluster.SerializeAsString());
  }
}

// A listener without a name has one that nobody writes.
std::string NameOf(const envoy::config::listener::v3::Listener& listener, int index) {
  return listener.name().empty() ? absl::StrCat("unnamed-", index) : listener.name();
}

void CheckAddresses(const ListenerPlan& plan, std::set<network::Address>& taken, Scope& scope) {
  std::set<network::Address> own;
  for (const listener::ListenAddress& address : plan.options.addresses) {
    if (address.address.is_ip() && address.address.port() == 0) continue;
    own.insert(address.address);
  }
  for (const network::Address& address : own) {
    if (!taken.insert(address).second) {
      scope.FailAt("address", "must not be that of another listener", address.ToString());
    }
  }
}

void CheckClusters(const ListenerPlan& plan, const BootstrapConfig& bootstrap, Scope& scope) {
  for (const ClusterReference& reference : plan.required_clusters) {
    const bool known = std::any_of(
        bootstrap.clusters.begin(), bootstrap.clusters.end(),
        [&](const auto& cluster) { return cluster->options->name == reference.cluster; });
    if (known) continue;
    schema::ConfigError error;
    error.resource = scope.resource();
    error.field_path = reference.field_path;
    error.rule = "must be a cluster of the bootstrap";
    error.value = schema::QuoteValue(reference.cluster);
    scope.errors().Add(std::move(error));
  }
}

void ParseListeners(const Message& message, Scope& scope, BootstrapConfig& out) {
  std::set<network::Address> taken;
  std::set<std::string> seen;
  const auto resources = scope.Field("static_resources");
  const auto list = scope.Field("listeners");
  for (int i = 0; i < message.static_resources().listeners_size(); ++i) {
    const auto step = scope.Index(i);
    const auto& listener = message.static_resources().listeners(i);
    if (!seen.insert(listener.SerializeAsString()).second) continue;  // the same once more
    auto parsed = ParseListener(listener, scope);
    if (parsed == nullptr) continue;
    auto plan = std::make_shared<ListenerPlan>(*parsed);
    plan->options.name = NameOf(listener, i);
    CheckAddresses(*plan, taken, scope);
    CheckClusters(*plan, out, scope);
    out.listeners.push_back(std::move(plan));
    out.listener_bytes.push_back(listener.SerializeAsString());
  }
}

std::optional<ResourceSource> ParseSource(absl::string_view field, bool set,
                                          const envoy::config::core::v3::ConfigSource& source,
                                          Scope& scope) {
  if (!set) return std::nullopt;
  const auto step = scope.Field(field);
  return ParseConfigSource(source, scope);
}

void ParseDynamic(const Message& message, Scope& scope, BootstrapConfig& out) {
  const auto& dynamic = message.dynamic_resources();
  const auto step = scope.Field("dynamic_resources");
  if (dynamic.has_ads_config()) {
    const auto field = scope.Field("ads_config");
    out.ads = ParseApiConfigSource(dynamic.ads_config(), scope);
  }
  out.cds = ParseSource("cds_config", dynamic.has_cds_config(), dynamic.cds_config(), scope);
  out.lds = ParseSource("lds_config", dynamic.has_lds_config(), dynamic.lds_config(), scope);
  if (!dynamic.cds_resources_locator().empty()) {
    scope.FailAt("cds_resources_locator", "is not supported", dynamic.cds_resources_locator());
  }
  if (!dynamic.lds_resources_locator().empty()) {
    scope.FailAt("lds_resources_locator", "is not supported", dynamic.lds_resources_locator());
  }
}

bool UsesDiscovery(const BootstrapConfig& config) {
  return config.ads.has_value() || config.cds.has_value() || config.lds.has_value() ||
         std::any_of(config.clusters.begin(), config.clusters.end(),
                     [](const auto& cluster) { return cluster->eds.has_value(); });
}

void CheckNode(const Message& message, const BootstrapConfig& config, Scope& scope) {
  if (!UsesDiscovery(config)) return;
  const auto step = scope.Field("node");
  for (const auto& [field, value] :
       {std::pair<absl::string_view, const std::string*>("id", &message.node().id()),
        {"cluster", &message.node().cluster()}}) {
    if (value->empty()) scope.FailAt(field, "must be given where resources are discovered");
  }
}

std::vector<AccessLogOptions> ParseAdminLogs(const envoy::config::bootstrap::v3::Admin& admin,
                                             Scope& scope) {
  std::vector<AccessLogOptions> logs;
  {
    const auto step = scope.Field("access_log");
    logs = ParseAccessLogs(admin.access_log(), scope);
  }
  if (admin.access_log_path().empty()) return logs;
  const auto step = scope.Field("access_log_path");
  envoy::extensions::access_loggers::file::v3::FileAccessLog file;
  file.set_path(admin.access_log_path());
  Repeated<envoy::config::accesslog::v3::AccessLog> one;
  one.Add()->mutable_typed_config()->PackFrom(file);
  for (AccessLogOptions& log : ParseAccessLogs(one, scope)) logs.push_back(std::move(log));
  return logs;
}

std::optional<AdminOptions> ParseAdmin(const Message& message, Scope& scope) {
  if (!message.admin().has_address()) return std::nullopt;
  const auto step = scope.Field("admin");
  AdminOptions out;
  {
    const auto field = scope.Field("address");
    auto address = ParseAddress(message.admin().address(), scope);
    if (!address.has_value()) return std::nullopt;
    out.address = *std::move(address);
  }
  out.access_logs = ParseAdminLogs(message.admin(), scope);
  const auto list = scope.Field("allow_paths");
  for (int i = 0; i < message.admin().allow_paths_size(); ++i) {
    const auto index = scope.Index(i);
    auto matcher = ParseStringMatcher(message.admin().allow_paths(i), scope);
    if (matcher.has_value()) out.allow_paths.push_back(*std::move(matcher));
  }
  return out;
}

void ParseStats(const Message& message, Scope& scope, BootstrapConfig& out) {
  if (message.has_stats_flush_interval()) {
    out.stats_flush_interval = ToDuration(message.stats_flush_interval());
  }
  out.stats_flush_on_admin = message.stats_flush_on_admin();
  const auto step = scope.Field("stats_config");
  const auto list = scope.Field("histogram_bucket_settings");
  for (const auto& setting : message.stats_config().histogram_bucket_settings()) {
    const auto field = scope.Field("match");
    auto matcher = ParseStringMatcher(setting.match(), scope);
    if (!matcher.has_value()) continue;
    HistogramBuckets buckets{*std::move(matcher), {}};
    buckets.bounds.assign(setting.buckets().begin(), setting.buckets().end());
    std::sort(buckets.bounds.begin(), buckets.bounds.end());
    out.histogram_buckets.push_back(std::move(buckets));
  }
}

void ParseRuntime(const Message& message, Scope& scope, BootstrapConfig& out) {
  const auto step = scope.Field("layered_runtime");
  out.runtime = ParseRuntimeLayers(message.layered_runtime(), scope);
}

void RefuseUnsupported(const Message& message, Scope& scope) {
  if (message.has_default_regex_engine()) {
    const auto& engine = message.default_regex_engine();
    if (!absl::EndsWith(engine.typed_config().type_url(), "regex_engines.v3.GoogleRE2")) {
      scope.FailAt("default_regex_engine", "is not a known extension", engine.name());
    }
  }
  if (message.stats_sinks_size() > 0) {
    scope.FailAt("stats_sinks", "is not a known extension", message.stats_sinks(0).name());
  }
  if (message.bootstrap_extensions_size() > 0) {
    scope.FailAt("bootstrap_extensions", "is not a known extension",
                 message.bootstrap_extensions(0).name());
  }
  const std::string& local = message.cluster_manager().local_cluster_name();
  const auto& clusters = message.static_resources().clusters();
  if (!local.empty() && std::none_of(clusters.begin(), clusters.end(),
                                     [&local](const auto& c) { return c.name() == local; })) {
    const auto step = scope.Field("cluster_manager");
    scope.FailAt("local_cluster_name", "must be a cluster of the bootstrap", local);
  }
  if (message.has_overload_manager()) scope.FailAt("overload_manager", "is not supported");
}

}  // namespace

std::shared_ptr<const BootstrapConfig> ParseBootstrap(const Message& message,
                                                      const schema::Validator& validator,
                                                      schema::HonouredReport& honoured,
                                                      Environment& environment,
                                                      schema::ConfigErrors& errors) {
  environment.node_id = message.node().id();
  environment.node_cluster = message.node().cluster();
  environment.grpc_targets = FindGrpcTargets(message);
  environment.has_ads = message.dynamic_resources().has_ads_config();

  const schema::ResourceId id{Message::descriptor()->full_name(), ""};
  schema::UnknownParts unknown;
  validator.Validate(message, id, errors,
                     environment.allow_unknown_static_fields ? &unknown : nullptr);
  honoured.Check(message, id, errors);
  if (!errors.empty()) return nullptr;

  auto out = std::make_shared<BootstrapConfig>();
  Scope scope(environment, id, errors);
  RefuseUnsupported(message, scope);
  ParseRuntime(message, scope, *out);
  environment.max_regex_program = static_cast<uint32_t>(out->runtime.Merge().Integer(
      "re2.max_program_size.error_level", matching::Regex::kMaxProgramSize));
  ParseClusters(message, scope, *out);
  ParseListeners(message, scope, *out);
  ParseDynamic(message, scope, *out);
  CheckNode(message, *out, scope);
  out->admin = ParseAdmin(message, scope);
  ParseStats(message, scope, *out);
  if (!errors.empty()) return nullptr;
  return out;
}

}  // namespace nuncio::config
