#ifndef NUNCIO_SOURCE_MATCHING_HEADER_TREE_H_
#define NUNCIO_SOURCE_MATCHING_HEADER_TREE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/variant.h"
#include "source/http/message.h"
#include "source/matching/string_matcher.h"

namespace nuncio::matching {

// Takes a text by its hash: those whose hash modulo `modulo` is at least `threshold`.
struct ConsistentHashing {
  uint32_t threshold = 0;
  uint32_t modulo = 1;
  uint64_t seed = 0;

  bool Matches(absl::string_view text) const;
};

// A condition on request headers, of type.matcher.v3.Matcher.MatcherList.Predicate. All values of a
// header count as one text, with commas between; a missing header meets no condition.
struct HeaderPredicate {
  struct Single {
    std::string header;  // lower case; pseudo headers as well
    absl::variant<StringMatcher, ConsistentHashing> match;
  };
  struct All {
    std::vector<HeaderPredicate> predicates;
  };
  struct Any {
    std::vector<HeaderPredicate> predicates;
  };
  struct Not {
    std::shared_ptr<const HeaderPredicate> predicate;
  };
  absl::variant<Single, All, Any, Not> predicate;

  bool Matches(const http::RequestHead& head) const;
};

// type.matcher.v3.Matcher over request headers: from a request to the number of an action. Where a
// branch leads nowhere, the next one is asked that would do (the next of a list, the next shorter
// prefix), and at last on_no_match. A value, filled once; any thread.
class HeaderTree {
 public:
  // Where a match leads.
  using Branch = absl::variant<uint32_t, std::shared_ptr<const HeaderTree>>;

  struct List {
    std::vector<std::pair<HeaderPredicate, Branch>> matchers;
  };
  struct ExactMap {
    std::string header;
    absl::flat_hash_map<std::string, Branch> map;
  };
  struct PrefixMap {
    std::string header;
    // By length, the longest first.
    std::map<size_t, absl::flat_hash_map<std::string, Branch>, std::greater<size_t>> map;
  };

  absl::optional<uint32_t> Find(const http::RequestHead& head) const;

  absl::variant<absl::monostate, List, ExactMap, PrefixMap> matcher;
  absl::optional<Branch> on_no_match;
};

}  // namespace nuncio::matching

#endif  // NUNCIO_SOURCE_MATCHING_HEADER_TREE_H_
