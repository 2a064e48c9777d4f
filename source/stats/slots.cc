#include "source/stats/slots.h"

namespace nuncio::stats {

// The store has released every group by now, and with it every histogram.
Slots::~Slots() = default;

void Slots::Record(Histogram histogram, uint64_t value) {
  std::atomic<HistogramCells*>& slot = histograms_.At(histogram.id);
  HistogramCells* cells = slot.load(std::memory_order_relaxed);
  if (cells == nullptr) {
    cells = new HistogramCells;
    slot.store(cells, std::memory_order_release);
  }
  cells->Record(value);
}

}  // namespace nuncio::stats
