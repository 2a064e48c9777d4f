#ifndef NUNCIO_TEST_SUPPORT_SEEDED_RANDOM_H_
#define NUNCIO_TEST_SUPPORT_SEEDED_RANDOM_H_

#include <cstdint>

#include "source/base/random.h"

namespace nuncio::test {

// SplitMix64 (Steele, Lea, Flood): the same numbers for the same seed. A test prints the seed
// (SCOPED_TRACE(random.seed())), so that a failure can be seen again.
class SeededRandom final : public base::Random {
 public:
  SeededRandom() : SeededRandom(base::SystemRandom().Next()) {}
  explicit SeededRandom(uint64_t seed) : seed_(seed), state_(seed) {}

  uint64_t Next() override {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  uint64_t seed() const { return seed_; }

 private:
  const uint64_t seed_;
  uint64_t state_;
};

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_SUPPORT_SEEDED_RANDOM_H_
