#ifndef NUNCIO_SOURCE_FORMAT_FORMATTER_H_
#define NUNCIO_SOURCE_FORMAT_FORMATTER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/format/input.h"
#include "source/record/metadata.h"

// Text and JSON with command operators: "%REQ(:method)% took %DURATION% ms". Which operators there
// are: docs/reference/command-operators.md.

namespace nuncio::format {

struct FormatOptions {
  // What is absent is written as nothing (text) or left out (JSON) instead of "-" or null.
  bool omit_empty_values = false;
  // What is written for what is absent, unless omit_empty_values.
  absl::string_view absent = "-";
  // For %HOSTNAME%.
  std::string hostname;
  // The operator that an extension brings: %REQ_WITHOUT_QUERY(…)%.
  bool req_without_query = false;
};

// A text with operators, parsed once.
//
// An immutable value that shares its operators; any thread. Formatting appends to a string that the
// caller keeps, and allocates nothing else for common operators.
class Formatter {
 public:
  // Nothing but the empty text.
  Formatter() = default;
  // An error says which operator is wrong and why.
  static absl::StatusOr<Formatter> Parse(absl::string_view format,
                                         const FormatOptions& options = {});
  // The text as it is: "%" has no meaning.
  static Formatter Literal(absl::string_view text);

  void Append(const Input& input, std::string& out) const;
  std::string Format(const Input& input) const {
    std::string out;
    Append(input, out);
    return out;
  }
  // Without operators: `constant()` is what it always writes.
  bool is_constant() const;
  absl::string_view constant() const;

 private:
  struct Plan;
  explicit Formatter(std::shared_ptr<const Plan> plan) : plan_(std::move(plan)) {}
  std::shared_ptr<const Plan> plan_;  // null for the empty text
};

// A JSON object with operators in its strings, nested as one likes; keys come out sorted. A string
// that is one operator alone keeps the operator's type (number, bool, object, null).
//
// An immutable value; any thread.
class JsonFormatter {
 public:
  static absl::StatusOr<JsonFormatter> Parse(const record::Struct& format,
                                             const FormatOptions& options = {});
  // One line, without a line feed.
  void Append(const Input& input, std::string& out) const;

 private:
  struct Node;
  explicit JsonFormatter(std::shared_ptr<const Node> root) : root_(std::move(root)) {}
  std::shared_ptr<const Node> root_;
};

// core.v3.SubstitutionFormatString: a body or a log line, text or JSON. JSON ends with a line feed.
class BodyFormat {
 public:
  // content_type: empty for the default, "text/plain" or "application/json".
  static BodyFormat Text(Formatter formatter, absl::string_view content_type = {});
  static BodyFormat Json(JsonFormatter formatter, absl::string_view content_type = {});

  void Append(const Input& input, std::string& out) const;
  const std::string& content_type() const { return content_type_; }
  bool is_json() const { return json_.has_value(); }

 private:
  BodyFormat() = default;
  Formatter text_;
  absl::optional<JsonFormatter> json_;
  std::string content_type_;
};

}  // namespace nuncio::format

#endif  // NUNCIO_SOURCE_FORMAT_FORMATTER_H_
