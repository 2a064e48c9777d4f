#ifndef NUNCIO_SOURCE_RECORD_METADATA_H_
#define NUNCIO_SOURCE_RECORD_METADATA_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "absl/types/variant.h"

// Values of no fixed shape that filters, routes, clusters and endpoints carry: what protobuf calls
// google.protobuf.Struct and xDS core.v3.Metadata.

namespace nuncio::record {

class Value;
using Struct = std::map<std::string, Value, std::less<>>;
using List = std::vector<Value>;

// null, bool, number, text, list or struct. An ordinary value: copies are deep.
class Value {
 public:
  Value() = default;
  explicit Value(bool value) : value_(value) {}
  explicit Value(double value) : value_(value) {}
  explicit Value(std::string value) : value_(std::move(value)) {}
  explicit Value(absl::string_view value) : value_(std::string(value)) {}
  explicit Value(const char* value) : value_(std::string(value)) {}
  explicit Value(List value) : value_(std::move(value)) {}
  explicit Value(Struct value) : value_(std::move(value)) {}

  bool is_null() const { return absl::holds_alternative<absl::monostate>(value_); }
  // Null when it is of another kind.
  const bool* AsBool() const { return absl::get_if<bool>(&value_); }
  const double* AsNumber() const { return absl::get_if<double>(&value_); }
  const std::string* AsText() const { return absl::get_if<std::string>(&value_); }
  const List* AsList() const { return absl::get_if<List>(&value_); }
  const Struct* AsStruct() const { return absl::get_if<Struct>(&value_); }
  Struct* AsStruct() { return absl::get_if<Struct>(&value_); }

  friend bool operator==(const Value& a, const Value& b) { return a.value_ == b.value_; }
  friend bool operator!=(const Value& a, const Value& b) { return !(a == b); }

 private:
  absl::variant<absl::monostate, bool, double, std::string, List, Struct> value_;
};

// A struct for each namespace (by convention the name of the filter that reads or writes it).
// Configured ones are immutable and shared between threads; a request's dynamic one belongs to its
// stream. Two names that the proxy itself knows:
inline constexpr absl::string_view kLbMetadata = "envoy.lb";
inline constexpr absl::string_view kTransportSocketMatchMetadata = "envoy.transport_socket_match";

struct Metadata {
  std::map<std::string, Struct, std::less<>> filter_metadata;

  bool empty() const { return filter_metadata.empty(); }
  // Merges `fields` into the namespace; a field that is there is replaced.
  void Merge(absl::string_view name_space, const Struct& fields);
};

// Follows `path` through nested structs, from the namespace; null where it ends too early. An empty
// path has no value: use FindStruct.
const Value* FindValue(const Metadata& metadata, absl::string_view name_space,
                       absl::Span<const std::string> path);
const Struct* FindStruct(const Metadata& metadata, absl::string_view name_space);
const Value* FindValue(const Struct& fields, absl::Span<const std::string> path);

// JSON in one line with sorted keys. Numbers without a fraction are written without one.
void AppendJson(const Value& value, std::string& out);
void AppendJson(const Struct& fields, std::string& out);
// A JSON string with its quotes.
void AppendJsonString(absl::string_view text, std::string& out);
// The shortest text that reads back as the same number; null for what JSON has no number for.
void AppendJsonNumber(double number, std::string& out);

}  // namespace nuncio::record

#endif  // NUNCIO_SOURCE_RECORD_METADATA_H_
