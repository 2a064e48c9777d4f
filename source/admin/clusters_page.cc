#include "source/admin/clusters_page.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "source/admin/json_address.h"
#include "source/admin/name_filter.h"
#include "source/record/metadata.h"
#include "source/schema/json_writer.h"
#include "source/upstream/cluster.h"
#include "source/upstream/host.h"

namespace nuncio::admin {
namespace {

using upstream::Cluster;
using upstream::Host;

struct HostStat {
  absl::string_view name;
  uint64_t value;
  bool gauge;
};

// In the order of the JSON page.
std::array<HostStat, 9> StatsOf(const Host& host) {
  const upstream::HostCounters* counters = host.counters_if_used();
  const auto read = [counters](std::atomic<uint64_t> upstream::HostCounters::* field) {
    return counters == nullptr ? 0 : (counters->*field).load(std::memory_order_relaxed);
  };
  using Counters = upstream::HostCounters;
  return {{{"cx_connect_fail", read(&Counters::cx_connect_fail), false},
           {"cx_total", read(&Counters::cx_total), false},
           {"rq_error", read(&Counters::rq_error), false},
           {"rq_success", read(&Counters::rq_success), false},
           {"rq_timeout", read(&Counters::rq_timeout), false},
           {"rq_total", read(&Counters::rq_total), false},
           {"cx_active", read(&Counters::cx_active), true},
           {"rq_active", read(&Counters::rq_active), true},
           {"rq_pending_active", 0, true}}};
}

struct FlagName {
  uint32_t flag;
  absl::string_view text;
};
constexpr FlagName kFlags[] = {
    {upstream::health_flag::kFailedActiveCheck, "/failed_active_hc"},
    {upstream::health_flag::kFailedOutlierCheck, "/failed_outlier_check"},
    {upstream::health_flag::kFailedEds, "/failed_eds_health"},
    {upstream::health_flag::kDegradedActive, "/degraded_active_hc"},
    {upstream::health_flag::kDegradedEds, "/degraded_eds_health"},
    {upstream::health_flag::kPendingRemoval, "/pending_dynamic_removal"},
    {upstream::health_flag::kPendingActiveCheck, "/pending_active_hc"},
    {upstream::health_flag::kExcludedByImmediateFailure, "/excluded_via_immediate_hc_fail"},
    {upstream::health_flag::kActiveCheckTimeout, "/active_hc_timeout"},
    {upstream::health_flag::kDrainingEds, "/eds_status_draining"},
};

std::string FlagsText(const Host& host) {
  std::string text;
  for (const FlagName& name : kFlags) {
    if ((host.flags() & name.flag) != 0) absl::StrAppend(&text, name.text);
  }
  return text.empty() ? "healthy" : text;
}

bool IsCanary(const Host& host) {
  if (host.metadata() == nullptr) return false;
  const record::Struct* fields = record::FindStruct(*host.metadata(), record::kLbMetadata);
  if (fields == nullptr) return false;
  const auto found = fields->find("canary");
  const bool* canary = found == fields->end() ? nullptr : found->second.AsBool();
  return canary != nullptr && *canary;
}

const upstream::Locality& LocalityOf(const Host& host) {
  static const upstream::Locality none;
  return host.locality() == nullptr ? none : *host.locality();
}

void AppendHostText(const std::string& cluster, const Host& host, std::string& text) {
  const std::string start = absl::StrCat(cluster, "::", host.address_text(), "::");
  const auto line = [&](absl::string_view name, const absl::AlphaNum& value) {
    absl::StrAppend(&text, start, name, "::", value, "\n");
  };
  auto stats = StatsOf(host);
  std::sort(stats.begin(), stats.end(),
            [](const HostStat& a, const HostStat& b) { return a.name < b.name; });
  for (const HostStat& stat : stats) line(stat.name, stat.value);
  line("hostname", host.hostname());
  line("health_flags", FlagsText(host));
  line("weight", host.weight());
  line("region", LocalityOf(host).region);
  line("zone", LocalityOf(host).zone);
  line("sub_zone", LocalityOf(host).sub_zone);
  line("canary", IsCanary(host) ? "true" : "false");
  line("priority", host.priority());
  line("success_rate", "-1");
  line("local_origin_success_rate", "-1");
}

std::string Text(const upstream::ClusterSet& clusters, const NameFilter& shown) {
  std::string text;
  clusters.ForEach([&](const upstream::ClusterRef& cluster) {
    const upstream::ClusterOptions& options = cluster->options();
    if (shown && !shown(options.name)) return;
    absl::StrAppend(&text, options.name, "::observability_name::", options.stat_name(), "\n");
    for (const auto& [priority, name] :
         {std::pair<upstream::ResourcePriority, const char*>(upstream::ResourcePriority::kDefault,
                                                             "default_priority"),
          {upstream::ResourcePriority::kHigh, "high_priority"}}) {
      const upstream::Thresholds& limits = options.limits(priority);
      const std::string start = absl::StrCat(options.name, "::", name, "::max_");
      absl::StrAppend(&text, start, "connections::", limits.max_connections, "\n");
      absl::StrAppend(&text, start, "pending_requests::", limits.max_pending_requests, "\n");
      absl::StrAppend(&text, start, "requests::", limits.max_requests, "\n");
      absl::StrAppend(&text, start, "retries::", limits.max_retries, "\n");
    }
    absl::StrAppend(&text, options.name,
                    "::added_via_api::", options.added_via_api ? "true" : "false", "\n");
    for (const upstream::HostRef& host : cluster->hosts()) {
      AppendHostText(options.name, *host, text);
    }
  });
  return text;
}

void WriteText(schema::JsonWriter& json, absl::string_view key, absl::string_view value) {
  if (value.empty()) return;
  json.Key(key);
  json.String(value);
}

void WriteNumber(schema::JsonWriter& json, absl::string_view key, uint64_t value) {
  if (value == 0) return;
  json.Key(key);
  json.Literal(absl::StrCat(value));
}

void WriteTrue(schema::JsonWriter& json, absl::string_view key, bool value) {
  if (!value) return;
  json.Key(key);
  json.Literal("true");
}

void WriteHealth(const Host& host, schema::JsonWriter& json) {
  namespace flag = upstream::health_flag;
  const uint32_t flags = host.flags();
  json.Key("health_status");
  json.BeginMap();
  WriteTrue(json, "failed_active_health_check", flags & flag::kFailedActiveCheck);
  WriteTrue(json, "failed_outlier_check", flags & flag::kFailedOutlierCheck);
  WriteTrue(json, "failed_active_degraded_check", flags & flag::kDegradedActive);
  WriteTrue(json, "pending_dynamic_removal", flags & flag::kPendingRemoval);
  WriteTrue(json, "pending_active_hc", flags & flag::kPendingActiveCheck);
  WriteText(json, "eds_health_status",
            flags & flag::kFailedEds     ? "UNHEALTHY"
            : flags & flag::kDegradedEds ? "DEGRADED"
            : flags & flag::kDrainingEds ? "DRAINING"
                                         : "HEALTHY");
  json.EndMap();
}

void WriteHost(const Host& host, schema::JsonWriter& json) {
  json.BeginMap();
  json.Key("address");
  WriteAddress(host.address(), json);
  json.Key("stats");
  json.BeginList();
  for (const HostStat& stat : StatsOf(host)) {
    json.BeginMap();
    WriteText(json, "type", stat.gauge ? "GAUGE" : "");
    WriteText(json, "name", stat.name);
    WriteText(json, "value", stat.value == 0 ? "" : absl::StrCat(stat.value));
    json.EndMap();
  }
  json.EndList();
  WriteHealth(host, json);
  WriteText(json, "hostname", host.hostname());
  WriteNumber(json, "weight", host.weight());
  WriteNumber(json, "priority", host.priority());
  json.Key("locality");
  json.BeginMap();
  WriteText(json, "region", LocalityOf(host).region);
  WriteText(json, "zone", LocalityOf(host).zone);
  WriteText(json, "sub_zone", LocalityOf(host).sub_zone);
  json.EndMap();
  json.EndMap();
}

void WriteCluster(const Cluster& cluster, schema::JsonWriter& json) {
  const upstream::ClusterOptions& options = cluster.options();
  json.BeginMap();
  WriteText(json, "name", options.name);
  WriteText(json, "observability_name", options.stat_name());
  WriteTrue(json, "added_via_api", options.added_via_api);
  json.Key("circuit_breakers");
  json.BeginMap();
  json.Key("thresholds");
  json.BeginList();
  for (const auto priority :
       {upstream::ResourcePriority::kDefault, upstream::ResourcePriority::kHigh}) {
    const upstream::Thresholds& limits = options.limits(priority);
    json.BeginMap();
    WriteText(json, "priority", priority == upstream::ResourcePriority::kHigh ? "HIGH" : "");
    for (const auto& [name, value] :
         {std::pair<const char*, uint32_t>("max_connections", limits.max_connections),
          {"max_pending_requests", limits.max_pending_requests},
          {"max_requests", limits.max_requests},
          {"max_retries", limits.max_retries}}) {
      json.Key(name);
      json.Literal(absl::StrCat(value));
    }
    json.EndMap();
  }
  json.EndList();
  json.EndMap();
  if (!cluster.hosts().empty()) {
    json.Key("host_statuses");
    json.BeginList();
    for (const upstream::HostRef& host : cluster.hosts()) WriteHost(*host, json);
    json.EndList();
  }
  json.EndMap();
}

std::string Json(const upstream::ClusterSet& clusters, const NameFilter& shown) {
  schema::JsonWriter json(true);
  json.BeginMap();
  json.Key("cluster_statuses");
  json.BeginList();
  clusters.ForEach([&](const upstream::ClusterRef& cluster) {
    if (!shown || shown(cluster->options().name)) WriteCluster(*cluster, json);
  });
  json.EndList();
  json.EndMap();
  return json.Take() + "\n";
}

Response Clusters(const upstream::ClusterSet& clusters, const Query& query) {
  const absl::StatusOr<NameFilter> shown = ReadNameFilter(query);
  if (!shown.ok()) return BadRequest(absl::StrCat(shown.status().message(), "\n"));
  if (query.Get("format").value_or("") == "json") {
    return {200, Json(clusters, *shown), std::string(kJson)};
  }
  return {200, Text(clusters, *shown)};
}

}  // namespace

void AddClustersPage(const upstream::ClusterSet& clusters, PageBook& pages) {
  pages.Add({"/clusters",
             "upstream cluster status",
             false,
             [&clusters](const Request& request) { return Clusters(clusters, request.query); },
             {{"format", "how to write the page", {"text", "json"}},
              {"filter", "regular expression (RE2) that is found in the cluster's name"}}});
}

}  // namespace nuncio::admin
