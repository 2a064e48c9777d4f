#ifndef NUNCIO_SOURCE_RUNTIME_VALUES_H_
#define NUNCIO_SOURCE_RUNTIME_VALUES_H_

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace nuncio::runtime {

// A part of 100, 10,000 or 1,000,000.
struct Fraction {
  uint32_t numerator = 0;
  uint32_t denominator = 100;
};

// One runtime key, read in every way that its value allows.
struct Value {
  std::string text;
  absl::optional<double> number;
  absl::optional<bool> flag;
  absl::optional<Fraction> fraction;
};

// The runtime keys of all layers put together, as workers see them.
//
// A value, immutable once published; readers hold its generation. A key that is not there, or is of
// another kind, means the caller's default.
struct Values {
  absl::flat_hash_map<std::string, Value> entries;

  const Value* Find(absl::string_view key) const;
  uint64_t Integer(absl::string_view key, uint64_t otherwise) const;
  bool Flag(absl::string_view key, bool otherwise) const;
  // A plain number stands for that many in a hundred.
  Fraction FractionOf(absl::string_view key, Fraction otherwise) const;
};

}  // namespace nuncio::runtime

#endif  // NUNCIO_SOURCE_RUNTIME_VALUES_H_
