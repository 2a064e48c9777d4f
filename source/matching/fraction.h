#ifndef NUNCIO_SOURCE_MATCHING_FRACTION_H_
#define NUNCIO_SOURCE_MATCHING_FRACTION_H_

#include <cstdint>
#include <string>

#include "source/runtime/values.h"

namespace nuncio::matching {

// type.v3.FractionalPercent.
using Fraction = runtime::Fraction;

// Whether a random number falls into the part: `random` modulo the denominator is below the
// numerator.
inline bool FallsInto(Fraction fraction, uint64_t random) {
  return random % fraction.denominator < fraction.numerator;
}

// config.core.v3.RuntimeFractionalPercent: a part that a runtime key may replace.
struct RuntimeFraction {
  Fraction default_value;
  std::string runtime_key;  // may be empty

  // `values` may be null.
  Fraction Current(const runtime::Values* values) const {
    return values == nullptr || runtime_key.empty()
               ? default_value
               : values->FractionOf(runtime_key, default_value);
  }
  bool Matches(uint64_t random, const runtime::Values* values) const {
    return FallsInto(Current(values), random);
  }
};

// config.core.v3.RuntimeFeatureFlag.
struct RuntimeFlag {
  bool default_value = false;
  std::string runtime_key;

  bool Current(const runtime::Values* values) const {
    return values == nullptr ? default_value : values->Flag(runtime_key, default_value);
  }
};

}  // namespace nuncio::matching

#endif  // NUNCIO_SOURCE_MATCHING_FRACTION_H_
