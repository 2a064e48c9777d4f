#include "source/admin/stats_page.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "source/admin/name_filter.h"
#include "source/base/status_macros.h"
#include "source/stats/render.h"

namespace nuncio::admin {
namespace {

absl::Status ReadType(const Query& query, stats::RenderOptions& options) {
  const absl::optional<std::string> type = query.GetFilled("type");
  if (!type.has_value() || *type == "All") return absl::OkStatus();
  if (*type == "Counters") {
    options.kind = stats::MetricKind::kCounter;
  } else if (*type == "Gauges") {
    options.kind = stats::MetricKind::kGauge;
  } else if (*type == "Histograms") {
    options.kind = stats::MetricKind::kHistogram;
  } else if (*type == "TextReadouts") {
    options.kind = stats::MetricKind::kText;
  } else {
    return absl::InvalidArgumentError(
        "usage: /stats?type=All|Counters|Gauges|Histograms|TextReadouts");
  }
  return absl::OkStatus();
}

absl::Status ReadBuckets(const Query& query, bool prometheus, stats::RenderOptions& options) {
  const std::string buckets = query.Get("histogram_buckets").value_or("");
  if (prometheus) {
    if (buckets == "summary") {
      options.summaries = true;
    } else if (!buckets.empty() && buckets != "cumulative") {
      return absl::InvalidArgumentError("usage: histogram_buckets=cumulative|summary");
    }
    return absl::OkStatus();
  }
  if (buckets.empty() || buckets == "none" || buckets == "summary") return absl::OkStatus();
  if (buckets == "cumulative") {
    options.histograms = stats::HistogramStyle::kCumulative;
  } else if (buckets == "disjoint") {
    options.histograms = stats::HistogramStyle::kDisjoint;
  } else if (buckets == "detailed") {
    options.histograms = stats::HistogramStyle::kDetailed;
  } else {
    return absl::InvalidArgumentError(
        "usage: histogram_buckets=cumulative|disjoint|detailed|summary");
  }
  return absl::OkStatus();
}

absl::StatusOr<stats::RenderOptions> ReadOptions(const Query& query, bool prometheus) {
  stats::RenderOptions options;
  options.used_only = query.Has("usedonly");
  options.text_readouts = query.Has("text_readouts");
  NUNCIO_ASSIGN_OR_RETURN(options.filter, ReadNameFilter(query));
  NUNCIO_RETURN_IF_ERROR(ReadType(query, options));
  NUNCIO_RETURN_IF_ERROR(ReadBuckets(query, prometheus, options));
  return options;
}

Response Stats(const StatsPages& what, const Request& request, bool prometheus) {
  const std::string format = request.query.GetFilled("format").value_or("text");
  if (!prometheus && format != "text" && format != "json" && format != "prometheus") {
    return BadRequest("usage: /stats?format=text|json|prometheus\n");
  }
  prometheus = prometheus || format == "prometheus";
  absl::StatusOr<stats::RenderOptions> options = ReadOptions(request.query, prometheus);
  if (!options.ok()) return BadRequest(absl::StrCat(options.status().message(), "\n"));
  options->bounds = what.bounds;
  if (what.refresh) what.refresh();
  if (prometheus) return {200, stats::RenderPrometheus(what.store, *options)};
  if (format == "json") {
    return {200, stats::RenderJson(what.store, *options), std::string(kJson)};
  }
  return {200, stats::RenderText(what.store, *options)};
}

std::vector<Parameter> StatsParameters(bool prometheus) {
  std::vector<Parameter> out = {
      {"usedonly", "only those that were ever written", {}, true},
      {"filter", "regular expression (RE2) that is found in the name"},
      {"invert_filter", "those in whose name it is not found", {}, true},
  };
  if (prometheus) {
    out.push_back({"text_readouts", "texts as well, as gauges of 0 with a label", {}, true});
    out.push_back({"histogram_buckets", "how to show histograms", {"cumulative", "summary"}});
  } else {
    out.push_back({"format", "how to write the page", {"text", "json", "prometheus"}});
    out.push_back({"type",
                   "which kind of metric",
                   {"All", "Counters", "Gauges", "Histograms", "TextReadouts"}});
    out.push_back({"histogram_buckets",
                   "how to show histograms",
                   {"cumulative", "disjoint", "detailed", "summary"}});
  }
  return out;
}

}  // namespace

void AddStatsPages(const StatsPages& what, PageBook& pages) {
  pages.Add({"/stats", "print server stats", false,
             [what](const Request& request) { return Stats(what, request, false); },
             StatsParameters(false)});
  pages.Add({"/stats/prometheus", "print server stats in prometheus format", false,
             [what](const Request& request) { return Stats(what, request, true); },
             StatsParameters(true)});
  pages.Add({"/reset_counters", "reset all counters to zero", true, [what](const Request&) {
               what.store.ResetCounters();
               return Response{200, "OK\n"};
             }});
}

}  // namespace nuncio::admin
