#include "source/matching/metadata_matcher.h"

#include <algorithm>

namespace nuncio::matching {
namespace {

bool Meets(const ValueMatcher::Null&, const record::Value* value) {
  return value != nullptr && value->is_null();
}

bool Meets(const ValueMatcher::Number& number, const record::Value* value) {
  const double* const actual = value == nullptr ? nullptr : value->AsNumber();
  if (actual == nullptr) return false;
  if (number.exact) return *actual == *number.exact;
  return *actual >= number.start && *actual < number.end;
}

bool Meets(const StringMatcher& text, const record::Value* value) {
  const std::string* const actual = value == nullptr ? nullptr : value->AsText();
  return actual != nullptr && text.Matches(*actual);
}

bool Meets(bool flag, const record::Value* value) {
  const bool* const actual = value == nullptr ? nullptr : value->AsBool();
  return actual != nullptr && *actual == flag;
}

bool Meets(const ValueMatcher::Present& present, const record::Value* value) {
  return (value != nullptr) == present.present;
}

bool Meets(const ValueMatcher::OneOfList& one_of, const record::Value* value) {
  const record::List* const list = value == nullptr ? nullptr : value->AsList();
  return list != nullptr &&
         std::any_of(list->begin(), list->end(), [&](const record::Value& element) {
           return one_of.matcher->Matches(&element);
         });
}

bool Meets(const ValueMatcher::Or& any, const record::Value* value) {
  return std::any_of(any.value_matchers.begin(), any.value_matchers.end(),
                     [&](const ValueMatcher& matcher) { return matcher.Matches(value); });
}

}  // namespace

bool ValueMatcher::Matches(const record::Value* value) const {
  return absl::visit([&](const auto& wanted) { return Meets(wanted, value); }, pattern);
}

bool MetadataMatcher::Matches(const record::Metadata* metadata) const {
  const record::Value* const found =
      metadata == nullptr ? nullptr : record::FindValue(*metadata, filter, path);
  return value.Matches(found) != invert;
}

}  // namespace nuncio::matching
