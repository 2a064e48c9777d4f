#ifndef NUNCIO_SOURCE_SCHEMA_SCALAR_TEXT_H_
#define NUNCIO_SOURCE_SCHEMA_SCALAR_TEXT_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

// The forms that scalars may have as text in a document, a little wider than the proto3 JSON
// mapping, where files that people have rely on it. Spaces are never skipped.
namespace nuncio::schema {

// Whole numbers: "5", "+5", "-0", "007", "0x1F", and "1e3" or "1.0" where the value is whole and
// below 2^53.
std::optional<int64_t> ParseSigned(absl::string_view text);
std::optional<uint64_t> ParseUnsigned(absl::string_view text);

// Decimal numbers, "NaN", "Infinity", "-Infinity"; not those that are too large for a double.
std::optional<double> ParseDouble(absl::string_view text);

// The fewest digits, 15 or 17, that read back as the same value; otherwise as ParseDouble takes it.
std::string PrintDouble(double value);
std::string PrintFloat(float value);

// true, t, yes, y, 1 and false, f, no, n, 0, in any case.
std::optional<bool> ParseBool(absl::string_view text);

// Base64 of either alphabet, with or without padding.
std::optional<std::string> ParseBytes(absl::string_view text);

struct DurationValue {
  int64_t seconds = 0;
  int32_t nanos = 0;  // of the same sign

  auto operator<=>(const DurationValue&) const = default;
};

// Within the range of google.protobuf.Duration, the signs alike.
bool IsValidDuration(const DurationValue& value);

// "1.5s", with as many decimals as it needs; one that is not valid shows its two parts.
std::string PrintDuration(const DurationValue& value);

// "1.5s": digits, at most 9 decimals, an "s"; at most 315,576,000,000 seconds either way, which is
// 10,000 years (the range of google.protobuf.Duration).
std::optional<DurationValue> ParseDurationText(absl::string_view text);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_SCALAR_TEXT_H_
