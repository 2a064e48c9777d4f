#include "source/schema/honoured.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/schema/field_options.h"
#include "source/schema/message_walk.h"
#include "source/schema/type_registry.h"
#include "source/schema/typed_struct.h"

namespace nuncio::schema {
namespace {

namespace pb = google::protobuf;

class ConcernWalk {
 public:
  void Visit(const pb::Message& message, int any_depth) {
    if (const pb::Any* any = AsAny(message)) return VisitAny(*any, any_depth);
    if (IsWellKnownValue(*message.GetDescriptor())) return;
    std::vector<const pb::FieldDescriptor*> set;
    message.GetReflection()->ListFields(message, &set);
    for (const pb::FieldDescriptor* field : set) {
      Judge(*field);
      if (!IsHonoured(*field)) continue;
      ForEachMessage(message, *field, path_,
                     [&](const pb::Message& child) { Visit(child, any_depth); });
    }
  }

  std::vector<FieldFinding> Take() { return std::move(found_); }

 private:
  void VisitAny(const pb::Any& any, int any_depth) {
    if (any_depth == kMaxAnyDepth) return;
    const std::unique_ptr<pb::Message> inner =
        IsTypedStruct(any) ? UnpackStruct(any, {}, path_).message : Unpack(any).message;
    if (inner == nullptr) return;
    const FieldPath::Step step = path_.Type(inner->GetDescriptor()->full_name());
    Visit(*inner, any_depth + 1);
  }

  void Judge(const pb::FieldDescriptor& field) {
    const v1::Rules& rules = RulesOf(field);
    if (rules.disallowed_by_default()) {
      Add(FieldConcern::kDisallowed, field);
    } else if (field.options().deprecated()) {
      Add(FieldConcern::kDeprecated, field);
    }
    if (rules.work_in_progress()) Add(FieldConcern::kWorkInProgress, field);
    if (!IsHonoured(field)) {
      Add(NeglectIsRefused(field) ? FieldConcern::kNeglectRefused : FieldConcern::kNotHonoured,
          field);
    }
  }

  void Add(FieldConcern concern, const pb::FieldDescriptor& field) {
    const FieldPath::Step step = path_.Field(field.name());
    found_.push_back(
        {concern, field.containing_type()->full_name(), field.name(), path_.ToString()});
  }

  FieldPath path_;
  std::vector<FieldFinding> found_;
};

}  // namespace

const char* ToText(FieldConcern concern) {
  switch (concern) {
    case FieldConcern::kNotHonoured:
      return "is not supported and has no effect";
    case FieldConcern::kNeglectRefused:
      return "is not supported, and to ignore it would weaken security";
    case FieldConcern::kDeprecated:
      return "is deprecated";
    case FieldConcern::kDisallowed:
      return "is deprecated and refused by default";
    case FieldConcern::kWorkInProgress:
      return "is work in progress and may change";
  }
  return "";
}

std::vector<FieldFinding> FindConcerns(const pb::Message& message) {
  ConcernWalk walk;
  walk.Visit(message, 0);
  return walk.Take();
}

HonouredReport::HonouredReport(HonouredOptions options) : options_(std::move(options)) {}

bool HonouredReport::Check(const pb::Message& message, const ResourceId& resource,
                           ConfigErrors& errors) {
  bool accepted = true;
  for (FieldFinding& finding : FindConcerns(message)) {
    const bool first = Note(finding, resource);
    ConfigError error{.resource = resource,
                      .field_path = std::move(finding.field_path),
                      .rule = ToText(finding.concern)};
    if (Refuses(finding.concern)) {
      accepted = false;
      errors.Add(std::move(error));
    } else if (first && options_.warn && !Silent(finding.concern)) {
      options_.warn(error.ToString());
    }
  }
  return accepted;
}

std::vector<FieldUse> HonouredReport::Uses() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<FieldUse> uses;
  for (const auto& [field, by_concern] : uses_) {
    for (const auto& [concern, use] : by_concern) uses.push_back(use);
  }
  return uses;
}

uint64_t HonouredReport::not_honoured() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return not_honoured_;
}

bool HonouredReport::Silent(FieldConcern concern) const {
  return options_.skip_deprecated && concern == FieldConcern::kDeprecated;
}

bool HonouredReport::Refuses(FieldConcern concern) const {
  switch (concern) {
    case FieldConcern::kNeglectRefused:
      return true;
    case FieldConcern::kNotHonoured:
      return options_.refuse_not_honoured;
    case FieldConcern::kDisallowed:
      return !options_.allow_disallowed;
    case FieldConcern::kDeprecated:
    case FieldConcern::kWorkInProgress:
      return false;
  }
  return false;
}

bool HonouredReport::Note(const FieldFinding& finding, const ResourceId& resource) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (finding.concern == FieldConcern::kNotHonoured) ++not_honoured_;
  FieldUse& use = uses_[{finding.message_type, finding.field}][finding.concern];
  use.concern = finding.concern;
  use.message_type = finding.message_type;
  use.field = finding.field;
  use.last_resource = resource;
  use.last_path = finding.field_path;
  return ++use.count == 1;
}

}  // namespace nuncio::schema
