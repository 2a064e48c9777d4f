// Histograms keep two significant digits and answer quantiles, sums and counts up to a bound.
#include "source/stats/histogram.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace nuncio::stats {
namespace {

HistogramCounts Of(const std::vector<uint64_t>& values) {
  HistogramCells cells;
  for (uint64_t value : values) cells.Record(value);
  std::vector<uint64_t> dense(kBins);
  cells.AddTo(absl::MakeSpan(dense));
  return HistogramCounts(dense);
}

TEST(Histogram, ABinHoldsItsValueToTwoDigits) {
  for (uint64_t value : {uint64_t{1}, uint64_t{2}, uint64_t{9}, uint64_t{10}, uint64_t{11},
                         uint64_t{99}, uint64_t{100}, uint64_t{109}, uint64_t{999}, uint64_t{1000},
                         uint64_t{123456789}, std::numeric_limits<uint64_t>::max()}) {
    const size_t bin = BinOf(value);
    ASSERT_LT(bin, kBins);
    EXPECT_LE(BinLeft(bin), static_cast<double>(value)) << value;
    EXPECT_GE(BinLeft(bin) + BinWidth(bin), static_cast<double>(value)) << value;
    EXPECT_LE(BinWidth(bin), static_cast<double>(value) / 10) << value;
  }
  EXPECT_EQ(BinOf(0), 0u);
  EXPECT_EQ(BinOf(100), BinOf(109));
  EXPECT_NE(BinOf(109), BinOf(110));
}

TEST(Histogram, WithoutSamplesAQuantileIsNotANumber) {
  EXPECT_TRUE(std::isnan(Of({}).Quantile(0.5)));
  EXPECT_EQ(Of({}).Sum(), 0);
}

TEST(Histogram, AQuantileIsTheShareOfItsBin) {
  const HistogramCounts one = Of({1});
  EXPECT_DOUBLE_EQ(one.Quantile(0), 1);
  EXPECT_DOUBLE_EQ(one.Quantile(0.5), 1.05);
  EXPECT_DOUBLE_EQ(one.Quantile(1), 1.1);
  const HistogramCounts two = Of({10, 200});
  EXPECT_DOUBLE_EQ(two.Quantile(0.25), 10.5);
  EXPECT_DOUBLE_EQ(two.Quantile(0.75), 205);
}

TEST(Histogram, CountsUpToABoundWithTheBinThatBeginsThere) {
  const HistogramCounts counts = Of({0, 1, 5, 10, 25, 26});
  EXPECT_EQ(counts.CountUpTo(0.5), 1u);
  EXPECT_EQ(counts.CountUpTo(1), 2u);
  EXPECT_EQ(counts.CountUpTo(10), 4u);
  EXPECT_EQ(counts.CountUpTo(25), 5u);
  EXPECT_EQ(counts.CountUpTo(1e9), 6u);
}

TEST(Histogram, ADifferenceIsWhatCameSince) {
  const HistogramCounts difference = HistogramCounts::Difference(Of({1, 1, 3, 7}), Of({1, 3}));
  ASSERT_EQ(difference.bins().size(), 2u);
  EXPECT_EQ(difference.total(), 2u);
  EXPECT_EQ(difference.bins()[0].bin, BinOf(1));
  EXPECT_EQ(difference.bins()[1].bin, BinOf(7));
}

}  // namespace
}  // namespace nuncio::stats
