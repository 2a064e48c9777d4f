#ifndef NUNCIO_SOURCE_STATS_SLOTS_H_
#define NUNCIO_SOURCE_STATS_SLOTS_H_

#include <atomic>
#include <cstdint>

#include "source/stats/cells.h"
#include "source/stats/histogram.h"
#include "source/stats/metric.h"

namespace nuncio::stats {

// The values of all metrics as far as one thread has written them. The store adds the slots of all
// threads up when somebody asks.
//
// Owner: the store. Thread: the writing methods belong to one thread; no lock, no locked
// instruction, no allocation but at the first touch of a chunk or histogram. The group of a metric
// must be held while it is written.
class Slots {
 public:
  Slots() = default;
  ~Slots();
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;

  void Add(Counter counter, uint64_t n = 1) { Change(counter.id, n); }
  void Add(Gauge gauge, uint64_t n = 1) { Change(gauge.id, n); }
  void Sub(Gauge gauge, uint64_t n = 1) { Change(gauge.id, 0 - n); }
  // Gives this thread's part of the gauge a value: for gauges that only one thread writes.
  void Set(Gauge gauge, uint64_t value) {
    numbers_.At(gauge.id).store(value + kZero, std::memory_order_relaxed);
  }
  // A value in the unit that the histogram's name says (milliseconds for times).
  void Record(Histogram histogram, uint64_t value);

 private:
  friend class Store;

  // A cell holds its value plus this, modulo 2^64: so "back at zero" is not 0, which means "never
  // written". (A value of exactly 2^63 reads as never written.)
  static constexpr uint64_t kZero = uint64_t{1} << 63;

  static uint64_t ValueOf(uint64_t cell) { return cell == 0 ? 0 : cell - kZero; }

  void Change(uint32_t id, uint64_t n) {
    std::atomic<uint64_t>& cell = numbers_.At(id);
    const uint64_t before = cell.load(std::memory_order_relaxed);
    cell.store((before == 0 ? kZero : before) + n, std::memory_order_relaxed);
  }

  CellTable<uint64_t> numbers_;            // counters and gauges
  CellTable<HistogramCells*> histograms_;  // owned; null until the first value
};

}  // namespace nuncio::stats

#endif  // NUNCIO_SOURCE_STATS_SLOTS_H_
