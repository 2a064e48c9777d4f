#include "source/proxy/http/request_id.h"

#include <cstddef>
#include <cstdint>

namespace nuncio::proxy {

absl::string_view MakeRequestId(base::Random& random, base::Arena& arena) {
  static constexpr char kHex[] = "0123456789abcdef";
  constexpr size_t kSize = 36;
  constexpr size_t kVersionAt = 14;
  constexpr size_t kVariantAt = 19;
  char* const text = arena.NewArray<char>(kSize);
  const uint64_t parts[] = {random.Next(), random.Next()};
  size_t digit = 0;
  for (size_t i = 0; i < kSize; ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      text[i] = '-';
      continue;
    }
    const size_t value = (parts[digit / 16] >> (4 * (digit % 16))) & 15;
    ++digit;
    text[i] = i == kVersionAt ? '4' : kHex[i == kVariantAt ? 8 + value % 4 : value];
  }
  return {text, kSize};
}

}  // namespace nuncio::proxy
