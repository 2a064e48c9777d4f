#ifndef NUNCIO_SOURCE_STATS_HISTOGRAM_H_
#define NUNCIO_SOURCE_STATS_HISTOGRAM_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

// Log-linear histograms: two significant decimal digits, so 90 bins for each power of ten and one
// for zero. The error of a quantile is below 5 %.

namespace nuncio::stats {

// Bin 0 holds zeros; then 90 bins for [1,10), 90 for [10,100) and so on up to 2^64.
constexpr size_t kBinsPerDecade = 90;
constexpr size_t kDecades = 20;
constexpr size_t kBins = 1 + kDecades * kBinsPerDecade;

size_t BinOf(uint64_t value);
double BinLeft(size_t bin);   // the smallest value of the bin
double BinWidth(size_t bin);  // 0 for bin 0

// What one thread recorded. One writer; readers on any thread. A decade's bins exist after its
// first value.
class HistogramCells {
 public:
  HistogramCells() = default;
  ~HistogramCells();
  HistogramCells(const HistogramCells&) = delete;
  HistogramCells& operator=(const HistogramCells&) = delete;

  void Record(uint64_t value);
  // Adds every count to `into` (kBins entries). Any thread.
  void AddTo(absl::Span<uint64_t> into) const;

 private:
  using Decade = std::array<std::atomic<uint64_t>, kBinsPerDecade>;

  std::atomic<uint64_t> zeros_{0};
  std::array<std::atomic<Decade*>, kDecades> decades_ = {};
};

// Merged counts: a value. Sparse: bins in rising order, counts above zero.
class HistogramCounts {
 public:
  struct Bin {
    uint32_t bin;
    uint64_t count;
  };

  HistogramCounts() = default;
  // `dense` has kBins entries.
  explicit HistogramCounts(absl::Span<const uint64_t> dense);
  // What `now` has more than `before`, of which it is a continuation.
  static HistogramCounts Difference(const HistogramCounts& now, const HistogramCounts& before);

  uint64_t total() const { return total_; }
  bool empty() const { return total_ == 0; }
  absl::Span<const Bin> bins() const { return bins_; }
  // The value at quantile q in [0, 1]: the point up to which q * total samples lie, samples being
  // spread evenly inside their bin. NaN without samples.
  double Quantile(double q) const;
  // An estimate of the sum of all samples.
  double Sum() const;
  // How many samples are at most `bound`, counting the bin that begins there as a whole.
  uint64_t CountUpTo(double bound) const;

 private:
  std::vector<Bin> bins_;
  uint64_t total_ = 0;
};

}  // namespace nuncio::stats

#endif  // NUNCIO_SOURCE_STATS_HISTOGRAM_H_
