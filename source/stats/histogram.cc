#include "source/stats/histogram.h"

#include <cmath>
#include <limits>

namespace nuncio::stats {
namespace {

constexpr uint32_t kFirstMantissa = 10;

// 10^decade for every decade that a 64-bit value can have.
constexpr std::array<uint64_t, kDecades> kPowers = [] {
  std::array<uint64_t, kDecades> powers{};
  uint64_t power = 1;
  for (size_t i = 0; i < kDecades; ++i, power *= 10) powers[i] = power;
  return powers;
}();

struct Place {
  size_t decade;
  size_t index;  // in [0, kBinsPerDecade)
};

// value > 0.
Place PlaceOf(uint64_t value) {
  size_t decade = 0;
  while (decade + 1 < kDecades && value >= kPowers[decade + 1]) ++decade;
  const uint64_t mantissa = decade == 0 ? value * 10 : value / kPowers[decade - 1];
  return {decade, static_cast<size_t>(mantissa - kFirstMantissa)};
}

}  // namespace

size_t BinOf(uint64_t value) {
  if (value == 0) return 0;
  const Place place = PlaceOf(value);
  return 1 + place.decade * kBinsPerDecade + place.index;
}

double BinLeft(size_t bin) {
  if (bin == 0) return 0;
  const size_t decade = (bin - 1) / kBinsPerDecade;
  const auto mantissa = static_cast<double>((bin - 1) % kBinsPerDecade + kFirstMantissa);
  return decade == 0 ? mantissa / 10 : mantissa * static_cast<double>(kPowers[decade - 1]);
}

double BinWidth(size_t bin) {
  if (bin == 0) return 0;
  const size_t decade = (bin - 1) / kBinsPerDecade;
  return decade == 0 ? 0.1 : static_cast<double>(kPowers[decade - 1]);
}

HistogramCells::~HistogramCells() {
  for (auto& decade : decades_) delete decade.load(std::memory_order_relaxed);
}

void HistogramCells::Record(uint64_t value) {
  std::atomic<uint64_t>* cell = &zeros_;
  if (value != 0) {
    const Place place = PlaceOf(value);
    Decade* decade = decades_[place.decade].load(std::memory_order_relaxed);
    if (decade == nullptr) {
      decade = new Decade{};
      decades_[place.decade].store(decade, std::memory_order_release);
    }
    cell = &(*decade)[place.index];
  }
  // One writer: no locked instruction is needed.
  cell->store(cell->load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

void HistogramCells::AddTo(absl::Span<uint64_t> into) const {
  into[0] += zeros_.load(std::memory_order_relaxed);
  for (size_t d = 0; d < kDecades; ++d) {
    const Decade* decade = decades_[d].load(std::memory_order_acquire);
    if (decade == nullptr) continue;
    for (size_t i = 0; i < kBinsPerDecade; ++i) {
      into[1 + d * kBinsPerDecade + i] += (*decade)[i].load(std::memory_order_relaxed);
    }
  }
}

HistogramCounts::HistogramCounts(absl::Span<const uint64_t> dense) {
  for (size_t bin = 0; bin < dense.size(); ++bin) {
    if (dense[bin] == 0) continue;
    bins_.push_back({static_cast<uint32_t>(bin), dense[bin]});
    total_ += dense[bin];
  }
}

HistogramCounts HistogramCounts::Difference(const HistogramCounts& now,
                                            const HistogramCounts& before) {
  HistogramCounts difference;
  size_t b = 0;
  for (const Bin& bin : now.bins_) {
    while (b < before.bins_.size() && before.bins_[b].bin < bin.bin) ++b;
    const bool known = b < before.bins_.size() && before.bins_[b].bin == bin.bin;
    const uint64_t more = bin.count - (known ? before.bins_[b].count : 0);
    if (more == 0) continue;
    difference.bins_.push_back({bin.bin, more});
    difference.total_ += more;
  }
  return difference;
}

double HistogramCounts::Quantile(double q) const {
  if (total_ == 0) return std::numeric_limits<double>::quiet_NaN();
  const double target = q * static_cast<double>(total_);
  double before = 0;
  for (const Bin& bin : bins_) {
    const auto count = static_cast<double>(bin.count);
    if (before + count >= target) {
      return BinLeft(bin.bin) + BinWidth(bin.bin) * (target - before) / count;
    }
    before += count;
  }
  return BinLeft(bins_.back().bin) + BinWidth(bins_.back().bin);
}

double HistogramCounts::Sum() const {
  double sum = 0;
  for (const Bin& bin : bins_) {
    sum += (BinLeft(bin.bin) + BinWidth(bin.bin) / 2) * static_cast<double>(bin.count);
  }
  return sum;
}

uint64_t HistogramCounts::CountUpTo(double bound) const {
  uint64_t count = 0;
  for (const Bin& bin : bins_) {
    if (BinLeft(bin.bin) > bound) break;
    count += bin.count;
  }
  return count;
}

}  // namespace nuncio::stats
