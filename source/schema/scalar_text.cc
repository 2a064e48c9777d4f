#include "source/schema/scalar_text.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/charconv.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

namespace nuncio::schema {
namespace {

bool AllDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// Sign and magnitude of a whole number.
struct Whole {
  bool negative = false;
  uint64_t magnitude = 0;
};

std::optional<Whole> ParseWholeDouble(absl::string_view text) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  const std::optional<double> value = ParseDouble(text);
  if (!value || !std::isfinite(*value) || *value != std::trunc(*value) ||
      std::abs(*value) > kExact) {
    return std::nullopt;
  }
  return Whole{*value < 0, static_cast<uint64_t>(std::abs(*value))};
}

std::optional<Whole> ParseWhole(absl::string_view text) {
  absl::string_view digits = text;
  Whole whole;
  if (!digits.empty() && (digits[0] == '-' || digits[0] == '+')) {
    whole.negative = digits[0] == '-';
    digits.remove_prefix(1);
  }
  if (absl::StartsWithIgnoreCase(digits, "0x")) {
    digits.remove_prefix(2);
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), absl::ascii_isxdigit) ||
        !absl::SimpleHexAtoi(digits, &whole.magnitude)) {
      return std::nullopt;
    }
    return whole;
  }
  if (!AllDigits(digits)) return ParseWholeDouble(text);
  if (!absl::SimpleAtoi(digits, &whole.magnitude)) return std::nullopt;
  return whole;
}

}  // namespace

std::optional<int64_t> ParseSigned(absl::string_view text) {
  const std::optional<Whole> whole = ParseWhole(text);
  constexpr uint64_t kMax = std::numeric_limits<int64_t>::max();
  if (!whole || whole->magnitude > kMax + (whole->negative ? 1 : 0)) return std::nullopt;
  return static_cast<int64_t>(whole->negative ? uint64_t{0} - whole->magnitude : whole->magnitude);
}

std::optional<uint64_t> ParseUnsigned(absl::string_view text) {
  const std::optional<Whole> whole = ParseWhole(text);
  if (!whole || (whole->negative && whole->magnitude != 0)) return std::nullopt;
  return whole->magnitude;
}

std::optional<double> ParseDouble(absl::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  // Keeps out the words that from_chars knows ("inf", "nan").
  if (text.find_first_not_of("0123456789+-.eE") != absl::string_view::npos) return std::nullopt;
  if (absl::StartsWith(text, "+")) {
    text.remove_prefix(1);
    if (absl::StartsWith(text, "-")) return std::nullopt;
  }
  double value = 0;
  const absl::from_chars_result parsed =
      absl::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ptr != text.data() + text.size()) return std::nullopt;
  // Out of range also means: too small. Such a number is zero.
  if (parsed.ec != std::errc() &&
      (parsed.ec != std::errc::result_out_of_range || std::abs(value) > 1)) {
    return std::nullopt;
  }
  return value;
}

std::string PrintDouble(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  std::string text = absl::StrFormat("%.15g", value);
  if (ParseDouble(text) != value) text = absl::StrFormat("%.17g", value);
  return text;
}

std::string PrintFloat(float value) {
  if (!std::isfinite(value)) return PrintDouble(value);
  std::string text = absl::StrFormat("%.6g", value);
  if (static_cast<float>(*ParseDouble(text)) != value) text = absl::StrFormat("%.9g", value);
  return text;
}

std::optional<bool> ParseBool(absl::string_view text) {
  bool value = false;
  if (!absl::SimpleAtob(text, &value)) return std::nullopt;
  return value;
}

std::optional<std::string> ParseBytes(absl::string_view text) {
  const bool has_space = std::any_of(text.begin(), text.end(), absl::ascii_isspace);
  const bool web_safe = text.find_first_of("-_") != absl::string_view::npos;
  std::string bytes;
  if (has_space || !(web_safe ? absl::WebSafeBase64Unescape(text, &bytes)
                              : absl::Base64Unescape(text, &bytes))) {
    return std::nullopt;
  }
  return bytes;
}

std::optional<DurationValue> ParseDurationText(absl::string_view text) {
  if (!absl::EndsWith(text, "s")) return std::nullopt;
  text.remove_suffix(1);
  const bool negative = absl::StartsWith(text, "-");
  if (negative) text.remove_prefix(1);
  const size_t point = std::min(text.find('.'), text.size());
  const absl::string_view whole = text.substr(0, point);
  DurationValue value;
  if (!AllDigits(whole) || !absl::SimpleAtoi(whole, &value.seconds)) return std::nullopt;
  if (point < text.size()) {
    std::string decimals(text.substr(point + 1));
    if (!AllDigits(decimals) || decimals.size() > 9) return std::nullopt;
    decimals.resize(9, '0');
    if (!absl::SimpleAtoi(decimals, &value.nanos)) return std::nullopt;
  }
  if (negative) value = {-value.seconds, -value.nanos};
  if (!IsValidDuration(value)) return std::nullopt;
  return value;
}

bool IsValidDuration(const DurationValue& value) {
  constexpr DurationValue kMax{315'576'000'000, 0};
  constexpr DurationValue kMin{-315'576'000'000, 0};
  if (value < kMin || kMax < value || std::abs(value.nanos) > 999'999'999) return false;
  return value.seconds == 0 || value.nanos == 0 || (value.seconds < 0) == (value.nanos < 0);
}

std::string PrintDuration(const DurationValue& value) {
  if (!IsValidDuration(value)) {
    return absl::StrFormat("%d seconds and %d nanoseconds", value.seconds, value.nanos);
  }
  const bool negative = value.seconds < 0 || value.nanos < 0;
  std::string text =
      absl::StrFormat("%s%d", negative ? "-" : "", negative ? -value.seconds : value.seconds);
  if (value.nanos != 0) {
    absl::StrAppendFormat(&text, ".%09d", std::abs(value.nanos));
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + "s";
}

}  // namespace nuncio::schema
