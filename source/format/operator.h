#ifndef NUNCIO_SOURCE_FORMAT_OPERATOR_H_
#define NUNCIO_SOURCE_FORMAT_OPERATOR_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "source/format/formatter.h"
#include "source/format/input.h"

namespace nuncio::format {

// One command operator, ready to write. Immutable; any thread.
class Operator {
 public:
  enum class Kind : uint8_t {
    kText,    // JSON has it as a string
    kNumber,  // JSON has it as it is
    kJson,    // is JSON already
  };
  // Appends to the text; false, and nothing appended, if there is no value.
  using Append = std::function<bool(const Input&, std::string&)>;

  Operator(Kind kind, Append append) : kind_(kind), append_(std::move(append)) {}
  // With a JSON form of its own.
  Operator(Append append, Append append_json)
      : append_(std::move(append)), append_json_(std::move(append_json)) {}

  void set_max_length(size_t bytes) { max_length_ = bytes; }

  bool AppendText(const Input& input, std::string& out) const;
  bool AppendJson(const Input& input, std::string& out) const;

 private:
  Kind kind_ = Kind::kText;
  Append append_;
  Append append_json_;
  absl::optional<size_t> max_length_;
};

// An operator as it stands in a format: %NAME(parameter):length%.
struct Command {
  absl::string_view name;
  absl::optional<absl::string_view> parameter;
  absl::optional<size_t> max_length;
};

enum class Parameter : uint8_t { kNone, kOptional, kRequired };

// What there is to know of an operator before it is made. Constants, in one table for each group.
struct OperatorSpec {
  absl::string_view name;
  Parameter parameter = Parameter::kNone;
  bool length_allowed = false;
  // Either one that takes no parameter,
  Operator::Kind kind = Operator::Kind::kText;
  bool (*append)(const Input&, std::string&) = nullptr;
  // or what makes one. An error says what is wrong with the parameter.
  absl::StatusOr<Operator> (*make)(const Command&, const FormatOptions&) = nullptr;
};

constexpr OperatorSpec Text(absl::string_view name, bool (*append)(const Input&, std::string&)) {
  return {name, Parameter::kNone, false, Operator::Kind::kText, append};
}
constexpr OperatorSpec Number(absl::string_view name, bool (*append)(const Input&, std::string&)) {
  return {name, Parameter::kNone, false, Operator::Kind::kNumber, append};
}
constexpr OperatorSpec Made(absl::string_view name, Parameter parameter, bool length_allowed,
                            absl::StatusOr<Operator> (*make)(const Command&,
                                                             const FormatOptions&)) {
  return {name, parameter, length_allowed, Operator::Kind::kText, nullptr, make};
}

// The groups.
absl::Span<const OperatorSpec> HeaderOperators();
absl::Span<const OperatorSpec> RequestOperators();
absl::Span<const OperatorSpec> ConnectionOperators();
absl::Span<const OperatorSpec> TlsOperators();
absl::Span<const OperatorSpec> UpstreamOperators();
absl::Span<const OperatorSpec> TimeOperators();
absl::Span<const OperatorSpec> MetadataOperators();

// An error names the operator and says what is wrong: unknown, a parameter or length that it does
// not take or that is missing.
absl::StatusOr<Operator> MakeOperator(const Command& command, const FormatOptions& options);

// A piece of a format: a literal text, or an operator.
struct Piece {
  std::string literal;
  absl::optional<Operator> op;
};
// Takes a format apart; neighbouring literals are one piece, "%%" is a literal "%".
absl::StatusOr<std::vector<Piece>> ParsePieces(absl::string_view format,
                                               const FormatOptions& options);

// Appends the text and says that it is there.
inline bool Put(absl::string_view text, std::string& out) {
  out.append(text.data(), text.size());
  return true;
}
// An empty text is an absent one.
inline bool PutUnlessEmpty(absl::string_view text, std::string& out) {
  return !text.empty() && Put(text, out);
}
bool PutNumber(uint64_t number, std::string& out);

}  // namespace nuncio::format

#endif  // NUNCIO_SOURCE_FORMAT_OPERATOR_H_
