#ifndef NUNCIO_SOURCE_MATCHING_METADATA_MATCHER_H_
#define NUNCIO_SOURCE_MATCHING_METADATA_MATCHER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "absl/types/variant.h"
#include "source/matching/string_matcher.h"
#include "source/record/metadata.h"

namespace nuncio::matching {

// type.matcher.v3.ValueMatcher. A value; any thread.
struct ValueMatcher {
  struct Null {};
  struct Number {  // type.matcher.v3.DoubleMatcher: exact, or in [start, end)
    absl::optional<double> exact;
    double start = 0;
    double end = 0;
  };
  struct Present {
    bool present = true;
  };
  struct OneOfList {  // type.matcher.v3.ListMatcher.one_of
    std::shared_ptr<const ValueMatcher> matcher;
  };
  struct Or {
    std::vector<ValueMatcher> value_matchers;
  };
  absl::variant<Null, Number, StringMatcher, bool, Present, OneOfList, Or> pattern;

  // `value` is null where there is none.
  bool Matches(const record::Value* value) const;
};

// type.matcher.v3.MetadataMatcher.
struct MetadataMatcher {
  std::string filter;
  std::vector<std::string> path;
  ValueMatcher value;
  bool invert = false;

  bool Matches(const record::Metadata* metadata) const;
};

}  // namespace nuncio::matching

#endif  // NUNCIO_SOURCE_MATCHING_METADATA_MATCHER_H_
