#ifndef NUNCIO_SOURCE_BASE_RANDOM_H_
#define NUNCIO_SOURCE_BASE_RANDOM_H_

#include <array>
#include <cstdint>

namespace nuncio::base {

// Where all chance comes from, so that a test decides how the dice fall. Not for secrets. Owned by
// one thread and used on it only.
class Random {
 public:
  virtual ~Random() = default;
  // 64 random bits.
  virtual uint64_t Next() = 0;

  // A number in [0, bound), every one as likely as the others; 0 for a bound of 0.
  uint64_t Below(uint64_t bound);
};

// xoshiro256** (Blackman and Vigna), seeded by the kernel.
class SystemRandom final : public Random {
 public:
  SystemRandom();
  uint64_t Next() override;

 private:
  std::array<uint64_t, 4> state_;
};

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_RANDOM_H_
