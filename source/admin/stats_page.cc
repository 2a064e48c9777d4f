#include "source/admin/stats_page.h"

#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"
#include "source/matching/regex.h"
#include "source/stats/render.h"

namespace nuncio::admin {
namespace {

// An expression of an operator may be longer than one that each request pays for.
constexpr uint32_t kMaxFilterProgram = 10000;

absl::Status ReadFilter(const Query& query, stats::RenderOptions& options) {
  const absl::optional<std::string> filter = query.Get("filter");
  if (!filter.has_value() || filter->empty()) return absl::OkStatus();
  // Found anywhere in the name. The expression must make sense by itself first: "a)(b" does not.
  NUNCIO_RETURN_IF_ERROR(matching::Regex::Parse(*filter, kMaxFilterProgram).status());
  NUNCIO_ASSIGN_OR_RETURN(
      const matching::Regex regex,
      matching::Regex::Parse(absl::StrCat("(?s:.*)(?:", *filter, ")(?s:.*)"), kMaxFilterProgram));
  options.filter = [regex](absl::string_view name) { return regex.FullMatch(name); };
  return absl::OkStatus();
}

absl::Status ReadType(const Query& query, stats::RenderOptions& options) {
  const absl::optional<std::string> type = query.Get("type");
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
  NUNCIO_RETURN_IF_ERROR(ReadFilter(query, options));
  NUNCIO_RETURN_IF_ERROR(ReadType(query, options));
  NUNCIO_RETURN_IF_ERROR(ReadBuckets(query, prometheus, options));
  return options;
}

Response Stats(const StatsPages& what, const Request& request, bool prometheus) {
  const std::string format = request.query.Get("format").value_or("text");
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

}  // namespace

void AddStatsPages(const StatsPages& what, PageBook& pages) {
  pages.Add({"/stats", "print server stats", false,
             [what](const Request& request) { return Stats(what, request, false); }});
  pages.Add({"/stats/prometheus", "print server stats in prometheus format", false,
             [what](const Request& request) { return Stats(what, request, true); }});
  pages.Add({"/reset_counters", "reset all counters to zero", true, [what](const Request&) {
               what.store.ResetCounters();
               return Response{200, "OK\n"};
             }});
}

}  // namespace nuncio::admin
