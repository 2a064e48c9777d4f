#ifndef NUNCIO_TEST_SUPPORT_MANUAL_RANDOM_H_
#define NUNCIO_TEST_SUPPORT_MANUAL_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "source/base/random.h"

namespace nuncio::test {

// Gives the numbers of a list, over and over; zeros without one.
class ManualRandom final : public base::Random {
 public:
  explicit ManualRandom(std::vector<uint64_t> values = {}) : values_(std::move(values)) {}
  uint64_t Next() override { return values_.empty() ? 0 : values_[next_++ % values_.size()]; }
  void Set(std::vector<uint64_t> values) {
    values_ = std::move(values);
    next_ = 0;
  }

 private:
  std::vector<uint64_t> values_;
  size_t next_ = 0;
};

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_SUPPORT_MANUAL_RANDOM_H_
