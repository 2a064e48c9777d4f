#include <utility>

#include "absl/strings/str_cat.h"
#include "source/admin/clusters_page.h"
#include "source/admin/listeners_page.h"
#include "source/admin/logging_page.h"
#include "source/admin/runtime_page.h"
#include "source/admin/server_pages.h"
#include "source/admin/stats_page.h"
#include "source/config/bootstrap/node_info.h"
#include "source/config/config_dump.h"
#include "source/schema/json_writer.h"
#include "source/server/field_uses_page.h"
#include "source/server/options_json.h"
#include "source/server/process.h"
#include "source/server/version.h"

// The admin's pages about this process.
namespace nuncio::server {

void Process::AddPages() {
  admin::ServerPages what;
  what.state = [this] { return ToString(state()); };
  what.server_info = [this] { return ServerInfo(); };
  what.init_dump = [this] { return InitDump(); };
  what.fail_health_check = [this](bool failed) { FailHealthCheck(failed); };
  what.quit = [this] { loop_.Post([this] { Shutdown(); }); };
  what.reopen_logs = [this] { files_.Reopen(); };
  what.drain_listeners = [this](const admin::ServerPages::Drain& how) {
    const listener::ListenerScope scope =
        how.inbound_only ? listener::ListenerScope::kInbound : listener::ListenerScope::kAll;
    if (how.graceful || how.skip_exit) {
      listeners_.StartDrain(scope, drain_, !how.skip_exit);
    } else {
      listeners_.StopListening(scope);
    }
  };
  admin::AddServerPages(what, pages_);
  admin::AddLoggingPage(log_, pages_);
  admin::StatsPages stats{stats_, nullptr, [this] { RefreshGauges(); }};
  stats.bounds = [&settings = configuration_.bootstrap().histogram_buckets](
                     absl::string_view name) -> absl::Span<const double> {
    for (const config::HistogramBuckets& buckets : settings) {
      if (buckets.name.Matches(name)) return buckets.bounds;
    }
    return {};
  };
  admin::AddStatsPages(stats, pages_);
  AddRuntimePages();
  AddFieldUsesPage(configuration_.honoured(), pages_);
  admin::AddClustersPage(clusters_, pages_);
  admin::AddListenersPage(listeners_, pages_);
  pages_.Add({"/config_dump",
              "dump current configs",
              false,
              [this](const admin::Request& request) {
                config::DumpQuery query;
                query.resource = request.query.Get("resource").value_or("");
                query.mask = request.query.Get("mask").value_or("");
                query.name_regex = request.query.Get("name_regex").value_or("");
                query.include_eds = request.query.Has("include_eds");
                const config::DumpAnswer answer =
                    config::DumpConfig({configuration_.file(), started_wall_, cluster_binder_,
                                        listener_binder_, discovery_},
                                       query);
                return admin::Response{
                    answer.status, answer.text,
                    std::string(answer.status == 200 ? admin::kJson : admin::kPlainText)};
              },
              {{"resource", "only that list: static_clusters, dynamic_listeners, ..."},
               {"mask", "only these fields: cluster.name,cluster.type"},
               {"name_regex", "only what has a name that the whole expression (RE2) matches"},
               {"include_eds", "the endpoints as well", {}, true}}});
}

void Process::AddRuntimePages() {
  admin::RuntimePages what;
  what.view = [this] {
    admin::RuntimeView view;
    for (const auto& [key, value] : runtime_layers_.Merge().entries) {
      admin::RuntimeView::Entry& entry = view.entries[key];
      entry.final_value = value.text;
      for (const config::RuntimeLayer& layer : runtime_layers_.layers()) {
        const auto found = layer.values.find(key);
        entry.layer_values.push_back(found == layer.values.end() ? "" : found->second.text);
      }
    }
    for (const config::RuntimeLayer& layer : runtime_layers_.layers()) {
      view.layers.push_back(layer.name);
    }
    return view;
  };
  what.modify = [this](const std::vector<std::pair<std::string, std::string>>& changes) {
    if (!runtime_layers_.has_admin_layer()) return false;
    for (const auto& [key, value] : changes) runtime_layers_.SetByAdmin(key, value);
    RuntimeChanged();
    return true;
  };
  admin::AddRuntimePages(what, pages_);
}

std::string Process::ServerInfo() const {
  const auto uptime =
      std::chrono::duration_cast<std::chrono::seconds>(clock_.Now() - started_).count();
  schema::JsonWriter json(true);
  json.BeginMap();
  json.Key("version");
  json.String(Version());
  json.Key("state");
  json.String(ToString(state()));
  json.Key("uptime_current_epoch");
  json.String(absl::StrCat(uptime, "s"));
  json.Key("uptime_all_epochs");
  json.String(absl::StrCat(uptime, "s"));
  json.Key("hot_restart_version");
  json.String("disabled");
  json.Key("hot_restart_initializing");
  json.Literal("false");
  json.Key("command_line_options");
  WriteOptions(options_, workers_.size(), json);
  json.Key("node");
  json.Literal(config::NodeJson(configuration_.file()));
  json.EndMap();
  return json.Take() + "\n";
}

std::string Process::InitDump() const {
  const std::vector<xds::Wait> waits = discovery_.Waits();
  if (waits.empty()) return "{}\n";
  schema::JsonWriter json(true);
  json.BeginMap();
  json.Key("unready_targets_dumps");
  json.BeginList();
  for (const xds::Wait& wait : waits) {
    json.BeginMap();
    json.Key("name");
    json.String(wait.owner);
    json.Key("target_names");
    json.BeginList();
    json.String(wait.reason);
    json.EndList();
    json.Key("age_ms");
    json.Literal(absl::StrCat(
        std::chrono::duration_cast<std::chrono::milliseconds>(clock_.Now() - wait.since).count()));
    json.EndMap();
  }
  json.EndList();
  json.EndMap();
  return json.Take() + "\n";
}

}  // namespace nuncio::server
