#ifndef NUNCIO_SOURCE_STATS_SAMPLE_H_
#define NUNCIO_SOURCE_STATS_SAMPLE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "source/stats/render.h"
#include "source/stats/store.h"

// What the pages have in common: the metrics that were asked for, with their values.

namespace nuncio::stats {

constexpr std::array<double, 10> kQuantiles = {0,    0.25, 0.5,   0.75,  0.9,
                                               0.95, 0.99, 0.995, 0.999, 1};

struct Sample {
  GroupRef group;
  std::string metric;  // what follows the group's name
  std::string name;    // the whole dotted name
  MetricKind kind = MetricKind::kCounter;
  uint64_t number = 0;       // counters and gauges
  std::string text;          // texts
  HistogramState histogram;  // histograms
};

// Sorted by name.
std::vector<Sample> TakeSamples(const Store& store, const RenderOptions& options);

absl::Span<const double> BoundsOf(const Sample& sample, const RenderOptions& options);

// The shortest text that reads back as about the same number: "0.5", "1.8e+06", "nan".
std::string ShortNumber(double value);
// The same without an exponent: "1800000".
std::string PlainNumber(double value);

}  // namespace nuncio::stats

#endif  // NUNCIO_SOURCE_STATS_SAMPLE_H_
