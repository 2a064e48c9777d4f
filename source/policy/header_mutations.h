#ifndef NUNCIO_SOURCE_POLICY_HEADER_MUTATIONS_H_
#define NUNCIO_SOURCE_POLICY_HEADER_MUTATIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/variant.h"
#include "source/format/input.h"
#include "source/http/header_list.h"
#include "source/matching/string_matcher.h"
#include "source/policy/header_rules.h"

namespace nuncio::policy {

// Changes of headers that are done one after the other, each on what those before it left.
//
// Built up by the configuration, from then on an immutable value that outlives the messages that it
// changed. Any thread.
class HeaderMutations {
 public:
  // Names as in HeaderRules::Create.
  absl::Status Append(HeaderValueOption option);
  absl::Status Remove(std::string name);
  // Removes every header whose name, in lower case, matches.
  void RemoveMatching(matching::StringMatcher name);

  void Apply(const format::Input& input, http::HeaderList& headers) const;
  bool empty() const { return steps_.empty(); }

 private:
  std::vector<absl::variant<HeaderRules, matching::StringMatcher>> steps_;
};

}  // namespace nuncio::policy

#endif  // NUNCIO_SOURCE_POLICY_HEADER_MUTATIONS_H_
