#include "source/config/filters/tcp_proxy.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy.pb.h"
#include "source/base/status_macros.h"
#include "source/config/shared/access_log.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/making.h"
#include "source/proxy/tcp/options.h"
#include "source/proxy/tcp/tcp_proxy_factory.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::extensions::filters::network::tcp_proxy::v3::TcpProxy;
using Factory = std::shared_ptr<const filter::TerminalFilterFactory>;

// Before its logs are open. Immutable.
struct TcpProxyPlan {
  proxy::tcp::TcpProxyOptions options;
  std::vector<AccessLogOptions> access_logs;
};

void RefuseUnsupported(const Message& message, Scope& scope) {
  if (message.has_tunneling_config()) scope.FailAt("tunneling_config", "is not supported");
  if (message.has_on_demand()) scope.FailAt("on_demand", "is not supported");
  if (message.proxy_protocol_tlvs_size() > 0) {
    scope.FailAt("proxy_protocol_tlvs", "is not supported");
  }
}

void ParseHash(const Message& message, proxy::tcp::TcpProxyOptions& out) {
  for (const auto& policy : message.hash_policy()) {
    if (policy.has_source_ip()) out.hash_source_ip = true;
    if (policy.has_filter_state()) out.hash_filter_state = policy.filter_state().key();
  }
}

void ParseLogOptions(const Message& message, proxy::tcp::TcpProxyOptions& out) {
  const auto& options = message.access_log_options();
  out.log_on_connected =
      options.flush_access_log_on_connected() || message.flush_access_log_on_connected();
  if (options.has_access_log_flush_interval()) {
    out.log_interval = ToDuration(options.access_log_flush_interval());
  } else if (message.has_access_log_flush_interval()) {
    out.log_interval = ToDuration(message.access_log_flush_interval());
  }
}

void ParseTimes(const Message& message, Scope& scope, proxy::tcp::TcpProxyOptions& out) {
  CheckNotNegative(message.idle_timeout(), "idle_timeout", scope);
  if (message.has_idle_timeout()) {
    const base::Duration timeout = ToDuration(message.idle_timeout());
    out.idle_timeout.reset();
    if (timeout > base::Duration(0)) out.idle_timeout = timeout;
  }
  if (message.has_max_downstream_connection_duration()) {
    out.max_downstream_connection_duration =
        ToDuration(message.max_downstream_connection_duration());
  }
}

}  // namespace

proxy::tcp::TcpProxyOptions ParseTcpProxyOptions(const Message& message, Scope& scope) {
  proxy::tcp::TcpProxyOptions out;
  out.stat_prefix = message.stat_prefix();
  out.cluster = message.cluster();
  for (const auto& cluster : message.weighted_clusters().clusters()) {
    out.weighted_clusters.push_back({cluster.name(), cluster.weight()});
  }
  ParseTimes(message, scope, out);
  out.max_connect_attempts =
      ValueOr(message.has_max_connect_attempts(), message.max_connect_attempts(), 1);
  ParseHash(message, out);
  if (message.upstream_connect_mode() ==
      envoy::extensions::filters::network::tcp_proxy::v3::ON_DOWNSTREAM_DATA) {
    out.connect_mode = proxy::tcp::ConnectMode::kOnDownstreamData;
  } else if (message.upstream_connect_mode() !=
             envoy::extensions::filters::network::tcp_proxy::v3::IMMEDIATE) {
    scope.FailAt("upstream_connect_mode", "must be IMMEDIATE or ON_DOWNSTREAM_DATA");
  }
  out.max_early_data_bytes = message.max_early_data_bytes().value();
  ParseLogOptions(message, out);
  return out;
}

namespace {

TerminalMaker Parse(const google::protobuf::Any& any, Scope& scope) {
  Message message;
  if (!UnpackInto(any, message, scope)) return nullptr;
  const size_t errors = scope.errors().count();
  RefuseUnsupported(message, scope);
  auto plan = std::make_shared<TcpProxyPlan>();
  plan->options = ParseTcpProxyOptions(message, scope);
  {
    const auto step = scope.Field("access_log");
    plan->access_logs = ParseAccessLogs(message.access_log(), scope);
  }
  if (scope.errors().count() != errors) return nullptr;
  return [plan = std::shared_ptr<const TcpProxyPlan>(plan)](
             Making& making) -> absl::StatusOr<Factory> {
    proxy::tcp::TcpProxyOptions options = plan->options;
    NUNCIO_ASSIGN_OR_RETURN(options.access_logs,
                            OpenAccessLogs(plan->access_logs, making.parts.files));
    return proxy::tcp::MakeTcpProxyFactory(std::move(options), making.parts.clusters,
                                           making.parts.stats);
  };
}

}  // namespace

NetworkFilterExtension TcpProxyExtension() {
  return {"envoy.filters.network.tcp_proxy", Message::descriptor()->full_name(), Parse};
}

}  // namespace nuncio::config
