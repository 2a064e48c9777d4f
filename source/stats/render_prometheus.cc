#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "source/stats/render.h"
#include "source/stats/sample.h"

namespace nuncio::stats {
namespace {

// A metric under its Prometheus name: a family, and what tells its members apart.
struct Series {
  std::string family;
  std::string labels;  // name="value", joined by commas
};

void AddLabel(absl::string_view name, absl::string_view value, std::string& labels) {
  absl::StrAppend(&labels, labels.empty() ? "" : ",", name, "=\"",
                  absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}),
                  "\"");
}

// Takes the places of the labels out of a group's name, together with the character before each,
// and collects the labels' names.
std::string WithoutPlaces(absl::string_view pattern, std::vector<absl::string_view>& labels) {
  std::string name;
  while (!pattern.empty()) {
    const size_t open = pattern.find('{');
    absl::StrAppend(&name, pattern.substr(0, open));
    if (open == absl::string_view::npos) break;
    const size_t close = pattern.find('}', open);
    labels.push_back(pattern.substr(open + 1, close - open - 1));
    if (!name.empty()) name.pop_back();
    pattern.remove_prefix(close + 1);
  }
  return name;
}

// "upstream_rq_503" and "upstream_rq_5xx" are members of the families "upstream_rq" and
// "upstream_rq_xx".
void SplitStatus(std::string& metric, std::string& labels) {
  constexpr absl::string_view kMark = "_rq_";
  if (metric.size() < kMark.size() + 3) return;
  const absl::string_view code = absl::string_view(metric).substr(metric.size() - 3);
  const size_t mark = metric.size() - 3 - kMark.size();
  if (absl::string_view(metric).substr(mark, kMark.size()) != kMark) return;
  if (!absl::ascii_isdigit(code[0])) return;
  if (absl::ascii_isdigit(code[1]) && absl::ascii_isdigit(code[2])) {
    AddLabel("envoy_response_code", code, labels);
    metric.resize(metric.size() - 4);
  } else if (code[1] == 'x' && code[2] == 'x') {
    AddLabel("envoy_response_code_class", code.substr(0, 1), labels);
    metric.erase(metric.size() - 3, 1);
  }
}

Series SeriesOf(const Sample& sample) {
  Series series;
  std::string metric = sample.metric;
  SplitStatus(metric, series.labels);
  std::vector<absl::string_view> labels;
  const std::string group = WithoutPlaces(sample.group->spec().name, labels);
  const absl::Span<const std::string> values = sample.group->label_values();
  // The innermost first, as collectors have seen them.
  for (size_t i = labels.size(); i-- > 0;) AddLabel(labels[i], values[i], series.labels);
  series.family = absl::StrCat("envoy_", group, group.empty() ? "" : "_", metric);
  for (char& c : series.family) {
    if (!absl::ascii_isalnum(c)) c = '_';
  }
  return series;
}

std::string WithLabel(const std::string& labels, absl::string_view name, absl::string_view value) {
  std::string all = labels;
  AddLabel(name, value, all);
  return all;
}

std::string BucketLines(const Series& series, const HistogramCounts& counts,
                        absl::Span<const double> bounds) {
  std::string out;
  const auto line = [&](absl::string_view bound, uint64_t count) {
    absl::StrAppend(&out, series.family, "_bucket{", WithLabel(series.labels, "le", bound), "} ",
                    count, "\n");
  };
  for (double bound : bounds) line(PlainNumber(bound), counts.CountUpTo(bound));
  line("+Inf", counts.total());
  return out;
}

std::string QuantileLines(const Series& series, const HistogramCounts& counts) {
  std::string out;
  for (double q : kQuantiles) {
    absl::StrAppend(&out, series.family, "{", WithLabel(series.labels, "quantile", ShortNumber(q)),
                    "} ", PlainNumber(counts.Quantile(q)), "\n");
  }
  return out;
}

std::string HistogramLines(const Sample& sample, const Series& series,
                           const RenderOptions& options) {
  const HistogramCounts& counts =
      options.summaries ? sample.histogram.interval : sample.histogram.cumulative;
  return absl::StrCat(options.summaries ? QuantileLines(series, counts)
                                        : BucketLines(series, counts, BoundsOf(sample, options)),
                      series.family, "_sum{", series.labels, "} ", PlainNumber(counts.Sum()), "\n",
                      series.family, "_count{", series.labels, "} ", counts.total(), "\n");
}

// Counters, then gauges, then texts (as gauges), then histograms.
struct Section {
  absl::string_view type;
  std::map<std::string, std::string> families;  // name to lines

  void AppendTo(std::string& page) const {
    for (const auto& [family, lines] : families) {
      absl::StrAppend(&page, "# TYPE ", family, " ", type, "\n", lines);
    }
  }
};

}  // namespace

std::string RenderPrometheus(const Store& store, const RenderOptions& options) {
  Section counters{"counter", {}};
  Section gauges{"gauge", {}};
  Section texts{"gauge", {}};
  Section histograms{options.summaries ? "summary" : "histogram", {}};
  for (const Sample& sample : TakeSamples(store, options)) {
    Series series = SeriesOf(sample);
    const auto number_line = [&] {
      return absl::StrCat(series.family, "{", series.labels, "} ", sample.number, "\n");
    };
    switch (sample.kind) {
      case MetricKind::kCounter:
        counters.families[series.family] += number_line();
        break;
      case MetricKind::kGauge:
        gauges.families[series.family] += number_line();
        break;
      case MetricKind::kText:
        if (!options.text_readouts) break;
        AddLabel("text_value", sample.text, series.labels);
        texts.families[series.family] += number_line();
        break;
      case MetricKind::kHistogram:
        histograms.families[series.family] += HistogramLines(sample, series, options);
        break;
    }
  }
  std::string page;
  for (const Section* section : {&counters, &gauges, &texts, &histograms}) section->AppendTo(page);
  return page;
}

}  // namespace nuncio::stats
