#ifndef NUNCIO_SOURCE_UPSTREAM_BALANCE_WEIGHTED_QUEUE_H_
#define NUNCIO_SOURCE_UPSTREAM_BALANCE_WEIGHTED_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nuncio::upstream {

// Lets entries of different weights take turns: in any stretch each comes up in proportion to its
// weight, spread as evenly as that allows (earliest deadline first). A value; picks cost O(log n).
class WeightedQueue {
 public:
  // Weights above 0.
  void Add(uint32_t entry, double weight);
  bool empty() const { return heap_.empty(); }

  // Whose turn it is. `weight(entry)`, above 0, is its weight until its next turn.
  template <typename Weight>
  uint32_t Next(Weight weight) {
    const uint32_t entry = Pop();
    Add(entry, weight(entry));
    return entry;
  }

 private:
  struct Turn {
    double deadline;
    uint64_t order;  // entries of equal deadlines keep their order
    uint32_t entry;
    bool operator<(const Turn& other) const {  // the heap has the largest first
      return deadline != other.deadline ? deadline > other.deadline : order > other.order;
    }
  };

  uint32_t Pop();

  std::vector<Turn> heap_;
  double now_ = 0;
  uint64_t next_order_ = 0;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_BALANCE_WEIGHTED_QUEUE_H_
