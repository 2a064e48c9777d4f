#include "source/schema/validator.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "source/schema/field_path.h"
#include "source/schema/message_walk.h"
#include "source/schema/type_registry.h"
#include "source/schema/typed_struct.h"
#include "source/schema/validation_plan.h"

namespace nuncio::schema {
namespace {

namespace pb = google::protobuf;

std::string NamesOf(const pb::OneofDescriptor& oneof) {
  std::string names;
  for (int i = 0; i < oneof.field_count(); ++i) {
    absl::StrAppend(&names, i == 0 ? "" : ", ", oneof.field(i)->name());
  }
  return names;
}

std::string Count(uint64_t count, bool of_map) {
  if (of_map) return absl::StrCat(count, count == 1 ? " entry" : " entries");
  return absl::StrCat(count, count == 1 ? " element" : " elements");
}

// One walk over one message.
class ValidationWalk {
 public:
  ValidationWalk(PlanBook& plans, const ResourceId& resource, ConfigErrors& errors,
                 UnknownParts* unknown)
      : plans_(plans), resource_(resource), errors_(errors), unknown_(unknown) {}

  void Visit(const pb::Message& message, const MessagePlan& plan) {
    if (plan.is_any) return VisitAny(*AsAny(message));
    for (const pb::OneofDescriptor* oneof : plan.required_oneofs) {
      if (message.GetReflection()->HasOneof(message, oneof)) continue;
      Add(oneof->field_count() == 1 ? absl::StrCat(NamesOf(*oneof), " must be set")
                                    : absl::StrCat("one of ", NamesOf(*oneof), " must be set"));
    }
    for (const FieldPlan& field : plan.fields) VisitField(message, field);
  }

 private:
  void VisitField(const pb::Message& message, const FieldPlan& plan) {
    const FieldPath::Step step = path_.Field(plan.field->name());
    sensitive_depth_ += plan.sensitive;
    if (plan.field->is_map()) {
      VisitMap(message, plan);
    } else if (plan.field->is_repeated()) {
      VisitList(message, plan);
    } else {
      VisitSingular(message, plan);
    }
    sensitive_depth_ -= plan.sensitive;
  }

  void VisitSingular(const pb::Message& message, const FieldPlan& plan) {
    const pb::Reflection& reflection = *message.GetReflection();
    if (plan.field->has_presence() && !reflection.HasField(message, plan.field)) {
      if (plan.required) Add("must be set");
      return;
    }
    CheckValue(message, *plan.field, -1, plan.value.get());
    if (plan.child != nullptr) {
      Visit(reflection.GetMessage(message, plan.field), *plan.child);
    }
  }

  void VisitList(const pb::Message& message, const FieldPlan& plan) {
    const pb::Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, plan.field);
    if (size == 0 && plan.ignore_empty) return;
    CheckCount(static_cast<uint64_t>(size), plan);
    if (plan.unique) CheckUnique(message, *plan.field, size);
    if (plan.value == nullptr && plan.child == nullptr) return;
    for (int i = 0; i < size; ++i) {
      const FieldPath::Step step = path_.Index(static_cast<size_t>(i));
      CheckValue(message, *plan.field, i, plan.value.get());
      if (plan.child != nullptr) {
        Visit(reflection.GetRepeatedMessage(message, plan.field, i), *plan.child);
      }
    }
  }

  void VisitMap(const pb::Message& message, const FieldPlan& plan) {
    const pb::Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, plan.field);
    if (size == 0 && plan.ignore_empty) return;
    CheckCount(static_cast<uint64_t>(size), plan);
    if (plan.keys == nullptr && plan.values == nullptr && plan.child == nullptr) return;
    const pb::FieldDescriptor& key = *plan.field->message_type()->map_key();
    const pb::FieldDescriptor& value = *plan.field->message_type()->map_value();
    for (int i = 0; i < size; ++i) {
      const pb::Message& entry = reflection.GetRepeatedMessage(message, plan.field, i);
      const std::string key_text = MapKeyText(entry);
      const FieldPath::Step step = path_.Key(key_text);
      CheckValue(entry, key, -1, plan.keys.get(), "the key ");
      CheckValue(entry, value, -1, plan.values.get());
      if (plan.child != nullptr) {
        Visit(entry.GetReflection()->GetMessage(entry, &value), *plan.child);
      }
    }
  }

  void VisitAny(const pb::Any& any) {
    // An empty Any is one that is not set.
    if (any.type_url().empty() && any.value().empty()) return;
    if (any_depth_ == kMaxAnyDepth) {
      return Add(absl::StrCat("holds more than ", kMaxAnyDepth, " messages inside each other"));
    }
    if (IsTypedStruct(any)) return VisitStruct(any);
    const Unpacked inner = Unpack(any);
    if (inner.result == UnpackResult::kUnknownType) return NoteUnknown(any.type_url());
    if (inner.result == UnpackResult::kMalformed) {
      return Add(absl::StrCat("must hold a ", TypeNameOfUrl(any.type_url()),
                              ", but its bytes are not one"));
    }
    VisitInside(*inner.message);
  }

  void VisitStruct(const pb::Any& any) {
    StructContent inner = UnpackStruct(any, resource_, path_);
    errors_.Append(std::move(inner.errors));
    (unknown_ == nullptr ? errors_ : unknown_->fields).Append(std::move(inner.unknown_fields));
    if (inner.message != nullptr) return VisitInside(*inner.message);
    if (FindType(inner.type) == nullptr) NoteUnknown(inner.type);
  }

  void VisitInside(const pb::Message& message) {
    const pb::Descriptor& type = *message.GetDescriptor();
    const FieldPath::Step step = path_.Type(type.full_name());
    ++any_depth_;
    Visit(message, plans_.Find(type));
    --any_depth_;
  }

  void NoteUnknown(const std::string& type) {
    if (unknown_ != nullptr) unknown_->types.push_back({path_.ToString(), type});
  }

  void CheckCount(uint64_t count, const FieldPlan& plan) {
    const bool map = plan.field->is_map();
    if (plan.min_count && count < *plan.min_count) {
      Add(absl::StrCat("must have at least ", Count(*plan.min_count, map)), absl::StrCat(count));
    }
    if (plan.max_count && count > *plan.max_count) {
      Add(absl::StrCat("must have at most ", Count(*plan.max_count, map)), absl::StrCat(count));
    }
  }

  void CheckUnique(const pb::Message& message, const pb::FieldDescriptor& field, int size) {
    if (field.message_type() != nullptr) return;  // no table asks it of messages
    absl::flat_hash_set<std::string> seen;
    std::string scratch;
    for (int i = 0; i < size; ++i) {
      const FieldValue value = ReadFieldValue(message, field, i, scratch);
      if (seen.insert(PrintFieldValue(value, field)).second) continue;
      const FieldPath::Step step = path_.Index(static_cast<size_t>(i));
      Add("must not repeat an element", Show(value, field));
    }
  }

  void CheckValue(const pb::Message& message, const pb::FieldDescriptor& field, int index,
                  const ValueRules* rules, absl::string_view subject = {}) {
    if (rules == nullptr) return;
    std::string scratch;
    const FieldValue value = ReadFieldValue(message, field, index, scratch);
    if (const std::optional<std::string> broken = rules->FindBroken(value)) {
      Add(absl::StrCat(subject, *broken), Show(value, field));
    }
  }

  std::string Show(const FieldValue& value, const pb::FieldDescriptor& field) const {
    if (sensitive_depth_ > 0) return QuoteValue("", /*sensitive=*/true);
    if (const auto* text = std::get_if<absl::string_view>(&value)) return QuoteValue(*text);
    return PrintFieldValue(value, field);
  }

  void Add(std::string rule, std::string value = {}) {
    errors_.Add({.resource = resource_,
                 .field_path = path_.ToString(),
                 .rule = std::move(rule),
                 .value = std::move(value)});
  }

  PlanBook& plans_;
  const ResourceId& resource_;
  ConfigErrors& errors_;
  UnknownParts* const unknown_;
  FieldPath path_;
  int any_depth_ = 0;
  int sensitive_depth_ = 0;
};

}  // namespace

Validator::Validator() : plans_(std::make_unique<PlanBook>()) {}
Validator::~Validator() = default;

bool Validator::Validate(const pb::Message& message, const ResourceId& resource,
                         ConfigErrors& errors, UnknownParts* unknown) const {
  const size_t before = errors.count();
  ValidationWalk(*plans_, resource, errors, unknown)
      .Visit(message, plans_->Find(*message.GetDescriptor()));
  return errors.count() == before;
}

}  // namespace nuncio::schema
