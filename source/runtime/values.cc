#include "source/runtime/values.h"

#include <algorithm>

namespace nuncio::runtime {

const Value* Values::Find(absl::string_view key) const {
  if (key.empty()) return nullptr;
  const auto found = entries.find(key);
  return found == entries.end() ? nullptr : &found->second;
}

uint64_t Values::Integer(absl::string_view key, uint64_t otherwise) const {
  const Value* const value = Find(key);
  if (value == nullptr || !value->number || *value->number < 0) return otherwise;
  return static_cast<uint64_t>(*value->number);
}

bool Values::Flag(absl::string_view key, bool otherwise) const {
  const Value* const value = Find(key);
  return value == nullptr ? otherwise : value->flag.value_or(otherwise);
}

Fraction Values::FractionOf(absl::string_view key, Fraction otherwise) const {
  const Value* const value = Find(key);
  if (value == nullptr) return otherwise;
  if (value->fraction) return *value->fraction;
  if (!value->number || *value->number < 0) return otherwise;
  return {static_cast<uint32_t>(std::min(*value->number, 100.0)), 100};
}

}  // namespace nuncio::runtime
