#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "source/stats/render.h"
#include "source/stats/sample.h"

namespace nuncio::stats {
namespace {

std::string Quoted(absl::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&out, "\\u%04x", static_cast<int>(c));
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

std::string Number(double value) { return std::isnan(value) ? "null" : ShortNumber(value); }

std::string SupportedQuantiles() {
  return absl::StrCat(
      "[",
      absl::StrJoin(kQuantiles, ",",
                    [](std::string* out, double q) { absl::StrAppend(out, ShortNumber(q * 100)); }),
      "]");
}

std::string QuantileValues(const HistogramState& state) {
  std::string out;
  for (double q : kQuantiles) {
    absl::StrAppend(&out, out.empty() ? "" : ",",
                    "{\"cumulative\":", Number(state.cumulative.Quantile(q)),
                    ",\"interval\":", Number(state.interval.Quantile(q)), "}");
  }
  return out;
}

std::string Buckets(const Sample& sample, const RenderOptions& options) {
  const bool disjoint = options.histograms == HistogramStyle::kDisjoint;
  uint64_t interval_before = 0;
  uint64_t cumulative_before = 0;
  std::string out;
  for (double bound : BoundsOf(sample, options)) {
    const uint64_t interval = sample.histogram.interval.CountUpTo(bound);
    const uint64_t cumulative = sample.histogram.cumulative.CountUpTo(bound);
    absl::StrAppend(&out, out.empty() ? "" : ",", "{\"upper_bound\":", PlainNumber(bound),
                    ",\"interval\":", interval - interval_before,
                    ",\"cumulative\":", cumulative - cumulative_before, "}");
    if (disjoint) {
      interval_before = interval;
      cumulative_before = cumulative;
    }
  }
  return out;
}

std::string Bins(const HistogramCounts& counts) {
  std::string out;
  for (const HistogramCounts::Bin& bin : counts.bins()) {
    absl::StrAppend(&out, out.empty() ? "" : ",",
                    "{\"lower_bound\":", PlainNumber(BinLeft(bin.bin)),
                    ",\"width\":", PlainNumber(BinWidth(bin.bin)), ",\"count\":", bin.count, "}");
  }
  return out;
}

std::string HistogramJson(const Sample& sample, const RenderOptions& options) {
  const std::string name = absl::StrCat("{\"name\":", Quoted(sample.name));
  switch (options.histograms) {
    case HistogramStyle::kQuantiles:
      break;
    case HistogramStyle::kCumulative:
    case HistogramStyle::kDisjoint:
      return absl::StrCat(name, ",\"buckets\":[", Buckets(sample, options), "]}");
    case HistogramStyle::kDetailed:
      return absl::StrCat(name, ",\"totals\":[", Bins(sample.histogram.cumulative),
                          "],\"intervals\":[", Bins(sample.histogram.interval),
                          "],\"percentiles\":[", QuantileValues(sample.histogram), "]}");
  }
  return absl::StrCat(name, ",\"values\":[", QuantileValues(sample.histogram), "]}");
}

// The object around all histograms, in the shape that belongs to the style.
std::string HistogramsJson(absl::string_view list, HistogramStyle style) {
  switch (style) {
    case HistogramStyle::kQuantiles:
      break;
    case HistogramStyle::kCumulative:
    case HistogramStyle::kDisjoint:
      return absl::StrCat("{\"histograms\":[", list, "]}");
    case HistogramStyle::kDetailed:
      return absl::StrCat("{\"histograms\":{\"supported_percentiles\":", SupportedQuantiles(),
                          ",\"details\":[", list, "]}}");
  }
  return absl::StrCat("{\"histograms\":{\"supported_quantiles\":", SupportedQuantiles(),
                      ",\"computed_quantiles\":[", list, "]}}");
}

}  // namespace

std::string RenderJson(const Store& store, const RenderOptions& options) {
  std::string scalars;
  std::string histograms;
  for (const Sample& sample : TakeSamples(store, options)) {
    if (sample.kind == MetricKind::kHistogram) {
      absl::StrAppend(&histograms, histograms.empty() ? "" : ",", HistogramJson(sample, options));
      continue;
    }
    absl::StrAppend(&scalars, scalars.empty() ? "" : ",", "{\"name\":", Quoted(sample.name),
                    ",\"value\":");
    if (sample.kind == MetricKind::kText) {
      absl::StrAppend(&scalars, Quoted(sample.text), "}");
    } else {
      absl::StrAppend(&scalars, sample.number, "}");
    }
  }
  if (!histograms.empty()) {
    absl::StrAppend(&scalars, scalars.empty() ? "" : ",",
                    HistogramsJson(histograms, options.histograms));
  }
  return absl::StrCat("{\"stats\":[", scalars, "]}");
}

}  // namespace nuncio::stats
