#ifndef NUNCIO_TEST_CONFIG_LINES_H_
#define NUNCIO_TEST_CONFIG_LINES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/base/clock.h"
#include "source/format/formatter.h"
#include "source/matching/address_ranges.h"
#include "source/matching/fraction.h"
#include "source/matching/header_matcher.h"
#include "source/matching/metadata_matcher.h"
#include "source/matching/regex.h"
#include "source/matching/string_matcher.h"
#include "source/network/address.h"
#include "source/policy/header_mutations.h"
#include "source/policy/header_rules.h"
#include "source/record/metadata.h"

// What values of the configuration say, as short texts; those that hide what they hold are shown by
// what they do.
namespace nuncio::config {

inline std::string Text(absl::string_view value) { return std::string(value); }
inline std::string Text(const std::string& value) { return value; }
inline std::string Text(const char* value) { return value; }
inline std::string Text(bool value) { return value ? "yes" : "no"; }
template <typename Number,
          typename = std::enable_if_t<std::is_arithmetic_v<Number> || std::is_enum_v<Number>>>
std::string Text(Number value) {
  if constexpr (std::is_enum_v<Number>) {
    return absl::StrCat(static_cast<int>(value));
  } else {
    return absl::StrCat(value);
  }
}
std::string Text(base::Duration value);  // "1500ms"
std::string Text(const network::Address& address);
std::string Text(const matching::Fraction& fraction);               // "1/100"
std::string Text(const matching::RuntimeFraction& fraction);        // "1/100 by key"
std::string Text(const matching::RegexSubstitution& substitution);  // "a+ -> b"
std::string Text(const record::Struct& fields);                     // as JSON
std::string Text(const record::Metadata& metadata);
std::string Text(const matching::CidrRange& range);

// What it writes for GET http://example.com/p with the header x-a: 1.
std::string Text(const format::Formatter& formatter);
std::string Text(const format::BodyFormat& body);  // "text/plain: ..."
// Which texts of "", a, A, ab, ba, cac and 5 it takes.
std::string Text(const matching::StringMatcher& matcher);
// "x-h takes a A": the header is missing ("none"), or has one of those texts.
std::string Text(const matching::HeaderMatcher& matcher);
// Whether it takes metadata f: {k: V} for V of none, null, 1, 7, "a", true and ["a"].
std::string Text(const matching::MetadataMatcher& matcher);
// The headers x-old: 1 and x-drop: 1 after them.
std::string Text(const policy::HeaderRules& rules);
std::string Text(const policy::HeaderMutations& mutations);

template <typename T>
std::string Text(const std::optional<T>& value) {
  return value.has_value() ? Text(*value) : "none";
}
template <typename T>
std::string Text(const absl::optional<T>& value) {
  return value.has_value() ? Text(*value) : "none";
}
template <typename T>
std::string Text(const std::shared_ptr<T>& value) {
  return value != nullptr ? Text(*value) : "none";
}
template <typename T>
std::string Text(const std::vector<T>& values) {
  std::vector<std::string> texts;
  for (const T& value : values) texts.push_back(Text(value));
  return absl::StrCat("[", absl::StrJoin(texts, ", "), "]");
}

// "name value" for each member of what was parsed.
class Lines {
 public:
  template <typename T>
  void Add(absl::string_view name, const T& value) {
    list_.push_back(absl::StrCat(name, " ", Text(value)));
  }
  const std::vector<std::string>& list() const { return list_; }

 private:
  std::vector<std::string> list_;
};

}  // namespace nuncio::config

#endif  // NUNCIO_TEST_CONFIG_LINES_H_
