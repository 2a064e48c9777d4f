#ifndef NUNCIO_SOURCE_HTTP_HTTP1_CHARACTERS_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_CHARACTERS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/strings/string_view.h"

// Which bytes may stand where in HTTP/1 (RFC 9110, 5.5 and 5.6.2).

namespace nuncio::http::http1 {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool IsBlank(char c) { return c == ' ' || c == '\t'; }

namespace internal {

constexpr bool IsOneOf(char c, absl::string_view set) {
  for (const char one : set) {
    if (one == c) return true;
  }
  return false;
}

constexpr std::array<char, 256> MakeTokenTable() {
  std::array<char, 256> table{};
  for (int i = 0; i < 128; ++i) {
    const char c = static_cast<char>(i);
    if (IsDigit(c) || IsAlpha(c) || (i != 0 && IsOneOf(c, "!#$%&'*+-.^_`|~"))) {
      table[static_cast<size_t>(i)] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return table;
}

inline constexpr std::array<char, 256> kTokens = MakeTokenTable();

}  // namespace internal

// The lower-case form of a token's byte; 0 for a byte that no token holds.
inline char LowerToken(char c) { return internal::kTokens[static_cast<uint8_t>(c)]; }

inline bool IsToken(absl::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return LowerToken(c) != 0; });
}

// Visible ASCII: what a request's target is made of.
inline bool IsVisibleText(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// Whether a header's value may hold this byte: visible, blank, or above ASCII.
inline bool IsValueByte(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return byte >= 0x20 ? byte != 0x7f : c == '\t';
}

// The first byte that no header's value may hold; text.size() if there is none. Most values are
// passed eight bytes at a time.
inline size_t FindBadValueByte(absl::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    const uint64_t below_space = (word - kOnes * 0x20) & ~word;
    const uint64_t deletes = word ^ (kOnes * 0x7f);
    const uint64_t is_delete = (deletes - kOnes) & ~deletes;
    if (((below_space | is_delete) & (kOnes * 0x80)) == 0) continue;
    for (size_t at = i; at < i + 8; ++at) {
      if (!IsValueByte(text[at])) return at;
    }
  }
  while (i < text.size() && IsValueByte(text[i])) ++i;
  return i;
}

inline absl::string_view TrimBlanks(absl::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_CHARACTERS_H_
