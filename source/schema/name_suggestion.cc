#include "source/schema/name_suggestion.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

namespace nuncio::schema {
namespace {

constexpr size_t kMaxDistance = 2;

// Levenshtein's distance.
size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

// Case and separators are what people get wrong most.
std::string Plain(absl::string_view name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", ""}, {"-", ""}});
}

}  // namespace

std::string SuggestField(absl::string_view name, const google::protobuf::Descriptor& type) {
  constexpr size_t kMaxName = 100;
  if (name.size() > kMaxName) return "";
  const std::string wanted = Plain(name);
  std::string best;
  size_t best_distance = std::min(kMaxDistance, wanted.size() / 3) + 1;
  for (int i = 0; i < type.field_count(); ++i) {
    const size_t distance = EditDistance(wanted, Plain(type.field(i)->name()));
    if (distance < best_distance) {
      best_distance = distance;
      best = type.field(i)->name();
    }
  }
  return best;
}

}  // namespace nuncio::schema
