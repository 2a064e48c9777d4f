#ifndef NUNCIO_SOURCE_STATS_RENDER_H_
#define NUNCIO_SOURCE_STATS_RENDER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "source/stats/store.h"

// The pages that people and collectors read. Every function may be called on any thread; the cost
// grows with the number of metrics.

namespace nuncio::stats {

enum class HistogramStyle : uint8_t {
  kQuantiles,   // P0(interval,cumulative) P25(...) ...
  kCumulative,  // B<bound>(interval,cumulative): how many up to the bound
  kDisjoint,    // the same, how many between the bounds
  kDetailed,    // every bin that holds a sample, and the quantiles
};

// The bounds of buckets where nobody asked for others; they suit milliseconds.
absl::Span<const double> DefaultBounds();

struct RenderOptions {
  bool used_only = false;                         // leave out what was never written
  std::optional<MetricKind> kind;                 // only this kind
  std::function<bool(absl::string_view)> filter;  // by whole dotted name; empty: all
  bool text_readouts = false;  // Prometheus only: show texts as gauges with a label
  bool summaries = false;      // Prometheus only: quantiles of the last interval, no buckets
  HistogramStyle histograms = HistogramStyle::kQuantiles;  // text and JSON
  // Rising bounds of the buckets of a histogram, by its whole dotted name; empty: DefaultBounds.
  std::function<absl::Span<const double>(absl::string_view)> bounds;
};

// "name: value" lines: texts, then counters and gauges, then histograms, each sorted by name.
std::string RenderText(const Store& store, const RenderOptions& options);
// {"stats":[{"name":..,"value":..},...,{"histograms":{...}}]}
std::string RenderJson(const Store& store, const RenderOptions& options);
// The text exposition format, version 0.0.4.
std::string RenderPrometheus(const Store& store, const RenderOptions& options);

}  // namespace nuncio::stats

#endif  // NUNCIO_SOURCE_STATS_RENDER_H_
