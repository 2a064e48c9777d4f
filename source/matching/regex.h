#ifndef NUNCIO_SOURCE_MATCHING_REGEX_H_
#define NUNCIO_SOURCE_MATCHING_REGEX_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace re2 {
class RE2;
}

namespace nuncio::matching {

// A regular expression of RE2's kind: linear in time, bounded in size.
//
// A cheap handle; copies share the compiled program. Any thread.
class Regex {
 public:
  // Programs above this are refused, unless runtime or the configuration allows more: what one
  // expression costs each request is to be a decision.
  static constexpr uint32_t kMaxProgramSize = 100;

  // An error says what is wrong with the expression, and where.
  static absl::StatusOr<Regex> Parse(absl::string_view expression,
                                     uint32_t max_program_size = kMaxProgramSize);

  bool FullMatch(absl::string_view text) const;
  // The text with every match replaced; "\1" in `substitution` is the first group, "\0" all. One
  // that names a group which the expression does not have replaces nothing.
  std::string ReplaceAll(absl::string_view text, absl::string_view substitution) const;
  const std::string& expression() const;

 private:
  explicit Regex(std::shared_ptr<const re2::RE2> program) : program_(std::move(program)) {}
  std::shared_ptr<const re2::RE2> program_;
};

// type.matcher.v3.RegexMatchAndSubstitute.
struct RegexSubstitution {
  Regex pattern;
  std::string substitution;

  std::string Apply(absl::string_view text) const { return pattern.ReplaceAll(text, substitution); }
};

}  // namespace nuncio::matching

#endif  // NUNCIO_SOURCE_MATCHING_REGEX_H_
