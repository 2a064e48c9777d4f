#ifndef NUNCIO_SOURCE_BASE_HASH_H_
#define NUNCIO_SOURCE_BASE_HASH_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace nuncio::base {

// XXH64, as its specification defines it: fast, the same on every machine and in every process, and
// not safe against an attacker who chooses the bytes. (absl::Hash differs from run to run.)
uint64_t Hash64(absl::string_view bytes, uint64_t seed = 0);

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_HASH_H_
