#ifndef NUNCIO_SOURCE_POLICY_HEADER_RULES_H_
#define NUNCIO_SOURCE_POLICY_HEADER_RULES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/format/formatter.h"
#include "source/format/input.h"
#include "source/http/header_id.h"
#include "source/http/header_list.h"

namespace nuncio::policy {

enum class AppendAction : uint8_t {
  kAppendIfExistsOrAdd,
  kAddIfAbsent,
  kOverwriteIfExistsOrAdd,
  kOverwriteIfExists,
};

// core.v3.HeaderValueOption, its value parsed.
struct HeaderValueOption {
  std::string key;
  format::Formatter value;
  AppendAction append_action = AppendAction::kAppendIfExistsOrAdd;
  bool keep_empty_value = false;
};

// What a route, virtual host, cluster or filter does to the headers of a message: headers to
// remove, then headers to add.
//
// An immutable value of the configuration, which outlives the messages that it changed (names and
// constant values are not copied). Any thread.
class HeaderRules {
 public:
  HeaderRules() = default;
  // Pseudo headers and `host` cannot be changed this way; the error names the header.
  static absl::StatusOr<HeaderRules> Create(std::vector<HeaderValueOption> add,
                                            std::vector<std::string> remove);

  // Removes first. Then formats all values, from `input` and the headers as they are, before any of
  // them is applied: those that overwrite, then those that add. An empty value is left out unless
  // it is to be kept. Texts go to the arena of `headers`.
  void Apply(const format::Input& input, http::HeaderList& headers) const;

  bool empty() const { return add_.empty() && remove_.empty(); }
  size_t size() const { return add_.size() + remove_.size(); }

 private:
  struct Addition {
    HeaderValueOption option;  // the key in lower case
    http::HeaderId id;
  };
  std::vector<Addition> add_;
  std::vector<std::string> remove_;  // lower case
};

}  // namespace nuncio::policy

#endif  // NUNCIO_SOURCE_POLICY_HEADER_RULES_H_
