#include "source/config/filters/http_connection_manager.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "source/base/status_macros.h"
#include "source/config/filters/http_filter_chain.h"
#include "source/config/filters/http_manager_options.h"
#include "source/config/routes/route_binder.h"
#include "source/config/routes/route_configuration.h"
#include "source/config/shared/access_log.h"
#include "source/config/shared/config_source.h"
#include "source/config/shared/making.h"
#include "source/proxy/http/manager_factory.h"
#include "source/worker/published.h"

namespace nuncio::config {
namespace {

namespace hcm = ::envoy::extensions::filters::network::http_connection_manager::v3;
using Message = hcm::HttpConnectionManager;
using Factory = std::shared_ptr<const filter::TerminalFilterFactory>;

// A connection manager that made sense, before it is made. Immutable.
struct ManagerPlan {
  proxy::HttpConnectionManagerOptions options;
  std::vector<HttpFilterPlan> filters;
  std::vector<std::vector<HttpFilterPlan>> upgrade_filters;  // as options.upgrade_configs
  std::vector<AccessLogOptions> access_logs;
  // One of the two.
  std::shared_ptr<const Routes> routes;
  std::optional<RouteSource> rds;
};

void ParseRoutes(const Message& message, Scope& scope, ManagerPlan& plan) {
  switch (message.route_specifier_case()) {
    case Message::kRouteConfig: {
      const auto step = scope.Field("route_config");
      plan.routes = ParseRouteConfiguration(message.route_config(), scope);
      if (plan.routes == nullptr) return;
      const bool check = plan.routes->validate_clusters.value_or(true);
      if (check) scope.RequireClusters(plan.routes->clusters);
      return;
    }
    case Message::kRds: {
      const auto step = scope.Field("rds");
      if (message.rds().route_config_name().empty()) {
        scope.FailAt("route_config_name", "must be given");
      }
      const auto field = scope.Field("config_source");
      auto source = ParseConfigSource(message.rds().config_source(), scope);
      if (!source.has_value()) return;
      plan.rds =
          RouteSource{message.rds().route_config_name(), *std::move(source), message.stat_prefix()};
      return;
    }
    default:
      scope.FailAt("scoped_routes", "is not supported");
  }
}

std::shared_ptr<const ManagerPlan> ParsePlan(const Message& message, Scope& scope) {
  const size_t errors = scope.errors().count();
  auto plan = std::make_shared<ManagerPlan>();
  plan->options = ParseManagerOptions(message, scope);
  ParseRoutes(message, scope, *plan);
  {
    const auto step = scope.Field("http_filters");
    plan->filters = ParseHttpFilters(message.http_filters(), scope);
  }
  {
    const auto list = scope.Field("upgrade_configs");
    for (int i = 0; i < message.upgrade_configs_size(); ++i) {
      const auto index = scope.Index(i);
      const auto step = scope.Field("filters");
      plan->upgrade_filters.push_back(
          ParseHttpFilters(message.upgrade_configs(i).filters(), scope));
    }
  }
  const auto step = scope.Field("access_log");
  plan->access_logs = ParseAccessLogs(message.access_log(), scope);
  if (scope.errors().count() != errors) return nullptr;
  return plan;
}

std::shared_ptr<worker::Published<routing::RouteTable>> MakeRoutes(const ManagerPlan& plan,
                                                                   Making& making) {
  if (plan.routes != nullptr) {
    return std::make_shared<worker::Published<routing::RouteTable>>(making.parts.workers,
                                                                    plan.routes->table);
  }
  std::shared_ptr<RoutesInForce> routes = making.parts.routes.FindOrSubscribe(*plan.rds);
  making.waits_for.push_back(routes);
  // Whoever holds the table holds the subscription.
  return {routes, routes->published.get()};
}

absl::StatusOr<Factory> MakeManager(const ManagerPlan& plan, Making& making) {
  proxy::HttpConnectionManagerOptions options = plan.options;
  const std::string prefix = options.stat_prefix;
  NUNCIO_ASSIGN_OR_RETURN(options.http_filters, MakeHttpFilters(plan.filters, making, prefix));
  for (size_t i = 0; i < plan.upgrade_filters.size(); ++i) {
    NUNCIO_ASSIGN_OR_RETURN(options.upgrade_configs[i].filters,
                            MakeHttpFilters(plan.upgrade_filters[i], making, prefix));
  }
  NUNCIO_ASSIGN_OR_RETURN(options.access_log, OpenAccessLogs(plan.access_logs, making.parts.files));
  options.route_config = MakeRoutes(plan, making);
  proxy::HttpConnectionManagerDependencies dependencies{
      making.parts.stats, making.parts.workers.size(), making.parts.local_ip, making.parts.runtime};
  return proxy::MakeHttpConnectionManagerFactory(std::move(options), std::move(dependencies));
}

TerminalMaker Parse(const google::protobuf::Any& any, Scope& scope) {
  Message message;
  if (!UnpackInto(any, message, scope)) return nullptr;
  std::shared_ptr<const ManagerPlan> plan = ParsePlan(message, scope);
  if (plan == nullptr) return nullptr;
  return [plan = std::move(plan)](Making& making) { return MakeManager(*plan, making); };
}

}  // namespace

NetworkFilterExtension HttpConnectionManagerExtension() {
  return {"envoy.filters.network.http_connection_manager", Message::descriptor()->full_name(),
          Parse};
}

}  // namespace nuncio::config
