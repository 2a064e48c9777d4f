#include "source/schema/value_rules.h"

#include <google/protobuf/descriptor.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "nuncio/schema/v1/options.pb.h"
#include "source/schema/config_error.h"
#include "source/schema/header_syntax.h"
#include "source/schema/utf8.h"

namespace nuncio::schema {
namespace {

namespace pb = google::protobuf;

[[noreturn]] void StopFor(const pb::FieldDescriptor& field, absl::string_view mistake) {
  std::fprintf(stderr, "the rules of %s are wrong: %s\n", field.full_name().c_str(),
               std::string(mistake).c_str());
  std::abort();
}

DurationValue ToDuration(double seconds) {
  const double whole = std::floor(seconds);
  DurationValue value{static_cast<int64_t>(whole),
                      static_cast<int32_t>(std::llround((seconds - whole) * 1e9))};
  // The form of google.protobuf.Duration: both parts have one sign.
  if (value.seconds < 0 && value.nanos > 0)
    value = {value.seconds + 1, value.nanos - 1'000'000'000};
  return value;
}

std::string Count(uint64_t count, absl::string_view noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

// Members of a set as PrintFieldValue prints them: an enum's numbers become names.
std::string Member(const std::string& text, const pb::FieldDescriptor& field) {
  if (field.type() != pb::FieldDescriptor::TYPE_ENUM) return text;
  int number = 0;
  if (!absl::SimpleAtoi(text, &number)) return text;
  return PrintFieldValue(EnumNumber{number}, field);
}

std::vector<std::string> Members(const pb::RepeatedPtrField<std::string>& texts,
                                 const pb::FieldDescriptor& field) {
  std::vector<std::string> members;
  for (const std::string& text : texts) members.push_back(Member(text, field));
  return members;
}

bool Contains(const std::vector<std::string>& members, const std::string& value) {
  return std::find(members.begin(), members.end(), value) != members.end();
}

}  // namespace

// What is asked of a string or of bytes.
struct ValueRules::Text {
  bool bytes = false;
  bool header_name = false, header_value = false, strict = true;
  std::optional<uint64_t> min_len, max_len, min_bytes, max_bytes;
  std::string prefix, suffix;
  std::unique_ptr<re2::RE2> pattern;
};

ValueRules::ValueRules(const pb::FieldDescriptor& field) : field_(field) {}
ValueRules::~ValueRules() = default;

std::unique_ptr<ValueRules> ValueRules::Create(const v1::Rules& rules,
                                               const pb::FieldDescriptor& field) {
  std::unique_ptr<ValueRules> made(new ValueRules(field));
  made->ignore_empty_ = rules.ignore_empty();
  made->is_duration_ = field.message_type() != nullptr;
  made->TakeBounds(rules);
  made->TakeText(rules);
  if (rules.defined_only()) {
    if (field.enum_type() == nullptr) StopFor(field, "defined_only is for an enum");
    made->defined_only_ = field.enum_type();
  }
  made->in_ = Members(rules.in(), field);
  made->not_in_ = Members(rules.not_in(), field);
  if (rules.has_const_()) made->const_ = Member(rules.const_(), field);
  return made->empty() ? nullptr : std::move(made);
}

void ValueRules::TakeBounds(const v1::Rules& rules) {
  if (rules.has_gt()) numbers_.gt = rules.gt();
  if (rules.has_gte()) numbers_.gte = rules.gte();
  if (rules.has_lt()) numbers_.lt = rules.lt();
  if (rules.has_lte()) numbers_.lte = rules.lte();
  if (numbers_.empty()) return;
  switch (field_.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
    case pb::FieldDescriptor::CPPTYPE_BOOL:
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      StopFor(field_, "bounds are for numbers and durations");
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      break;
    default:
      return;
  }
  if (numbers_.gt) durations_.gt = ToDuration(*numbers_.gt);
  if (numbers_.gte) durations_.gte = ToDuration(*numbers_.gte);
  if (numbers_.lt) durations_.lt = ToDuration(*numbers_.lt);
  if (numbers_.lte) durations_.lte = ToDuration(*numbers_.lte);
}

void ValueRules::TakeText(const v1::Rules& rules) {
  const bool any = rules.has_min_len() || rules.has_max_len() || rules.has_min_bytes() ||
                   rules.has_max_bytes() || !rules.pattern().empty() || !rules.prefix().empty() ||
                   !rules.suffix().empty() || !rules.well_known_regex().empty();
  if (!any) return;
  if (field_.cpp_type() != pb::FieldDescriptor::CPPTYPE_STRING) {
    StopFor(field_, "lengths and patterns are for strings and bytes");
  }
  text_ = std::make_unique<Text>();
  text_->bytes = field_.type() == pb::FieldDescriptor::TYPE_BYTES;
  if (rules.has_min_len()) text_->min_len = rules.min_len();
  if (rules.has_max_len()) text_->max_len = rules.max_len();
  if (rules.has_min_bytes()) text_->min_bytes = rules.min_bytes();
  if (rules.has_max_bytes()) text_->max_bytes = rules.max_bytes();
  text_->prefix = rules.prefix();
  text_->suffix = rules.suffix();
  text_->header_name = rules.well_known_regex() == "HTTP_HEADER_NAME";
  text_->header_value = rules.well_known_regex() == "HTTP_HEADER_VALUE";
  if (!rules.well_known_regex().empty() && !text_->header_name && !text_->header_value) {
    StopFor(field_, "no such well_known_regex");
  }
  if (rules.has_strict()) text_->strict = rules.strict();
  if (rules.pattern().empty()) return;
  text_->pattern = std::make_unique<re2::RE2>(rules.pattern(), re2::RE2::Quiet);
  if (!text_->pattern->ok()) StopFor(field_, text_->pattern->error());
}

bool ValueRules::empty() const {
  return numbers_.empty() && !is_duration_ && defined_only_ == nullptr && text_ == nullptr &&
         in_.empty() && not_in_.empty() && !const_;
}

std::optional<std::string> ValueRules::FindBroken(const FieldValue& value) const {
  if (ignore_empty_ && IsDefault(value)) return std::nullopt;
  std::optional<std::string> broken = FindBrokenBound(value);
  if (!broken && text_ != nullptr) broken = FindBrokenText(std::get<absl::string_view>(value));
  if (!broken) broken = FindBrokenSet(value);
  return broken;
}

std::optional<std::string> ValueRules::FindBrokenBound(const FieldValue& value) const {
  if (is_duration_) {
    const auto& duration = std::get<DurationValue>(value);
    if (!IsValidDuration(duration)) return "must be within 10000 years, its parts of one sign";
    if (durations_.empty() || durations_.Hold(duration)) return std::nullopt;
    return durations_.Describe(PrintDuration);
  }
  if (numbers_.empty()) return std::nullopt;
  double number = 0;
  if (const auto* v = std::get_if<double>(&value)) number = *v;
  if (const auto* v = std::get_if<float>(&value)) number = *v;
  if (const auto* v = std::get_if<int64_t>(&value)) number = static_cast<double>(*v);
  if (const auto* v = std::get_if<uint64_t>(&value)) number = static_cast<double>(*v);
  if (numbers_.Hold(number)) return std::nullopt;
  return numbers_.Describe(PrintDouble);
}

std::optional<std::string> ValueRules::FindBrokenLength(absl::string_view value) const {
  const uint64_t length = text_->bytes ? value.size() : CountUtf8Characters(value);
  const absl::string_view unit = text_->bytes ? "byte" : "character";
  if (text_->min_len && length < *text_->min_len) {
    return *text_->min_len == 1 ? "must not be empty"
                                : absl::StrCat("must have at least ", Count(*text_->min_len, unit));
  }
  if (text_->max_len && length > *text_->max_len) {
    return absl::StrCat("must have at most ", Count(*text_->max_len, unit));
  }
  if (text_->min_bytes && value.size() < *text_->min_bytes) {
    return *text_->min_bytes == 1
               ? "must not be empty"
               : absl::StrCat("must have at least ", Count(*text_->min_bytes, "byte"));
  }
  if (text_->max_bytes && value.size() > *text_->max_bytes) {
    return absl::StrCat("must have at most ", Count(*text_->max_bytes, "byte"));
  }
  return std::nullopt;
}

std::optional<std::string> ValueRules::FindBrokenText(absl::string_view value) const {
  if (std::optional<std::string> broken = FindBrokenLength(value)) return broken;
  if (!absl::StartsWith(value, text_->prefix)) {
    return absl::StrCat("must begin with ", QuoteValue(text_->prefix));
  }
  if (!absl::EndsWith(value, text_->suffix)) {
    return absl::StrCat("must end with ", QuoteValue(text_->suffix));
  }
  if (text_->pattern != nullptr &&
      !re2::RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *text_->pattern)) {
    return absl::StrCat("must match the pattern ", text_->pattern->pattern());
  }
  if (!text_->header_name && !text_->header_value) return std::nullopt;
  if (!text_->strict) {
    if (IsFreeOfLineBreaks(value)) return std::nullopt;
    return "must not contain NUL, CR or LF";
  }
  if (text_->header_name && !IsHeaderName(value)) return "must be an HTTP header name";
  if (text_->header_value && !IsHeaderValue(value)) return "must be an HTTP header value";
  return std::nullopt;
}

std::optional<std::string> ValueRules::FindBrokenSet(const FieldValue& value) const {
  if (defined_only_ != nullptr) {
    const int number = std::get<EnumNumber>(value).number;
    if (defined_only_->FindValueByNumber(number) == nullptr) {
      return absl::StrCat("must be a value that ", defined_only_->full_name(), " declares");
    }
  }
  if (in_.empty() && not_in_.empty() && !const_) return std::nullopt;
  const std::string text = PrintFieldValue(value, field_);
  if (const_ && text != *const_) return absl::StrCat("must be ", *const_);
  if (!in_.empty() && !Contains(in_, text)) {
    return absl::StrCat("must be one of ", absl::StrJoin(in_, ", "));
  }
  if (Contains(not_in_, text)) {
    return absl::StrCat("must not be ", absl::StrJoin(not_in_, " or "));
  }
  return std::nullopt;
}

}  // namespace nuncio::schema
