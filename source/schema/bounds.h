#ifndef NUNCIO_SOURCE_SCHEMA_BOUNDS_H_
#define NUNCIO_SOURCE_SCHEMA_BOUNDS_H_

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

namespace nuncio::schema {

// The rules gt, gte, lt and lte of a number or a duration. Where the lower bound is above the upper
// one they bound a gap: a value must lie outside it. A NaN lies nowhere.
template <typename T>
struct Bounds {
  std::optional<T> gt, gte, lt, lte;

  bool empty() const { return !gt && !gte && !lt && !lte; }

  bool Hold(const T& value) const {
    const bool has_lower = gt || gte;
    const bool has_upper = lt || lte;
    const bool above = gt ? value > *gt : gte ? value >= *gte : value == value;
    const bool below = lt ? value < *lt : lte ? value <= *lte : value == value;
    return has_lower && has_upper && IsGap() ? above || below : above && below;
  }

  // "must be at least 1 and at most 5"; `print` turns a bound into text.
  template <typename Print>
  std::string Describe(Print print) const {
    const std::string lower = gt    ? absl::StrCat("greater than ", print(*gt))
                              : gte ? absl::StrCat("at least ", print(*gte))
                                    : std::string();
    const std::string upper = lt    ? absl::StrCat("less than ", print(*lt))
                              : lte ? absl::StrCat("at most ", print(*lte))
                                    : std::string();
    if (lower.empty() || upper.empty()) return absl::StrCat("must be ", lower, upper);
    return absl::StrCat("must be ", lower, IsGap() ? " or " : " and ", upper);
  }

 private:
  bool IsGap() const {
    const std::optional<T>& lower = gt ? gt : gte;
    const std::optional<T>& upper = lt ? lt : lte;
    return lower && upper && *lower > *upper;
  }
};

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_BOUNDS_H_
