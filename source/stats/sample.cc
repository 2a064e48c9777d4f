#include "source/stats/sample.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace nuncio::stats {
namespace {

constexpr double kDefaultBounds[] = {0.5,   1,      5,      10,      25,     50,    100,
                                     250,   500,    1000,   2500,    5000,   10000, 30000,
                                     60000, 300000, 600000, 1800000, 3600000};

void FillValue(const Store& store, uint32_t id, Sample& sample) {
  switch (sample.kind) {
    case MetricKind::kCounter:
      sample.number = store.Value(Counter{id});
      break;
    case MetricKind::kGauge:
      sample.number = store.Value(Gauge{id});
      break;
    case MetricKind::kHistogram:
      sample.histogram = store.Value(Histogram{id});
      break;
    case MetricKind::kText:
      sample.text = store.Value(Text{id});
      break;
  }
}

}  // namespace

absl::Span<const double> DefaultBounds() { return kDefaultBounds; }

std::vector<Sample> TakeSamples(const Store& store, const RenderOptions& options) {
  std::vector<Sample> samples;
  store.ForEach([&](const MetricView& metric) {
    if (options.kind.has_value() && *options.kind != metric.kind) return;
    if (options.used_only && !store.Used(metric.kind, metric.id)) return;
    std::string name = metric.DottedName();
    if (options.filter && !options.filter(name)) return;
    Sample sample{metric.group.shared_from_this(), std::string(metric.name), std::move(name),
                  metric.kind};
    FillValue(store, metric.id, sample);
    samples.push_back(std::move(sample));
  });
  std::sort(samples.begin(), samples.end(),
            [](const Sample& a, const Sample& b) { return a.name < b.name; });
  return samples;
}

absl::Span<const double> BoundsOf(const Sample& sample, const RenderOptions& options) {
  if (options.bounds) {
    const absl::Span<const double> bounds = options.bounds(sample.name);
    if (!bounds.empty()) return bounds;
  }
  return DefaultBounds();
}

std::string ShortNumber(double value) { return std::isnan(value) ? "nan" : absl::StrCat(value); }

std::string PlainNumber(double value) {
  if (std::isnan(value)) return "nan";
  if (value == std::floor(value)) return absl::StrFormat("%.0f", value);
  return absl::StrFormat("%.12g", value);
}

}  // namespace nuncio::stats
