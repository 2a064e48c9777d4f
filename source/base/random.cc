#include "source/base/random.h"

#include <sys/random.h>

#include <bit>
#include <cstdlib>

namespace nuncio::base {

uint64_t Random::Below(uint64_t bound) {
  if (bound == 0) return 0;
  // Values from the ragged end of the range would favour small numbers; they are thrown again.
  const uint64_t ragged = (UINT64_MAX % bound + 1) % bound;
  uint64_t value = Next();
  while (value > UINT64_MAX - ragged) value = Next();
  return value % bound;
}

SystemRandom::SystemRandom() {
  // 32 bytes come whole or not at all (getrandom(2): up to 256 bytes are never cut short).
  if (getrandom(state_.data(), sizeof(state_), 0) != sizeof(state_)) std::abort();
}

uint64_t SystemRandom::Next() {
  const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

}  // namespace nuncio::base
