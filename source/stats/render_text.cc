#include "absl/strings/str_cat.h"
#include "source/stats/render.h"
#include "source/stats/sample.h"

namespace nuncio::stats {
namespace {

std::string Quantiles(const HistogramState& state) {
  std::string out;
  for (double q : kQuantiles) {
    absl::StrAppend(&out, out.empty() ? "" : " ", "P", ShortNumber(q * 100), "(",
                    ShortNumber(state.interval.Quantile(q)), ",",
                    ShortNumber(state.cumulative.Quantile(q)), ")");
  }
  return out;
}

std::string Buckets(const HistogramState& state, absl::Span<const double> bounds, bool disjoint) {
  std::string out;
  uint64_t interval_before = 0;
  uint64_t cumulative_before = 0;
  for (double bound : bounds) {
    const uint64_t interval = state.interval.CountUpTo(bound);
    const uint64_t cumulative = state.cumulative.CountUpTo(bound);
    absl::StrAppend(&out, out.empty() ? "" : " ", "B", ShortNumber(bound), "(",
                    interval - interval_before, ",", cumulative - cumulative_before, ")");
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
    absl::StrAppend(&out, out.empty() ? "" : " ", ShortNumber(BinLeft(bin.bin)), ",",
                    ShortNumber(BinWidth(bin.bin)), ":", bin.count);
  }
  return out;
}

std::string HistogramText(const Sample& sample, const RenderOptions& options) {
  const HistogramState& state = sample.histogram;
  if (state.cumulative.empty()) return " No recorded values";
  switch (options.histograms) {
    case HistogramStyle::kQuantiles:
      break;
    case HistogramStyle::kCumulative:
    case HistogramStyle::kDisjoint:
      return absl::StrCat(" ", Buckets(state, BoundsOf(sample, options),
                                       options.histograms == HistogramStyle::kDisjoint));
    case HistogramStyle::kDetailed:
      return absl::StrCat("\n  totals=", Bins(state.cumulative),
                          "\n  intervals=", Bins(state.interval), "\n  summary=", Quantiles(state));
  }
  return absl::StrCat(" ", Quantiles(state));
}

}  // namespace

std::string RenderText(const Store& store, const RenderOptions& options) {
  std::string texts;
  std::string numbers;
  std::string histograms;
  for (const Sample& sample : TakeSamples(store, options)) {
    switch (sample.kind) {
      case MetricKind::kText:
        absl::StrAppend(&texts, sample.name, ": \"", sample.text, "\"\n");
        break;
      case MetricKind::kCounter:
      case MetricKind::kGauge:
        absl::StrAppend(&numbers, sample.name, ": ", sample.number, "\n");
        break;
      case MetricKind::kHistogram:
        absl::StrAppend(&histograms, sample.name, ":", HistogramText(sample, options), "\n");
        break;
    }
  }
  return absl::StrCat(texts, numbers, histograms);
}

}  // namespace nuncio::stats
