#include "source/schema/validation_plan.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "source/schema/field_options.h"
#include "source/schema/message_walk.h"

namespace nuncio::schema {
namespace {

namespace pb = google::protobuf;

// The field that holds the value which the rules of `field` are about.
const pb::FieldDescriptor& ValueField(const pb::FieldDescriptor& field) {
  const pb::Descriptor* type = field.message_type();
  return type != nullptr && IsWrapper(*type) ? *type->FindFieldByNumber(1) : field;
}

bool HasValue(const pb::FieldDescriptor& field) {
  const pb::Descriptor* type = field.message_type();
  return type == nullptr || IsWrapper(*type) ||
         type->well_known_type() == pb::Descriptor::WELLKNOWNTYPE_DURATION;
}

std::unique_ptr<ValueRules> RulesOnValue(const v1::Rules& rules, const pb::FieldDescriptor& field) {
  return HasValue(field) ? ValueRules::Create(rules, ValueField(field)) : nullptr;
}

bool ChecksItself(const FieldPlan& plan) {
  return plan.required || plan.min_count || plan.max_count || plan.unique ||
         plan.value != nullptr || plan.keys != nullptr || plan.values != nullptr;
}

bool IsNeeded(const MessagePlan& plan) {
  return plan.is_any || !plan.required_oneofs.empty() ||
         std::any_of(plan.fields.begin(), plan.fields.end(), [](const FieldPlan& field) {
           return ChecksItself(field) || (field.child != nullptr && field.child->needed);
         });
}

}  // namespace

const MessagePlan& PlanBook::Find(const pb::Descriptor& type) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const MessagePlan& plan = Build(type);
  FindNeeded();
  return plan;
}

MessagePlan& PlanBook::Build(const pb::Descriptor& type) {
  if (const auto found = plans_.find(&type); found != plans_.end()) return *found->second;
  // Entered before its fields are built: a type may hold itself.
  MessagePlan& plan = *(plans_[&type] = std::make_unique<MessagePlan>());
  fresh_.push_back(&plan);
  plan.is_any = type.well_known_type() == pb::Descriptor::WELLKNOWNTYPE_ANY;
  if (type.well_known_type() != pb::Descriptor::WELLKNOWNTYPE_UNSPECIFIED) return plan;
  for (int i = 0; i < type.field_count(); ++i) {
    FieldPlan field = BuildField(*type.field(i));
    if (ChecksItself(field) || field.child != nullptr) plan.fields.push_back(std::move(field));
  }
  for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
    const pb::OneofDescriptor* oneof = type.oneof_decl(i);
    if (RulesOf(*oneof->field(0)).oneof_required()) plan.required_oneofs.push_back(oneof);
  }
  return plan;
}

FieldPlan PlanBook::BuildField(const pb::FieldDescriptor& field) {
  const v1::Rules& rules = RulesOf(field);
  // A member of a oneof that is not the one set owes nothing.
  const bool alone = field.real_containing_oneof() == nullptr;
  FieldPlan plan{.field = &field,
                 .required = alone && rules.required(),
                 .sensitive = IsSensitive(field),
                 .ignore_empty = rules.ignore_empty()};
  const pb::FieldDescriptor* holder = &field;
  if (field.is_map()) {
    const pb::Descriptor& entry = *field.message_type();
    if (rules.has_min_pairs()) plan.min_count = rules.min_pairs();
    if (rules.has_max_pairs()) plan.max_count = rules.max_pairs();
    plan.keys = RulesOnValue(rules.keys(), *entry.map_key());
    plan.values = RulesOnValue(rules.values(), *entry.map_value());
    holder = entry.map_value();
  } else if (field.is_repeated()) {
    if (rules.has_min_items()) plan.min_count = rules.min_items();
    if (rules.has_max_items()) plan.max_count = rules.max_items();
    plan.unique = rules.unique();
    plan.value = RulesOnValue(rules.items(), field);
  } else {
    plan.value = RulesOnValue(rules, field);
  }
  if (rules.skip() || rules.items().skip() || rules.values().skip()) return plan;
  if (holder->message_type() != nullptr) plan.child = &Build(*holder->message_type());
  return plan;
}

// A type is needed where one that it holds is; types hold each other in circles, so go round until
// nothing changes. Then what nobody needs is taken out of the plans.
void PlanBook::FindNeeded() {
  for (bool changed = true; changed;) {
    changed = false;
    for (MessagePlan* plan : fresh_) {
      if (plan->needed || !IsNeeded(*plan)) continue;
      plan->needed = true;
      changed = true;
    }
  }
  for (MessagePlan* plan : fresh_) {
    for (FieldPlan& field : plan->fields) {
      if (field.child != nullptr && !field.child->needed) field.child = nullptr;
    }
    std::erase_if(plan->fields, [](const FieldPlan& field) {
      return !ChecksItself(field) && field.child == nullptr;
    });
  }
  fresh_.clear();
}

}  // namespace nuncio::schema
