#ifndef NUNCIO_SOURCE_SCHEMA_VALUE_RULES_H_
#define NUNCIO_SOURCE_SCHEMA_VALUE_RULES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "source/schema/bounds.h"
#include "source/schema/field_value.h"

namespace google::protobuf {
class EnumDescriptor;
class FieldDescriptor;
}  // namespace google::protobuf

namespace nuncio::schema::v1 {
class Rules;
}  // namespace nuncio::schema::v1

namespace nuncio::schema {

// The rules on one value (not on how many there are), made ready from the options of a field: a
// scalar, an element, a key, or what a wrapper or a Duration holds. Immutable; thread-safe.
class ValueRules {
 public:
  // Null where the rules ask nothing of the value. A rule that does not fit the field's type, or a
  // pattern that does not compile, is a mistake in api/ and stops the process.
  static std::unique_ptr<ValueRules> Create(const v1::Rules& rules,
                                            const google::protobuf::FieldDescriptor& field);
  ~ValueRules();

  // The first rule that the value breaks: "must be at least 1".
  std::optional<std::string> FindBroken(const FieldValue& value) const;

 private:
  struct Text;

  explicit ValueRules(const google::protobuf::FieldDescriptor& field);
  ValueRules(const ValueRules&) = delete;
  ValueRules& operator=(const ValueRules&) = delete;

  void TakeBounds(const v1::Rules& rules);
  void TakeText(const v1::Rules& rules);
  bool empty() const;

  std::optional<std::string> FindBrokenBound(const FieldValue& value) const;
  std::optional<std::string> FindBrokenText(absl::string_view value) const;
  std::optional<std::string> FindBrokenLength(absl::string_view value) const;
  std::optional<std::string> FindBrokenSet(const FieldValue& value) const;

  const google::protobuf::FieldDescriptor& field_;
  bool ignore_empty_ = false;
  Bounds<double> numbers_;
  Bounds<DurationValue> durations_;
  bool is_duration_ = false;
  const google::protobuf::EnumDescriptor* defined_only_ = nullptr;
  std::unique_ptr<Text> text_;
  // As PrintFieldValue prints them.
  std::vector<std::string> in_, not_in_;
  std::optional<std::string> const_;
};

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_VALUE_RULES_H_
